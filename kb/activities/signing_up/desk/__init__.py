"""The host's desk: opening the list, the names, and the door."""
