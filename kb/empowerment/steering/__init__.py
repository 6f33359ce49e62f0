"""Steering: the pages on which the secretariat scopes, invites, calls, publishes and counts."""
