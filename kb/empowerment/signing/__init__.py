"""Papers that are printed and signed: records of draws, letters of appointment."""
