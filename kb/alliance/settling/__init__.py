"""Settling: the charter's settings, their history and the forms that change them."""
