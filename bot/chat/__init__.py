"""What can be said and heard on any chat: blocks, forms, effects, events, and the port that adapters fill."""
