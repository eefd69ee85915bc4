"""k: how many people a published figure needs at least. It can be raised, from the next block on, and never lowered."""

from collections.abc import Iterable

from bot.clock.weeks import Block
from bot.privacy.release.ledger import LedgerReader, LedgerStore
from bot.privacy.release.model import Threshold

FLOOR = 5
"""No setting, command or row of the database brings k below this."""

HIGHEST = 100
"""Above this nearly nothing would ever come out; who asks for more has mistyped."""


class ThresholdError(ValueError):
    """k cannot be set to this; the text says why."""


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


def effective_k(ledger: LedgerReader, block: Block) -> int:
    """The k that holds in a block: by its history, and never below what anything was published with.

    So a line that somebody deletes from the history lowers nothing that was in force already.
    """
    return max([k_of(ledger.thresholds(), block), *(each.k for each in ledger.releases())])


def raise_k(ledger: LedgerStore, k: int, today: Block) -> Threshold:
    """Raises k from the next block on.

    Raises:
        ThresholdError: k cannot be set to this.
    """
    line = raised(ledger.thresholds(), k, today)
    ledger.raise_threshold(line)
    return line
