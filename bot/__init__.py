"""The shared core of Voxloop: it knows no chat platform, no SDK and no SQL."""
