"""The alliance's people: their accounts as the staff look after them."""
