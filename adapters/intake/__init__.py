"""Customer voice in: one parser for each source, and the ways by which their records arrive."""
