"""The pulse: what is asked when, how it is answered, and the weekly fold."""
