"""What `make bench` runs: every figure as a ratio to a bare baseline measured in the same run."""
