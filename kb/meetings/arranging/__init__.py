"""Arranging: items are proposed, put onto an agenda and given their papers."""
