"""Recordings: cutting the few seconds that somebody may hear."""
