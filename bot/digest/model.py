"""The values of the digest: figures of both sides, what they mean together, and what leaders promised.

Everything about employees comes from the ledger's published cells and quotes; nothing here holds an answer.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from bot.chat.intake import InteractionKind
from bot.clock.weeks import Week
from bot.insight.model import SCORED, CueKind, Mood
from bot.people.model import PersonId
from bot.privacy.release.model import PublishedCell, PublishedQuote
from bot.station.model import Voice

ActionId = NewType("ActionId", str)


def new_action_id() -> ActionId:
    """A random name of 64 bits."""
    return ActionId(secrets.token_hex(8))


class Change(StrEnum):
    """A figure beside the one before it. `STEADY` means that the difference is no more than noise."""

    FIRST = "first"
    BETTER = "better"
    WORSE = "worse"
    STEADY = "steady"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeFigure:
    """A published cell, the comparable ones before it (earliest first), and what changed beyond noise."""

    cell: PublishedCell
    before: tuple[PublishedCell, ...] = ()
    change: Change = Change.FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """A mean of `count` values with its 95 % interval; `None` where there are too few to tell."""

    value: float
    count: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFigures:
    """Customer voice of one week, of the whole organisation (`site` empty) or of one site.

    `nps` is the score from -100 to 100, `csat` the mean of 1-5. `moods` counts interactions by the customer's mood.
    `frictions` counts interactions by friction, most first; `stages` the same by stage; `with_friction` those that met
    any.
    `promises_kept` and `promises_broken` count interactions with such a cue. `changes` says per measure (`nps`, `csat`,
    `negative`, `friction.<key>`) whether it differs beyond noise from the four weeks before.
    """

    week: Week
    site: str
    interactions: Mapping[InteractionKind, int]
    sources: Mapping[str, int]
    moods: Mapping[Mood, int]
    nps: Average | None
    csat: Average | None
    frictions: Mapping[str, int]
    stages: Mapping[str, int]
    cues: Mapping[CueKind, int]
    with_friction: int
    promises_kept: int
    promises_broken: int
    changes: Mapping[str, Change]

    @property
    def total(self) -> int:
        return sum(self.interactions.values())

    @property
    def scored(self) -> int:
        """Interactions of whose mood something could be said."""
        return sum(self.moods.get(mood, 0) for mood in SCORED)

    @property
    def promises(self) -> int:
        return self.promises_kept + self.promises_broken


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPart:
    """One part of the composite index: 0-100, its weight (all weights add up to 1), and what it was made of."""

    key: str
    value: float
    weight: float
    made_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIndex:
    """The composite index of a site, 0-100, with its parts; parts that are not there give their weight to the rest."""

    site: str
    value: float
    parts: tuple[IndexPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """One stage of the journey on both sides.

    `employee_share` is the published share (percent, low and high of its band) of people whom something of this stage
    kept from serving customers; `None` where nothing may be shown. `flags` are faults that people reported in the four
    weeks. `customer_share` is the share of interactions with a friction here (percent), of `customers` interactions.
    `is_shared` marks pain on both sides.
    """

    stage: str
    employee_share: tuple[float, float] | None
    flags: int
    customer_share: float | None
    customers: int
    top_friction: str | None
    is_shared: bool


class DisconnectKind(StrEnum):
    """Where the two sides tell opposite stories."""

    CALM_TEAM_ANGRY_CUSTOMERS = "calm_team_angry_customers"
    STRAINED_TEAM_HAPPY_CUSTOMERS = "strained_team_happy_customers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnect:
    """A site where employees and customers tell opposite stories."""

    site: str
    kind: DisconnectKind
    employee: PublishedCell
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkClaim:
    """That an employee measure and a customer measure move together, claimed only beyond doubt.

    `effect` is the pooled correlation with its 95 % interval, `lag_weeks` by how much the employee side runs ahead,
    `weeks` and `units` what it rests on, `q` the false-discovery rate at which it holds.
    """

    employee_measure: str
    customer_measure: str
    lag_weeks: int
    effect: float
    low: float
    high: float
    weeks: int
    units: int
    q: float


class ActionState(StrEnum):
    """Where a promise stands: made, told to the team, measured, or given up."""

    PROMISED = "promised"
    TOLD = "told"
    MEASURED = "measured"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a finding and an action are about: a driver's key, `overall`, or `friction.<key>` with its stage."""

    measure: str
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a leader promised for a unit, and what came of it on both sides.

    `before` and `after` are short words on the figures then and when it was measured (made from published cells and
    customer figures only), in the owner's language: a line on employees, then one on customers; empty until then.
    """

    id: ActionId
    owner_id: PersonId
    unit: str
    unit_name: str
    subject: Subject
    plan: str
    promised_on: date
    due_on: date
    state: ActionState = ActionState.PROMISED
    told_on: date | None = None
    told_text: str = ""
    measured_on: date | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A next step for a finding: its key in the library of actions, and the marked phrase that says it."""

    key: str
    subject: Subject
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One leader's week: what came out, what stands, what customers said, where both meet, what to do.

    `themes` are the shares of authors who wrote about each theme, as they came out last.
    `unit` is the unit that it is about (the company for admins). `standing` are the newest figures that came out
    earlier. `hidden` counts the reader's units for which nothing may be shown. `is_quiet` says that nothing changed.
    """

    week: Week
    unit: str
    unit_name: str
    is_company: bool
    employee: tuple[EmployeeFigure, ...]
    standing: tuple[EmployeeFigure, ...]
    hidden: int
    customers: CustomerFigures
    index: tuple[SiteIndex, ...]
    themes: tuple[PublishedCell, ...]
    stages: tuple[StageRow, ...]
    disconnects: tuple[Disconnect, ...]
    links: tuple[LinkClaim, ...]
    has_enough_weeks: bool
    wins: tuple[EmployeeFigure, ...]
    resonant: Voice | None
    quotes: tuple[PublishedQuote, ...]
    suggestions: tuple[Suggestion, ...]
    actions: tuple[Action, ...]

    @property
    def is_quiet(self) -> bool:
        moved = (Change.BETTER, Change.WORSE)
        changed = any(each.change in moved for each in self.employee) or any(
            each in moved for each in self.customers.changes.values()
        )
        return not (changed or self.disconnects or self.actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWish:
    """When and where a reader wants the digest: weekday (0 is Monday), local hour, and whether at all."""

    person_id: PersonId
    weekday: int = 0
    hour: int = 9
    is_wanted: bool = True
