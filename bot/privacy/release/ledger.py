"""What is kept of releases: published cells, each once and for good. Every surface reads this and nothing else."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Protocol

from bot.clock.weeks import Block, Week
from bot.privacy.release.model import CellKey, Family, PublishedCell, PublishedQuote, Release, Threshold


class LedgerReader(Protocol):
    """What was published. This is all that digests, commands, exports, pages and charts may read."""

    def cell(self, key: CellKey) -> PublishedCell | None:
        """`None` where nothing came out (yet); readers show the same sentence as for a hidden cell."""
        ...

    def cells_of(
        self, units: Collection[str], *, families: Collection[Family] = (), since: Week | None = None
    ) -> Sequence[PublishedCell]:
        """The cells of units, of some families or (empty) of all, whose last week is `since` or later.

        Sorted by family, unit, measure and period, the earliest first.
        """
        ...

    def published_on(self, first: date, last: date) -> Sequence[PublishedCell]:
        """All cells that came out on the days from `first` to `last`, sorted likewise."""
        ...

    def every_cell(self) -> Iterable[PublishedCell]:
        """The whole ledger, sorted likewise."""
        ...

    def releases(self) -> Sequence[Release]: ...

    def thresholds(self) -> Sequence[Threshold]: ...

    def quotes_of(self, unit: str, block: Block) -> Sequence[PublishedQuote]:
        """The quotes that came out for a unit in a block, in an order that tells nothing."""
        ...


class LedgerStore(LedgerReader, Protocol):
    """The ledger, inside one transaction. Nothing that was published is ever changed to something else."""

    def is_published(self, window: str) -> bool: ...

    def publish(self, release: Release, cells: Iterable[PublishedCell]) -> bool:
        """Keeps a release with its cells, once: false, and nothing is kept, if the window was published before.

        A cell whose key is there already stays as it is.
        """
        ...

    def publish_quotes(self, release: Release, quotes: Iterable[PublishedQuote]) -> bool:
        """Keeps the quotes of a block, once, likewise."""
        ...

    def withdraw(self, key: CellKey) -> bool:
        """Takes a cell back for good: its figure is deleted and never comes again. False if nothing was shown."""
        ...

    def raise_threshold(self, line: Threshold) -> None: ...
