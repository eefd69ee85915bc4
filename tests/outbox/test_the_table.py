"""The outbox and the leases as they are kept, on both databases."""

from datetime import timedelta

import pytest

from bot.chat.ids import AccountRef, Platform, WorkspaceRef, direct
from bot.outbox.forget_deliveries import forget_deliveries
from bot.outbox.model import Delivery, DeliveryState, Outcome, Selection
from bot.outbox.report import report_of
from bot.people.model import PersonId
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.outbox.stage import ACME, NOON, planned

SOON = NOON + timedelta(seconds=30)


def claim(tx: UnitOfWork, *, epoch: int, limit: int = 100, seconds: float = 0) -> list[Delivery]:
    now = NOON + timedelta(seconds=seconds)
    return list(tx.outbox.claim(ACME, now=now, limit=limit, lease_until=SOON, epoch=epoch))


def sent(delivery: Delivery) -> Outcome:
    return Outcome(
        delivery_id=delivery.id,
        kind=delivery.kind,
        args=delivery.args,
        state=DeliveryState.SENT,
        at=NOON,
        attempts=1,
        message_id="m1",
    )


async def test_planning_twice_plans_once(database: Database) -> None:
    rows = [planned(f"person {n}") for n in range(12_000)]
    assert await database.write(lambda tx: tx.outbox.plan(rows)) == 12_000
    assert await database.write(lambda tx: tx.outbox.plan([*rows, planned("one more"), planned("one more")])) == 1


async def test_a_single_delivery_with_nothing_but_the_necessary_is_kept_as_it_is(database: Database) -> None:
    bare = planned("anna", batch="", args={}, person_id=None)
    assert await database.write(lambda tx: tx.outbox.plan([bare])) == 1
    (found,) = await database.write(lambda tx: claim(tx, epoch=1))
    assert (found.place, found.batch, found.args, found.person_id) == (bare.place, "", {}, None)


async def test_control_characters_cannot_shift_the_columns(postgres_database: Database) -> None:
    with pytest.raises(ValueError, match="control characters"):
        await postgres_database.write(lambda tx: tx.outbox.plan([planned("an\x1fna")]))


async def test_a_claim_takes_what_is_due_the_longest_due_first(database: Database) -> None:
    rows = [planned(f"p{n}", due_at=NOON - timedelta(minutes=n)) for n in range(5)]
    later = planned("later", due_at=NOON + timedelta(microseconds=1))
    await database.write(lambda tx: tx.outbox.plan([*rows, later]))
    first = await database.write(lambda tx: claim(tx, epoch=1, limit=3))
    rest = await database.write(lambda tx: claim(tx, epoch=1))
    assert [each.person_id for each in first + rest] == ["p4", "p3", "p2", "p1", "p0"]
    assert first[0].place == rows[4].place
    assert (first[0].args, first[0].due_at, first[0].attempts) == ({"for": "p4"}, rows[4].due_at, 1)
    assert not first[0].was_in_doubt


async def test_what_an_earlier_epoch_left_half_sent_is_in_doubt_and_its_late_word_is_refused(
    database: Database,
) -> None:
    await database.write(lambda tx: tx.outbox.plan([planned("anna")]))
    (first,) = await database.write(lambda tx: claim(tx, epoch=1))
    assert await database.write(lambda tx: claim(tx, epoch=1)) == []
    (second,) = await database.write(lambda tx: claim(tx, epoch=2))
    assert (second.id, second.was_in_doubt, second.attempts) == (first.id, True, 2)
    assert (second.problem, second.code) == (DeliveryState.UNKNOWN, "interrupted")
    assert await database.write(lambda tx: tx.outbox.record([sent(first)], 1)) == 1
    assert await database.write(lambda tx: tx.outbox.record([sent(second)], 2)) == 0
    assert await database.write(lambda tx: tx.outbox.record([sent(second)], 2)) == 1


async def test_workspaces_with_due_leaves_out_what_somebody_is_sending(database: Database) -> None:
    other = WorkspaceRef(platform=Platform("web"), external_id="acme")
    elsewhere = planned("ben", place=direct(AccountRef(workspace=other, external_id="ben")), dedupe_key="ben")
    await database.write(lambda tx: tx.outbox.plan([planned("anna"), elsewhere]))
    assert await database.read(lambda tx: tx.outbox.workspaces_with_due(NOON - timedelta(seconds=1))) == []
    assert set(await database.read(lambda tx: tx.outbox.workspaces_with_due(NOON))) == {ACME, other}
    await database.write(lambda tx: claim(tx, epoch=1))
    assert await database.read(lambda tx: tx.outbox.workspaces_with_due(NOON)) == [other]
    assert set(await database.read(lambda tx: tx.outbox.workspaces_with_due(SOON))) == {ACME, other}


async def test_a_run_can_be_recalled_as_far_as_it_waits(database: Database) -> None:
    rows = [planned("anna"), planned("ben"), planned("carla", batch="another run")]
    await database.write(lambda tx: tx.outbox.plan(rows))
    await database.write(lambda tx: claim(tx, epoch=1, limit=1))
    run = Selection(batch="2026-W48")

    def recall(tx: UnitOfWork) -> int:
        return tx.outbox.end_waiting(run, state=DeliveryState.SKIPPED, code="recalled", now=NOON)

    assert await database.write(recall) == 1
    report = report_of(await database.read(lambda tx: tx.outbox.report(run)))
    assert (report.skipped, report.waiting, report.total) == ({"recalled": 1}, 1, 2)


async def test_the_report_counts_by_kind_batch_person_workspace_and_planned_time(database: Database) -> None:
    rows = [planned("anna"), planned("ben", kind="welcome"), planned("carla", due_at=NOON + timedelta(days=1))]
    await database.write(lambda tx: tx.outbox.plan(rows))

    async def count(selection: Selection) -> int:
        return report_of(await database.read(lambda tx: tx.outbox.report(selection))).total

    assert await count(Selection()) == 3
    assert await count(Selection(kind="welcome")) == 1
    assert await count(Selection(person_id=PersonId("anna"))) == 1
    assert await count(Selection(workspace=WorkspaceRef(platform=Platform("web"), external_id="acme"))) == 0
    assert await count(Selection(since=NOON, until=NOON + timedelta(days=1))) == 2


async def test_old_records_and_those_of_a_person_are_forgotten(database: Database) -> None:
    rows = [planned("anna"), planned("ben"), planned("carla", expires_at=NOON + timedelta(days=9))]
    await database.write(lambda tx: tx.outbox.plan(rows))
    assert await database.write(lambda tx: tx.outbox.forget_person(PersonId("anna"))) == 1
    assert await database.write(lambda tx: tx.outbox.forget_before(NOON + timedelta(days=1))) == 1
    (left,) = await database.write(lambda tx: claim(tx, epoch=1))
    assert left.person_id == "carla"


async def test_records_are_kept_for_ninety_days_after_they_expired(sqlite_database: Database) -> None:
    await sqlite_database.write(lambda tx: tx.outbox.plan([planned("anna", expires_at=NOON)]))
    assert await forget_deliveries(sqlite_database, NOON + timedelta(days=90)) == 0
    assert await forget_deliveries(sqlite_database, NOON + timedelta(days=90, seconds=1)) == 1


async def test_a_lease_is_held_by_one_and_each_taking_raises_the_epoch(database: Database) -> None:
    assert await database.write(lambda tx: tx.leases.acquire("fold", "a", now=NOON, until=SOON)) == 1
    assert await database.write(lambda tx: tx.leases.acquire("fold", "b", now=NOON, until=SOON)) is None
    late = SOON + timedelta(seconds=30)
    assert await database.write(lambda tx: tx.leases.acquire("fold", "b", now=SOON, until=late)) == 2
    assert not await database.write(lambda tx: tx.leases.renew("fold", 1, until=late))
    assert not await database.write(lambda tx: tx.leases.mark_run("fold", 1, NOON))
    await database.write(lambda tx: tx.leases.release("fold", 1, until=NOON))
    assert await database.write(lambda tx: tx.leases.renew("fold", 2, until=late))
    assert await database.write(lambda tx: tx.leases.mark_run("fold", 2, SOON))
    await database.write(lambda tx: tx.leases.release("fold", 2, until=SOON))
    assert await database.write(lambda tx: tx.leases.acquire("fold", "a", now=SOON, until=late)) == 3
    assert await database.read(lambda tx: tx.leases.last_run_at("fold")) == SOON


async def test_a_lease_from_a_clock_that_was_set_back_does_not_shut_everybody_out(database: Database) -> None:
    tomorrow = NOON + timedelta(days=1)
    until = tomorrow + timedelta(seconds=30)
    await database.write(lambda tx: tx.leases.acquire("fold", "dead", now=tomorrow, until=until))
    assert await database.write(lambda tx: tx.leases.acquire("fold", "alive", now=NOON, until=SOON)) == 2
