"""Dates: deadlines and calendars."""
