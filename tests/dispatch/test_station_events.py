"""What happens around customer voice arrives at its use case once, and from people who work here alone."""

from collections.abc import Callable

import pytest

from bot.chat.actions import ActionRef
from bot.chat.effects import Ask, Nothing, Whisper
from bot.chat.events import (
    ButtonPressed,
    CommentChanged,
    FormSubmitted,
    PlaceChanged,
    ReactionChanged,
    Shortcut,
    ShortcutUsed,
)
from bot.chat.ids import MessageRef, Place, PlaceKind
from bot.clock.clock import MovableClock
from bot.dispatch import Dispatch
from bot.station.model import Posting, PostingId, PostingKind, PostingState, Rule, Station, StationId, StationPlace
from storage.database import Database
from storage.key_directory import KeyDirectory
from storage.unit_of_work import UnitOfWork
from tests.dispatch.test_repeats import dispatch
from tests.pulse.company import Company, account, actor
from tests.station.browse.town import Said, hear_all

CHANNEL = Place(workspace=account("Ana").workspace, kind=PlaceKind.CHANNEL, external_id="C1")
MESSAGE = MessageRef(place=CHANNEL, external_id="17")
STATION = Station(
    id=StationId("s1"),
    key="all",
    name="All",
    rule=Rule(),
    locale="en",
    time_zone="UTC",
    quiet_from_hour=18,
    quiet_until_hour=8,
)
FLAG = {"text": "Parcels wait at the door.", "stage": "receive", "theme": "late", "named": "with"}


@pytest.fixture
async def core(database: Database, keys: KeyDirectory, clock: MovableClock) -> Dispatch:
    """Ana works here, and a snippet stands in a channel."""
    await Company(database=database, keys=keys, clock=clock).hire("Ana")
    await database.write(lambda tx: _post(tx, clock))
    return dispatch(database, keys, clock, away_at=set())


def _post(tx: UnitOfWork, clock: MovableClock) -> None:
    (voice,) = hear_all(tx, Said(text="My parcel is late."))
    tx.stations.save(STATION)
    tx.stations.save_place(StationPlace(station_id=STATION.id, place=CHANNEL, name="all", checked_at=clock.now()))
    tx.postings.add(
        Posting(
            id=PostingId("p1"),
            kind=PostingKind.SNIPPET,
            place=CHANNEL,
            snippet_ids=(voice.snippet.id,),
            planned_at=clock.now(),
            station_id=STATION.id,
            state=PostingState.POSTED,
            message_id=MESSAGE.external_id,
            posted_at=clock.now(),
        )
    )


async def resonance(database: Database) -> tuple[int, int]:
    """How many emoji and comments there are."""

    def count(tx: UnitOfWork) -> tuple[int, int]:
        posting = tx.postings.at_message(MESSAGE)
        assert posting is not None
        found = tx.reactions.resonance(posting.snippet_ids)[posting.snippet_ids[0]]
        return sum(found.emoji.values()), found.comments

    return await database.read(count)


def reacted(name: str, event_id: str, *, is_added: bool = True) -> ReactionChanged:
    return ReactionChanged(event_id=event_id, actor=actor(name), message=MESSAGE, reaction="+1", is_added=is_added)


async def test_a_reaction_that_is_told_again_does_not_come_back(core: Dispatch, database: Database) -> None:
    await core.handle(reacted("Ana", "1"))
    await core.handle(reacted("Ana", "2", is_added=False))
    assert isinstance(await core.handle(reacted("Ana", "1")), Nothing)
    assert await resonance(database) == (0, 0)


async def test_a_comment_is_heard_and_forgotten_with_its_words(core: Dispatch, database: Database) -> None:
    def said(event_id: str, text: str | None) -> CommentChanged:
        return CommentChanged(event_id=event_id, actor=actor("Ana"), message=MESSAGE, comment_id="c1", text=text)

    await core.handle(said("1", "We hear this every day in our shop."))
    assert await resonance(database) == (0, 1)
    await core.handle(said("2", None))
    assert await resonance(database) == (0, 0)


async def test_strangers_change_nothing(core: Dispatch, database: Database) -> None:
    await core.handle(reacted("Nobody", "1"))
    assert await resonance(database) == (0, 0)
    pressed = ButtonPressed(event_id="2", actor=actor("Nobody"), action=ActionRef("station.search-open"), place=CHANNEL)
    assert isinstance(await core.handle(pressed), Whisper)


async def test_a_form_that_is_sent_twice_is_one_fault(core: Dispatch, database: Database, clock: MovableClock) -> None:
    event = FormSubmitted(event_id="1", actor=actor("Ana"), action=ActionRef("station.flag"), values=FLAG)
    assert isinstance(await core.handle(event), Ask)
    assert isinstance(await core.handle(event), Nothing)
    today = clock.now().date()
    assert len(await database.read(lambda tx: tx.flags.shown(today, since=today))) == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: ButtonPressed(
            event_id="1", actor=actor("Ana"), action=ActionRef("station.unheard-of", ("x",)), place=CHANNEL
        ),
        lambda: ButtonPressed(
            event_id="1", actor=actor("Ana"), action=ActionRef("station.react", ("x",)), place=CHANNEL
        ),
        lambda: FormSubmitted(event_id="1", actor=actor("Ana"), action=ActionRef("station.unheard-of")),
    ],
)
async def test_what_is_none_of_ours_gets_a_friendly_word(
    core: Dispatch, make: Callable[[], ButtonPressed | FormSubmitted]
) -> None:
    told = await core.handle(make())
    assert isinstance(told, Whisper)
    assert "too old for me" in told.message.summary


async def test_a_shortcut_opens_its_form(core: Dispatch) -> None:
    for number, shortcut in enumerate(Shortcut):
        event = ShortcutUsed(event_id=f"{number}", actor=actor("Ana"), shortcut=shortcut, text="Too late, again.")
        assert isinstance(await core.handle(event), Ask)


async def test_a_channel_that_changed_is_looked_at_again(core: Dispatch, database: Database) -> None:
    await core.handle(PlaceChanged(event_id="1", place=CHANNEL))
    (place,) = await database.read(lambda tx: tx.stations.at(CHANNEL))
    assert place.checked_at is None
