"""Drawing experts by lot, their ties, and the committee with its letters of appointment."""
