"""The connection that writes: takes a batch of changes and makes them durable with one commit."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Transaction, text
from sqlalchemy.exc import DBAPIError

from bot.chat.errors import UnavailableError
from storage.engines import WRITER_XID
from storage.trouble import Trouble, as_unavailable, reason_of, trouble_of
from storage.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)

Change = Callable[[UnitOfWork], Any]
Upkeep = Callable[[Connection], Any]
Outcome = tuple[Any, BaseException | None]
"""What a change returned, or the error that it ended with."""


class WriteSession:
    """Runs changes over one connection, which it opens when it is first needed and again when it was lost.

    Not safe for use by several threads; the writer's thread owns it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._unit_of_work: UnitOfWork | None = None

    def perform(self, changes: Sequence[Change]) -> list[Outcome]:
        """Makes all changes in one transaction; a change that fails is left out and fails alone."""
        try:
            return self._together(changes)
        except Exception as error:  # noqa: BLE001 - whatever a change raises belongs to whoever asked for it
            return self._after(error, changes)

    def keep_up(self, upkeep: Upkeep) -> Outcome:
        """Runs work outside any transaction, such as a VACUUM, on a connection of its own."""
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                return upkeep(connection), None
        except Exception as error:  # noqa: BLE001 - as in `perform`
            return None, as_unavailable(error)

    def close(self) -> None:
        unit_of_work, self._unit_of_work = self._unit_of_work, None
        if unit_of_work is not None:
            unit_of_work.connection.close()

    def _together(self, changes: Sequence[Change]) -> list[Outcome]:
        with self._transaction() as unit_of_work:
            return [(change(unit_of_work), None) for change in changes]

    def _after(self, error: Exception, changes: Sequence[Change]) -> list[Outcome]:
        try:
            match trouble_of(error):
                case Trouble.CHANGE if len(changes) == 1:
                    return [(None, error)]
                case Trouble.CHANGE | Trouble.LOST:
                    return self._side_by_side(changes)
                case Trouble.CONFLICT:
                    return [self._single(change) for change in changes]
                case Trouble.UNAVAILABLE:
                    return _all_failed(error, changes)
        except Exception as second:  # noqa: BLE001 - as in `perform`
            return _all_failed(second, changes)

    def _side_by_side(self, changes: Sequence[Change]) -> list[Outcome]:
        with self._transaction() as unit_of_work:
            return [_inside_savepoint(unit_of_work, change) for change in changes]

    def _single(self, change: Change) -> Outcome:
        try:
            with self._transaction() as unit_of_work:
                return change(unit_of_work), None
        except Exception as error:  # noqa: BLE001 - as in `perform`
            return None, as_unavailable(error)

    @contextmanager
    def _transaction(self) -> Iterator[UnitOfWork]:
        unit_of_work = self._open()
        connection = unit_of_work.connection
        try:
            with connection.begin() as transaction:
                yield unit_of_work
                self._commit(connection, transaction)
        except BaseException:
            if connection.invalidated:
                self.close()
            raise

    def _commit(self, connection: Connection, transaction: Transaction) -> None:
        transaction_id = str(connection.info.get(WRITER_XID))
        try:
            transaction.commit()
        except DBAPIError as error:
            if not error.connection_invalidated or not self._was_committed(transaction_id):
                raise

    def _was_committed(self, transaction_id: str) -> bool:
        """The fate of a transaction whose connection broke while it was committed.

        Beginning a transaction waits for the writer's lock, so the lost one has surely ended by then.
        """
        self.close()
        question = text("SELECT pg_xact_status(CAST(:id AS xid8))")
        try:
            with self._transaction() as unit_of_work:
                fate = unit_of_work.connection.scalar(question, {"id": transaction_id})
        except DBAPIError as error:
            logger.error("commit_in_doubt", extra={"reason": reason_of(error)})  # noqa: TRY400 - no payload in the log
            raise UnavailableError("the database broke off in the middle of a commit") from None
        return str(fate) == "committed"

    def _open(self) -> UnitOfWork:
        if self._unit_of_work is None:
            self._unit_of_work = UnitOfWork(self._engine.connect())
        return self._unit_of_work


def _inside_savepoint(unit_of_work: UnitOfWork, change: Change) -> Outcome:
    savepoint = unit_of_work.connection.begin_nested()
    try:
        result = change(unit_of_work)
    except Exception as error:
        if trouble_of(error) is not Trouble.CHANGE:
            raise
        savepoint.rollback()
        return None, error
    savepoint.commit()
    return result, None


def _all_failed(error: BaseException, changes: Sequence[Change]) -> list[Outcome]:
    logger.warning("changes_refused", extra={"reason": reason_of(error), "changes": len(changes)})
    return [(None, as_unavailable(error)) for _ in changes]
