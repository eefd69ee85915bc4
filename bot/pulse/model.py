"""The values of the pulse: rules, roster, check-ins and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from bot.clock.quiet_hours import QuietHours
from bot.clock.weeks import Week
from bot.people.model import PersonId
from bot.privacy.destroy_keys import COMMENT_KEYS
from bot.pulse.bank import Question

MAX_COMMENT_CHARACTERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseRules:
    """How the organisation asks: at which local hour, how often in a week (1-5), and when it keeps still."""

    check_in_hour: int
    check_ins_a_week: int
    quiet_hours: QuietHours
    has_last_call: bool = False
    is_paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One person's place in a block: units and sites up to the company, and their slot (0-11) in the rotation."""

    person_id: PersonId
    units: tuple[str, ...]
    sites: tuple[str, ...]
    slot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A question that a person is asked on a day of theirs."""

    day: date
    question: Question


class Consent(StrEnum):
    """What the author of a comment lets become of it."""

    WORDS = "words"
    THEME = "theme"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One person's answer to one question of one week, as it lies in the seal.

    Exactly one of `score` (1-5 or 0-10) and `choice` is set, or neither for an open question, whose answer is the
    comment. `viewer` is where it was given: only there it is shown again.
    """

    person_id: PersonId
    question_key: str
    units: tuple[str, ...]
    sites: tuple[str, ...]
    viewer: str
    score: int | None = None
    choice: str | None = None
    comment: str = ""
    consent: Consent = Consent.THEME

    def to_record(self) -> dict[str, Any]:
        return {
            "p": self.person_id,
            "q": self.question_key,
            "u": self.units,
            "i": self.sites,
            "v": self.viewer,
            "s": self.score,
            "c": self.choice,
            "t": self.comment,
            "w": self.consent,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            person_id=record["p"],
            question_key=record["q"],
            units=tuple(record["u"]),
            sites=tuple(record["i"]),
            viewer=record["v"],
            score=record["s"],
            choice=record["c"],
            comment=record["t"],
            consent=Consent(record["w"]),
        )


WEEK_KEYS = "week:"
"""What the names of all keys begin with under which the answers of a week are sealed."""


def week_key_name(week: Week) -> str:
    """The name of the key under which the answers of a week are sealed."""
    return f"{WEEK_KEYS}{week.ordinal}"


def comments_key_name(week: Week) -> str:
    """The name of the key under which comments wait until the block of `week` closes."""
    return f"{COMMENT_KEYS}{week.block.ordinal}"
