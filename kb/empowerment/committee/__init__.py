"""The committee on the public page, and its letters of appointment."""
