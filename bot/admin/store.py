"""What the admin room needs kept."""

from typing import Protocol

from bot.pulse.store import PulseWork
from bot.station.store import StationWork


class AdminWork(PulseWork, StationWork, Protocol):
    """A transaction in which a command can be carried out."""
