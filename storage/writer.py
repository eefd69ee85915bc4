"""The thread through which every change goes: it takes all that waits and makes it durable together."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.errors import BusyError, UnavailableError
from storage.write_session import Outcome, WriteSession

MAX_BATCH = 500
"""More in one commit would win nothing and let the others wait longer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to do in the writer's thread, and the future of whoever waits for it."""

    work: Callable[[Any], Any]
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop
    is_upkeep: bool = False


class Writer:
    """Serves a bounded queue of changes with one thread and one connection.

    Work that was accepted is done, whether or not somebody still waits for it.
    """

    def __init__(self, session: WriteSession, *, max_waiting: int) -> None:
        self._session = session
        self._max_waiting = max_waiting
        self._waiting: deque[Wanted] = deque()
        self._is_closing = False
        self._changed = threading.Condition(threading.Lock())
        self._thread = threading.Thread(target=self._serve, name="voxloop-writer", daemon=True)
        self._thread.start()

    def submit(self, wanted: Wanted) -> None:
        """Accepts work, or refuses it before anything is stored.

        Raises:
            BusyError: too much waits already.
            UnavailableError: the writer is closed.
        """
        with self._changed:
            if self._is_closing:
                raise UnavailableError("the database is closed")
            if len(self._waiting) >= self._max_waiting:
                raise BusyError(f"{self._max_waiting} changes are waiting to be stored")
            self._waiting.append(wanted)
            if len(self._waiting) == 1:
                self._changed.notify()

    def close(self) -> None:
        """Does what was accepted, accepts no more, and ends the thread."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._thread.join()

    def _serve(self) -> None:
        while batch := self._take():
            _deliver(batch, self._perform(batch))
        self._session.close()

    def _take(self) -> list[Wanted]:
        """What to do next: upkeep alone, or as many changes as stand before the next upkeep; nothing at the end."""
        with self._changed:
            while not self._waiting and not self._is_closing:
                self._changed.wait()
            batch: list[Wanted] = []
            while self._waiting and len(batch) < MAX_BATCH and not (batch and self._waiting[0].is_upkeep):
                batch.append(self._waiting.popleft())
                if batch[-1].is_upkeep:
                    break
            return batch

    def _perform(self, batch: Sequence[Wanted]) -> list[Outcome]:
        try:
            if batch[0].is_upkeep:
                return [self._session.keep_up(batch[0].work)]
            return self._session.perform([wanted.work for wanted in batch])
        except BaseException as error:  # noqa: BLE001 - a thread that dies would leave everybody waiting for ever
            return [(None, error)] * len(batch)


def _deliver(batch: Sequence[Wanted], outcomes: Sequence[Outcome]) -> None:
    """Wakes each event loop once for all that it waits for."""
    for loop in {wanted.loop for wanted in batch}:
        mine = [(w.future, o) for w, o in zip(batch, outcomes, strict=True) if w.loop is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, mine)


def _resolve(outcomes: Sequence[tuple["asyncio.Future[Any]", Outcome]]) -> None:
    for future, (result, error) in outcomes:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
