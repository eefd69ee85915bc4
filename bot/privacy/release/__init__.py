"""What is released: from sealed tallies to published cells, once, in groups and bands."""
