"""Looks for what other processes changed: once for each place that is open here, however many pages show it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.web.doorbell import Doorbell
from bot.chat.errors import BusyError, UnavailableError
from bot.chat.ids import Place
from bot.chat.records import Mailbox


class Lookout:
    """Rings the bell of a place while somebody listens there; `poll_seconds` is how often it looks."""

    def __init__(self, *, mailbox: Mailbox, doorbell: Doorbell, poll_seconds: float) -> None:
        self._mailbox = mailbox
        self._doorbell = doorbell
        self._poll_seconds = poll_seconds
        self._watches: dict[Place, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def watch(self, place: Place, account: str) -> AsyncIterator[asyncio.Event]:
        """A bell that rings when something changed at a place, in this process or another.

        Raises:
            TooManyListenersError: this account listens there too often already.
        """
        try:
            with self._doorbell.listen(place, account) as bell:
                self._begin(place)
                yield bell
        finally:
            self._end(place)

    def _begin(self, place: Place) -> None:
        if place not in self._watches or self._watches[place].done():
            self._watches[place] = asyncio.create_task(self._look(place))

    def _end(self, place: Place) -> None:
        if place in self._watches and not self._doorbell.has_listeners(place):
            self._watches.pop(place).cancel()

    async def _look(self, place: Place) -> None:
        """Rings after the first look too, for what changed before it."""
        seen = None
        while not self._doorbell.is_closed:
            await asyncio.sleep(self._poll_seconds)
            latest = await self._latest(place)
            if latest is None or latest != seen:
                self._doorbell.ring(place)
            seen = latest

    async def _latest(self, place: Place) -> int | None:
        """The latest change; `None` while nobody can tell, which pages then find out by themselves."""
        try:
            return await self._mailbox.version(place)
        except (BusyError, UnavailableError):
            return None
