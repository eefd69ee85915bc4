"""Postings in the database."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.outbox.model import Outcome


class Postings:
    """Fills `bot.outbox.store.Aftermath` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, outcomes: Sequence[Outcome]) -> None:
        """Hears of deliveries that ended."""
