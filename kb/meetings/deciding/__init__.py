"""Deciding: votes, written votes, the register of resolutions."""
