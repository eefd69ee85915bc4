"""Every employee figure on every surface of a digest is one row of the ledger, and one that its reader may see."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest

from bot.chat.blocks import Message, Trend
from bot.chat.words import words_for
from bot.clock.weeks import Week
from bot.digest.compose import DigestRules, Press
from bot.digest.forms import customers_form, more_form
from bot.digest.messages import digest_message, first_lines
from bot.digest.model import Digest
from bot.digest.page import digest_page
from bot.digest.readers import readings_of
from bot.digest.scoreboard import scoreboard_message
from bot.people.model import COMPANY, Person, PersonId, Role, Team, TeamId
from bot.privacy.release.model import Band, CellKey, Family, Period, PublishedCell, Release, State
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.digest.figures import WEEK, cell

WORDS = words_for("en")
BO, ADA = PersonId("bo"), PersonId("ada")
PIER = Team(id=TeamId("pier"), key="pier", name="Pier", leader_id=BO)
DOCK = Team(id=TeamId("dock"), key="dock", name="Dock", parent_id=PIER.id)
HALL = Team(id=TeamId("hall"), key="hall", name="Hall")
"""Bo leads the pier, which the dock belongs to; the hall is somebody else's."""

OUT = date(2026, 11, 21)
MEASURES = ("tools", "trust", "voice", "purpose")


@pytest.fixture
async def full(database: Database) -> Database:
    """A company in whose ledger no two edges of bands are alike, so that a number tells which row it is from."""
    await database.write(_fill)
    return database


async def test_a_leader_reads_figures_of_their_own_units_only_each_from_one_row(full: Database) -> None:
    edges, told = await full.read(lambda tx: (_edges(tx), _told(tx, BO)))
    assert _units(edges, told) == {"pier", "dock"}
    assert all(len(edges[number]) == 1 for surface in told.values() for number in surface)
    assert [name for name in ("message", "more", "page") if not told[name]] == []


async def test_an_admin_reads_those_of_the_company_and_the_teams_below_it(full: Database) -> None:
    edges, told = await full.read(lambda tx: (_edges(tx), _told(tx, ADA)))
    assert _units(edges, told) == {COMPANY, "pier", "hall"}


async def test_the_scoreboard_and_customer_voice_hold_no_figure_of_employees(full: Database) -> None:
    for reader in (BO, ADA):
        told = await full.read(lambda tx, reader=reader: _told(tx, reader))  # type: ignore[misc]
        assert (told["customers"], told["scoreboard"], told["home"]) == (set(), set(), set())


async def test_what_was_withdrawn_is_on_no_surface(full: Database) -> None:
    before = await full.read(lambda tx: _told(tx, BO))
    gone = _key("pier", "tools", 0)
    edges = await full.read(_edges)
    numbers = {number for number, rows in edges.items() if number in before["more"] and gone in rows}
    await full.write(lambda tx: tx.ledger.withdraw(gone))
    after, left = await full.read(lambda tx: (_told(tx, BO), _edges(tx)))
    lost = numbers - set(left)
    assert lost
    assert all(not surface & lost for surface in after.values())


def test_a_number_of_no_row_would_be_found() -> None:
    message = Message(
        summary="", blocks=(Trend(title="", points=(), least=1, most=5, says="1.23", low_name="", high_name=""),)
    )
    assert _numbers(message) == {"1.23"}


def _told(tx: UnitOfWork, reader: PersonId) -> Mapping[str, set[str]]:
    """The employee figures on each surface: the only numbers with two decimals, as customers have none here."""
    return {name: _numbers(surface) for name, surface in _surfaces(tx, reader).items()}


def _units(edges: Mapping[str, set[CellKey]], told: Mapping[str, set[str]]) -> set[str]:
    """The units that all numbers are of; one that no row has is of nowhere."""
    rows = (edges.get(number) for surface in told.values() for number in surface)
    return {unit for found in rows for unit in ({each.unit for each in found} if found else {"nowhere"})}


def _surfaces(tx: UnitOfWork, reader: PersonId) -> Mapping[str, object]:
    person = tx.people.get(reader)
    assert person is not None
    digest = _digest(tx, person)
    return {
        "message": digest_message(WORDS, digest, "Bo"),
        "more": more_form(WORDS, digest),
        "customers": customers_form(WORDS, digest),
        "page": digest_page(WORDS, digest, "Bo"),
        "home": first_lines(WORDS, digest),
        "scoreboard": scoreboard_message(WORDS, digest, ()),
    }


def _digest(tx: UnitOfWork, person: Person) -> Digest:
    (reading, *_) = readings_of(person, tx.people.teams())
    return Press(tx=tx, rules=DigestRules()).digest(reading, WEEK)


def _numbers(part: object) -> set[str]:
    return {number for text in _texts(part) for number in re.findall(r"\d+\.\d\d", text)}


def _texts(part: object) -> Iterator[str]:
    """All words and numbers anywhere in a surface, those of charts included."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, float):
        yield f"{part:.2f}" if part % 1 else ""
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name))


def _edges(tx: UnitOfWork) -> Mapping[str, set[CellKey]]:
    """The rows that a number is an edge of."""
    found: dict[str, set[CellKey]] = {}
    for each in tx.ledger.every_cell():
        band = each.band or Band(low=None, high=None)
        for edge in filter(None, (band.low, band.high)):
            found.setdefault(f"{edge:.2f}", set()).add(each.key)
    return found


def _fill(tx: UnitOfWork) -> None:
    tx.people.save_teams([PIER, DOCK, HALL])
    for person_id, role in ((BO, Role.LEADER), (ADA, Role.ADMIN)):
        tx.people.save_person(_person(person_id, role))
    units = (COMPANY, PIER.id, DOCK.id, HALL.id)
    cells = [_cell(at, unit, measure, ago) for at, (unit, measure, ago) in enumerate(_rows(units))]
    hidden = replace(_cell(99, PIER.id, "growth", 0), state=State.HIDDEN, band=None, people=None, participation=None)
    tx.ledger.publish(Release(window="all", k=5, published_on=OUT), [*cells, hidden])


def _rows(units: tuple[str, ...]) -> Iterator[tuple[str, str, int]]:
    return ((unit, measure, ago) for unit in units for measure in MEASURES for ago in (0, 12, 24))


def _cell(at: int, unit: str, measure: str, weeks_ago: int) -> PublishedCell:
    """A row whose edges no other row has."""
    key = _key(unit, measure, weeks_ago)
    low = 1.01 + at * 0.07 + (at % 3) * 0.01
    made = cell((round(low, 2), round(low + 0.02, 2)), unit=unit, measure=measure, question=f"{measure}-asked")
    return replace(made, key=key, published_on=key.period.last.closes_at.date())


def _key(unit: str, measure: str, weeks_ago: int) -> CellKey:
    last = Week(WEEK.ordinal - weeks_ago)
    return CellKey(family=Family.DRIVER, unit=unit, period=Period(Week(last.ordinal - 11), last), measure=measure)


def _person(person_id: PersonId, role: Role) -> Person:
    return Person(
        id=person_id,
        name=person_id.title(),
        first_name=person_id.title(),
        locale="en",
        time_zone="Europe/Warsaw",
        joined_on=date(2026, 1, 5),
        role=role,
    )
