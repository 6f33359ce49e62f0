"""Links: proposed, confirmed by both sides, with what came of them."""
