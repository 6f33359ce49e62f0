"""Works of an expert: what a list of them is read from."""
