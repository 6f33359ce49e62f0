"""Ties of experts: what they declare themselves, and what the secretariat knows."""
