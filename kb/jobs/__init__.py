"""Work in the background: what no page waits for, kept in the database until it is done."""
