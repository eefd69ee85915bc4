"""Quotes: which comments are shown in their author's words, and where; each in exactly one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

LEAST_ANSWERS = 10
LEAST_COMMENTS = 5
"""How many answers, and how many comments to choose from, a unit needs before it sees quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment whose author lets their words be shown. `author` is a code that lives as long as this run."""

    author: bytes
    path: tuple[str, ...]
    question: str
    text: str


class Shuffle(Protocol):
    """What brings things into a random order, as `random.SystemRandom` does."""

    def shuffle(self, x: list[Comment], /) -> None: ...


def place_quotes(
    comments: Sequence[Comment], answering: Mapping[str, int], chance: Shuffle
) -> tuple[tuple[str, Comment], ...]:
    """Unit and comment for each quote, in random order: one comment of each author, in the smallest unit that may.

    `answering` tells how many people answered in each unit whose figure came out. Comments that find too few others
    in a unit roll up to the next one; at the top they stay unsaid.
    """
    waiting = _one_each(comments, chance)
    placed: list[tuple[str, Comment]] = []
    for unit in _smallest_first(waiting):
        pool = [each for each in waiting if unit in each.path]
        if len(pool) >= LEAST_COMMENTS and answering.get(unit, 0) >= LEAST_ANSWERS:
            placed += [(unit, each) for each in pool]
            waiting = [each for each in waiting if unit not in each.path]
    order = [comment for _, comment in placed]
    chance.shuffle(order)
    units = {comment.author: unit for unit, comment in placed}
    return tuple((units[comment.author], comment) for comment in order)


def _one_each(comments: Sequence[Comment], chance: Shuffle) -> list[Comment]:
    mixed = list(comments)
    chance.shuffle(mixed)
    return list({each.author: each for each in mixed}.values())


def _smallest_first(comments: Sequence[Comment]) -> list[str]:
    """Every unit after all units below it: a unit's height is the longest way from an author's own unit to it."""
    heights: dict[str, int] = {}
    for each in comments:
        for height, unit in enumerate(each.path):
            heights[unit] = max(heights.get(unit, 0), height)
    return sorted(heights, key=lambda unit: (heights[unit], unit))
