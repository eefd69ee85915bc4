"""Postings in the database, and what becomes of them when the outbox is done."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, and_, bindparam, exists, insert, or_, select, update

from bot.chat.ids import MessageRef, Place
from bot.outbox.model import DeliveryState, Outcome
from bot.station.model import Posting, PostingId, PostingKind, PostingState, SnippetId
from storage.batches import batches
from storage.places import is_in, place_of, place_values
from storage.tables.station import (
    comments,
    emoji,
    fixes,
    is_single,
    is_to_amend,
    posted_snippets,
    postings,
    reactions,
)

OURS = "station."
"""What the kinds of deliveries begin with that are postings."""

PLAIN_FIELDS = tuple(field.name for field in fields(Posting) if field.name not in {"place", "snippet_ids"})
OLDEST_FIRST = (postings.c.planned_at, postings.c.id)
IS_IN_DOUBT = and_(postings.c.state == PostingState.FAILED.value, postings.c.delivery_id != "")
MAY_STAND = or_(postings.c.state == PostingState.POSTED.value, IS_IN_DOUBT)
WAS_NOT_REFUSED = postings.c.state != PostingState.FAILED.value


class Postings:
    """Fills `bot.station.store.PostingStore` and `bot.outbox.store.Aftermath` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, posting: Posting) -> None:
        self._connection.execute(insert(postings), _values(posting))
        shown = [
            {"posting_id": posting.id, "position": position, "snippet_id": snippet_id}
            for position, snippet_id in enumerate(posting.snippet_ids)
        ]
        if shown:
            self._connection.execute(insert(posted_snippets), shown)

    def get(self, posting_id: PostingId) -> Posting | None:
        return self.many([posting_id]).get(posting_id)

    def many(self, ids: Collection[PostingId]) -> Mapping[PostingId, Posting]:
        found = (self._postings(postings.c.id.in_(some)) for some in batches(ids))
        return {posting.id: posting for some in found for posting in some}

    def at_message(self, message: MessageRef) -> Posting | None:
        is_there = and_(postings.c.message_id == message.external_id, postings.c.state == PostingState.POSTED.value)
        # In no order: SQLite would rather walk through the whole channel than sort one row.
        question = select(postings).where(is_in(postings, message.place), is_there)
        return next(iter(self._with_snippets(self._connection.execute(question).all())), None)

    def of_snippets(self, ids: Collection[SnippetId]) -> Sequence[Posting]:
        found = {posting.id: posting for some in batches(ids) for posting in self._postings(_shows(some))}
        return sorted(found.values(), key=lambda posting: (posting.planned_at, posting.id))

    def shown_in(self, place: Place, ids: Collection[SnippetId]) -> set[SnippetId]:
        question = (
            select(posted_snippets.c.snippet_id)
            .join(postings, postings.c.id == posted_snippets.c.posting_id)
            .where(is_in(postings, place), WAS_NOT_REFUSED)
        )
        questions = (question.where(posted_snippets.c.snippet_id.in_(some)) for some in batches(ids))
        return {SnippetId(found) for each in questions for found in self._connection.scalars(each)}

    def planned_in(self, place: Place, *, since: datetime, kind: str) -> Sequence[Posting]:
        since_then = and_(postings.c.planned_at >= since, postings.c.kind == kind)
        return self._postings(is_in(postings, place), since_then, WAS_NOT_REFUSED)

    def ask_to_amend(self, ids: Collection[PostingId], now: datetime) -> None:
        for some in batches(ids):
            asked = update(postings).where(postings.c.id.in_(some)).values(needs_amending=True, amend_at=now, tries=0)
            self._connection.execute(asked)

    def to_amend(self, now: datetime, limit: int) -> Sequence[Posting]:
        is_due = and_(is_to_amend, postings.c.amend_at <= now, MAY_STAND)
        question = select(postings).where(is_due).order_by(postings.c.amend_at, postings.c.id).limit(limit)
        return self._with_snippets(self._connection.execute(question).all())

    def save(self, posting: Posting) -> None:
        self._connection.execute(update(postings).where(postings.c.id == posting.id).values(_values(posting)))

    def unanswered(self, before: datetime) -> Sequence[tuple[Posting, datetime]]:
        found = self._postings(is_single, postings.c.posted_at < before, ~_is_answered())
        return [(posting, posting.posted_at) for posting in found if posting.posted_at is not None]

    def note(self, outcomes: Sequence[Outcome]) -> None:
        """Hears of deliveries that ended. Told again, or of a posting that went on since, it changes nothing."""
        for outcome in outcomes:
            posting_id = outcome.args.get("posting")
            if outcome.kind.startswith(OURS) and posting_id is not None and outcome.state.is_final:
                self._connection.execute(_end_planned(), _ending(posting_id, outcome))

    def _postings(self, *conditions: ColumnElement[bool]) -> list[Posting]:
        question = select(postings).where(*conditions).order_by(*OLDEST_FIRST)
        return self._with_snippets(self._connection.execute(question).all())

    def _with_snippets(self, rows: Sequence[Row[Any]]) -> list[Posting]:
        shown: defaultdict[str, list[SnippetId]] = defaultdict(list)
        columns = posted_snippets.c["posting_id", "snippet_id"]
        for some in batches(row.id for row in rows):
            question = select(*columns).where(posted_snippets.c.posting_id.in_(some))
            for posting_id, snippet_id in self._connection.execute(question.order_by(posted_snippets.c.position)):
                shown[posting_id].append(snippet_id)
        return [_posting(row, tuple(shown[row.id])) for row in rows]


def _shows(ids: list[SnippetId]) -> ColumnElement[bool]:
    """Which postings show one of these snippets."""
    return postings.c.id.in_(select(posted_snippets.c.posting_id).where(posted_snippets.c.snippet_id.in_(ids)))


def _is_answered() -> ColumnElement[bool]:
    """Which postings show a snippet that something came back for, here or in another place."""
    here, elsewhere = posted_snippets.alias("here"), posted_snippets.alias("elsewhere")
    shown = here.c.posting_id == postings.c.id
    of_snippet = [exists().where(shown, table.c.snippet_id == here.c.snippet_id) for table in (reactions, fixes)]
    same = and_(shown, elsewhere.c.snippet_id == here.c.snippet_id)
    of_posting = [exists().where(same, table.c.posting_id == elsewhere.c.posting_id) for table in (emoji, comments)]
    answered: ColumnElement[bool] = of_snippet[0]
    for each in (of_snippet[1], *of_posting):
        answered |= each
    return answered


def _end_planned() -> Update:
    is_planned = postings.c.state == PostingState.PLANNED.value
    return update(postings).where(postings.c.id == bindparam("ended_id"), is_planned)


def _ending(posting_id: str, outcome: Outcome) -> dict[str, Any]:
    if outcome.state is DeliveryState.SENT:
        sent = {"message_id": outcome.message_id, "posted_at": outcome.at}
        return {"ended_id": posting_id, "state": PostingState.POSTED.value, "code": "", **sent}
    in_doubt = {"delivery_id": outcome.delivery_id if outcome.is_in_doubt else ""}
    code = outcome.code or outcome.state.value
    return {"ended_id": posting_id, "state": PostingState.FAILED.value, "code": code, **in_doubt}


def _values(posting: Posting) -> dict[str, Any]:
    values = {name: getattr(posting, name) for name in PLAIN_FIELDS} | place_values(posting.place)
    return values | {"kind": posting.kind.value, "state": posting.state.value}


def _posting(row: Row[Any], snippet_ids: tuple[SnippetId, ...]) -> Posting:
    values = {name: getattr(row, name) for name in PLAIN_FIELDS}
    members = {"kind": PostingKind(row.kind), "state": PostingState(row.state)}
    return Posting(**values | members, place=place_of(row), snippet_ids=snippet_ids)
