"""The values of insight, and the ports behind which methods can be exchanged."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Mood(StrEnum):
    """How a text sounds. `UNSURE` and `NOT_SCORED` are answers too: never a wrong score."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNSURE = "unsure"
    NOT_SCORED = "not_scored"


SCORED = frozenset({Mood.POSITIVE, Mood.NEUTRAL, Mood.NEGATIVE})
"""The moods of which something could be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentiment:
    """A mood with its valence from -1 to 1 (`None` where not scored or unsure) and the scorer's name."""

    mood: Mood
    valence: float | None
    scorer: str


class Scorer(Protocol):
    """Scores texts of the languages it knows; others it leaves unscored."""

    @property
    def name(self) -> str: ...

    def score(self, text: str, language: str) -> Sentiment: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What a text is about: a theme of the taxonomy with the stage of the customer's journey it belongs to, if any.

    `evidence` are the words of the text that showed it, in its own order.
    """

    key: str
    stage: str | None
    evidence: tuple[str, ...]


class CueKind(StrEnum):
    """Why a passage may be worth hearing."""

    FRICTION = "friction"
    PRAISE = "praise"
    SURPRISE = "surprise"
    PROMISE_KEPT = "promise_kept"
    PROMISE_BROKEN = "promise_broken"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A sign in a text: its kind, the theme where it is a friction, and the words that showed it.

    `strength` (0-1) is 1 for words that say it by themselves; less for words that only add to others.
    """

    kind: CueKind
    theme: str | None
    words: str
    strength: float = 1.0


class Listener(Protocol):
    """Finds what a text of a language is about, and what in it is worth hearing."""

    def themes(self, text: str, language: str) -> Sequence[Theme]: ...

    def cues(self, text: str, language: str) -> Sequence[Cue]: ...
