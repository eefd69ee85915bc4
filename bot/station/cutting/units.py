"""The units that cutting chooses from: sentences, with who said them and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.intake import Speaker, Turn
from bot.station.cutting.sentences import sentences_of

CHARACTERS_A_SECOND = 15.0
"""The pace of talk, for turns that have a beginning but no end that makes sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One sentence of a turn. `start` and `end` are characters of the turn's text; times are seconds, where known."""

    turn: int
    start: int
    end: int
    text: str
    speaker: Speaker
    is_customer: bool
    starts_at_seconds: float | None
    ends_at_seconds: float | None


def spoken_units(turns: Sequence[Turn], joints: frozenset[str]) -> Iterator[Unit]:
    """All sentences in their order. Where nobody is named the customer, whoever is not the agent is."""
    voice = Speaker.CUSTOMER if any(turn.speaker is Speaker.CUSTOMER for turn in turns) else Speaker.UNKNOWN
    for place, turn in enumerate(turns):
        ends_at = _end_of(turn)
        for start, end in sentences_of(turn.text, joints):
            yield Unit(
                turn=place,
                start=start,
                end=end,
                text=turn.text[start:end],
                speaker=turn.speaker,
                is_customer=turn.speaker is voice,
                starts_at_seconds=_moment(turn, ends_at, start),
                ends_at_seconds=_moment(turn, ends_at, end),
            )


def length_of(units: Sequence[Unit]) -> int:
    """The characters of neighbouring units."""
    return sum(len(unit.text) for unit in units)


def span_of(units: Sequence[Unit]) -> tuple[float, float] | None:
    """From the first beginning to the last end in seconds, also where turns overlap; `None` where no time is known."""
    starts = [unit.starts_at_seconds for unit in units if unit.starts_at_seconds is not None]
    ends = [unit.ends_at_seconds for unit in units if unit.ends_at_seconds is not None]
    return (min(starts), max(ends)) if starts and ends else None


def _end_of(turn: Turn) -> float | None:
    """When a turn ends; guessed from its length where the source gives no end, or one before the beginning."""
    if turn.starts_at_seconds is None:
        return None
    if turn.ends_at_seconds is not None and turn.ends_at_seconds > turn.starts_at_seconds:
        return turn.ends_at_seconds
    return turn.starts_at_seconds + len(turn.text) / CHARACTERS_A_SECOND


def _moment(turn: Turn, ends_at: float | None, place: int) -> float | None:
    """When a character of a turn was said, taking an even pace."""
    if turn.starts_at_seconds is None or ends_at is None:
        return None
    share = place / len(turn.text)
    return round(turn.starts_at_seconds + share * (ends_at - turn.starts_at_seconds), 2)
