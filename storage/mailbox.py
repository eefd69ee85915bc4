"""Messages for people who read them on Voxloop's own page, and what they leave below them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.chat.blocks import Excerpt, Message
from bot.chat.codec import message_from_json, message_to_json
from bot.chat.errors import GoneError
from bot.chat.ids import DeliveryId, MessageRef, Place, PlaceKind
from bot.chat.records import Below, Letter
from bot.transactions import Transactions
from storage.lost_words import note_lost_words
from storage.tables.chat import letter_reactions, letters
from storage.unit_of_work import UnitOfWork

GONE = Message(summary="", blocks=())
"""What is left of a letter that was deleted."""

MOST_DIGITS = 16
"""No place ever holds so many letters that a number is longer."""


class Mailbox:
    """Fills `bot.chat.records.Mailbox`. A message's own id is its number within its place."""

    def __init__(self, transactions: Transactions[UnitOfWork]) -> None:
        self._transactions = transactions

    async def put(
        self, place: Place, delivery_id: DeliveryId, message: Message, posted_at: datetime, *, author: str = ""
    ) -> MessageRef:
        values = {
            "delivery_id": delivery_id,
            "message": message_to_json(message),
            "posted_at": posted_at,
            "author": author,
        }

        def change(work: UnitOfWork) -> int:
            known = _number_of(work, place, delivery_id)
            return _add(work, place, values) if known is None else known

        return _ref(place, await self._transactions.write(change))

    async def find(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        number = await self._transactions.read(lambda work: _number_of(work, place, delivery_id))
        return None if number is None else _ref(place, number)

    async def letter(self, ref: MessageRef) -> Letter | None:
        question = _letters().where(_is(ref), _IS_THERE)
        row = await self._transactions.read(lambda work: work.connection.execute(question).one_or_none())
        return None if row is None else _letter(row)

    async def read(self, place: Place, *, after: int = 0, limit: int = 100) -> Sequence[Letter]:
        is_next = and_(_is_in(place), letters.c.number > after, _IS_THERE)
        return await self._all(_letters().where(is_next).order_by(letters.c.number).limit(limit))

    async def news(self, place: Place, *, since: int, limit: int = 100) -> Sequence[Letter]:
        is_new = and_(_is_in(place), letters.c.version > since)
        return await self._all(_letters().where(is_new).order_by(letters.c.version).limit(limit))

    async def version(self, place: Place) -> int:
        question = select(func.max(letters.c.version)).where(_is_in(place))
        return await self._transactions.read(lambda work: work.connection.scalar(question)) or 0

    async def edit(self, ref: MessageRef, message: Message) -> bool:
        text = message_to_json(message)

        def change(work: UnitOfWork) -> bool:
            question = select(*letters.c["message", "author"]).where(_is(ref), _IS_THERE)
            known = work.connection.execute(question).one_or_none()
            if known is not None and known.message != text:
                work.connection.execute(update(letters).where(_is(ref)).values(message=text))
                _touch(work, ref)
                if known.author or _quoted(message_from_json(known.message)) - _quoted(message):
                    note_lost_words(work.connection)
            return known is not None

        return await self._transactions.write(change)

    async def delete(self, ref: MessageRef) -> bool:
        def change(work: UnitOfWork) -> bool:
            if not _is_there(work, ref):
                return False
            work.connection.execute(_emptied().where(_is(ref)))
            if ref.place.kind is PlaceKind.CHANNEL:
                work.connection.execute(_emptied().where(_is_in(_thread(ref))))
            work.connection.execute(delete(letter_reactions).where(_is_of(ref)))
            _touch(work, ref)
            note_lost_words(work.connection)
            return True

        return await self._transactions.write(change)

    async def react(self, ref: MessageRef, account: str, reaction: str, *, is_given: bool) -> bool:
        def change(work: UnitOfWork) -> bool:
            if not _is_there(work, ref):
                return False
            if _gave(work, ref, account, reaction) != is_given:
                _give(work, ref, account, reaction) if is_given else _take(work, ref, account, reaction)
                _touch(work, ref)
            return True

        return await self._transactions.write(change)

    async def below(self, place: Place, numbers: Collection[int], *, reader: str) -> Mapping[int, Below]:
        def look(work: UnitOfWork) -> Mapping[int, Below]:
            written = _written_below(work, place, numbers)
            given = _given_below(work, place, numbers, reader)
            return {number: _below(written, given, number) for number in numbers if number in {*written, *given}}

        return await self._transactions.read(look)

    async def forget_before(self, moment: datetime) -> int:
        """Deletes letters that were posted before, and what was below them; returns how many letters.

        The last of a place is only emptied, so that no later letter is mistaken for an earlier one.
        """

        def change(work: UnitOfWork) -> int:
            is_old = letters.c.posted_at < moment
            emptied = work.connection.execute(_emptied().where(is_old, _IS_THERE)).rowcount
            work.connection.execute(delete(letters).where(is_old, not_(_is_last())))
            work.connection.execute(delete(letters).where(_IS_BELOW, not_(_has_root())))
            work.connection.execute(delete(letter_reactions).where(not_(_stands_below())))
            if emptied:
                note_lost_words(work.connection)
            return emptied

        return await self._transactions.write(change)

    async def _all(self, question: Select[Any]) -> Sequence[Letter]:
        rows = await self._transactions.read(lambda work: work.connection.execute(question).all())
        return [_letter(row) for row in rows]


_IS_THERE = not_(letters.c.is_gone)
_PLACE = ("platform", "workspace_id", "place_kind", "place_id", "thread_id")


def _letters() -> Select[Any]:
    names = ("number", "delivery_id", "message", "posted_at", "version", "author", "is_gone", "thread_id")
    return select(*(letters.c[name] for name in names))


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        number=row.number,
        delivery_id=DeliveryId(row.delivery_id),
        message=GONE if row.is_gone else message_from_json(row.message),
        posted_at=row.posted_at,
        version=row.version,
        author=row.author,
        is_gone=row.is_gone,
    )


def _quoted(message: Message) -> set[str]:
    """What customers said, as far as a message shows it."""
    return {line.text for block in message.blocks if isinstance(block, Excerpt) for line in block.lines}


def _add(work: UnitOfWork, place: Place, values: Mapping[str, object]) -> int:
    root = _root(place)
    if root is not None and not _is_there(work, root):
        raise GoneError("message_gone")
    latest = select(func.max(letters.c.number), func.max(letters.c.version)).where(_is_in(place))
    number, version = work.connection.execute(latest).one()
    counted = {"number": (number or 0) + 1, "version": (version or 0) + 1}
    work.connection.execute(insert(letters), {**values, **_key(place), **counted})
    if root is not None:
        _touch(work, root)
    return counted["number"]


def _touch(work: UnitOfWork, ref: MessageRef) -> None:
    """Counts a change of a letter, and of the one that it stands below."""
    latest = work.connection.scalar(select(func.max(letters.c.version)).where(_is_in(ref.place))) or 0
    work.connection.execute(update(letters).where(_is(ref)).values(version=latest + 1))
    root = _root(ref.place)
    if root is not None:
        _touch(work, root)


def _emptied() -> Any:  # noqa: ANN401 - SQLAlchemy's own type of an update is not public
    return update(letters).values(is_gone=True, message="", author="")


def _is_there(work: UnitOfWork, ref: MessageRef) -> bool:
    return work.connection.scalar(select(letters.c.number).where(_is(ref), _IS_THERE)) is not None


def _number_of(work: UnitOfWork, place: Place, delivery_id: DeliveryId) -> int | None:
    return work.connection.scalar(select(letters.c.number).where(_is_in(place), letters.c.delivery_id == delivery_id))


def _gave(work: UnitOfWork, ref: MessageRef, account: str, reaction: str) -> bool:
    return work.connection.scalar(select(_ONE).where(_is_of(ref), *_is_from(account, reaction))) is not None


def _give(work: UnitOfWork, ref: MessageRef, account: str, reaction: str) -> None:
    row = {**_key(ref.place), "number": _number(ref), "account_id": account, "reaction": reaction}
    work.connection.execute(insert(letter_reactions), row)


def _take(work: UnitOfWork, ref: MessageRef, account: str, reaction: str) -> None:
    work.connection.execute(delete(letter_reactions).where(_is_of(ref), *_is_from(account, reaction)))


_ONE = letter_reactions.c.number


def _is_from(account: str, reaction: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return letter_reactions.c.account_id == account, letter_reactions.c.reaction == reaction


def _written_below(work: UnitOfWork, place: Place, numbers: Collection[int]) -> Mapping[int, list[Letter]]:
    key = {**_key(place), "place_kind": PlaceKind.THREAD.value}
    del key["thread_id"]
    is_below = and_(*_are(letters.c, key), letters.c.thread_id.in_([str(each) for each in numbers]), _IS_THERE)
    found: dict[int, list[Letter]] = {}
    for row in work.connection.execute(_letters().where(is_below).order_by(letters.c.number)):
        found.setdefault(int(row.thread_id), []).append(_letter(row))
    return found


def _given_below(
    work: UnitOfWork, place: Place, numbers: Collection[int], reader: str
) -> Mapping[int, list[tuple[str, int, bool]]]:
    """For each letter its reactions, with how many gave it and whether the reader did."""
    columns = letter_reactions.c
    is_own = func.max(case((columns.account_id == reader, 1), else_=0))
    question = (
        select(columns.number, columns.reaction, func.count(), is_own)
        .where(*_are(columns, _key(place)), columns.number.in_(numbers))
        .group_by(columns.number, columns.reaction)
        .order_by(columns.number, columns.reaction)
    )
    found: dict[int, list[tuple[str, int, bool]]] = {}
    for number, reaction, count, own in work.connection.execute(question):
        found.setdefault(number, []).append((reaction, count, bool(own)))
    return found


def _below(written: Mapping[int, list[Letter]], given: Mapping[int, list[tuple[str, int, bool]]], number: int) -> Below:
    reactions = given.get(number, [])
    return Below(
        letters=written.get(number, []),
        reactions={reaction: count for reaction, count, _ in reactions},
        own_reactions=frozenset(reaction for reaction, _, is_own in reactions if is_own),
    )


def _is_last() -> ColumnElement[bool]:
    """Whether a letter is the highest number of its place, or the latest change."""
    other = letters.alias("other")
    is_near = and_(*(other.c[name] == letters.c[name] for name in _PLACE))
    highest = select(func.max(other.c.number)).where(is_near).correlate(letters).scalar_subquery()
    latest = select(func.max(other.c.version)).where(is_near).correlate(letters).scalar_subquery()
    return (letters.c.number == highest) | (letters.c.version == latest)


_IS_BELOW = letters.c.place_kind == PlaceKind.THREAD.value


def _has_root() -> ColumnElement[bool]:
    """Whether the letter that something stands below is there."""
    root = letters.alias("root")
    is_near = (root.c[name] == letters.c[name] for name in ("platform", "workspace_id", "place_id"))
    is_root = and_(root.c.place_kind == PlaceKind.CHANNEL.value, cast(root.c.number, Text) == letters.c.thread_id)
    return exists(select(root.c.number).where(*is_near, is_root, not_(root.c.is_gone)).correlate(letters))


def _stands_below() -> ColumnElement[bool]:
    """Whether a reaction still has its letter."""
    is_same = (letters.c[name] == letter_reactions.c[name] for name in (*_PLACE, "number"))
    return exists(select(letters.c.number).where(*is_same, _IS_THERE).correlate(letter_reactions))


def _ref(place: Place, number: int) -> MessageRef:
    return MessageRef(place=place, external_id=str(number))


def _number(ref: MessageRef) -> int:
    """The number of a letter; one that none has for a reference that is none of ours."""
    return int(ref.external_id) if ref.external_id.isdecimal() and len(ref.external_id) < MOST_DIGITS else 0


def _root(place: Place) -> MessageRef | None:
    """The letter that a thread is below."""
    if place.kind is not PlaceKind.THREAD:
        return None
    channel = Place(workspace=place.workspace, kind=PlaceKind.CHANNEL, external_id=place.external_id)
    return MessageRef(place=channel, external_id=place.thread_id or "")


def _thread(ref: MessageRef) -> Place:
    """Where what is below a letter stands."""
    place = ref.place
    return Place(
        workspace=place.workspace, kind=PlaceKind.THREAD, external_id=place.external_id, thread_id=ref.external_id
    )


def _key(place: Place) -> dict[str, str]:
    return {
        "platform": place.workspace.platform,
        "workspace_id": place.workspace.external_id,
        "place_kind": place.kind.value,
        "place_id": place.external_id,
        "thread_id": place.thread_id or "",
    }


def _are(columns: ReadOnlyColumnCollection[str, Column[Any]], key: Mapping[str, object]) -> list[ColumnElement[bool]]:
    return [columns[name] == value for name, value in key.items()]


def _is_in(place: Place) -> ColumnElement[bool]:
    return and_(*_are(letters.c, _key(place)))


def _is(ref: MessageRef) -> ColumnElement[bool]:
    return and_(_is_in(ref.place), letters.c.number == _number(ref))


def _is_of(ref: MessageRef) -> ColumnElement[bool]:
    return and_(*_are(letter_reactions.c, _key(ref.place)), letter_reactions.c.number == _number(ref))
