"""1+7+N: what the alliance, the cities and the parks hold, from plan to report."""
