"""Which messages show what came back for a snippet, and having them follow it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.station.model import Posting, PostingKind, PostingState, SnippetId
from bot.station.store import StationWork

AMENDED_EVERY = timedelta(minutes=1)
"""Counts in other places follow at most so often."""

SINGLE = frozenset({PostingKind.SNIPPET, PostingKind.URGENT})
"""Postings that stand for one snippet and show its counts."""

STANDING = frozenset({PostingState.PLANNED, PostingState.POSTED})


def follow(tx: StationWork, snippet_id: SnippetId, now: datetime, *, but: Posting | None = None) -> None:
    """Has the other messages that show a snippet's counts amended, each at most once a minute.

    One that is being sent at this moment may carry what was true before, so it follows as well.
    """
    soon = now.replace(second=0, microsecond=0) + AMENDED_EVERY
    stale = [each.id for each in _showing(tx, snippet_id) if each != but and not each.needs_amending]
    if stale:
        tx.postings.ask_to_amend(stale, soon)


def _showing(tx: StationWork, snippet_id: SnippetId) -> Sequence[Posting]:
    postings = tx.postings.of_snippets((snippet_id,))
    return [each for each in postings if each.kind in SINGLE and each.state in STANDING]
