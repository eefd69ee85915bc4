"""What is taken back also goes from where nobody knows whether it ever arrived, or that place is named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.errors import UnreachableError
from bot.chat.ids import DeliveryId
from bot.chat.words import words_for
from bot.outbox.model import DeliveryState, Outcome
from bot.station.intake.messages import withdrawn
from bot.station.intake.withdraw import interaction_id_of, standing_by_id
from bot.station.model import Posting, PostingId, PostingState, StationId, StationPlace
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.intake.far_channel import FarChannel
from tests.station.intake.floor import Floor, failing
from tests.station.intake.reception import CHANNEL, LATE, NOW, posting

TILL = StationPlace(station_id=StationId("station"), place=CHANNEL, name="till-talk")


@pytest.fixture
async def floor(database: Database) -> Floor:
    return await Floor(database, FarChannel()).open()


async def doubtful(floor: Floor, delivery_id: str = "delivery") -> Posting:
    """The call on its way to the channel once more, with nobody knowing whether it arrived."""

    def plan(tx: UnitOfWork) -> Posting:
        snippet = tx.snippets.of_interaction(interaction_id_of("calls", "1"))[0]
        sending = posting(snippet.id, state=PostingState.PLANNED)
        tx.postings.add(sending)
        tx.postings.note([_in_doubt(sending, delivery_id)])
        return sending

    return await floor.database.write(plan)


async def test_a_message_in_doubt_is_looked_for_and_deleted(floor: Floor) -> None:
    one = await doubtful(floor)
    floor.chat.messages["delivery"] = LATE
    assert await floor.amend() == 0, "as long as nobody takes it back"

    await floor.withdraw()
    assert (await floor.withdrawal()).done_at is None
    await floor.amend()

    assert "delivery" not in floor.chat.messages
    assert ((await floor.posting(one)).state, (await floor.posting(one)).message_id) == (
        PostingState.DELETED,
        "delivery",
    )
    done = await floor.withdrawal()
    assert (done.done_at, done.deleted, done.failures) == (NOW, 3, ())


async def test_a_message_in_doubt_that_never_arrived_is_not_counted(floor: Floor) -> None:
    one = await doubtful(floor)
    await floor.withdraw()
    await floor.amend()

    assert (await floor.posting(one)).state is PostingState.FAILED
    assert not (await floor.posting(one)).is_in_doubt
    done = await floor.withdrawal()
    assert (done.done_at, done.deleted, done.failures) == (NOW, 2, ())


async def test_a_message_in_doubt_is_looked_for_until_the_chat_answers(floor: Floor) -> None:
    await doubtful(floor)
    floor.chat.messages["delivery"] = LATE
    await floor.withdraw()
    floor.chat.lost.append(failing(UnreachableError("no_connection")))
    await floor.amend()
    assert (await floor.withdrawal()).failures == ("no_connection",)

    await floor.amend(after=timedelta(seconds=6))

    assert "delivery" not in floor.chat.messages
    assert (await floor.withdrawal()).failures == ()


async def test_what_nobody_can_find_is_named_with_its_place(floor: Floor) -> None:
    """And stays named, for somebody has to look there by hand."""
    floor.chat.finds_deliveries = False
    await doubtful(floor)
    await floor.database.write(lambda tx: tx.stations.save_place(TILL))
    await floor.withdraw()
    await floor.amend()

    done = await floor.withdrawal()
    assert (done.done_at, done.deleted, done.failures) == (NOW, 2, ("in_doubt:till-talk",))
    assert await floor.amend(after=timedelta(hours=2)) == 0
    await floor.withdraw()
    told = await floor.database.read(lambda tx: repr(withdrawn(words_for("en"), standing_by_id(tx, "calls", "1"))))
    assert "In doubt in till-talk" in told
    assert "2 messages no longer show it" in told


async def test_what_falls_into_doubt_after_it_was_taken_back_is_looked_for_as_well(floor: Floor) -> None:
    def send(tx: UnitOfWork) -> Posting:
        snippet = tx.snippets.of_interaction(interaction_id_of("calls", "1"))[0]
        sending = posting(snippet.id, state=PostingState.PLANNED)
        tx.postings.add(sending)
        return sending

    sending = await floor.database.write(send)
    await floor.withdraw()
    await floor.amend()
    assert (await floor.withdrawal()).done_at is None

    floor.chat.messages["delivery"] = LATE
    await floor.database.write(lambda tx: tx.postings.note([_in_doubt(sending, "delivery")]))
    await floor.amend()

    assert "delivery" not in floor.chat.messages
    assert (await floor.withdrawal()).done_at == NOW


async def test_what_was_refused_is_not_in_doubt(floor: Floor) -> None:
    one = await doubtful(floor)
    refused = replace(_in_doubt(one, "other"), state=DeliveryState.FAILED, is_in_doubt=False)
    sending = replace(one, id=PostingId("refused"), state=PostingState.PLANNED)
    await floor.database.write(lambda tx: tx.postings.add(sending))
    await floor.database.write(lambda tx: tx.postings.note([replace(refused, args={"posting": "refused"})]))
    assert not (await floor.posting(sending)).may_show


def _in_doubt(posting: Posting, delivery_id: str) -> Outcome:
    """The delivery ended, and nobody knows whether it arrived."""
    return Outcome(
        delivery_id=DeliveryId(delivery_id),
        kind="station.snippet",
        args={"posting": posting.id},
        state=DeliveryState.UNKNOWN,
        at=NOW,
        attempts=1,
        code="timeout",
        is_in_doubt=True,
    )
