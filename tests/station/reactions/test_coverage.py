"""What nobody has answered: by station and age, for leaders and admins."""

from datetime import timedelta

import pytest

from bot.chat.blocks import Buttons, Table
from bot.chat.forms import Form
from bot.people.model import Role
from bot.station.model import SnippetState, StationId
from bot.station.reactions.coverage import band_of, coverage
from storage.database import Database
from tests.station.posting.town import channel, form_of, open_town, station, voice
from tests.station.reactions.test_reactions import NOON, SALES, posted, press


def _rows(form: Form) -> tuple[tuple[str, ...], ...]:
    return next((part.rows for part in form.parts if isinstance(part, Table)), ())


def _opens(form: Form) -> list[str]:
    buttons = [each for part in form.parts if isinstance(part, Buttons) for each in part.items]
    return [each.action.args[0] for each in buttons if each.action and each.label == "Open"]


async def test_what_was_posted_and_not_answered_is_counted_by_age(database: Database) -> None:
    town = await posted(database)
    cleo, ana = await town.hire("Cleo", role=Role.LEADER), await town.hire("Ana")
    await town.until(NOON + timedelta(days=2), step=timedelta(days=1))
    await town.put(voice("later", approved_at=town.now))
    await town.until(town.now + timedelta(hours=2), step=timedelta(hours=1))
    form = form_of(await database.read(lambda tx: coverage(tx, town.as_now(cleo))))
    assert _rows(form) == (("Everything", "1", "1", "0", "0"),)
    assert _opens(form) == ["s", "later"]
    await press(town, ana, "hear_too")
    form = form_of(await database.read(lambda tx: coverage(tx, town.as_now(cleo))))
    assert (_rows(form), _opens(form)) == ((("Everything", "1", "0", "0", "0"),), ["later"])


async def test_one_station_can_be_looked_at_alone(database: Database) -> None:
    town = open_town(database, NOON)
    cleo = await town.hire("Cleo", role=Role.ADMIN)
    first = await town.open(station("First"), SALES)
    await town.open(station("Second"), channel("care"))
    await town.put(voice("s"))
    await town.until(NOON + timedelta(hours=1), step=timedelta(minutes=30))
    cleo = town.as_now(cleo)
    both = form_of(await database.read(lambda tx: coverage(tx, cleo)))
    one = form_of(await database.read(lambda tx: coverage(tx, cleo, first.id)))
    assert [row[0] for row in _rows(both)] == ["First", "Second"]
    assert [row[0] for row in _rows(one)] == ["First"]
    assert _opens(both) == ["s"], "once, though it waits in two places"
    none = form_of(await database.read(lambda tx: coverage(tx, cleo, StationId("gone"))))
    assert _rows(none) == ()


async def test_what_was_withdrawn_waits_for_nobody(database: Database) -> None:
    town = await posted(database)
    cleo = await town.hire("Cleo", role=Role.LEADER)
    await town.put(voice("s", state=SnippetState.WITHDRAWN, lines=()))
    form = form_of(await database.read(lambda tx: coverage(tx, town.as_now(cleo))))
    assert (_rows(form), _opens(form)) == ((), [])


async def test_it_is_for_leaders_and_admins(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    form = form_of(await database.read(lambda tx: coverage(tx, ana)))
    assert "Only leaders and admins" in repr(form)
    assert _rows(form) == ()


@pytest.mark.parametrize(("days", "band"), [(0, 0), (0.99, 0), (1, 1), (3.9, 1), (4, 2), (7.9, 2), (8, 3), (300, 3)])
def test_bands_hold_whole_days(days: float, band: int) -> None:
    assert band_of(timedelta(days=days)) == band
