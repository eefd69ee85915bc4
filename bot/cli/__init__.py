"""The command `voxloop`: what somebody types in a terminal, and what they read there."""

from bot.cli.commands import main

__all__ = ["main"]
