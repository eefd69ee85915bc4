"""A quarter's result has a day and a half to come out; later its answers are older than promised, and end unheard."""

import logging
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.clock.clock import MovableClock
from bot.doctor import check_lost_results
from bot.privacy.destroy_keys import LOST, PUBLISHED, lost_windows
from bot.privacy.release.model import Family
from bot.privacy.windows import Window
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.privacy.release.test_publishing import BLOCK, NAMES, Office, hire, live_a_rotation, open_office

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def office(sqlite_database: Database, keys: KeyDirectory) -> Office:
    clock = MovableClock(datetime.combine(BLOCK.starts_on, time(0), tzinfo=UTC), is_frozen=True)
    return open_office(sqlite_database, keys, clock)


async def quarter_with_an_outage_at_its_end(office: Office) -> Window:
    return await live_a_rotation(office, await hire(office, NAMES), "enps", "9", weeks=11)


async def is_out(office: Office, window: Window) -> bool:
    cells = await office.database.read(lambda tx: list(tx.ledger.every_cell()))
    return any(each.key.family is Family.DRIVER and each.key.period.last == window.last for each in cells)


async def why_it_ended(office: Office, window: Window) -> list[str]:
    lines = await office.database.read(lambda tx: tx.destructions.latest(99))
    return [line.reason for line in lines if line.key_name.endswith(window.name)]


async def test_an_outage_until_sunday_night_loses_nothing(office: Office) -> None:
    window = await quarter_with_an_outage_at_its_end(office)
    office.company.at(window.key_ends_at - MINUTE)
    await office.chores.fold(office.company.clock.now())
    await office.chores.destroy_keys(office.company.clock.now())

    assert await is_out(office, window)
    assert await why_it_ended(office, window) == [PUBLISHED]


@pytest.mark.parametrize("first", ["fold", "destroy_keys"])
async def test_whatever_runs_first_after_the_weekend_nothing_older_than_promised_is_opened_and_it_is_told(
    office: Office, first: str, caplog: pytest.LogCaptureFixture
) -> None:
    window = await quarter_with_an_outage_at_its_end(office)
    office.company.at(window.key_ends_at + MINUTE)
    now = office.company.clock.now()
    for chore in sorted((office.chores.fold, office.chores.destroy_keys), key=lambda each: each.__name__ != first):
        await chore(now)

    assert not await is_out(office, window)
    assert window.name not in await office.database.read(lambda tx: tx.accumulators.groups())
    assert await why_it_ended(office, window) == [LOST]
    assert window in await office.database.read(lambda tx: lost_windows(tx.destructions, now - MINUTE))
    assert await office.database.read(lambda tx: lost_windows(tx.destructions, now + MINUTE)) == ()
    told = [vars(each) for each in caplog.records if each.getMessage() == "window.lost"]
    assert ("driver.enps", str(window.last), logging.WARNING) in {(e["kind"], e["week"], e["levelno"]) for e in told}


async def test_blocks_have_weeks_to_come_out(office: Office) -> None:
    window = await quarter_with_an_outage_at_its_end(office)
    office.company.at(window.key_ends_at + timedelta(weeks=4))
    await office.chores.destroy_keys(office.company.clock.now())

    lost = await office.database.read(lambda tx: lost_windows(tx.destructions, window.closes_at))
    assert {each.subject.partition(".")[0] for each in lost} <= {"driver"}


def test_the_doctor_tells_of_it() -> None:
    assert list(check_lost_results(0)) == []
    (finding,) = check_lost_results(2)
    assert not finding.is_fine
    assert "2 results" in finding.says
