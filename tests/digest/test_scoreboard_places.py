"""Where the weekly scoreboard is posted: never where people of other companies read, whatever was true before."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.bootstrap.digests import DigestChores
from bot.chat.errors import ThrottledError
from bot.digest.scoreboard_places import add_scoreboard
from bot.people.model import Role
from storage.database import Database
from storage.tables.outbox import deliveries
from tests.station.posting.town import CHAT, Town, channel, open_town

TEN = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
"""Ten o'clock on a Monday where the company is."""

CARE, SALES = channel("care"), channel("sales")


@pytest.fixture
async def town(database: Database) -> Town:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    for place in (CARE, SALES):
        said = await add_scoreboard(database, {CHAT: town.platform}, dora, place)
        assert said.is_done
    return town


async def planned(town: Town, at: datetime) -> set[str]:
    """Where the scoreboard is to be posted once it was planned at a moment."""
    chores = DigestChores(town.database, {CHAT: town.platform}, "Europe/Warsaw")
    await chores.plan(at)
    question = select(deliveries.c.place_id).where(deliveries.c.kind == "digest.scoreboard")
    return set(await town.database.read(lambda tx: tx.connection.scalars(question).all()))


async def test_it_is_planned_within_the_hour_before_its_time(town: Town) -> None:
    assert await planned(town, TEN - timedelta(hours=2)) == set()
    assert await planned(town, TEN - timedelta(minutes=40)) == {"care", "sales"}


async def test_a_channel_that_was_shared_meanwhile_gets_none_until_it_is_not(town: Town) -> None:
    town.platform.shared = {"care"}
    assert await planned(town, TEN) == {"sales"}
    town.platform.shared = set()
    assert await planned(town, TEN + timedelta(hours=3)) == {"care", "sales"}


async def test_where_nobody_answers_nothing_is_planned_until_somebody_does(town: Town) -> None:
    town.platform.error = ThrottledError("slow down", retry_after_seconds=1)
    assert await planned(town, TEN) == set()
    town.platform.error = None
    assert await planned(town, TEN + timedelta(hours=1)) == {"care", "sales"}


async def test_a_channel_that_the_bot_cannot_post_in_is_not_promised_one(database: Database) -> None:
    town = open_town(database)
    dora = await town.hire("Dora", role=Role.ADMIN)
    town.platform.closed = {"care"}
    said = await add_scoreboard(database, {CHAT: town.platform}, dora, CARE)
    assert (said.is_done, "Invite me" in said.sentence) == (False, True)
    assert await database.read(lambda tx: tx.digests.scoreboards()) == []
