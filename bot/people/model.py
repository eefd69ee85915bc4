"""Who is asked and heard: people, their accounts, teams, sites, roles and absences."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple, NewType

from bot.chat.ids import AccountRef, Platform

PersonId = NewType("PersonId", str)
TeamId = NewType("TeamId", str)
SiteId = NewType("SiteId", str)
"""A site by its name as `bot.people.units.site_path` writes it; sites have no other record."""

COMPANY = TeamId("company")
"""The unit above all teams. It has no record: a team without a parent hangs below it."""

ALL_SITES = SiteId("company")
"""The unit above all sites."""


class Role(StrEnum):
    """What a person may do. Who leads which team stands in `Team.leader_id`; an admin may lead one as well."""

    EMPLOYEE = "employee"
    LEADER = "leader"
    ADMIN = "admin"


class SetBy(IntEnum):
    """Who set a value. A value gives way only to a source that is at least as strong."""

    DEFAULT = 0
    DIRECTORY = 1
    FILE = 2
    CHAT = 3
    """Somebody said so in the chat: the person, or for roles and leaders an admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works here, once, however many accounts they have.

    `email` is casefolded, or empty. `locale` is a BCP 47 tag and `time_zone` an IANA name; both are always set.
    `country` (ISO 3166, two letters) is empty where nobody told; `bot.people.units.country_of` then asks the zone.
    `check_in_hour` is the person's own choice, and so is `asked_on`, the platform on which they want to be written to.
    `joined_on` is the day on which we first saw them. Until the end of `paused_until` nothing is sent; `is_stopped`
    means that they opted out of all.
    `external_key` is who they are in the people file, empty for those whom no file ever named. A person who turned out
    to be another one stays as an inactive record with `merged_into`.
    """

    id: PersonId
    name: str
    first_name: str
    locale: str
    time_zone: str
    joined_on: date
    email: str = ""
    team_id: TeamId | None = None
    site: str = ""
    manager_id: PersonId | None = None
    role: Role = Role.EMPLOYEE
    country: str = ""
    check_in_hour: int | None = None
    paused_until: date | None = None
    is_stopped: bool = False
    is_active: bool = True
    external_key: str = ""
    merged_into: PersonId | None = None
    asked_on: Platform | None = None
    locale_set_by: SetBy = SetBy.DEFAULT
    time_zone_set_by: SetBy = SetBy.DEFAULT
    role_set_by: SetBy = SetBy.DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person on one platform."""

    ref: AccountRef
    person_id: PersonId
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team in the tree. `parent_id` is `None` right below the company.

    `key` is what the team is known by in the people file, so that it stays the same team from file to file.
    """

    id: TeamId
    key: str
    name: str
    parent_id: TeamId | None = None
    leader_id: PersonId | None = None
    leader_set_by: SetBy = SetBy.DEFAULT


@dataclass(frozen=True, slots=True)
class Absence:
    """Days off, the first and the last of them included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"an absence cannot end on {self.last} before it begins on {self.first}")

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What is assumed of people until somebody tells better."""

    locale: str
    time_zone: str


class RosterRow(NamedTuple):
    """An active person as planning sees them, light enough to hold 100,000 of them.

    `country` may be empty as in `Person`. The account is the one to write to; its three parts are empty when the person
    has none that is active.
    """

    person_id: PersonId
    team_id: TeamId | None
    site: str
    country: str
    time_zone: str
    locale: str
    check_in_hour: int | None
    joined_on: date
    paused_until: date | None
    is_stopped: bool
    platform: Platform
    workspace_id: str
    account_id: str


def new_person_id() -> PersonId:
    """A random id that tells nothing, not even an order."""
    return PersonId(secrets.token_hex(16))


def new_team_id() -> TeamId:
    """A random id that tells nothing, not even an order."""
    return TeamId(secrets.token_hex(16))


def preferred_account(
    accounts: Sequence[Account], order: Sequence[Platform], asked_on: Platform | None = None
) -> Account | None:
    """The account to write to: active, and on the platform that the person chose, or else stands first in `order`.

    Platforms that `order` does not name come last, chosen or not. Between equals the smaller id decides, so that it
    stays the same.
    """
    usable = (each for each in accounts if each.is_active)
    return min(usable, key=lambda each: _rank(each.ref, order, asked_on), default=None)


def place_in(order: Sequence[Platform], platform: Platform, asked_on: Platform | None) -> int:
    """How early a platform is taken: first the one that was chosen, if it is there at all, then as in `order`."""
    if platform not in order:
        return len(order)
    return -1 if platform == asked_on else order.index(platform)


def _rank(ref: AccountRef, order: Sequence[Platform], asked_on: Platform | None) -> tuple[int, str, str, str]:
    platform = ref.workspace.platform
    place = place_in(order, platform, asked_on)
    return place, platform, ref.workspace.external_id, ref.external_id
