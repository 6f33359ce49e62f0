"""Seating: the pages of bodies, seats and who held them."""
