"""Sitting: a meeting while it is held."""
