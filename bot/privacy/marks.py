"""Marks: how an event is recognised when it arrives again, without keeping who did it, what it was or when.

A mark is a keyed hash of the event's id. Marks live in two tables used in turn, six hours each, under a key of their
own; a table is emptied before its next turn and its key destroyed, so that an event is recognised for six to twelve
hours. Platforms try again for about one.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock.weeks import FIRST_MONDAY
from bot.privacy.keys import KeyDestroyedError, KeyStore

TURN = timedelta(hours=6)
MARK_BYTES = 16
KEY_PREFIX = "marks:"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMark:
    """What an event looks like in the table of this turn, and what it would look like in the one before."""

    turn: int
    mark: bytes
    earlier_mark: bytes | None


class MarkStore(Protocol):
    """The two tables of marks, inside one transaction."""

    def first_seen(self, event: EventMark) -> bool:
        """True once for each event: neither this turn nor the one before knew it. Now this turn does."""
        ...

    def empty_before(self, turn: int) -> None:
        """Empties a table whose turn was earlier than `turn`."""
        ...


def turn_of(now: datetime) -> int:
    """The number of the turn that `now` is in."""
    start = datetime(FIRST_MONDAY.year, FIRST_MONDAY.month, FIRST_MONDAY.day, tzinfo=now.tzinfo)
    return (now - start) // TURN


def mark_of(key: bytes, event_id: str) -> bytes:
    """HMAC-SHA256, cut to 128 bits."""
    return hmac.digest(key, event_id.encode(), "sha256")[:MARK_BYTES]


def event_mark(keys: KeyStore, event_id: str, now: datetime) -> EventMark:
    """The marks of an event that arrives now."""
    turn = turn_of(now)
    earlier_key = _key_unless_destroyed(keys, turn - 1)
    return EventMark(
        turn=turn,
        mark=mark_of(keys.get_or_create(_key_name(turn)), event_id),
        earlier_mark=earlier_key and mark_of(earlier_key, event_id),
    )


def forget_old_marks(marks: MarkStore, now: datetime) -> None:
    """Empties a table whose turn is over for good. Do this first, then `destroy_old_keys`, every hour or so."""
    marks.empty_before(turn_of(now) - 1)


def destroy_old_keys(keys: KeyStore, now: datetime) -> None:
    """Destroys the keys of turns that are over for good."""
    for name in keys.names(KEY_PREFIX):
        if int(name.removeprefix(KEY_PREFIX)) < turn_of(now) - 1:
            keys.destroy(name)


def _key_name(turn: int) -> str:
    return f"{KEY_PREFIX}{turn}"


def _key_unless_destroyed(keys: KeyStore, turn: int) -> bytes | None:
    """The key of an earlier turn. One that nobody needed is made: looking for it in vain would cost each event more."""
    try:
        return keys.get_or_create(_key_name(turn))
    except KeyDestroyedError:
        return None
