"""What the core wants to happen, as people see it: on the card that was pressed, in a dialog, or as a reply."""

import asyncio
from datetime import date

import pytest

from bot.chat.actions import ActionRef
from bot.chat.effects import Ask, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.errors import BusyError
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, HomeOpened, MessageTyped
from tests.adapters.teams.conftest import ADA, CHANNEL, DELIVERY, DIRECT, TEAM, Room
from tests.adapters.teams.examples import FORM, LONG_REPLY, MESSAGE, REPLY
from tests.fakes.teams_cards import check_card
from tests.fakes.teams_client import (
    ClientError,
    Window,
    actions_of,
    card_of,
    filled,
    opened,
    own_data,
    readable,
)
from tests.fakes.teams_world import Posted
from tests.scenarios.teams_driver import TOAST


async def posted(room: Room) -> Posted:
    await room.adapter.platform.send(DIRECT, MESSAGE, DELIVERY)
    return room.tenant.messages[-1]


def button(on: Posted | Window, label: str) -> dict[str, object]:
    return next(each for each in actions_of(card_of(on)) if each["title"] == label)


class TestOneTap:
    """A point of a scale answers at once, without a window."""

    async def test_the_answer_shows_in_the_place_of_the_card_and_the_message_stays(self, room: Room) -> None:
        message = await posted(room)
        before = card_of(message)
        room.core.effect = Ask(FORM)
        reply = await room.teams.press(ADA, message, button(message, "4"))
        assert (reply.status, reply.body["statusCode"]) == (200, 200)
        check_card(reply.body["value"], is_dialog=False)
        assert "You answered 4." in readable(reply.body["value"])
        (event,) = room.core.events
        assert isinstance(event, ButtonPressed)
        assert (event.action.args, event.place, event.in_form) == (("q1", "4"), DIRECT, False)
        await room.quiet()
        assert (card_of(message), message.versions, len(room.tenant.messages)) == (before, 1, 1)

    async def test_the_form_in_that_place_is_sent_and_put_away(self, room: Room) -> None:
        message = await posted(room)
        room.core.effect = Ask(FORM)
        reply = await room.teams.press(ADA, message, button(message, "4"))
        window = Window(title="", card=reply.body["value"], on=message)
        room.core.effect = Refuse({"comment": "Please leave out names."})
        values = filled(window.card, {"comment": "Ada did it"})
        refused = await room.teams.press(ADA, window, button(window, "Save"), values=values)
        again = Window(title="", card=refused.body["value"], on=message)
        assert "Please leave out names." in readable(again.card)
        assert "Ada did it" in readable(again.card)
        room.core.effect = Nothing()
        done = await room.teams.press(ADA, again, button(again, "Save"), values=filled(again.card, {"comment": "It"}))
        assert readable(done.body["value"]) == "✓"
        event = room.core.events[-1]
        assert isinstance(event, FormSubmitted)
        assert event.values == {"comment": "It", "show": "no", "until": date(2026, 12, 1)}
        closed = await room.teams.press(ADA, again, button(again, "Close"))
        assert readable(closed.body["value"]) == "✓"
        assert len(room.core.events) == 3

    async def test_a_few_words_show_above_the_card(self, room: Room) -> None:
        message = await posted(room)
        room.core.effect = Whisper(REPLY)
        reply = await room.teams.press(ADA, message, button(message, "4"))
        assert (reply.body["type"], reply.body["value"]) == (TOAST, "Thank you, it is kept.")
        room.core.effect = Whisper(LONG_REPLY)
        reply = await room.teams.press(ADA, message, button(message, "4"))
        assert "Monday" in readable(reply.body["value"])

    async def test_where_a_client_knows_no_execute_a_dialog_opens(self, room: Room) -> None:
        message = await posted(room)
        room.core.effect = Ask(FORM)
        fallback = button(message, "4")["fallback"]
        assert isinstance(fallback, dict)
        window = opened((await room.teams.press(ADA, message, fallback)).body)
        assert window is not None
        assert (window.title, "You answered 4." in readable(window.card)) == ("Your answer", True)


class TestDialogs:
    """Other buttons open a window."""

    async def test_a_form_opens_is_refused_filled_in_and_sent(self, room: Room) -> None:
        message = await posted(room)
        room.core.effect = Ask(FORM)
        window = opened((await room.teams.press(ADA, message, button(message, "Write"))).body)
        assert window is not None
        with pytest.raises(ClientError):
            filled(window.card, {"show": "perhaps"})
        room.core.effect = Refuse({"comment": "Please leave out names."})
        values = filled(window.card, {"comment": "Ada did it", "show": "words"})
        again = opened((await room.teams.press(ADA, window, button(window, "Save"), values=values)).body)
        assert again is not None
        assert again.title == "Your answer"
        assert "Please leave out names." in readable(again.card)
        assert filled(again.card, {}) == values
        room.core.effect = Nothing()
        reply = await room.teams.press(ADA, again, button(again, "Save"), values=filled(again.card, {"until": ""}))
        assert (reply.status, opened(reply.body)) == (200, None)
        event = room.core.events[-1]
        assert isinstance(event, FormSubmitted)
        assert event.values == {"comment": "Ada did it", "show": "words", "until": None}

    async def test_a_button_within_acts_without_what_is_filled_in(self, room: Room) -> None:
        message = await posted(room)
        room.core.effect = Ask(FORM)
        window = opened((await room.teams.press(ADA, message, button(message, "Write"))).body)
        assert window is not None
        room.core.effect = Whisper(REPLY)
        answer = await room.teams.press(ADA, window, button(window, "Tools"), values={"comment": "unsent"})
        shown = opened(answer.body)
        assert shown is not None
        assert readable(shown.card) == "Thank you, it is kept."
        event = room.core.events[-1]
        assert isinstance(event, ButtonPressed)
        assert (event.in_form, "unsent" in repr(event)) == (True, False)

    async def test_an_exchanged_message_a_post_and_nothing_close_it(self, room: Room) -> None:
        message = await posted(room)
        for effect, versions, messages in ((Nothing(), 1, 1), (Replace(REPLY), 2, 1), (Post(REPLY), 2, 2)):
            room.core.effect = effect
            reply = await room.teams.press(ADA, message, {"type": "Action.Submit", **FETCH})
            assert reply.body["task"] == {"type": "message", "value": "✓"}
            await room.quiet()
            assert (message.versions, len(room.tenant.messages)) == (versions, messages)

    async def test_a_button_of_another_version_says_so(self, room: Room) -> None:
        message = await posted(room)
        for line in ("0|old|thing", "", "x" * 300):
            old = {"type": "Action.Submit", "data": {"msteams": {"type": "task/fetch"}, "voxloop": {"line": line}}}
            window = opened((await room.teams.press(ADA, message, old)).body)
            assert window is not None
            assert "earlier version" in readable(window.card)
        assert room.core.events == []


FETCH = {"data": {"msteams": {"type": "task/fetch"}, "voxloop": {"act": "press", "line": "1|pulse.try"}}}


class TestWhatIsTyped:
    """In the personal chat."""

    @pytest.mark.parametrize(
        ("typed", "heard"),
        [
            ("/voice pause until friday", "pause until friday"),
            ("voice  settings ", "settings"),
            ("VOICE help", "help"),
            ("/voice", ""),
            ("help", "help"),
            ("My Data", "my data"),
            ("/stop", "stop"),
        ],
    )
    async def test_a_command(self, room: Room, typed: str, heard: str) -> None:
        await room.teams.type(ADA, typed)
        (event,) = room.core.events
        assert isinstance(event, CommandGiven)
        assert (event.text, event.place) == (heard, DIRECT)

    @pytest.mark.parametrize(
        "typed", ["stop asking me about my boss", "voices", "The till froze", "", "help me please"]
    )
    async def test_a_sentence_is_not_passed_on(self, room: Room, typed: str) -> None:
        room.core.effect = Whisper(REPLY)
        await room.teams.type(ADA, typed)
        (event,) = room.core.events
        assert isinstance(event, MessageTyped)
        await room.quiet()
        assert len(room.tenant.messages) == 1

    async def test_the_home_page_comes_as_a_reply(self, room: Room) -> None:
        room.core.effect = Post(LONG_REPLY)
        await room.teams.type(ADA, "home")
        await room.quiet()
        assert isinstance(room.core.events[0], HomeOpened)
        assert room.tenant.messages[0].reply_to

    async def test_a_form_waits_behind_a_button_and_is_in_no_message(self, room: Room) -> None:
        room.core.effect = Ask(FORM)
        await room.teams.type(ADA, "/voice my data")
        await room.quiet()
        (message,) = room.tenant.messages
        assert "You answered" not in str(message.activity)
        (opener,) = actions_of(card_of(message))
        assert own_data(opener)["line"] == "my data"
        window = opened((await room.teams.press(ADA, message, opener)).body)
        assert window is not None
        assert "You answered 4." in readable(window.card)
        assert [event.text for event in room.core.events if isinstance(event, CommandGiven)] == ["my data"] * 2

    async def test_a_mention_in_a_channel_is_answered_in_private(self, room: Room) -> None:
        room.core.effect = Whisper(REPLY)
        await room.teams.mention(ADA, TEAM, "status")
        await room.quiet()
        (event,) = room.core.events
        assert isinstance(event, CommandGiven)
        assert (event.text, event.place) == ("status", CHANNEL)
        assert [each.conversation for each in room.tenant.messages] == [f"a:{ADA}"]


class TestTrouble:
    """What goes wrong within an act."""

    async def test_a_retry_carries_the_same_name(self, room: Room) -> None:
        for _ in range(2):
            await room.teams.type(ADA, "help", activity_id="17")
        assert len({event.event_id for event in room.core.events if isinstance(event, CommandGiven)}) == 1

    async def test_what_was_not_kept_is_answered_with_503(self, room: Room) -> None:
        room.core.error = BusyError()
        assert (await room.teams.type(ADA, "help")).status == 503

    async def test_a_defect_is_answered_with_500_and_told_without_words(
        self, room: Room, caplog: pytest.LogCaptureFixture
    ) -> None:
        room.core.error = RuntimeError("the secret words")
        assert (await room.teams.type(ADA, "help")).status == 500
        assert "the secret words" not in caplog.text

    async def test_a_slow_core_is_waited_for_within_five_seconds(self, room: Room) -> None:
        message = await posted(room)
        listener = room.adapter._listener
        listener._act_seconds = 0.05
        room.core.gate, room.core.effect = asyncio.Event(), Post(REPLY)
        reply = await room.teams.press(ADA, message, button(message, "4"))
        assert "longer than usual" in reply.body["value"]
        room.core.gate.set()
        await room.quiet()
        assert len(room.tenant.messages) == 2

    async def test_an_unknown_invoke_is_answered_with_501(self, room: Room) -> None:
        assert (await room.teams.invoke(ADA, "config/fetch", {})).status == 501

    async def test_an_unknown_kind_is_let_pass(self, room: Room) -> None:
        activity = room.teams.activity("handoff", ADA)
        assert (await room.teams.deliver(activity)).status == 200
        assert room.core.events == []

    async def test_an_action_is_only_what_the_button_says(self, room: Room) -> None:
        message = await posted(room)
        await room.teams.press(ADA, message, button(message, "Write"))
        (event,) = room.core.events
        assert isinstance(event, ButtonPressed)
        assert event.action == ActionRef("pulse.answer", ("write",))
