"""Destroying keys on schedule: what is past its time can be read by nobody any more, wherever a copy may lie."""

from datetime import UTC, datetime, time
from typing import Protocol

from bot.clock.weeks import Block
from bot.privacy.keys import KeyStore
from bot.privacy.release.ledger import LedgerStore
from bot.privacy.store import Destruction, DestructionLog, SealedStore
from bot.privacy.windows import Window


class PrivacyWork(Protocol):
    """A transaction in which sealed records can end."""

    @property
    def accumulators(self) -> SealedStore: ...

    @property
    def pending_comments(self) -> SealedStore: ...

    @property
    def ledger(self) -> LedgerStore: ...

    @property
    def destructions(self) -> DestructionLog: ...


WINDOW_KEYS = "window:"
COMMENT_KEYS = "comments:"
"""What the names of the keys begin with under which tallies and waiting comments are sealed."""

PUBLISHED = "published"
LOST = "time was over before it was published"
TIME_IS_OVER = "time is over"
"""Why a key ended. A lost window is one whose answers were given for nothing: no process ran when it was due."""

LINES_READ = 1000


def destroy_due_keys(tx: PrivacyWork, keys: KeyStore, now: datetime) -> int:
    """Destroys the keys of windows and comments whose time is over, with the records; returns how many keys.

    Keys go first: if the process ends in between, the records left behind are unreadable and go the next time. A key
    ends also where no record was ever sealed with it, and a record where its key is gone already.
    """
    windows = _groups(tx.accumulators, keys, WINDOW_KEYS)
    blocks = _groups(tx.pending_comments, keys, COMMENT_KEYS)
    ended = [group for group in windows if Window.parse(group).key_ends_at <= now]
    for group in ended:
        _end(tx, keys, tx.accumulators, group, WINDOW_KEYS + group, now)
    closed = [group for group in blocks if comments_end_at(Block(int(group))) <= now]
    for group in closed:
        _end(tx, keys, tx.pending_comments, group, COMMENT_KEYS + group, now)
    return len(ended) + len(closed)


def end_window(tx: PrivacyWork, keys: KeyStore, window: Window, now: datetime) -> None:
    """Destroys the key of a window that was published or cannot be any more, then its tallies; harmless to repeat."""
    if keys.destroyed(WINDOW_KEYS + window.name):
        tx.accumulators.delete_group(window.name)
        return
    _end(tx, keys, tx.accumulators, window.name, WINDOW_KEYS + window.name, now)


def lost_windows(log: DestructionLog, since: datetime) -> tuple[Window, ...]:
    """The windows that ended without a result from `since` on, the latest first."""
    lines = (line for line in log.latest(LINES_READ) if line.reason == LOST and line.destroyed_at >= since)
    return tuple(Window.parse(line.key_name.removeprefix(WINDOW_KEYS)) for line in lines)


def _groups(store: SealedStore, keys: KeyStore, prefix: str) -> list[str]:
    return sorted({*store.groups(), *(name.removeprefix(prefix) for name in keys.names(prefix))})


def comments_end_at(block: Block) -> datetime:
    """When waiting comments of a block end: on the Monday after, four weeks after the first could be written."""
    return datetime.combine(block.next().starts_on, time(0), tzinfo=UTC)


def _end(
    tx: PrivacyWork,
    keys: KeyStore,
    store: SealedStore,
    group: str,
    key_name: str,
    now: datetime,
) -> None:
    keys.destroy(key_name)
    had_records = bool(store.delete_group(group))
    reason = _reason(tx, group, had_records=had_records) if key_name.startswith(WINDOW_KEYS) else TIME_IS_OVER
    tx.destructions.add(Destruction(key_name=key_name, reason=reason, destroyed_at=now))


def _reason(tx: PrivacyWork, window: str, *, had_records: bool) -> str:
    if tx.ledger.is_published(window):
        return PUBLISHED
    return LOST if had_records else TIME_IS_OVER
