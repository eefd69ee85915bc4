"""Slack's channels: what is posted and amended there, and what is heard of them, no more than is meant for us."""

import asyncio
import logging

import pytest

from adapters.slack.parse import EVENT_TYPES
from adapters.slack.parse_channels import CHANNEL_EVENTS
from adapters.slack.refs import ChannelId, channel_place
from bot.chat.effects import Ask, Nothing, Post, Replace, Whisper
from bot.chat.errors import BlockedError, GoneError, InDoubtError, NotInstalledError, RejectedError, SendError
from bot.chat.events import ButtonPressed, CommentChanged, PlaceChanged, ReactionChanged, Shortcut, ShortcutUsed
from bot.chat.ids import MessageRef, PlaceKind
from tests.adapters.slack.conftest import DELIVERY, DIRECT, TEAM, TOKEN, USER, WORKSPACE, Room, installation
from tests.adapters.slack.examples import FORM, MESSAGE, REPLY, TABLE_MESSAGE
from tests.fakes.slack_client import readable
from tests.fakes.slack_world import Channel, Posted, View

CHANNEL = channel_place(WORKSPACE, ChannelId("C1"))
SECRET_WORDS = "what nobody is meant to read"


@pytest.fixture(autouse=True)
def channel(room: Room) -> Channel:
    return room.fake.add_channel(TEAM, "C1", "harbour")


async def posted(room: Room) -> tuple[MessageRef, Posted]:
    ref = await room.adapter.platform.send(CHANNEL, MESSAGE, DELIVERY)
    return ref, room.team.messages[-1]


class TestPostingAndAmending:
    """What the bot posts in channels."""

    @pytest.mark.parametrize(
        ("marks", "kind", "code"),
        [
            ({"has_bot": False}, NotInstalledError, "not_in_channel"),
            ({"has_bot": False, "is_private": True}, BlockedError, "channel_not_found"),
            ({"is_archived": True}, BlockedError, "is_archived"),
        ],
    )
    async def test_the_bot_has_to_be_invited(
        self, room: Room, marks: dict[str, bool], kind: type[SendError], code: str
    ) -> None:
        room.fake.add_channel(TEAM, "C1", **marks)
        with pytest.raises(kind) as caught:
            await posted(room)
        assert caught.value.code == code

    async def test_what_is_exchanged_keeps_its_delivery_and_its_table_as_text_where_needed(self, room: Room) -> None:
        ref, message = await posted(room)
        metadata = message.metadata
        room.fake.fault("chat.update", "invalid_blocks")
        await room.adapter.platform.edit(ref, TABLE_MESSAGE)
        assert [block["type"] for block in message.blocks] == ["rich_text"]
        assert message.metadata == metadata

    async def test_an_exchange_in_doubt_can_be_tried_again(self, room: Room) -> None:
        ref, message = await posted(room)
        room.fake.fault("chat.update", "drop_after")
        with pytest.raises(InDoubtError):
            await room.adapter.platform.edit(ref, REPLY)
        await room.adapter.platform.edit(ref, REPLY)
        assert readable(message.blocks) == "Thank you, it is kept."

    @pytest.mark.parametrize(
        ("method", "code", "kind"),
        [
            ("chat.update", "message_not_found", GoneError),
            ("chat.update", "cant_update_message", RejectedError),
            ("chat.update", "edit_window_closed", RejectedError),
            ("chat.update", "is_inactive", BlockedError),
            ("chat.delete", "cant_delete_message", RejectedError),
            ("chat.delete", "channel_not_found", BlockedError),
            ("chat.delete", "http_500", InDoubtError),
        ],
    )
    async def test_what_could_not_be_amended_says_why(
        self, room: Room, method: str, code: str, kind: type[SendError]
    ) -> None:
        ref, _ = await posted(room)
        room.fake.fault(method, code)
        amending = room.adapter.platform.delete(ref) if method == "chat.delete" else None
        with pytest.raises(kind) as caught:
            await (amending or room.adapter.platform.edit(ref, REPLY))
        assert (type(caught.value), caught.value.code) == (kind, code)

    async def test_a_delivery_is_looked_up_where_the_history_may_be_read(self, room: Room) -> None:
        ref, _ = await posted(room)
        with pytest.raises(RejectedError, match="missing_scope"):
            await room.adapter.platform.find_delivery(CHANNEL, DELIVERY)
        await room.installations.save(installation(scopes=("chat:write", "channels:history")))
        room.adapter._credentials.forget(WORKSPACE)
        assert await room.adapter.platform.find_delivery(CHANNEL, DELIVERY) == ref
        with pytest.raises(RejectedError, match="thread_not_searched"):
            await room.adapter.platform.find_delivery(room.adapter.platform.below(ref), DELIVERY)


class TestDescribing:
    """What Slack tells of a channel before something is posted there."""

    @pytest.mark.parametrize(
        ("marks", "is_open", "is_shared_outside"),
        [
            ({}, True, False),
            ({"is_ext_shared": True}, True, True),
            ({"is_pending_ext_shared": True}, True, True),
            ({"is_org_shared": True}, True, False),
            ({"is_archived": True}, False, False),
            ({"has_bot": False}, False, False),
            ({"is_private": True}, True, False),
            ({"is_private": True, "has_bot": False}, False, False),
        ],
    )
    async def test_each_kind_of_channel(
        self, room: Room, marks: dict[str, bool], *, is_open: bool, is_shared_outside: bool
    ) -> None:
        room.fake.add_channel(TEAM, "C1", **marks)
        facts = await room.adapter.platform.describe_place(CHANNEL)
        assert (facts.is_open, facts.is_shared_outside) == (is_open, is_shared_outside)

    async def test_a_private_channel_needs_a_scope_of_its_own(self, room: Room) -> None:
        room.fake.add_channel(TEAM, "C1", is_private=True)
        room.fake.tokens[TOKEN].scopes -= {"groups:read"}
        with pytest.raises(RejectedError, match="missing_scope"):
            await room.adapter.platform.describe_place(CHANNEL)


class TestReactions:
    """Slack's own emoji."""

    @pytest.mark.parametrize("emoji", ["+1", "+1::skin-tone-5", "party-parrot"])
    async def test_any_emoji_on_the_bots_message(self, room: Room, emoji: str) -> None:
        ref, message = await posted(room)
        for added in (True, False):
            await room.slack.react(USER, message, emoji, added=added)
        told = [event for event in room.core.events if isinstance(event, ReactionChanged)]
        assert [(each.message, each.reaction, each.is_added) for each in told] == [
            (ref, emoji, True),
            (ref, emoji, False),
        ]

    async def test_those_on_check_ins_are_nobodys_business(self, room: Room) -> None:
        await room.adapter.platform.send(DIRECT, MESSAGE, DELIVERY)
        await room.slack.react(USER, room.team.messages[-1], "+1")
        assert room.core.events == []

    async def test_those_on_other_peoples_messages_and_the_bots_own_are_not_heard(self, room: Room) -> None:
        written = await room.slack.write("U2", "C1", "hello")
        await room.slack.react(USER, written, "+1")
        await room.slack.react("UBOT", (await posted(room))[1], "+1")
        assert room.core.events == []


class TestComments:
    """What is written below the bot's messages, where whoever installed allowed to read it."""

    async def comments(self, room: Room) -> list[CommentChanged]:
        assert all(isinstance(event, CommentChanged) for event in room.core.events)
        return [event for event in room.core.events if isinstance(event, CommentChanged)]

    async def test_markup_is_turned_back_into_words(self, room: Room) -> None:
        ref, message = await posted(room)
        written = await room.slack.write(USER, "C1", "", below=message)
        written.text = "<@U2> &lt;ours&gt; is <https://example.com/a?b|slow>, see <#C9|help> &amp;amp; <https://e.org>"
        await room.slack.tell_written("C1", room.slack.message_body(written))
        said = (await self.comments(room))[-1]
        assert said.text == "<ours> is slow, see #help &amp; https://e.org"
        assert said.message == ref

    async def test_a_broadcast_copy_is_the_same_comment(self, room: Room) -> None:
        ref, message = await posted(room)
        written = await room.slack.write(USER, "C1", "Same here", below=message)
        copy = room.slack.message_body(written)
        del copy["parent_user_id"]
        root = {"user": "UBOT", "ts": message.ts}
        await room.slack.tell_written("C1", {**copy, "subtype": "thread_broadcast", "root": root})
        first, second = await self.comments(room)
        assert (first.comment_id, first.text, first.message) == (second.comment_id, second.text, second.message)
        assert first.message == ref

    async def test_what_stands_elsewhere_is_dropped_unread(self, room: Room, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        _, message = await posted(room)
        other = await room.slack.write("U2", "C1", SECRET_WORDS)
        await room.slack.write(USER, "C1", SECRET_WORDS, below=other)
        await room.slack.rewrite(other, SECRET_WORDS)
        await room.slack.unwrite(other)
        below = {"thread_ts": message.ts, "parent_user_id": "UBOT", "text": SECRET_WORDS, "ts": "1.1"}
        for bot in ({"user": "UBOT"}, {"user": "U9", "bot_id": "B9"}, {"bot_id": "B9", "subtype": "bot_message"}):
            await room.slack.tell_written("C1", {**below, **bot})
        gone = {"user": "USLACKBOT", "subtype": "tombstone", **below}
        await room.slack.tell_written("C1", {"subtype": "message_changed", "message": gone, "previous_message": gone})
        await room.slack.tell_written("C1", {**below, "subtype": "channel_join", "user": USER})
        assert room.core.events == []
        assert SECRET_WORDS not in caplog.text

    async def test_the_bots_own_exchange_is_no_comment(self, room: Room) -> None:
        ref, message = await posted(room)
        await room.adapter.platform.edit(ref, REPLY)
        body = {**room.slack.message_body(message), "thread_ts": message.ts}
        await room.slack.tell_written("C1", {"subtype": "message_changed", "message": body, "previous_message": body})
        assert room.core.events == []

    async def test_without_the_scope_slack_tells_nothing(self, room: Room) -> None:
        room.fake.tokens[TOKEN].scopes -= {"channels:history"}
        await room.slack.write(USER, "C1", "Same here", below=(await posted(room))[1])
        assert room.core.events == []


class TestPlaces:
    """Something about a channel changed."""

    @pytest.mark.parametrize(
        "event",
        [
            {"type": "channel_shared", "connected_team_id": "T9", "channel": "C1"},
            {"type": "channel_unshared", "channel": "C1", "is_ext_shared": False},
            {"type": "channel_archive", "channel": "C1", "user": "U2"},
            {"type": "channel_unarchive", "channel": "C1", "user": "U2"},
            {"type": "channel_deleted", "channel": "C1"},
            {"type": "channel_left", "channel": "C1"},
            {"type": "channel_rename", "channel": {"id": "C1", "name": "quay", "created": 1}},
            {"type": "member_left_channel", "channel": "C1", "user": "UBOT"},
            {"type": "member_joined_channel", "channel": "C1", "user": "UBOT"},
            {"type": "group_left", "channel": "C1"},
        ],
    )
    async def test_the_core_is_told_to_look_again(self, room: Room, event: dict[str, object]) -> None:
        assert (await room.slack.event(event)).status == 200
        (told,) = room.core.events
        assert isinstance(told, PlaceChanged)
        assert told.place == CHANNEL

    @pytest.mark.parametrize("kind", ["member_left_channel", "member_joined_channel"])
    async def test_who_else_comes_and_goes_is_not_heard(self, room: Room, kind: str) -> None:
        assert (await room.slack.event({"type": kind, "channel": "C1", "user": USER})).status == 200
        assert room.core.events == []

    @pytest.mark.parametrize("kind", sorted(CHANNEL_EVENTS))
    async def test_without_its_parts_it_is_never_taken_for_something_else(self, room: Room, kind: str) -> None:
        for event in ({"type": kind}, {"type": kind, "channel": 7, "item": 7, "subtype": "message_changed"}):
            assert (await room.slack.event(event)).status in {200, 400}
        assert room.core.events == []


class TestMenus:
    """Our entries in Slack's own menus."""

    async def test_a_fault_is_reported_from_anywhere(self, room: Room) -> None:
        room.core.effect = Ask(FORM)
        done = await room.slack.choose(USER, "report_fault")
        kind, what = await asyncio.wait_for(done.act.happenings.get(), 2)
        assert (kind, done.reply.text) == ("view", "")
        assert isinstance(what, View)
        (event,) = room.core.events
        assert isinstance(event, ShortcutUsed)
        assert (event.shortcut, event.text, event.url) == (Shortcut.REPORT_FAULT, "", "")
        assert event.actor.account.external_id == USER

    @pytest.mark.parametrize(
        ("callback", "shortcut"), [("share_voice", Shortcut.SHARE_VOICE), ("report_fault_here", Shortcut.REPORT_FAULT)]
    )
    async def test_a_message_comes_with_its_words_and_where_it_stands(
        self, room: Room, callback: str, shortcut: Shortcut
    ) -> None:
        room.core.effect = Ask(FORM)
        written = Posted(
            channel="C1", ts="1700000000.000007", text="Two hours &amp; more", blocks=[], user="U2", thread_ts="1.5"
        )
        await room.slack.choose(USER, callback, written)
        (event,) = room.core.events
        assert isinstance(event, ShortcutUsed)
        assert (event.shortcut, event.text) == (shortcut, "Two hours & more")
        assert event.url == "https://example.slack.com/archives/C1/p1700000000000007?thread_ts=1.5&cid=C1"

    @pytest.mark.parametrize("effect", [Whisper(REPLY), Post(REPLY), Replace(REPLY)])
    async def test_whatever_is_said_is_said_in_a_window(self, room: Room, effect: Whisper | Post | Replace) -> None:
        room.core.effect = effect
        done = await room.slack.choose(USER, "report_fault")
        _, what = await asyncio.wait_for(done.act.happenings.get(), 2)
        assert isinstance(what, View)
        assert readable(what.content["blocks"]) == "Thank you, it is kept."
        assert room.team.messages == []

    async def test_nothing_is_nothing_and_other_entries_are_not_ours(self, room: Room) -> None:
        room.core.effect = Nothing()
        assert (await room.slack.choose(USER, "report_fault")).act.happenings.empty()
        assert (await room.slack.choose(USER, "somebody_elses")).reply.status == 200
        assert len(room.core.events) == 1


async def test_a_press_in_a_thread_says_so(room: Room) -> None:
    ref, first = await posted(room)
    first.thread_ts = first.ts
    await room.slack.press(USER, first, "4")
    below = room.adapter.platform.below(ref)
    await room.adapter.platform.send(below, MESSAGE, DELIVERY)
    await room.slack.press(USER, room.team.messages[-1], "4")
    places = [event.place for event in room.core.events if isinstance(event, ButtonPressed)]
    assert places == [CHANNEL, below]
    assert below.kind is PlaceKind.THREAD


def test_messages_are_subscribed_to_by_the_kind_of_channel() -> None:
    assert {"message.channels", "message.groups"} <= EVENT_TYPES
    assert "message" not in EVENT_TYPES
