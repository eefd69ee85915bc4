"""Promises, wishes, scoreboards and customers' facts, as both databases keep them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.chat.ids import Place, PlaceKind, Platform, WorkspaceRef
from bot.chat.intake import ConsentState, InteractionKind
from bot.digest.model import Action, ActionState, DigestWish, Subject, new_action_id
from bot.insight.model import CueKind, Mood
from bot.people.model import PersonId
from bot.station.model import Interaction, InteractionId
from storage.database import Database
from storage.unit_of_work import UnitOfWork

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLEO = PersonId("cleo")


def promise(unit: str = "harbour", *, on: date = MONDAY, due: date = MONDAY + timedelta(days=14)) -> Action:
    return Action(
        id=new_action_id(),
        owner_id=CLEO,
        unit=unit,
        unit_name=unit.title(),
        subject=Subject(measure="tools", stage="buy"),
        plan="Mend the till",
        promised_on=on,
        due_on=due,
    )


async def test_a_promise_is_kept_as_it_was_made_and_as_it_changed(database: Database) -> None:
    made, other = promise(), promise("quay", on=MONDAY - timedelta(days=40), due=MONDAY)
    for each in (made, other):
        await database.write(lambda tx, each=each: tx.actions.save(each))  # type: ignore[misc]
    assert await database.read(lambda tx: tx.actions.get(made.id)) == made
    assert await database.read(lambda tx: tx.actions.of_owner(CLEO)) == [made, other]
    assert await database.read(lambda tx: tx.actions.of_unit("quay")) == [other]
    assert await database.read(lambda tx: tx.actions.open_due_until(MONDAY)) == [other]
    assert await database.read(lambda tx: tx.actions.to_measure(MONDAY - timedelta(days=28))) == [other]
    measured = replace(other, state=ActionState.MEASURED, measured_on=MONDAY, before="a", after="b")
    await database.write(lambda tx: tx.actions.save(measured))
    assert await database.read(lambda tx: tx.actions.of_unit("quay")) == [measured]
    assert await database.read(lambda tx: tx.actions.open_due_until(MONDAY)) == []


async def test_a_wish_is_the_default_until_somebody_has_one(database: Database) -> None:
    assert await database.read(lambda tx: tx.digests.wish(CLEO)) == DigestWish(person_id=CLEO)
    wish = DigestWish(person_id=CLEO, weekday=2, hour=7, is_wanted=False)
    await database.write(lambda tx: tx.digests.save_wish(wish))
    assert await database.read(lambda tx: tx.digests.wish(CLEO)) == wish
    assert await database.read(lambda tx: tx.digests.wishes()) == {CLEO: wish}


async def test_the_wish_of_who_turns_out_to_be_two_is_kept_once(database: Database) -> None:
    bo, ada = PersonId("bo"), PersonId("ada")
    off, later = (DigestWish(person_id=each, weekday=3, is_wanted=each == ada) for each in (bo, ada))

    def change(tx: UnitOfWork) -> None:
        tx.digests.save_wish(off)
        tx.people.reassign(bo, CLEO)
        tx.digests.save_wish(later)
        tx.people.reassign(ada, CLEO)

    await database.write(change)
    assert await database.read(lambda tx: tx.digests.wishes()) == {CLEO: replace(off, person_id=CLEO)}


async def test_a_scoreboard_stands_once_in_a_place(database: Database) -> None:
    workspace = WorkspaceRef(platform=Platform("slack"), external_id="T1")
    place = Place(workspace=workspace, kind=PlaceKind.CHANNEL, external_id="C1")
    for _ in range(2):
        await database.write(lambda tx: tx.digests.add_scoreboard(place))
    assert await database.read(lambda tx: tx.digests.scoreboards()) == [place]
    assert await database.write(lambda tx: tx.digests.remove_scoreboard(place))
    assert not await database.write(lambda tx: tx.digests.remove_scoreboard(place))


async def test_customers_are_read_by_time_and_without_what_was_taken_back(database: Database) -> None:
    def met(name: str, hours: int, consent: ConsentState) -> Interaction:
        return Interaction(
            id=InteractionId(name),
            source="calls",
            external_id=name,
            digest=b"d",
            kind=InteractionKind.CALL,
            happened_at=NOON + timedelta(hours=hours),
            received_at=NOON,
            language="en",
            site="Dublin",
            nps=9,
            mood=Mood.POSITIVE,
            valence=0.5,
            frictions=("late",),
            cues=(CueKind.PRAISE,),
            consent=consent,
        )

    for each in (
        met("before", -1, ConsentState.GIVEN),
        met("first", 0, ConsentState.UNKNOWN),
        met("gone", 1, ConsentState.WITHDRAWN),
        met("silent", 1, ConsentState.REFUSED),
        met("until", 2, ConsentState.GIVEN),
    ):
        await database.write(lambda tx, each=each: tx.interactions.save(each))  # type: ignore[misc]
    (found,) = await database.read(lambda tx: tx.customers.between(NOON, NOON + timedelta(hours=2)))
    assert (found.happened_at, found.nps, found.mood) == (NOON, 9, Mood.POSITIVE)
    assert (found.frictions, found.cues, found.site) == (("late",), (CueKind.PRAISE,), "Dublin")
