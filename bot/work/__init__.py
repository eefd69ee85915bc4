"""What the process does by itself: jobs that come due, and the rounds that send what waits in the outbox."""
