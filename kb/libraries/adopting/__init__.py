"""Adoption of cases, from declaring it to the yearly showcase."""
