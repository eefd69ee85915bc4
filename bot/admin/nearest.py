"""Offering the names nearest to one that fits nowhere."""

from collections.abc import Collection
from difflib import get_close_matches

OFFERED = 3
"""How many names are offered."""

ALIKE = 0.5


def nearest(typed: str, names: Collection[str]) -> list[str]:
    """The names most like what was typed; the first of all where none is."""
    return get_close_matches(typed, names, n=OFFERED, cutoff=ALIKE) or sorted(names)[:OFFERED]
