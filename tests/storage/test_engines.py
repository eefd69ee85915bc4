"""Which databases Voxloop takes, and how it opens them."""

from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.engines import BadDatabaseUrlError, database_url
from storage.unit_of_work import UnitOfWork


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///voxloop.db", "sqlite+pysqlite:///voxloop.db"),
        ("sqlite:////var/lib/voxloop.db", "sqlite+pysqlite:////var/lib/voxloop.db"),
        ("postgres://u:p@db.example.com/voxloop", "postgresql+psycopg://u:p@db.example.com/voxloop"),
        ("postgresql://u@db.example.com/v", "postgresql+psycopg://u@db.example.com/v"),
        ("postgresql+psycopg://u@/v?host=/run", "postgresql+psycopg://u@/v?host=%2Frun"),
    ],
)
def test_urls_of_both_databases_are_taken(written: str, meant: str) -> None:
    assert database_url(written).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize("written", ["", "voxloop.db", "sqlite://", "sqlite:///:memory:", "mysql://u:hush@h/v"])
def test_other_urls_are_refused_without_telling_the_password(written: str) -> None:
    with pytest.raises(BadDatabaseUrlError) as caught:
        database_url(written)
    assert "hush" not in str(caught.value)


async def test_sqlite_is_durable_checks_references_and_wipes_what_it_deletes(sqlite_database: Database) -> None:
    def settings(work: UnitOfWork) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return {name: work.connection.scalar(text(f"PRAGMA {name}")) for name in names}

    assert await sqlite_database.write(settings) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


async def test_only_the_owner_can_read_a_new_sqlite_file(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'deep' / 'down' / 'voxloop.db'}")
    await database.write(lambda work: work.connection.execute(text("CREATE TABLE t (x)")).rowcount)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "deep" / "down").iterdir()}
    await database.close()
    assert modes == {"voxloop.db": 0o600, "voxloop.db-wal": 0o600, "voxloop.db-shm": 0o600}
