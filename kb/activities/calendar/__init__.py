"""Activities by month, as a list and by year, and as calendars to subscribe to."""
