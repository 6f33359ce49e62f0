"""The programme board: 1+7+N of a year, with proof and gaps."""
