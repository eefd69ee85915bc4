"""The database as the rest of Voxloop sees it: plain functions in, durable results out."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.chat.errors import BusyError, UnavailableError
from storage.engines import database_url, open_readers, open_writer
from storage.trouble import Trouble, as_unavailable, trouble_of
from storage.unit_of_work import UnitOfWork
from storage.write_session import WriteSession
from storage.writer import Wanted, Writer

R = TypeVar("R")


class Database:
    """Fills `bot.transactions.Transactions` over SQLite or PostgreSQL.

    Changes of all callers are made one after the other and committed in groups. A function given to `write` must not
    keep the unit of work, catch errors of the database or wait for anything; it may be run more than once, and only
    its last run counts. What it raises comes out of `write`, with nothing of it stored.

    Both raise `BusyError` when too much waits already and `UnavailableError` when the database is locked, full,
    read-only or away; nothing was stored then and the caller may try again. A task that is cancelled while it waits
    does not know whether its change was made.
    """

    def __init__(self, writing: Engine, reading: Engine, *, readers: int, max_waiting: int) -> None:
        self._writing = writing
        self._reading = reading
        self._max_waiting = max_waiting
        self._questions = 0
        self._is_closed = False
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="voxloop-reader")
        self._writer = Writer(WriteSession(writing), max_waiting=max_waiting)

    @classmethod
    def open(cls, url: str, *, readers: int = 2, max_waiting: int = 10_000) -> Self:
        """Opens the database at `url`; nothing is connected before the first question or change.

        Raises:
            BadDatabaseUrlError: the URL names neither a SQLite file nor a PostgreSQL database.
        """
        parsed = database_url(url)
        return cls(open_writer(parsed), open_readers(parsed, readers), readers=readers, max_waiting=max_waiting)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writing.dialect.name

    async def write(self, change: Callable[[UnitOfWork], R]) -> R:
        """Makes a change; when the result arrives, it is durable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._writer.submit(Wanted(change, future, loop))
        return await future

    async def read(self, question: Callable[[UnitOfWork], R]) -> R:
        """Answers a question from one consistent state; changes do not wait for it, nor it for them."""
        if self._is_closed:
            raise UnavailableError("the database is closed")
        if self._questions >= self._max_waiting:
            raise BusyError(f"{self._questions} questions are waiting to be answered")
        self._questions += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, self._answer, question)
        finally:
            self._questions -= 1

    async def keep_up(self, upkeep: Callable[[Connection], R]) -> R:
        """Runs upkeep such as a VACUUM in the writer's thread, between two batches and outside any transaction."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._writer.submit(Wanted(upkeep, future, loop, is_upkeep=True))
        return await future

    async def close(self) -> None:
        """Finishes what was accepted and lets go of the database. Closing twice is fine."""
        self._is_closed = True
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._readers.shutdown)
        self._writing.dispose()
        self._reading.dispose()

    def _answer(self, question: Callable[[UnitOfWork], R]) -> R:
        try:
            return self._ask(question)
        except DBAPIError as error:
            if trouble_of(error) is not Trouble.LOST:
                raise as_unavailable(error) from None
        return self._ask_again(question)

    def _ask_again(self, question: Callable[[UnitOfWork], R]) -> R:
        try:
            return self._ask(question)
        except DBAPIError as error:
            raise as_unavailable(error) from None

    def _ask(self, question: Callable[[UnitOfWork], R]) -> R:
        with self._reading.connect() as connection:
            return question(UnitOfWork(connection))
