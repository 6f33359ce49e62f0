"""Advising: the pages of an invited expert, who sees their own part and nothing else."""
