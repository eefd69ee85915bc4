"""One press, one voice: reactions counted once, taken back, followed everywhere."""

from datetime import timedelta

import pytest

from bot.chat.actions import ActionRef, BadActionError
from bot.chat.blocks import Buttons, Message, ReactionBar
from bot.chat.effects import Ask, Effect, Nothing, Replace, Whisper
from bot.chat.events import ButtonPressed, ReactionChanged
from bot.chat.forms import Form
from bot.chat.ids import MessageRef, Place
from bot.insight.model import Mood
from bot.people.caller import Caller
from bot.station.model import SnippetId, SnippetState, Subscription
from bot.station.reactions.model import ReactionKind, Resonance
from bot.station.reactions.record_reaction import open_snippet, plain_emoji, react, record_emoji, unreact
from bot.station.reactions.resonance import most_resonant, resonance_of
from storage.database import Database
from tests.station.posting.town import MORNING, Town, channel, form_of, open_town, own_place, station, voice

SALES, CARE = channel("sales"), channel("care")
S = SnippetId("s")
NOON = MORNING + timedelta(hours=4)


async def posted(database: Database, *places: Place) -> Town:
    """A snippet that stands in these channels."""
    town = open_town(database, NOON)
    await town.put(voice("s"))
    await town.open(station(), *(places or (SALES, CARE)))
    await town.settle()
    return town


def _press(
    caller: Caller, kind: str, place: Place | None = SALES, *, verb: str = "station.react", in_form: bool = False
) -> ButtonPressed:
    action = ActionRef(verb, (S, kind))
    return ButtonPressed(event_id="e", actor=caller.actor, action=action, place=place, in_form=in_form)


async def press(town: Town, caller: Caller, kind: str, place: Place | None = SALES, *, in_form: bool = False) -> Effect:
    caller, event = town.as_now(caller), _press(caller, kind, place, in_form=in_form)
    return await town.database.write(lambda tx: react(tx, caller, event, "Marigold"))


async def take_back(town: Town, caller: Caller, kind: str, *, in_form: bool = False) -> Effect:
    caller, event = town.as_now(caller), _press(caller, kind, verb="station.unreact", in_form=in_form)
    return await town.database.write(lambda tx: unreact(tx, caller, event))


def counts(shown: Message | Form) -> dict[str, int]:
    blocks = shown.blocks if isinstance(shown, Message) else shown.parts
    (bar,) = (each for each in blocks if isinstance(each, ReactionBar))
    return {item.label: item.count for item in bar.items if item.count}


def standing(town: Town, place: Place) -> dict[str, int]:
    (one,) = town.platform.at(place)
    return counts(one.message)


async def test_a_press_counts_at_once_where_it_was_made_and_a_minute_later_elsewhere(database: Database) -> None:
    town = await posted(database)
    ana, ben = await town.hire("Ana"), await town.hire("Ben")
    first = await press(town, ana, "hear_too")
    second = await press(town, ben, "hear_too")
    assert isinstance(first, Replace)
    assert isinstance(second, Replace)
    assert (counts(first.message), counts(second.message)) == ({"I hear this too": 1}, {"I hear this too": 2})
    assert await town.amend() == 0
    await town.until(NOON + timedelta(minutes=1), step=timedelta(seconds=30))
    assert standing(town, CARE) == {"I hear this too": 2}
    assert set(town.platform.edited.values()) == {1}, "two presses, one change a minute"


async def test_a_flood_of_presses_changes_each_message_once_a_minute(database: Database) -> None:
    town = await posted(database)
    people = [await town.hire(f"P{number}") for number in range(12)]
    for each in people:
        await press(town, each, "well_done")
        await town.until(town.now + timedelta(seconds=10), step=timedelta(seconds=10))
    await town.until(town.now + timedelta(minutes=1), step=timedelta(seconds=30))
    assert standing(town, CARE) == {"Well done": 12}
    assert max(town.platform.edited.values()) <= 3


async def test_pressing_twice_counts_once_and_offers_the_way_back(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await press(town, ana, "surprised")
    again = await press(town, ana, "surprised")
    assert isinstance(again, Whisper)
    (buttons,) = (each for each in again.message.blocks if isinstance(each, Buttons))
    assert buttons.items[0].action == ActionRef("station.unreact", (S, "surprised"))
    assert await _counts(town) == {ReactionKind.SURPRISED: 1}


async def test_what_is_taken_back_is_gone_everywhere_and_twice_is_once(database: Database) -> None:
    town = await posted(database)
    ana, ben = await town.hire("Ana"), await town.hire("Ben")
    for each in (ana, ben):
        await press(town, each, "hear_too")
    await town.until(NOON + timedelta(minutes=2), step=timedelta(minutes=1))
    assert isinstance(await take_back(town, ana, "hear_too"), Whisper)
    assert isinstance(await take_back(town, ana, "hear_too"), Whisper)
    await town.until(NOON + timedelta(minutes=4), step=timedelta(minutes=1))
    assert [standing(town, each) for each in (SALES, CARE)] == [{"I hear this too": 1}] * 2
    assert isinstance(await press(town, ana, "hear_too"), Replace), "and may be said again"


async def test_one_person_may_say_several_things(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    for kind in ("hear_too", "surprised"):
        await press(town, ana, kind)
    assert await _counts(town) == {ReactionKind.HEAR_TOO: 1, ReactionKind.SURPRISED: 1}


async def test_reacting_in_a_window_shows_the_window_anew(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    opened = form_of(await database.read(lambda tx: open_snippet(tx, ana, S)))
    assert counts(opened) == {}
    assert counts(form_of(await press(town, ana, "hear_too", None, in_form=True))) == {"I hear this too": 1}
    again = form_of(await press(town, ana, "hear_too", None, in_form=True))
    offered = [item.label for part in again.parts if isinstance(part, Buttons) for item in part.items]
    assert "Take it back" in offered
    assert counts(form_of(await take_back(town, ana, "hear_too", in_form=True))) == {}
    await town.until(NOON + timedelta(minutes=2), step=timedelta(minutes=1))
    assert standing(town, SALES) == {}


async def test_urgent_word_shows_the_same_counts(database: Database) -> None:
    town = open_town(database, NOON)
    ana = await town.hire("Ana")
    here = await town.open(station(), SALES)
    own = Subscription(person_id=ana.person.id, station_id=here.id, wants_urgent=True)
    await database.write(lambda tx: tx.stations.subscribe(own))
    await town.put(voice("s", is_urgent=True, approved_at=NOON))
    await town.settle()
    effect = await press(town, ana, "hear_too", own_place(ana))
    assert isinstance(effect, Replace)
    assert "asked for urgent word" in repr(effect.message)
    await town.until(NOON + timedelta(minutes=2), step=timedelta(minutes=1))
    assert standing(town, SALES) == {"I hear this too": 1}


async def test_what_was_withdrawn_takes_no_reactions(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await town.put(voice("s", state=SnippetState.WITHDRAWN, lines=()))
    assert await press(town, ana, "hear_too") == Nothing()
    assert "not shown any more" in repr(form_of(await press(town, ana, "hear_too", in_form=True)))
    assert await _counts(town) == {}


@pytest.mark.parametrize("args", [(), ("s",), ("s", "x"), ("s", "hear_too", "x")])
async def test_buttons_that_we_did_not_write_are_refused(database: Database, args: tuple[str, ...]) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    event = ButtonPressed(event_id="e", actor=ana.actor, action=ActionRef("station.react", args), place=SALES)
    with pytest.raises(BadActionError):
        await database.write(lambda tx: react(tx, ana, event, "Marigold"))


async def _counts(town: Town) -> dict[ReactionKind, int]:
    return dict((await town.database.read(lambda tx: tx.reactions.counts([S])))[S])


async def message_of(town: Town, place: Place) -> MessageRef:
    (posting,) = await town.postings(place)
    return posting.message


async def _emoji(town: Town, caller: Caller, message: MessageRef, reaction: str, *, is_added: bool = True) -> Resonance:
    event = ReactionChanged(event_id="e", actor=caller.actor, message=message, reaction=reaction, is_added=is_added)
    await town.database.write(lambda tx: record_emoji(tx, caller, event))
    return await town.database.read(lambda tx: resonance_of(tx, S))


async def test_an_emoji_counts_once_a_person_whatever_its_skin_tone_and_place(database: Database) -> None:
    town = await posted(database)
    ana, ben = await town.hire("Ana"), await town.hire("Ben")
    here, there = await message_of(town, SALES), await message_of(town, CARE)
    await _emoji(town, ana, here, "+1::skin-tone-3")
    await _emoji(town, ana, here, "+1::skin-tone-5")
    await _emoji(town, ana, there, "+1")
    told = await _emoji(town, ben, here, ":+1:")
    assert dict(told.emoji) == {"+1": 2}
    assert dict(told.emoji_moods) == {Mood.POSITIVE: 2}
    told = await _emoji(town, ben, here, "+1::skin-tone-2", is_added=False)
    assert dict(told.emoji) == {"+1": 1}


async def test_an_emoji_of_the_house_means_what_admins_say(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    message = await message_of(town, SALES)
    assert dict((await _emoji(town, ana, message, "marigold")).emoji_moods) == {Mood.NOT_SCORED: 1}
    await database.write(lambda tx: tx.reactions.map_emoji("marigold", "tada"))
    told = await database.read(lambda tx: resonance_of(tx, S))
    assert dict(told.emoji_moods) == {Mood.POSITIVE: 1}


async def test_an_emoji_below_anything_else_is_none_of_ours(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    told = await _emoji(town, ana, MessageRef(place=SALES, external_id="somebody's"), "tada")
    assert dict(told.emoji) == {}
    assert dict((await _emoji(town, ana, await message_of(town, SALES), "::")).emoji) == {}


@pytest.mark.parametrize(
    ("told", "plain"),
    [
        ("+1::skin-tone-3", "+1"),
        (":wave:", "wave"),
        (":wave::skin-tone-2:", "wave"),
        ("\N{WAVING HAND SIGN}\U0001f3fd", "\N{WAVING HAND SIGN}"),
        ("\N{HEAVY BLACK HEART}\ufe0f", "\N{HEAVY BLACK HEART}"),
        ("Party_Parrot", "party_parrot"),
        ("x" * 101, ""),
        (" ", ""),
    ],
)
def test_skin_tones_and_dress_are_cut(told: str, plain: str) -> None:
    assert plain_emoji(told) == plain


async def test_the_most_resonant_is_the_one_that_moved_most(database: Database) -> None:
    town = await posted(database)
    people = [await town.hire(name) for name in ("Ana", "Ben")]
    await town.put(voice("t"))
    ids = [S, SnippetId("t"), SnippetId("unheard")]
    assert await database.read(lambda tx: most_resonant(tx, ids)) is None
    for each in people:
        await press(town, each, "hear_too")
    assert await database.read(lambda tx: most_resonant(tx, ids)) == S


async def test_the_button_of_a_message_belongs_to_where_it_was_pressed(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    elsewhere = await press(town, ana, "hear_too", channel("nowhere"))
    assert isinstance(elsewhere, Ask), "its own message is not known there, so the whole is shown"
