"""Column types mean the same in both databases, and every table keeps the rules of the house."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from storage.database import Database
from storage.tables.schema import ORDER_MUST_NOT_TELL, Instant, JsonText, whole_schema
from storage.unit_of_work import UnitOfWork

samples = Table(
    "sample", MetaData(), Column("id", Integer, primary_key=True), Column("at", Instant), Column("document", JsonText)
)


@pytest.fixture
async def sampled(database: Database) -> Database:
    await database.write(lambda work: samples.create(work.connection))
    return database


moments = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@given(st.lists(moments, min_size=1, max_size=20))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_moments_come_back_exactly_and_in_order(sampled: Database, kept: list[datetime]) -> None:
    def change(work: UnitOfWork) -> list[datetime]:
        work.connection.execute(samples.delete())
        work.connection.execute(insert(samples), [{"id": n, "at": at, "document": None} for n, at in enumerate(kept)])
        return [at for at in work.connection.scalars(select(samples.c.at).order_by(samples.c.at)) if at is not None]

    assert await sampled.write(change) == sorted(kept)


async def test_a_moment_of_another_zone_comes_back_in_utc(sampled: Database) -> None:
    kathmandu = datetime(2026, 11, 25, 10, 0, tzinfo=timezone(timedelta(hours=5, minutes=45)))

    def change(work: UnitOfWork) -> datetime | None:
        work.connection.execute(insert(samples), {"id": 1, "at": kathmandu, "document": None})
        return work.connection.scalar(select(samples.c.at))

    stored = await sampled.write(change)
    assert stored == kathmandu
    assert stored is not None
    assert stored.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(sampled: Database) -> None:
    naive = datetime(2026, 11, 25)  # noqa: DTZ001 - this is the mistake
    with pytest.raises(StatementError, match="time zone"):
        await sampled.write(lambda work: work.connection.execute(insert(samples), {"id": 1, "at": naive}).rowcount)


async def test_documents_come_back_as_they_were(sampled: Database) -> None:
    document = {"b": [1, None, "żółw"], "a": {"x": 0.5}}

    def change(work: UnitOfWork) -> object:
        work.connection.execute(insert(samples), {"id": 1, "at": None, "document": document})
        return work.connection.scalar(select(samples.c.document))

    assert await sampled.write(change) == document


def test_tables_whose_order_must_not_tell_have_a_key_without_numbers() -> None:
    tables = [table for table in whole_schema().tables.values() if table.info.get(ORDER_MUST_NOT_TELL)]
    assert tables
    for table in tables:
        assert table.dialect_kwargs["sqlite_with_rowid"] is False
        assert not any(isinstance(column.type, Integer | Instant) for column in table.columns)


def test_moments_are_stored_in_one_way_only() -> None:
    for table in whole_schema().tables.values():
        for column in table.columns:
            assert not isinstance(column.type, DateTime), f"{column} would mean different things in both databases"
            assert isinstance(column.type, Instant) or not column.name.endswith("_at"), f"{column} is no moment"
