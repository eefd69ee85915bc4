"""k: how many people a published figure needs at least. It can be raised, from the next block on, and never lowered."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.clock.weeks import Block

FLOOR = 5
"""No setting, command or row of the database brings k below this."""

HIGHEST = 100
"""Above this nearly nothing would ever come out; who asks for more has mistyped."""


class ThresholdError(ValueError):
    """k cannot be set to this; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A line of the history of k: what it was raised to, and from which block on."""

    k: int
    first_block: Block


def k_of(history: Iterable[Threshold], block: Block) -> int:
    """How k stands in a block: the highest that was set for it or for an earlier one, and never less than the floor."""
    return max([FLOOR, *(each.k for each in history if each.first_block <= block)])


def raised(history: Iterable[Threshold], k: int, today: Block) -> Threshold:
    """The line that raises k from the block after `today`'s on.

    Raises:
        ThresholdError: that would lower it or leave it as it is, or it is beyond `HIGHEST`.
    """
    following = today.next()
    now = k_of(history, following)
    if k <= now:
        raise ThresholdError(f"k is {now} already; it can only be raised, because people answered trusting in it")
    if k > HIGHEST:
        raise ThresholdError(f"k can be raised to {HIGHEST} at most")
    return Threshold(k=k, first_block=following)
