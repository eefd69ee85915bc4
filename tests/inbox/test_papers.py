"""What is handed to works councils is what the code does and what really runs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap.house import open_cellar
from bot.bootstrap.report_privacy import report_privacy
from bot.bootstrap.what_is_stored import STORED
from bot.clock.weeks import Week
from bot.config import Settings
from bot.inbox.hand_over import end_threads
from bot.people.model import Person, PersonId
from bot.privacy.release.model import Threshold
from bot.station.model import Source, SourceMode
from bot.station.posting.examples import DELIVERY
from storage.migrate import migrate
from storage.tables.schema import whole_schema
from storage.unit_of_work import UnitOfWork
from tests.inbox.council_page import PAGE, with_table

ANA = Person(
    id=PersonId("ana"),
    name="Ana Verysecret",
    first_name="Ana",
    email="ana@example.org",
    locale="en",
    time_zone="UTC",
    joined_on=datetime(2026, 11, 2, tzinfo=UTC).date(),
)


def settings(tmp_path: Path) -> Settings:
    return Settings(
        organisation="Marigold",
        database_url=f"sqlite:///{tmp_path / 'voxloop.db'}",
        key_directory=tmp_path / "keys",
        keep_voice_days=77,
        check_ins_a_week=3,
    )


async def report(given: Settings, *changes: object) -> str:
    migrate(given.database_url)
    cellar = await open_cellar(given)
    for change in changes:
        await cellar.database.write(change)  # type: ignore[arg-type]
    await cellar.database.close()
    return await report_privacy(given)


def test_every_table_is_explained_once() -> None:
    named = [table for each in STORED for table in each.tables]
    assert sorted(named) == sorted(whole_schema().tables)


def test_tables_that_name_people_are_not_said_to_be_about_nobody() -> None:
    about = {table: each.about for each in STORED for table in each.tables}
    naming = {"person_id", "owner_id", "asked_by", "author", "account_id", "email"}
    tables = whole_schema().tables.items()
    assert [name for name, table in tables if naming & set(table.c.keys()) and about[name] == "nobody"] == []


def test_the_page_has_the_table_as_the_code_has_it() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_table(page), "run: python -m tests.inbox.council_page"
    assert page.count("| `threads` |") == 1


def test_every_command_and_setting_that_the_page_names_exists() -> None:
    from bot.cli.commands import voxloop

    page = PAGE.read_text("utf-8")
    for line in set(re.findall(r"voxloop ((?:report|audit|doctor|export|forget)(?: [a-z]+)?)", page)):
        group: object = voxloop
        for word in _command_words(line.split()):
            group = group.commands[word]  # type: ignore[attr-defined]
    assert "VOXLOOP_EMPLOYEE_SENTIMENT" in page


def _command_words(words: Sequence[str]) -> Sequence[str]:
    return words[:1] if words[0] in {"audit", "doctor"} else words


async def test_the_report_tells_what_is_configured(tmp_path: Path) -> None:
    k_from = Week.of(datetime.now(UTC).date()).block

    def configure(tx: UnitOfWork) -> None:
        tx.people.save_person(ANA)
        tx.sources.save(Source(key="calls", name="Calls | <b>", mode=SourceMode.AUTOMATIC, is_consent_covered=True))
        tx.sources.save(Source(key="mail", name="Mail"))
        tx.stations.save(DELIVERY)
        tx.ledger.raise_threshold(Threshold(k=8, first_block=k_from))

    text = await report(settings(tmp_path), configure)
    for line in (
        "# Privacy report of Marigold",
        "1 active people",
        "3 check-ins a week",
        "groups of 8 people or more",
        "| Calls / (b) | those without doubts go on | the organisation states that customers agreed before |",
        "| Mail | somebody looks at each first | each record has to say so itself |",
        "Station Delivery: posts in 0 channels.",
        "kept for 77 days",
        "all are kept",
        "None was destroyed yet.",
    ):
        assert line in text
    assert "Verysecret" not in text
    assert "ana@" not in text


async def test_the_report_shows_which_keys_live_and_which_were_destroyed(tmp_path: Path) -> None:
    given = replace(settings(tmp_path), organisation="Marigold")
    migrate(given.database_url)
    cellar = await open_cellar(given)
    cellar.keys.get_or_create("threads:2026-01")
    cellar.keys.get_or_create("week:2965")
    now = datetime.now(UTC) + timedelta(days=100)
    await cellar.database.write(lambda tx: end_threads(tx, cellar.keys, now))
    await cellar.database.close()
    text = await report_privacy(given)
    assert "- Living keys for answers of a week: 1." in text
    assert "- Living keys for words without a name: 0." in text
    assert f"| `threads:2026-01` | words without a name | time is over | {now:%Y-%m-%d} |" in text
    assert cellar.keys.get_or_create("week:2965").hex() not in text


async def test_a_database_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="voxloop migrate"):
        await report_privacy(settings(tmp_path))
