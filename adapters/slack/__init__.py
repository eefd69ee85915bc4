"""Slack, spoken over signed HTTP or Socket Mode: the same file names as every other chat adapter."""
