"""What the admin room needs kept."""

from typing import Protocol

from bot.pulse.store import PulseWork


class AdminWork(PulseWork, Protocol):
    """A transaction in which a command can be carried out."""
