"""The secretariat's desk for experts: registrations, areas, deletions."""
