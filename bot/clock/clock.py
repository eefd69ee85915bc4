"""The clock port: the only way in which Voxloop learns what time it is."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, always aware and in UTC, and waits."""

    def now(self) -> datetime: ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class MovableClock:
    """A clock that runs on from any moment and can be moved forward: for the demo and for stories in tests."""

    def __init__(self, start_at: datetime | None = None, *, is_frozen: bool = False) -> None:
        real = datetime.now(UTC)
        self._offset = (start_at or real) - real
        self._frozen_at = (start_at or real) if is_frozen else None
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return self._frozen_at or datetime.now(UTC) + self._offset

    def move(self, by: timedelta) -> None:
        """Moves the clock forward.

        Raises:
            ValueError: `by` is negative; a clock that runs backwards would plan a day twice.
        """
        if by < timedelta(0):
            raise ValueError(f"the clock only moves forward, not by {by}")
        if self._frozen_at is not None:
            self._frozen_at += by
        self._offset += by
        self._moved.set()

    async def sleep(self, seconds: float) -> None:
        """Waits for `seconds` of real time, or until the clock is moved."""
        self._moved.clear()
        try:
            await asyncio.wait_for(self._moved.wait(), seconds)
        except TimeoutError:
            return
