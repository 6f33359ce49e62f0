"""Calling: planning a meeting, its notice, answers, agenda and papers."""
