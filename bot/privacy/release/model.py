"""The values of a release: families, measures, periods, what people contribute, and the cells that come out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.clock.weeks import Block, Week
from bot.privacy.windows import Window


class Family(StrEnum):
    """What an answer is counted with. Families never share an answer, so nothing can be worked out across them."""

    OVERALL = "overall"
    SITE = "site"
    DRIVER = "driver"
    WEEKLY = "weekly"
    FRICTION = "friction"
    THEME = "theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a family asks for beyond k: people in every part (`floor`), and people on a unit's roster."""

    floor: int = 0
    least_roster: int = 0
    is_by_site: bool = False


def policy_of(family: Family) -> Policy:
    """PRIVACY, release rule 1: which cells a family has."""
    match family:
        case Family.SITE:
            return Policy(is_by_site=True)
        case Family.WEEKLY:
            return Policy(least_roster=50)
        case Family.FRICTION:
            return Policy(floor=20)
        case Family.THEME:
            return Policy(floor=20, least_roster=20)
        case Family.OVERALL | Family.DRIVER:
            return Policy()


Steps = tuple[tuple[int, int], ...]
"""From how many people on a scale is cut into how many bands; the largest number that fits counts."""

SCORE_STEPS: Steps = ((40, 40), (16, 16), (8, 8), (0, 4))
SHARE_STEPS: Steps = ((40, 20), (0, 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale from `low` to `high` as it is shown; one person contributes a whole number from 0 to `reach`.

    With n people one person moves the mean by at most a part in n of the scale, and no band is narrower than that.
    """

    low: float
    high: float
    reach: int
    steps: Steps

    def bands(self, people: int) -> int:
        """Into how many bands the scale is cut for so many people; never more than there are people."""
        return next(bands for least, bands in self.steps if people >= least)

    def at(self, line: int, bands: int) -> float:
        """Where a line between two bands lies, to three decimals."""
        return round(self.low + (self.high - self.low) * line / bands, 3)


SCORE = Scale(low=1, high=5, reach=4, steps=SCORE_STEPS)
ENPS_SCORE = Scale(low=-100, high=100, reach=2, steps=SCORE_STEPS)
SHARE = Scale(low=0, high=100, reach=1, steps=SHARE_STEPS)
"""A share of the people answering, in percent."""


ENPS = "enps"
FRICTION = "friction."
THEME = "theme."
"""The measure that is a recommendation score, and what measures begin with that are shares of people."""


def scale_of(measure: str) -> Scale:
    """The scale on which a measure is shown, by its key."""
    if measure.startswith((FRICTION, THEME)):
        return SHARE
    return ENPS_SCORE if measure == ENPS else SCORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure of a family: `overall`, a driver's key, `enps`, `friction.<choice>`, `theme.<subject>`.

    `question` is the key of the wording that was asked: where it differs, two periods cannot be compared.
    """

    key: str
    question: str
    scale: Scale


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The weeks that a figure stands for, the first and the last included."""

    first: Week
    last: Week

    @classmethod
    def of(cls, window: Window) -> "Period":
        return cls(window.first, window.last)

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one person adds to the cells on their path: for each measure a whole number from 0 to its reach.

    `is_counted` is false for accounts younger than a block: these are heard, and do not count towards k.
    """

    path: tuple[str, ...]
    values: Mapping[str, int]
    is_counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From `low` to below `high`; `None` is an open end."""

    low: float | None
    high: float | None


class State(StrEnum):
    SHOWN = "shown"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CellKey:
    """What a published cell is about; there is one cell for each, ever."""

    family: Family
    unit: str
    period: Period
    measure: str


class HeadCount(StrEnum):
    """How many people answered, as a band."""

    FEW = "5-9"
    SOME = "10-19"
    MANY = "20+"


class Participation(StrEnum):
    """Which share of the people on the roster answered, as a band."""

    LOW = "under half"
    MIDDLE = "half to three quarters"
    HIGH = "three quarters or more"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCell:
    """A row of the ledger. Only a cell that is shown has a band, a head count and a participation.

    `unit_name` is what the unit was called then, empty for the company. Why a cell is hidden is not kept anywhere.
    """

    key: CellKey
    unit_name: str
    question: str
    state: State
    published_on: date
    band: Band | None = None
    people: HeadCount | None = None
    participation: Participation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedQuote:
    """Somebody's words as they were published, without a name, score or day. `id` is random and tells nothing."""

    id: str
    unit: str
    block: Block
    question: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A line of the history of k: what it was raised to, and from which block on."""

    k: int
    first_block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """That a window was published, when and with which k; there is one for each window, ever."""

    window: str
    k: int
    published_on: date


def head_count_of(people: int) -> HeadCount:
    """The band for a number of people, which is 5 at least."""
    if people >= 20:  # noqa: PLR2004 - the bands of the release rule
        return HeadCount.MANY
    return HeadCount.SOME if people >= 10 else HeadCount.FEW  # noqa: PLR2004 - as above


def participation_of(people: int, invited: int) -> Participation:
    """The band for `people` of `invited`."""
    if 4 * people >= 3 * invited:
        return Participation.HIGH
    return Participation.MIDDLE if 2 * people >= invited else Participation.LOW
