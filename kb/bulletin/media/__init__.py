"""Campaigns and reports in the media, and outcomes that nobody has reported."""
