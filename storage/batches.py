"""Many ids or rows, in parts that a database takes in one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

ROWS_AT_ONCE = 2000
"""How many ids or rows go into one statement; far below what SQLite takes."""


def batches(items: Iterable[T], size: int = ROWS_AT_ONCE) -> Iterator[list[T]]:
    """The items in lists of at most `size`; none for no items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
