"""The clock of the database server, which may be another machine's."""

from datetime import datetime

from sqlalchemy import text

from storage.unit_of_work import UnitOfWork


def server_time(work: UnitOfWork) -> datetime | None:
    """What time it is on the database server; `None` for SQLite, which has no clock of its own."""
    if work.connection.dialect.name == "sqlite":
        return None
    moment: datetime = work.connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment
