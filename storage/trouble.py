"""What a database's error means for the changes that met it."""

import sqlite3
from enum import Enum, auto

from sqlalchemy.exc import DBAPIError, OperationalError

from bot.chat.errors import UnavailableError

CONFLICTS = {"40001", "40P01"}
"""PostgreSQL: serialization failure, deadlock; https://www.postgresql.org/docs/current/errcodes-appendix.html"""

READ_ONLY_OR_TIMED_OUT = {"25006", "25P03"}
"""PostgreSQL: read-only transaction, transaction idle for too long; the driver does not count them as operational."""

SQLITE_UNAVAILABLE = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}


class Trouble(Enum):
    """What to do about an error."""

    CHANGE = auto()
    """The change itself failed; others are not concerned."""
    CONFLICT = auto()
    """Another transaction was in the way; the change may be run again."""
    LOST = auto()
    """The connection is gone; the change may be run again on a new one."""
    UNAVAILABLE = auto()
    """The database can take nothing now."""


def trouble_of(error: BaseException) -> Trouble:
    """What kind of trouble an error is."""
    if isinstance(error, UnavailableError):
        return Trouble.UNAVAILABLE
    if not isinstance(error, DBAPIError):
        return Trouble.CHANGE
    if error.connection_invalidated:
        return Trouble.LOST
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_trouble(error.orig)
    return _postgres_trouble(error)


def as_unavailable(error: BaseException) -> BaseException:
    """The error as callers know it. The text names the kind of failure and holds nothing of what was to be stored."""
    if trouble_of(error) is Trouble.CHANGE or isinstance(error, UnavailableError):
        return error
    return UnavailableError(f"the database cannot take it now ({reason_of(error)})")


def reason_of(error: BaseException) -> str:
    """A short code for the log, such as `SQLITE_BUSY` or an SQLSTATE."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause = error.orig
        code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
        return str(code or type(cause).__name__)
    return type(error).__name__


def _sqlite_trouble(error: sqlite3.Error) -> Trouble:
    # The lower byte is the primary code: https://www.sqlite.org/rescode.html#primary_result_codes_versus_extended_result_codes
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return Trouble.UNAVAILABLE if code in SQLITE_UNAVAILABLE else Trouble.CHANGE


def _postgres_trouble(error: DBAPIError) -> Trouble:
    state = getattr(error.orig, "sqlstate", None)
    if state in CONFLICTS:
        return Trouble.CONFLICT
    if isinstance(error, OperationalError) or state in READ_ONLY_OR_TIMED_OUT:
        return Trouble.UNAVAILABLE
    return Trouble.CHANGE
