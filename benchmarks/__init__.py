"""What measures speed and weight against the figures to reach; `make bench` prints them."""
