"""The weekly digest: employee voice and customer voice in one view, what to do, and what came of it."""
