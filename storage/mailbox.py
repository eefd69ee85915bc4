"""Messages for people who read them on Voxloop's own page."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, select

from bot.chat.blocks import Message
from bot.chat.codec import message_from_json, message_to_json
from bot.chat.ids import DeliveryId, MessageRef, Place
from bot.chat.records import Letter
from bot.transactions import Transactions
from storage.tables.chat import letters
from storage.unit_of_work import UnitOfWork


class Mailbox:
    """Fills `bot.chat.records.Mailbox`. A message's own id is its number within its place."""

    def __init__(self, transactions: Transactions[UnitOfWork]) -> None:
        self._transactions = transactions

    async def put(self, place: Place, delivery_id: DeliveryId, message: Message, posted_at: datetime) -> MessageRef:
        values = {
            **_key(place),
            "delivery_id": delivery_id,
            "message": message_to_json(message),
            "posted_at": posted_at,
        }

        def change(work: UnitOfWork) -> int:
            known = _number_of(work, place, delivery_id)
            if known is not None:
                return known
            latest = work.connection.scalar(select(func.max(letters.c.number)).where(_is_in(place)))
            number = (latest or 0) + 1
            work.connection.execute(insert(letters), {**values, "number": number})
            return number

        return _ref(place, await self._transactions.write(change))

    async def find(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        number = await self._transactions.read(lambda work: _number_of(work, place, delivery_id))
        return None if number is None else _ref(place, number)

    async def forget_before(self, moment: datetime) -> int:
        """Deletes letters that were posted before; returns how many."""
        gone = delete(letters).where(letters.c.posted_at < moment)
        return await self._transactions.write(lambda work: work.connection.execute(gone).rowcount)

    async def read(self, place: Place, *, after: int = 0, limit: int = 100) -> Sequence[Letter]:
        question = (
            select(letters.c.number, letters.c.delivery_id, letters.c.message, letters.c.posted_at)
            .where(_is_in(place), letters.c.number > after)
            .order_by(letters.c.number)
            .limit(limit)
        )
        rows = await self._transactions.read(lambda work: work.connection.execute(question).all())
        return [
            Letter(
                number=row.number,
                delivery_id=DeliveryId(row.delivery_id),
                message=message_from_json(row.message),
                posted_at=row.posted_at,
            )
            for row in rows
        ]


def _number_of(work: UnitOfWork, place: Place, delivery_id: DeliveryId) -> int | None:
    return work.connection.scalar(select(letters.c.number).where(_is_in(place), letters.c.delivery_id == delivery_id))


def _ref(place: Place, number: int) -> MessageRef:
    return MessageRef(place=place, external_id=str(number))


def _key(place: Place) -> dict[str, str]:
    return {
        "platform": place.workspace.platform,
        "workspace_id": place.workspace.external_id,
        "place_kind": place.kind.value,
        "place_id": place.external_id,
        "thread_id": place.thread_id or "",
    }


def _is_in(place: Place) -> ColumnElement[bool]:
    return and_(*(letters.c[name] == value for name, value in _key(place).items()))
