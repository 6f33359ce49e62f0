"""The scoreboard of both mechanisms, over the years and side by side."""
