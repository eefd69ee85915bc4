"""Cutting: from a long interaction to the few passages worth hearing, in the customer's own words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.chat.intake import Turn
from bot.insight.model import Cue, CueKind, Listener, Mood, Scorer
from bot.insight.taxonomy import SUBJECTS, reason_for, stage_of, theme_of
from bot.insight.vocabulary import vocabulary_of
from bot.station.cutting.frame import Frame, fits, framed
from bot.station.cutting.model import Passage, PassageLine
from bot.station.cutting.units import Unit, length_of, span_of, spoken_units

ENOUGH = 1.15
"""How much must speak for a sentence: a clear cue in more than a few words, or faint ones in a whole story."""

_CLEAR = 1.0

_MOST_FAINT = 0.7
"""Words that only add to others count up to here: alone they never make a passage."""

_STORY_WORDS = 20
"""So many words are a story rather than a remark, and people choose stories."""

_FOR_A_STORY = 0.8
_FOR_THE_MOOD = 0.3
_HALF_WEIGHT = 1.5
_NEAR = 120
"""Characters between two finds of one reason up to which they are one."""

_NEXT_TURN = 2
"""The customer's next turn is the second one on: the agent's lies between."""

_FEW = 160
"""Characters of two neighbouring sentences of one turn that are one passage whatever they are about."""

_GLAD = (CueKind.PROMISE_KEPT, CueKind.SURPRISE, CueKind.PRAISE)
_TROUBLED = (CueKind.PROMISE_BROKEN, CueKind.LEAVING, CueKind.FRICTION)
"""From the cue that says most to the one that says least: of several clear ones the first names the passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Find:
    """Neighbouring units that are worth hearing for one reason, by the places of the first and last (inclusive)."""

    first: int
    last: int
    kind: CueKind
    subject: str | None
    worth: float


def cut(
    turns: Sequence[Turn], language: str, listener: Listener, scorer: Scorer, *, most: int = 5
) -> tuple[Passage, ...]:
    """The passages worth hearing, at most so many, in the order in which they were said; none where nothing is.

    Each is up to about 600 characters or 60 seconds of whole sentences; no two overlap. Without a named customer,
    everybody who is not the agent counts as the customer. `because` is a marked phrase. A language that the listener
    does not know gives nothing.
    """
    words = vocabulary_of(language)
    units = tuple(spoken_units(turns, words.joints if words else frozenset()))
    finds = _joined(_finds(units, language, listener, scorer), units)
    chosen = sorted(sorted(finds, key=lambda find: -find.worth)[: max(0, most)], key=lambda find: find.first)
    frames = framed(units, [Frame(first=f.first, last=f.last, needs_before=f.kind in _GLAD) for f in chosen])
    return tuple(
        _passage(find, units[frame.first : frame.last + 1], _theme(find, units, language, listener))
        for find, frame in zip(chosen, frames, strict=True)
    )


def _finds(units: Sequence[Unit], language: str, listener: Listener, scorer: Scorer) -> Iterator[_Find]:
    for place, unit in enumerate(units):
        found = _find(place, unit.text, listener.cues(unit.text, language)) if unit.is_customer else None
        if found and found.worth >= ENOUGH:
            mood = scorer.score(unit.text, language).mood
            fitting = Mood.POSITIVE if found.kind in _GLAD else Mood.NEGATIVE
            yield replace(found, worth=found.worth + (_FOR_THE_MOOD if mood is fitting else 0.0))


def _find(place: int, text: str, cues: Sequence[Cue]) -> _Find | None:
    """What speaks most for a unit: the better of what is glad and what is troubled in it."""
    if not cues:
        return None
    family = max((_TROUBLED, _GLAD), key=lambda family: _worth(family, cues))
    clear = {cue.kind for cue in cues if cue.strength >= _CLEAR}
    kind = next((kind for kind in family if kind in clear), family[-1])
    story = _FOR_A_STORY * min(1.0, len(text.split()) / _STORY_WORDS)
    return _Find(first=place, last=place, kind=kind, subject=_subject(kind, cues), worth=_worth(family, cues) + story)


def _worth(family: tuple[CueKind, ...], cues: Iterable[Cue]) -> float:
    """The clear cues of a family, and the faint ones, each word once, up to their limit."""
    strengths = {cue.words.lower(): cue.strength for cue in cues if cue.kind in family}.values()
    clear = sum(strength for strength in strengths if strength >= _CLEAR)
    return clear + min(_MOST_FAINT, sum(strength for strength in strengths if strength < _CLEAR))


def _subject(kind: CueKind, cues: Iterable[Cue]) -> str | None:
    """The first friction with a name of its own, else the first theme."""
    subjects = [cue.theme for cue in cues if cue.kind is kind and cue.theme]
    named = (subject for subject in subjects if subject in SUBJECTS and SUBJECTS[subject].part_of)
    return next(named, subjects[0] if subjects else None)


def _joined(finds: Iterable[_Find], units: Sequence[Unit]) -> list[_Find]:
    """Neighbouring finds of one reason as one, as long as they can be heard in one go."""
    joined: list[_Find] = []
    for find in finds:
        if joined and _belong_together(joined[-1], find, units):
            joined[-1] = _both(joined[-1], find)
        else:
            joined.append(find)
    return joined


def _belong_together(before: _Find, after: _Find, units: Sequence[Unit]) -> bool:
    if before.kind is not after.kind or not fits(units, before.first, after.last):
        return False
    turns_between = units[after.first].turn - units[before.last].turn
    if turns_between == 0 and length_of(units[before.first : after.last + 1]) <= _FEW:
        return True
    is_near = turns_between <= _NEXT_TURN and length_of(units[before.last + 1 : after.first]) <= _NEAR
    return is_near and theme_of(before.subject) == theme_of(after.subject)


def _both(before: _Find, after: _Find) -> _Find:
    stronger = before if before.worth >= after.worth else after
    return replace(stronger, first=before.first, last=after.last, worth=stronger.worth + _FOR_THE_MOOD)


def _theme(find: _Find, units: Sequence[Unit], language: str, listener: Listener) -> str | None:
    if find.subject:
        return find.subject
    text = " ".join(unit.text for unit in units[find.first : find.last + 1])
    return next((theme.key for theme in listener.themes(text, language)), None)


def _passage(find: _Find, row: Sequence[Unit], theme: str | None) -> Passage:
    span = span_of(row)
    said = [list(of_turn) for _, of_turn in groupby(row, key=lambda unit: unit.turn)]
    return Passage(
        lines=tuple(PassageLine(speaker=turn[0].speaker, text=" ".join(unit.text for unit in turn)) for turn in said),
        spans=tuple((turn[0].turn, turn[0].start, turn[-1].end) for turn in said),
        first_turn=row[0].turn,
        last_turn=row[-1].turn,
        starts_at_seconds=span[0] if span else None,
        ends_at_seconds=span[1] if span else None,
        cue=find.kind,
        because=reason_for(find.kind, find.subject),
        theme=theme,
        stage=stage_of(theme),
        weight=round(find.worth / (find.worth + _HALF_WEIGHT), 3),
    )
