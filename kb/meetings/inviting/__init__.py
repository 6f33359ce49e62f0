"""Inviting: the notice, who is invited, and what they answer."""
