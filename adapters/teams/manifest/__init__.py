"""The app package that an administrator uploads to Teams: what the app is, what it may do, and its two icons."""
