"""Signing up for an activity, the list of names, and checking in."""
