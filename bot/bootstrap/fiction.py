"""A fictional company of any size, written as a people file: Marigold, which sells garden things in shops and online.

Nobody here exists. Family names are made up of two plain words, so that nobody is met by chance either.
"""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

ORGANISATION = "Marigold"
MAIL = "marigold.example"

NEWCOMER = "Nela Newleaf"
"""The one who is new, where somebody is; nobody else can be called so."""

FIRST_NAMES = (
    "Ada Arif Bea Budi Cem Citra Dana Dewi Edo Ela Emil Fay Galuh Hana Igor Ines Iva Jaro Joko Kaia Kemal Lea Lino "
    "Made Mara Milo Nadia Nilo Oda Olek Pau Putri Rafa Rika Sari Sol Tara Timo Uma Vera Wayan Xenia Yara Zosia"
)
BEGINNINGS = "Apple Birch Cloud Dew Elder Fern Garden Hazel Ivy Juniper Maple Nettle Olive Pebble Quince"
ENDINGS = "bloom brook feather field gate leaf meadow moss patch root seed stem thorn twig well"

PLACES = (
    ("Warsaw", "PL", "Europe/Warsaw", "pl"),
    ("Berlin", "DE", "Europe/Berlin", "de"),
    ("Madrid", "ES", "Europe/Madrid", "es"),
    ("Jakarta", "ID", "Asia/Jakarta", "id"),
    ("Kathmandu", "NP", "Asia/Kathmandu", "en"),
    ("Almaty", "KZ", "Asia/Almaty", "ru"),
    ("Dublin", "IE", "Europe/Dublin", "en"),
    ("Toronto", "CA", "America/Toronto", "en"),
)
"""Where the shops are: city, country, time zone, and the language that people there like to be asked in."""

OFFICE_TEAMS = ("Office/People", "Office/Finance", "Online/Shop", "Online/Engineering", "Service/Calls", "Service/Chat")
COLUMNS = ("name", "email", "manager", "team", "site", "role", "language", "country", "time_zone", "absence")
SHOP_SIZE = 12
OFFICE_TEAM_SIZE = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    team: str
    place: tuple[str, str, str, str]
    size: int


def newcomer_email() -> str:
    return _email(NEWCOMER)


def people_file(people: int, seed: int, *, newcomer_on: date | None = None) -> str:
    """The company's people file (CSV) with so many people; the same seed gives the same company.

    With `newcomer_on`, one more has a place in the first team already, and comes to work on that day.
    """
    chance = random.Random(seed)
    names = _names(chance)
    head = _row(next(names), "", ORGANISATION, PLACES[6], role="leader")
    admin = _row(next(names), head["email"], f"{ORGANISATION}/Office/People", PLACES[6], role="admin")
    rows = [head, admin]
    for unit in _units(people - len(rows)):
        leader = _row(next(names), head["email"], unit.team, unit.place, role="leader")
        rows.append(leader)
        rows += (_row(next(names), leader["email"], unit.team, unit.place) for _ in range(unit.size - 1))
    if newcomer_on is not None:
        rows.append(_newcomer(rows[2], newcomer_on))
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS)
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def _newcomer(leader: dict[str, str], first_on: date) -> dict[str, str]:
    """Away until the first day at work, for the whole week before and what there is of this one."""
    away = f"{first_on - timedelta(weeks=1)}..{first_on - timedelta(days=1)}"
    return {**leader, "name": NEWCOMER, "email": newcomer_email(), "manager": leader["email"], "role": "employee"} | {
        "absence": away
    }


def _units(people: int) -> Iterator[_Unit]:
    """Office teams first, then as many shops as there are people left for."""
    number = 0
    while people > 0:
        is_office = number < len(OFFICE_TEAMS)
        size = min(people, OFFICE_TEAM_SIZE if is_office else SHOP_SIZE)
        place = PLACES[6] if is_office else PLACES[number % len(PLACES)]
        shop = f"Shops/{place[0]} {1 + number // len(PLACES)}"
        yield _Unit(team=f"{ORGANISATION}/{OFFICE_TEAMS[number] if is_office else shop}", place=place, size=size)
        people -= size
        number += 1


def _names(chance: random.Random) -> Iterator[str]:
    """Names that do not repeat before all of them were used; then they get a number."""
    parts = product(FIRST_NAMES.split(), BEGINNINGS.split(), ENDINGS.split())
    names = [f"{first} {beginning}{end}" for first, beginning, end in parts]
    chance.shuffle(names)
    yield from names
    yield from (f"{name} {n}" for n in range(2, 100) for name in names)


def _row(
    name: str, manager: str, team: str, place: tuple[str, str, str, str], *, role: str = "employee"
) -> dict[str, str]:
    city, country, zone, language = place
    values = (name, _email(name), manager, team, city, role, language, country, zone, "")
    return dict(zip(COLUMNS, values, strict=True))


def _email(name: str) -> str:
    return f"{name.replace(' ', '.').casefold()}@{MAIL}"
