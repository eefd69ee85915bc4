"""Whether somebody should hear of an interaction at once, and why."""

import re
from collections.abc import Collection, Iterator, Sequence

from bot.chat.words import phrase
from bot.insight.model import CueKind
from bot.station.cutting.model import Passage

MARKED = phrase("Its source marks it as urgent.")
LOW_AND_LEAVING = phrase("The customer gives the lowest marks and thinks of leaving.")
LEAVING = phrase("The customer clearly says that they are leaving.")

LOWEST_CSAT = 1
LOWEST_NPS = 2
STRONG = 0.65
"""From this weight on a passage about leaving says so by itself: more than one clear word, or a whole story."""

_WORDS = frozenset(
    [
        "urgent",
        "emergency",
        "safety",
        "danger",
        "dangerous",
        "injury",
        "legal",
        "lawyer",
        "regulator",
        "escalation",
        "escalated",
        "critical",
        "p1",
        "sev1",
        "dringend",
        "notfall",
        "urgente",
        "emergencia",
        "pilne",
        "pilny",
        "mendesak",
        "darurat",
        "срочно",
        "срочный",
        "авария",
    ]
)
_DENIALS = frozenset({"no", "not", "non", "nicht", "nie", "не", "bukan", "tidak"})
_WORD = re.compile(r"[^\W_]+")


def urgent_because(
    labels: Sequence[str],
    passages: Sequence[Passage],
    cues: Collection[CueKind],
    *,
    nps: int | None = None,
    csat: int | None = None,
) -> tuple[str, ...]:
    """The reasons as marked phrases; none where it can wait for its turn."""
    return tuple(_reasons(labels, passages, cues, nps, csat))


def _reasons(
    labels: Sequence[str], passages: Sequence[Passage], cues: Collection[CueKind], nps: int | None, csat: int | None
) -> Iterator[str]:
    if any(map(_marks_urgency, labels)):
        yield MARKED
    is_lowest = (csat is not None and csat <= LOWEST_CSAT) or (nps is not None and nps <= LOWEST_NPS)
    if is_lowest and CueKind.LEAVING in cues:
        yield LOW_AND_LEAVING
    if any(passage.cue is CueKind.LEAVING and passage.weight >= STRONG for passage in passages):
        yield LEAVING


def _marks_urgency(label: str) -> bool:
    words = set(_WORD.findall(label.casefold()))
    return not words.isdisjoint(_WORDS) and words.isdisjoint(_DENIALS)
