"""The frame of a passage: enough around the chosen words to understand them, and no more than is heard in one go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.station.cutting.units import Unit, length_of, span_of

MOST_CHARACTERS = 600
MOST_SECONDS = 60.0
FEWEST_SECONDS = 15.0

_MOST_OF_THE_AGENT = 160
_SHORT = 100
"""Characters under which a remark needs what was said before it."""

_TOLD_ON = 200
"""Up to so many characters a passage goes on within its turn."""

_MOST_ADDED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A row of units by the places of its first and last (inclusive)."""

    first: int
    last: int
    needs_before: bool = False


def framed(units: Sequence[Unit], chosen: Sequence[Frame]) -> Iterator[Frame]:
    """Each frame with its surroundings; they never reach into each other. `chosen` are in order and do not overlap."""
    floor = 0
    for place, frame in enumerate(chosen):
        ceiling = chosen[place + 1].first if place + 1 < len(chosen) else len(units)
        grown = _told_on(units, _with_before(units, frame, floor), ceiling)
        grown = _long_enough(units, grown, floor, ceiling)
        yield grown
        floor = grown.last + 1


def fits(units: Sequence[Unit], first: int, last: int) -> bool:
    """Whether a row of units can be heard in one go."""
    row = units[first : last + 1]
    span = span_of(row)
    return length_of(row) <= MOST_CHARACTERS and (span is None or span[1] - span[0] <= MOST_SECONDS)


def _with_before(units: Sequence[Unit], frame: Frame, floor: int) -> Frame:
    """With the end of what the agent said just before, where the words need it."""
    if not frame.needs_before and length_of(units[frame.first : frame.last + 1]) > _SHORT:
        return frame
    first, turn = frame.first, units[frame.first].turn
    room = _MOST_OF_THE_AGENT
    while first > floor and units[first - 1].turn != turn and not units[first - 1].is_customer:
        before = units[first - 1]
        room -= len(before.text)
        is_first = first == frame.first
        if (room < 0 and not is_first) or before.turn < turn - 1 or not fits(units, first - 1, frame.last):
            break
        first -= 1
    return replace(frame, first=first)


def _told_on(units: Sequence[Unit], frame: Frame, ceiling: int) -> Frame:
    """With what the customer says on in the same turn, while the passage is short."""
    last, turn = frame.last, units[frame.last].turn
    length = length_of(units[frame.first : last + 1])
    while last + 1 < ceiling and units[last + 1].turn == turn:
        length += len(units[last + 1].text)
        if length > _TOLD_ON or not fits(units, frame.first, last + 1):
            break
        last += 1
    return replace(frame, last=last)


def _long_enough(units: Sequence[Unit], frame: Frame, floor: int, ceiling: int) -> Frame:
    """With what came before and what comes next, by turns, until there is enough to hear; without times it is."""
    first, last = frame.first, frame.last
    for added in range(_MOST_ADDED):
        span = span_of(units[first : last + 1])
        if span is None or span[1] - span[0] >= FEWEST_SECONDS:
            break
        can_before = first > floor and fits(units, first - 1, last)
        can_after = last + 1 < ceiling and fits(units, first, last + 1)
        if can_before and (added % 2 == 0 or not can_after):
            first -= 1
        elif can_after:
            last += 1
    return replace(frame, first=first, last=last)
