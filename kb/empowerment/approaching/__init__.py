"""Interests: asked, answered, taken back; and what the secretariat sees of silent ones."""
