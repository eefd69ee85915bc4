"""Private requests in a channel: who else is there sees neither them nor anything that comes of them."""

from typing import Any

import pytest

from adapters.teams.menu import ANSWERED_IN_CHANNELS, SLASH_MENU, is_answered_in_channels
from adapters.teams.refs import ActivityId, UserId
from adapters.teams.render import render_message
from bot.admin.commands import COMMANDS
from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, Choice, Message, RatingScale
from bot.chat.effects import Ask, Effect, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.errors import GoneError, SendError
from bot.chat.events import ButtonPressed, CommandGiven, HomeOpened
from bot.chat.ids import Place, PlaceKind
from tests.adapters.teams.conftest import ADA, BO, CHANNEL, DELIVERY, TEAM, WORKSPACE, Room
from tests.adapters.teams.examples import FORM, LONG_REPLY, MESSAGE, REPLY
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
from tests.fakes.teams_world import TARGETED_HOURS, Posted

ELSEWHERE = Place(workspace=WORKSPACE, kind=PlaceKind.CHANNEL, external_id="19:elsewhere@thread.tacv2")
CHAT = Place(workspace=WORKSPACE, kind=PlaceKind.CHANNEL, external_id=f"a:{ADA}")
CARD = Message(
    summary="Which one?",
    blocks=(
        RatingScale(
            question="How was it?",
            points=(Choice(label="4", action=ActionRef("station.try", ("4",))),),
            low="hard",
            high="easy",
        ),
        Buttons((Button(label="Write", action=ActionRef("station.write")),)),
    ),
)
EVERY_EFFECT: list[Effect] = [
    Whisper(REPLY),
    Whisper(LONG_REPLY),
    Post(REPLY),
    Replace(REPLY),
    Ask(FORM),
    Refuse({"comment": "Please leave out names."}),
    Nothing(),
]


def named(effect: Effect) -> str:
    return type(effect).__name__


def seen_by(room: Room, user: str) -> list[Posted]:
    return room.tenant.seen_in(TEAM, user)


def in_chat(room: Room, user: str = ADA) -> list[Posted]:
    return [each for each in room.tenant.messages if each.conversation == f"a:{user}"]


def button(on: Posted | Window, label: str) -> dict[str, Any]:
    return next(each for each in actions_of(card_of(on)) if each["title"] == label)


async def told(room: Room, message: Message = CARD) -> Posted:
    """A card that Ada alone sees in the channel."""
    room.core.effect = Whisper(message)
    await room.teams.ask_alone(ADA, TEAM, "help")
    await room.quiet()
    room.core.events.clear()
    return seen_by(room, ADA)[-1]


class TestAsking:
    """What somebody writes to the bot alone."""

    @pytest.mark.parametrize(
        ("written", "heard"),
        [
            ("status", "status"),
            ("station post Deliveries", "station post Deliveries"),
            ("/status", "status"),
            ("/Voxloop  station   post Deliveries", "station post Deliveries"),
            ("Voxloop", ""),
            ("/voice help", "help"),
            ("<at>Voxloop (trial)</at> help pause&nbsp;until", "help pause until"),
        ],
    )
    async def test_all_of_it_is_the_command(self, room: Room, written: str, heard: str) -> None:
        assert (await room.teams.ask_alone(ADA, TEAM, written)).status == 200
        (event,) = room.core.events
        assert isinstance(event, CommandGiven)
        assert (event.text, event.place) == (heard, CHANNEL)

    @pytest.mark.parametrize("written", ["status", "Station list", "/Voxloop"])
    async def test_the_answer_stands_there_below_the_request_for_one_alone(self, room: Room, written: str) -> None:
        room.core.effect = Whisper(REPLY)
        await room.teams.ask_alone(ADA, TEAM, written)
        await room.quiet()
        (message,) = seen_by(room, ADA)
        assert (message.reply_to, readable(card_of(message))) == (
            next(iter(room.tenant.asked)),
            "Thank you, it is kept.",
        )
        assert (seen_by(room, BO), in_chat(room)) == ([], [])

    @pytest.mark.parametrize("names_thread", [False, True])
    async def test_in_a_thread_it_stands_in_the_thread(self, room: Room, *, names_thread: bool) -> None:
        ref = await room.adapter.platform.send(CHANNEL, MESSAGE, DELIVERY)
        room.core.effect = Whisper(REPLY)
        await room.teams.ask_alone(ADA, TEAM, "status", root=ref.external_id, names_thread=names_thread)
        await room.quiet()
        assert [each.conversation for each in seen_by(room, ADA)] == [f"{TEAM};messageid={ref.external_id}"] * 2
        assert [each.id for each in seen_by(room, BO)] == [ref.external_id]

    async def test_it_is_no_comment_below_a_posting_and_neither_is_its_change(self, room: Room) -> None:
        ref = await room.adapter.platform.send(CHANNEL, MESSAGE, DELIVERY)
        for kind in ("message", "messageUpdate", "messageDelete"):
            reply = await room.teams.ask_alone(ADA, TEAM, "status", root=ref.external_id, kind=kind)
            assert reply.status == 200
        assert [type(event) for event in room.core.events] == [CommandGiven]

    async def test_a_mention_stays_public_and_is_answered_in_the_chat(self, room: Room) -> None:
        room.core.effect = Whisper(REPLY)
        await room.teams.mention(ADA, TEAM, "status")
        await room.quiet()
        assert (seen_by(room, ADA), len(in_chat(room))) == ([], 1)


class TestWhatIsOnesOwn:
    """A screen is easily shared in a channel."""

    @pytest.mark.parametrize("written", ["my data", "home", "my", "source secret zendesk", "settings", "no such thing"])
    async def test_it_is_answered_in_the_chat_and_told_so(self, room: Room, written: str) -> None:
        room.core.effect = Post(LONG_REPLY) if written == "home" else Whisper(LONG_REPLY)
        await room.teams.ask_alone(ADA, TEAM, written)
        await room.quiet()
        assert isinstance(room.core.events[0], HomeOpened if written == "home" else CommandGiven)
        (answer,), (hint,) = in_chat(room), seen_by(room, ADA)
        assert "Monday" in readable(card_of(answer))
        assert readable(card_of(hint)) == "This is for you alone: I answered in your chat with me."
        assert seen_by(room, BO) == []

    async def test_its_form_opens_from_the_chat(self, room: Room) -> None:
        room.core.effect = Ask(FORM)
        await room.teams.ask_alone(ADA, TEAM, "my answers")
        await room.quiet()
        (opener,) = actions_of(card_of(in_chat(room)[0]))
        assert own_data(opener) == {"act": "command", "line": "my answers"}

    def test_all_commands_are_decided_about(self) -> None:
        """A new one is answered in the personal chat until somebody says here that others may look at it."""
        here = {each.name for each in COMMANDS if is_answered_in_channels(each.name)}
        own = {each.name for each in COMMANDS} - here
        assert own >= {"my answers", "my data", "inbox", "digest", "fixes", "people link", "source secret", "catch up"}
        assert here >= {title for title, _ in SLASH_MENU}
        assert {name.partition(" ")[0] for name in here} == ANSWERED_IN_CHANNELS


class TestEveryEffect:
    """Whatever the core wants, nobody else sees it."""

    @pytest.mark.parametrize("effect", EVERY_EFFECT, ids=named)
    @pytest.mark.parametrize("written", ["status", "my data", "home"])
    async def test_of_a_request(self, room: Room, effect: Effect, written: str) -> None:
        room.core.effect = effect
        await room.teams.ask_alone(ADA, TEAM, written)
        await room.quiet()
        self._seen_by_nobody(room)
        assert bool(seen_by(room, ADA)) is not isinstance(effect, Nothing)

    @pytest.mark.parametrize("effect", EVERY_EFFECT, ids=named)
    @pytest.mark.parametrize("label", ["4", "Write"])
    async def test_of_a_press_on_what_was_answered(self, room: Room, effect: Effect, label: str) -> None:
        message = await told(room)
        room.core.effect = effect
        reply = await room.teams.press(ADA, message, button(message, label))
        assert reply.status == 200
        await room.quiet()
        self._seen_by_nobody(room)
        assert isinstance(room.core.events[0], ButtonPressed)

    @pytest.mark.parametrize("effect", EVERY_EFFECT, ids=named)
    @pytest.mark.parametrize("label", ["Save", "Tools"])
    async def test_of_a_press_on_a_form_in_its_place(self, room: Room, effect: Effect, label: str) -> None:
        message = await told(room)
        room.core.effect = Ask(FORM)
        shown = await room.teams.press(ADA, message, button(message, "4"))
        form = Window(title="", card=shown.body["value"], on=message)
        room.core.effect = Refuse({"comment": "Please leave out names."})
        values = filled(form.card, {"comment": "Ada did it"})
        refused = await room.teams.press(ADA, form, button(form, "Save"), values=values)
        again = Window(title="", card=refused.body["value"], on=message)
        room.core.effect = effect
        await room.teams.press(ADA, again, button(again, label), values=filled(again.card, {}))
        await room.quiet()
        self._seen_by_nobody(room)

    @pytest.mark.parametrize("effect", EVERY_EFFECT, ids=named)
    async def test_of_an_entry_of_the_menu(self, room: Room, effect: Effect) -> None:
        room.core.effect = effect
        value = {"commandId": "report_fault", "commandContext": "compose"}
        activity = room.teams.activity("invoke", ADA, conversation=TEAM, name="composeExtension/fetchTask", value=value)
        assert (await room.teams.deliver(activity)).status == 200
        await room.quiet()
        self._seen_by_nobody(room)

    def _seen_by_nobody(self, room: Room) -> None:
        assert seen_by(room, BO) == []
        assert room.fake.complaints == []
        assert {each.conversation.partition(";")[0] for each in room.tenant.messages} <= {TEAM, f"a:{ADA}"}


class TestPressing:
    """Buttons of what one person alone sees in a channel."""

    async def test_nobody_else_can(self, room: Room) -> None:
        message = await told(room)
        with pytest.raises(ClientError):
            await room.teams.press(BO, message, button(message, "4"))

    async def test_what_would_be_posted_below_is_told_to_the_presser(self, room: Room) -> None:
        message = await told(room)
        room.core.effect = Post(REPLY)
        await room.teams.press(ADA, message, button(message, "4"))
        await room.quiet()
        assert readable(card_of(seen_by(room, ADA)[-1])) == "Thank you, it is kept."
        assert in_chat(room) == []

    async def test_what_is_exchanged_stays_private_and_pressable(self, room: Room) -> None:
        message = await told(room)
        room.core.effect = Replace(CARD)
        await room.teams.press(ADA, message, button(message, "4"))
        await room.quiet()
        assert (message.versions, message.only_for) == (2, ADA)
        room.core.effect = Post(REPLY)
        await room.teams.press(ADA, message, button(message, "4"))
        await room.quiet()
        assert seen_by(room, BO) == []

    async def test_an_opened_form_is_the_presser_s(self, room: Room) -> None:
        room.core.effect = Ask(FORM)
        await room.teams.ask_alone(ADA, TEAM, "flag")
        await room.quiet()
        (message,) = seen_by(room, ADA)
        assert "You answered" not in str(message.activity)
        (opener,) = actions_of(card_of(message))
        window = opened((await room.teams.press(ADA, message, opener)).body)
        assert window is not None
        assert "You answered 4." in readable(window.card)
        given = [(each.text, each.place) for each in room.core.events if isinstance(each, CommandGiven)]
        assert given == [("flag", CHANNEL)] * 2

    async def test_a_press_counts_that_names_no_recipient(self, room: Room) -> None:
        message = await told(room)
        value = {"action": {"type": "Action.Execute", "data": button(message, "4")["data"]}}
        activity = room.teams.activity("invoke", ADA, conversation=TEAM, name="adaptiveCard/action", value=value)
        del activity["recipient"]
        assert (await room.teams.deliver(activity)).status == 200

    async def test_teams_saying_so_of_a_press_is_as_good_as_the_mark(self, room: Room) -> None:
        await room.adapter.platform.send(CHANNEL, CARD, DELIVERY)
        data = button(room.tenant.messages[0], "4")["data"]
        value = {"action": {"type": "Action.Execute", "data": data}}
        activity = room.teams.activity("invoke", ADA, conversation=TEAM, name="adaptiveCard/action", value=value)
        activity["recipient"]["isTargeted"] = True
        room.core.effect = Post(REPLY)
        assert (await room.teams.deliver(activity)).status == 200
        await room.quiet()
        assert [len(seen_by(room, each)) for each in (ADA, BO)] == [2, 1]

    async def test_the_same_press_on_a_public_card_stays_public(self, room: Room) -> None:
        await room.adapter.platform.send(CHANNEL, CARD, DELIVERY)
        (message,) = room.tenant.messages
        room.core.effect = Post(REPLY)
        await room.teams.press(ADA, message, button(message, "4"))
        await room.quiet()
        assert len(seen_by(room, BO)) == 2


class TestWhereTeamsDoesNotTakeIt:
    """The person gets the answer all the same."""

    @pytest.mark.parametrize(
        "fault", ["400 BadArgument", "403 MessageWritesBlocked", "404 ConversationNotFound", "429 wait 1", "502 html"]
    )
    async def test_it_is_answered_in_the_chat(self, room: Room, fault: str) -> None:
        room.core.effect = Whisper(CARD)
        room.fake.faults.add("post", fault)
        await room.teams.ask_alone(ADA, TEAM, "status")
        await room.quiet()
        (answer,) = in_chat(room)
        assert (seen_by(room, ADA), "How was it?" in readable(card_of(answer))) == ([], True)
        assert "alone" not in own_data(button(answer, "4"))

    async def test_a_request_of_yesterday_is_answered_in_the_chat(self, room: Room) -> None:
        activity = room.teams.activity("message", ADA, conversation=TEAM, text="status")
        activity["recipient"]["isTargeted"] = True
        room.core.effect = Whisper(REPLY)
        await room.teams.ask_alone(ADA, TEAM, "status")
        await room.quiet()
        assert len(seen_by(room, ADA)) == 1
        (asked,) = room.tenant.asked.items()
        room.tenant.hour += TARGETED_HOURS
        await room.teams.deliver({**activity, "id": asked[0]})
        await room.quiet()
        assert (len(seen_by(room, ADA)), len(in_chat(room))) == (0, 1)

    async def test_a_refused_hint_takes_no_answer_away(self, room: Room) -> None:
        room.core.effect = Whisper(LONG_REPLY)
        room.fake.faults.add("post", "", "400 BadArgument")
        await room.teams.ask_alone(ADA, TEAM, "my data")
        await room.quiet()
        assert (len(in_chat(room)), seen_by(room, ADA)) == (1, [])

    async def test_what_is_gone_is_not_exchanged(self, room: Room) -> None:
        message = await told(room)
        room.tenant.hour += TARGETED_HOURS
        room.core.effect = Replace(REPLY)
        reply = await room.teams.press(ADA, message, button(message, "4"))
        await room.quiet()
        assert (reply.status, message.versions) == (200, 1)
        assert readable(reply.body["value"]) == "Thank you, it is kept."


class TestTheRules:
    """What Teams takes: https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages."""

    @pytest.mark.parametrize(
        ("place", "user", "request_of", "code"),
        [
            (CHAT, ADA, "", "BadArgument"),
            (CHANNEL, "29:stranger", "", "BadArgument"),
            (CHANNEL, ADA, BO, "INVALID_TARGETED_MESSAGE_ID"),
            (ELSEWHERE, ADA, "", "BotNotInConversationRoster"),
        ],
    )
    async def test_it_is_for_a_member_of_a_channel_who_asked(
        self, room: Room, place: Place, user: str, request_of: str, code: str
    ) -> None:
        if request_of:
            await room.teams.ask_alone(request_of, TEAM, "status")
        asked = ActivityId(next(iter(room.tenant.asked), ""))
        platform = room.adapter.platform
        with pytest.raises(SendError) as caught:
            await platform.tell(place, UserId(user), render_message(REPLY), request=asked or None)
        assert caught.value.code == code

    async def test_nobody_can_make_it_public_nor_the_other_way_round(self, room: Room) -> None:
        private, platform = await told(room), room.adapter.platform
        await platform.send(CHANNEL, MESSAGE, DELIVERY)
        public = room.tenant.messages[-1]
        grant, update = await platform._credentials.grant(WORKSPACE), platform._client.update
        with pytest.raises(GoneError):
            await update(grant, TEAM, private.id, render_message(REPLY))
        with pytest.raises(GoneError):
            await update(grant, public.conversation, public.id, render_message(REPLY), is_targeted=True)
        assert (private.versions, public.versions) == (1, 1)
