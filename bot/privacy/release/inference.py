"""What can be worked out: the range of every sum that published bands of nested cells leave open.

Bands of a cell and of the cells inside it can be subtracted from each other. Here we follow what anybody can conclude
from all that is out, and ask of a further line between two bands whether it would leave every single answer open over
the whole scale. The answer depends on what is out already and never on the figure that is about to come out: what is
left away tells nothing.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Part(NamedTuple):
    """A published cell, or what remains of it outside the published cells within."""

    cell: str
    is_rest: bool


class Range(NamedTuple):
    """The least and the greatest that a sum can be."""

    least: int
    most: int


class Bounds:
    """The ranges of the sums of nested cells, whose people contribute from 0 to `reach` each.

    Intervals over a tree of sums give exactly what is possible, so nothing is concluded that is not so, and nothing is
    overlooked.
    """

    __slots__ = ("_around", "_parts", "_people", "_ranges", "_reach")

    def __init__(self, reach: int) -> None:
        self._reach = reach
        self._ranges: dict[Part, Range] = {}
        self._people: dict[Part, int] = {}
        self._parts: dict[str, list[Part]] = {}
        self._around: dict[str, str | None] = {}

    def add(self, cell: str, people: int, around: str | None) -> None:
        """Takes in a cell within `around`, before anything is said of it."""
        whole, rest = Part(cell, is_rest=False), Part(cell, is_rest=True)
        self._around[cell] = around
        self._people[whole] = self._people[rest] = people
        self._ranges[whole] = self._ranges[rest] = Range(0, people * self._reach)
        self._parts[cell] = [rest]
        if around is not None:
            self._take_out(Part(around, is_rest=True), people)
            self._parts[around].append(whole)
            self._ranges |= self._follow({}, {around, cell}) or {}

    def _take_out(self, rest: Part, people: int) -> None:
        self._people[rest] -= people
        self._ranges[rest] = Range(0, self._people[rest] * self._reach)

    def range_of(self, cell: str) -> Range:
        return self._ranges[Part(cell, is_rest=False)]

    def may_say(self, cell: str, *, least: int | None = None, most: int | None = None) -> bool:
        """Whether every answer would stay open if it were known that the sum is at least or at most so much."""
        return self._said(cell, least, most) is not None

    def say(self, cell: str, *, least: int | None = None, most: int | None = None) -> None:
        """Takes in what is published of a cell."""
        self._ranges |= self._said(cell, least, most) or {}

    def _said(self, cell: str, least: int | None, most: int | None) -> dict[Part, Range] | None:
        part = Part(cell, is_rest=False)
        before = self._ranges[part]
        after = Range(
            before.least if least is None else max(before.least, least),
            before.most if most is None else min(before.most, most),
        )
        if after.least > after.most:
            return None
        around = self._around[cell]
        return self._follow({part: after}, {cell} if around is None else {cell, around})

    def _follow(self, changed: dict[Part, Range], pending: set[str]) -> dict[Part, Range] | None:
        """All ranges that change with `changed`; `None` if an answer would not be open any more."""
        while pending:
            cell = pending.pop()
            for part, range_ in self._concluded(cell, changed):
                if range_ == self._get(part, changed):
                    continue
                if not self._leaves_open(part, range_):
                    return None
                changed[part] = range_
                pending |= self._sums_with(part)
        return changed

    def _concluded(self, cell: str, changed: Mapping[Part, Range]) -> Iterator[tuple[Part, Range]]:
        """What follows from a cell being the sum of its parts."""
        whole, parts = Part(cell, is_rest=False), self._parts[cell]
        ranges = [self._get(part, changed) for part in parts]
        least, most = sum(each.least for each in ranges), sum(each.most for each in ranges)
        sum_ = self._get(whole, changed)
        sum_ = Range(max(sum_.least, least), min(sum_.most, most))
        yield whole, sum_
        for part, each in zip(parts, ranges, strict=True):
            others = Range(least - each.least, most - each.most)
            yield part, Range(max(each.least, sum_.least - others.most), min(each.most, sum_.most - others.least))

    def _get(self, part: Part, changed: Mapping[Part, Range]) -> Range:
        return changed.get(part) or self._ranges[part]

    def _leaves_open(self, part: Part, range_: Range) -> bool:
        """Whether anyone of these people may still have said the least and the most that one can say."""
        people = self._people[part]
        if not part.is_rest or not people:
            return range_.least <= range_.most
        return range_.least <= (people - 1) * self._reach and range_.most >= self._reach

    def _sums_with(self, part: Part) -> set[str]:
        """The cells whose sums a part is in, or is."""
        around = self._around[part.cell]
        if part.is_rest or around is None:
            return {part.cell}
        return {part.cell, around}
