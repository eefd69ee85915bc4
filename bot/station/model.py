"""The values of the listening station."""

from dataclasses import dataclass
from enum import StrEnum

from bot.chat.intake import Speaker
from bot.insight.model import CueKind


class PiiKind(StrEnum):
    """What was taken out of a text; the placeholder tells the kind, such as `[name]`."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    ACCOUNT = "account"
    ID = "id"
    ADDRESS = "address"
    BIRTH_DATE = "birth date"
    ORDER = "order number"
    URL = "link"
    DIGITS = "number"

    @property
    def placeholder(self) -> str:
        return f"[{self.value}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One thing that was taken out: its kind, and where it stood in the text before (characters, end exclusive)."""

    kind: PiiKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A text that may be read. `doubts` say, without quoting, why a person should look at it first."""

    text: str
    removals: tuple[Removal, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageLine:
    """A part of a turn, in whole sentences."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an interaction worth hearing: up to about 600 characters or 60 seconds, never cut mid-sentence.

    `first_turn` and `last_turn` (inclusive) say where it stands. `cue` and `because` say why it was chosen, `theme`
    which friction or subject it is about, `weight` (0-1) how much it is worth hearing beside the others.
    """

    lines: tuple[PassageLine, ...]
    first_turn: int
    last_turn: int
    starts_at_seconds: float | None
    ends_at_seconds: float | None
    cue: CueKind
    because: str
    theme: str | None
    stage: str | None
    weight: float
