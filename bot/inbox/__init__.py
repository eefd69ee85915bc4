"""The inbox: words between a leader and people who stay unnamed, for everybody alike, in daily batches."""
