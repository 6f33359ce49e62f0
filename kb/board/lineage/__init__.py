"""Descent of a record, and the next link of the chain."""
