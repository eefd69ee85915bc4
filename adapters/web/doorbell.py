"""Wakes the open pages of a conversation or channel when something changed there."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.chat.ids import Place

MAX_LISTENERS: Final = 8
"""Open pages that one account has of one place; more tabs than that show what is new when they are reloaded."""


class TooManyListenersError(Exception):
    """The place is open in too many windows of one account."""


class Doorbell:
    """Only a hint: whoever hears it looks into the mailbox."""

    def __init__(self) -> None:
        self._listeners: dict[Place, dict[asyncio.Event, str]] = {}
        self.is_closed = False

    def ring(self, place: Place) -> None:
        for listener in self._listeners.get(place, ()):
            listener.set()

    @contextmanager
    def listen(self, place: Place, account: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the bell rings for this place, or is closed.

        Raises:
            TooManyListenersError: this account has `MAX_LISTENERS` there already.
        """
        listeners = self._listeners.setdefault(place, {})
        if sum(who == account for who in listeners.values()) >= MAX_LISTENERS:
            raise TooManyListenersError
        bell = asyncio.Event()
        listeners[bell] = account
        try:
            yield bell
        finally:
            listeners.pop(bell)
            if not listeners:
                self._listeners.pop(place, None)

    def has_listeners(self, place: Place) -> bool:
        return place in self._listeners

    def close(self) -> None:
        """Wakes everyone for the last time."""
        self.is_closed = True
        for place in tuple(self._listeners):
            self.ring(place)
