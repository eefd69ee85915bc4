"""What comes back: reactions, comments, promises to fix, and what nobody has answered yet."""
