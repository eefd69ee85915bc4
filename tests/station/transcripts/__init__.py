"""Labelled transcripts, and how a choice of passages is measured against the labels."""
