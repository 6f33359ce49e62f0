"""Suggestions of matches, the ten by seven matrix, and rates."""
