"""Recording: minutes from their draft to their publication."""
