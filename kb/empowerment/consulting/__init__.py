"""Asking the committee, giving advice, and the secretariat's desk between them."""
