"""The ways in and out: each adapter knows `bot.chat` and its own platform, never another adapter, never storage."""
