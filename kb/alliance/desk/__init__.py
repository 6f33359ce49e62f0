"""The secretariat's desk for the alliance's own tables."""
