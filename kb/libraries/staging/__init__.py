"""Projects by stage and on a line of time."""
