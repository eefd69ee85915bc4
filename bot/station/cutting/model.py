"""The passages that cutting chooses."""

from dataclasses import dataclass

from bot.chat.intake import Speaker
from bot.insight.model import CueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageLine:
    """A part of a turn, in whole sentences."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an interaction worth hearing: up to about 600 characters or 60 seconds, never cut mid-sentence.

    `first_turn` and `last_turn` (inclusive) say where it stands. `cue` and `because` say why it was chosen, `theme`
    which friction or subject it is about, `weight` (0-1) how much it is worth hearing beside the others. `spans` say
    for each line where it was cut out: its turn, and the first and last (exclusive) character there.
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
    spans: tuple[tuple[int, int, int], ...] = ()
