"""Overseeing: the list of follow-ups, and the page that opens a meeting."""
