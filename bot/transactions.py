"""The port through which use cases change several things at once, or nothing."""

from collections.abc import Callable
from typing import Protocol, TypeVar

TxT_co = TypeVar("TxT_co", covariant=True)
R = TypeVar("R")


class Transactions(Protocol[TxT_co]):
    """Runs plain functions over the stores, each in a transaction of its own.

    A function given to `write` sees a consistent state, and either all that it did is kept or nothing. When the
    awaited result arrives, the change is durable. Functions are short, synchronous and free of other side effects:
    they may be run again when the database asks for it.
    """

    async def write(self, change: Callable[[TxT_co], R]) -> R: ...

    async def read(self, question: Callable[[TxT_co], R]) -> R: ...
