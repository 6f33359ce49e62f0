"""Presiding: the pages of the chair's rotation."""
