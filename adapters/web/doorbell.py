"""Wakes the open pages of a conversation when something was posted there by this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.chat.ids import Place

MAX_LISTENERS: Final = 8
"""Open pages of one conversation; more tabs than that show new messages when they are reloaded."""


class TooManyListenersError(Exception):
    """The conversation is open in too many places at once."""


class Doorbell:
    """Only a hint: pages look into the mailbox now and then in any case, for other processes ring elsewhere."""

    def __init__(self) -> None:
        self._listeners: dict[Place, set[asyncio.Event]] = {}
        self.is_closed = False

    def ring(self, place: Place) -> None:
        for listener in self._listeners.get(place, ()):
            listener.set()

    @contextmanager
    def listen(self, place: Place) -> Iterator[asyncio.Event]:
        """An event that is set whenever the bell rings for this place, or is closed.

        Raises:
            TooManyListenersError: there are `MAX_LISTENERS` already.
        """
        listeners = self._listeners.setdefault(place, set())
        if len(listeners) >= MAX_LISTENERS:
            raise TooManyListenersError
        bell = asyncio.Event()
        listeners.add(bell)
        try:
            yield bell
        finally:
            listeners.discard(bell)
            if not listeners:
                self._listeners.pop(place, None)

    def close(self) -> None:
        """Wakes everyone for the last time."""
        self.is_closed = True
        for place in tuple(self._listeners):
            self.ring(place)
