"""What whoever runs Voxloop does for one person: a copy, forgetting, and the report for those who look after people."""

import asyncio
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.commands import voxloop
from bot.people.model import Person, PersonId
from storage.database import Database
from storage.migrate import migrate

ANA = Person(
    id=PersonId("ana"),
    name="Ana Example",
    first_name="Ana",
    email="ana@example.org",
    locale="en",
    time_zone="UTC",
    joined_on=date(2026, 11, 2),
)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which Ana works."""
    url = f"sqlite:///{tmp_path / 'voxloop.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("VOXLOOP_KEYS", str(tmp_path / "keys"))
    migrate(url)
    save(url, ANA)
    return url


def save(url: str, person: Person) -> None:
    async def change() -> None:
        database = Database.open(url)
        await database.write(lambda tx: tx.people.save_person(person))
        await database.close()

    asyncio.run(change())


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(voxloop, list(words), input=typed)


@pytest.mark.usefixtures("url")
def test_a_copy_holds_what_stands_under_a_person() -> None:
    told = run("export", "person", "ANA@example.org")
    assert told.exit_code == 0
    assert json.loads(told.output)["person"]["name"] == "Ana Example"


def test_who_left_is_forgotten_after_a_yes(url: str) -> None:
    save(url, replace(ANA, is_active=False))
    assert run("forget", "person", "ana@example.org", typed="n\n").exit_code == 1
    assert run("export", "person", "ana@example.org").exit_code == 0
    assert run("forget", "person", "ana@example.org", typed="y\n").exit_code == 0
    told = run("export", "person", "ana@example.org")
    assert told.exit_code == 2
    assert "Nobody here has the address" in told.output


@pytest.mark.usefixtures("url")
def test_who_still_works_here_is_not_forgotten_but_what_they_said_is() -> None:
    told = run("forget", "person", "--yes", "ana@example.org")
    assert told.exit_code == 2
    assert "--said-only" in told.output
    assert run("forget", "person", "--yes", "--said-only", "ana@example.org").exit_code == 0
    assert run("export", "person", "ana@example.org").exit_code == 0


@pytest.mark.usefixtures("url")
def test_the_privacy_report_is_markdown_and_names_nobody() -> None:
    told = run("report", "privacy")
    assert told.exit_code == 0
    assert told.output.startswith("# Privacy report of ")
    assert "Ana" not in told.output
