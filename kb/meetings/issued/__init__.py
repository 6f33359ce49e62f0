"""Issued: minutes after their publication."""
