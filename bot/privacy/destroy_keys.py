"""Destroying keys on schedule: what is past its time can be read by nobody any more, wherever a copy may lie."""

from datetime import UTC, datetime, time
from typing import Protocol

from bot.clock.weeks import Block
from bot.privacy.keys import KeyStore
from bot.privacy.store import Destruction, DestructionLog, SealedStore
from bot.privacy.windows import Window


class PrivacyWork(Protocol):
    """A transaction in which sealed records can end."""

    @property
    def accumulators(self) -> SealedStore: ...

    @property
    def pending_comments(self) -> SealedStore: ...

    @property
    def destructions(self) -> DestructionLog: ...


def destroy_due_keys(tx: PrivacyWork, keys: KeyStore, now: datetime) -> int:
    """Destroys the keys of windows and comments whose time is over, with the records; returns how many keys.

    Keys go first: if the process ends in between, the records left behind are unreadable and go the next time.
    """
    ended = 0
    for group in tx.accumulators.groups():
        if Window.parse(group).key_ends_at <= now:
            ended += _end(tx, keys, tx.accumulators, group, f"window:{group}", now)
    for group in tx.pending_comments.groups():
        if comments_end_at(Block(int(group))) <= now:
            ended += _end(tx, keys, tx.pending_comments, group, f"comments:{group}", now)
    return ended


def comments_end_at(block: Block) -> datetime:
    """When waiting comments of a block end: on the Monday after, four weeks after the first could be written."""
    return datetime.combine(block.next().starts_on, time(0), tzinfo=UTC)


def _end(tx: PrivacyWork, keys: KeyStore, store: SealedStore, group: str, key_name: str, now: datetime) -> int:
    keys.destroy(key_name)
    store.delete_group(group)
    tx.destructions.add(Destruction(key_name=key_name, reason="time is over", destroyed_at=now))
    return 1
