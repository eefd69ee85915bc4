"""What Voxloop keeps, in SQLite or PostgreSQL, and the key directory beside it."""
