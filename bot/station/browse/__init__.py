"""Reading customer voice at one's own time: searching it, reporting faults, and seeing both sides of a friction."""
