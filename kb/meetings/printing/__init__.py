"""Printing: the documents of a meeting as Word, PDF and on paper."""
