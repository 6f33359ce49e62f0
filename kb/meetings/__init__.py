"""Meetings: from the invitation to the published minutes."""
