"""What the admin room needs kept."""

from typing import Protocol

from bot.digest.store import DigestWork
from bot.inbox.store import InboxWork
from bot.pulse.store import PulseWork


class AdminWork(PulseWork, DigestWork, InboxWork, Protocol):
    """A transaction in which a command can be carried out."""
