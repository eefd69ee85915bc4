"""What waits for its time can be sent at once, without touching what is under way."""

from datetime import timedelta

from bot.chat.ids import DeliveryId
from bot.outbox.model import Delivery, DeliveryState, Outcome, Selection
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.outbox.stage import ACME, NOON, planned

EARLY = NOON - timedelta(hours=2)


async def test_what_waits_can_be_made_due_at_once(database: Database) -> None:
    rows = [planned("anna"), planned("ben"), planned("carla", batch="another run")]
    await database.write(lambda tx: tx.outbox.plan(rows))
    waiting = await database.read(lambda tx: tx.outbox.waiting(Selection(batch="2026-W48")))
    assert {each.person_id for each in waiting} == {"anna", "ben"}
    assert {each.workspace for each in waiting} == {ACME}

    anna = [each.id for each in waiting if each.person_id == "anna"]
    assert await database.write(lambda tx: tx.outbox.hasten(anna, EARLY)) == 1
    assert await database.write(lambda tx: tx.outbox.hasten(anna, EARLY)) == 0
    (taken,) = await database.write(claim)
    assert (taken.person_id, taken.due_at) == ("anna", NOON)


async def test_what_was_tried_before_keeps_its_time(database: Database) -> None:
    await database.write(lambda tx: tx.outbox.plan([planned("anna", due_at=EARLY)]))

    def try_once(tx: UnitOfWork) -> DeliveryId:
        (taken,) = claim(tx)
        later = Outcome(
            delivery_id=taken.id,
            kind=taken.kind,
            args=taken.args,
            state=DeliveryState.WAITING,
            at=EARLY,
            attempts=1,
            next_at=NOON,
            code="ratelimited",
        )
        tx.outbox.record([later], 1)
        return taken.id

    tried = await database.write(try_once)
    assert await database.read(lambda tx: tx.outbox.waiting(Selection())) == []
    assert await database.write(lambda tx: tx.outbox.hasten([tried], EARLY)) == 0
    before = NOON - timedelta(microseconds=1)
    assert await database.read(lambda tx: tx.outbox.workspaces_with_due(before)) == []
    assert await database.read(lambda tx: tx.outbox.workspaces_with_due(NOON)) == [ACME]


def claim(tx: UnitOfWork) -> list[Delivery]:
    return list(tx.outbox.claim(ACME, now=EARLY, limit=10, lease_until=NOON, epoch=1))
