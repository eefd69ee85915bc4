"""Words without a name: questions to a team, what people write back, and how it is sealed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NewType, Self

from bot.people.model import PersonId, TeamId

QuestionId = NewType("QuestionId", str)
Reference = NewType("Reference", str)
"""What an answer is known by once it came out: random, and tied to its author inside a seal only."""

OPEN_DAYS = 7
"""How long a question can be answered, and how long a team is left in peace after one."""

KEPT_DAYS = 90
"""After so many days at most nothing of a question, its answers and replies can be read any more."""

FEWEST_ASKED = 10
"""How many people have to be in a unit for it to be asked."""

FEWEST_TOGETHER = 5
"""How many answers come out together at least, of people who count."""

HANDED_OVER_AT = time(6, tzinfo=UTC)
"""When words are handed over, both ways, once a day and everywhere at the same moment."""

MAX_CHARACTERS = 700
"""How long words can be. At four bytes for each they still fit the size that all records are padded to."""

MAX_MESSAGES = 40
"""How many messages one thread can have; then it has become a talk that wants names."""

KEY_PREFIX = "threads:"
"""What the names of the keys begin with under which threads are sealed, one for the questions of each month."""

_FILLER = "." * 768
"""Makes the shortest record too long for the smallest padded size, so that all have the same."""


class Side(StrEnum):
    """Whose words they are."""

    AUTHOR = "author"
    LEADER = "leader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a leader asks the people of a unit. Who asks what is no secret; what follows is."""

    id: QuestionId
    unit: TeamId
    asked_by: PersonId
    text: str
    asked_on: date
    batched_on: date | None = None

    @property
    def closes_on(self) -> date:
        """The last day on which it can be answered."""
        return self.asked_on + timedelta(days=OPEN_DAYS - 1)

    @property
    def month(self) -> str:
        """The month whose key seals what belongs to it."""
        return f"{self.asked_on:%Y-%m}"

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered: until the words of its last day are handed over."""
        return now < self.ends_at

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.asked_on + timedelta(days=OPEN_DAYS), HANDED_OVER_AT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One person's answer as it lies sealed under that person.

    `viewer` is where it was written: it is shown nowhere else. `reference` is what it comes out as. `is_counted` is
    false for an account too young to count. `is_taken_back` waits for the next handing over, so that nobody can tell by
    the moment who took it back.
    """

    question_id: QuestionId
    text: str
    viewer: str
    reference: Reference
    is_counted: bool
    is_taken_back: bool = False

    def to_record(self) -> dict[str, Any]:
        return {
            "k": "own",
            "q": self.question_id,
            "t": self.text,
            "v": self.viewer,
            "r": self.reference,
            "c": self.is_counted,
            "x": self.is_taken_back,
            "f": _FILLER,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            question_id=QuestionId(record["q"]),
            text=record["t"],
            viewer=record["v"],
            reference=Reference(record["r"]),
            is_counted=record["c"],
            is_taken_back=record["x"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of a thread; the first is the answer itself.

    `shown_on` is the day on which the other side can read it, once words were handed over.
    """

    question_id: QuestionId
    reference: Reference
    side: Side
    text: str
    shown_on: date

    def is_shown(self, now: datetime) -> bool:
        return now >= datetime.combine(self.shown_on, HANDED_OVER_AT)

    def to_record(self) -> dict[str, Any]:
        return {
            "k": "said",
            "q": self.question_id,
            "r": self.reference,
            "s": self.side,
            "t": self.text,
            "d": self.shown_on.isoformat(),
            "f": _FILLER,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            question_id=QuestionId(record["q"]),
            reference=Reference(record["r"]),
            side=Side(record["s"]),
            text=record["t"],
            shown_on=date.fromisoformat(record["d"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """An answer that came out, with what was said to it since, as one side may read it now."""

    reference: Reference
    messages: Sequence[Said]


def new_question_id() -> QuestionId:
    return QuestionId(secrets.token_hex(16))


def new_reference() -> Reference:
    return Reference(secrets.token_hex(16))


def key_name(month: str) -> str:
    """The name of the key that seals the threads of a month, written as in `2026-11`."""
    return f"{KEY_PREFIX}{month}"


def key_ends_at(month: str) -> datetime:
    """When that key is destroyed, counted from the first day of the month, so that nothing lives longer."""
    return datetime.combine(date.fromisoformat(f"{month}-01"), HANDED_OVER_AT) + timedelta(days=KEPT_DAYS)


def next_handing_over(now: datetime) -> date:
    """The day on which words written now are handed over."""
    today = now.astimezone(UTC).date()
    return today if now < datetime.combine(today, HANDED_OVER_AT) else today + timedelta(days=1)


def clean(text: str) -> str:
    """What somebody wrote, without blanks around it and without control characters but line breaks."""
    lines = ("".join(sign for sign in line if sign.isprintable()) for line in text.strip().splitlines())
    return "\n".join(lines)
