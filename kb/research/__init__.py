"""Research: topics that start from what is hard for parks and industry."""
