"""The driver of stories sees on Slack what people see."""

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.refs import ChannelId, channel_place
from bot.chat.effects import Ask, Nothing, Post, Refuse, Replace, Whisper
from tests.adapters.slack.conftest import DELIVERY, DIRECT, SECRET, TEAM, USER, WORKSPACE, Room
from tests.adapters.slack.examples import FORM, MESSAGE, REPLY
from tests.scenarios.driver import ChatDriver, is_labelled
from tests.scenarios.slack_driver import SlackDriver


def driver(room: Room, patience_seconds: float = 2.0) -> ChatDriver:
    return SlackDriver(
        base_url=room.base_url,
        signing_secret=SECRET,
        fake=room.fake,
        team=TEAM,
        session=room.session,
        patience_seconds=patience_seconds,
    )


async def test_a_check_in_from_the_inbox_to_the_last_word(room: Room) -> None:
    assert isinstance(room.adapter, SlackAdapter)
    chat = driver(room)
    await room.adapter.platform.send(DIRECT, MESSAGE, DELIVERY)
    (seen,) = await chat.inbox(USER)
    assert seen.kind == "message"
    assert seen.text.startswith("Good morning, Ada\nHow was today?")
    assert seen.buttons == ("1", "2", "3", "4", "5", "Catch up", "Read more", "Again")
    room.core.effect = Ask(FORM)
    form = await chat.press(USER, seen, "4")
    assert (form.kind, form.fields) == ("form", ("comment", "show", "until"))
    assert form.text.startswith("Your answer\nYou answered 4.")
    room.core.effect = Refuse({"comment": "Too long."})
    refused = await chat.submit(USER, form, {"comment": "x"})
    assert refused.kind == "form"
    assert "Too long." in refused.text
    room.core.effect = Nothing()
    assert (await chat.submit(USER, refused, {"comment": "x"})).kind == "nothing"


async def test_commands_and_the_home_tab(room: Room) -> None:
    chat = driver(room)
    room.core.effect = Whisper(REPLY)
    whispered = await chat.command(USER, "help")
    assert (whispered.kind, whispered.text) == ("whisper", "Thank you, it is kept.")
    assert await chat.inbox(USER) == []
    room.core.effect = Post(MESSAGE)
    home = await chat.home(USER)
    assert "Catch up" in home.buttons
    room.core.effect = Post(REPLY)
    assert (await chat.press(USER, home, "Catch up")).text == "Thank you, it is kept."


async def test_when_nothing_comes_it_is_nothing(room: Room) -> None:
    chat = driver(room, patience_seconds=0.1)
    assert (await chat.command(USER, "help")).kind == "nothing"


async def test_channels_are_seen_and_touched(room: Room) -> None:
    chat = driver(room)
    shared = await chat.make_channel("partners", shared_outside=True)
    for channel in (chat.channel, shared):
        await room.adapter.platform.send(channel_place(WORKSPACE, ChannelId(channel)), MESSAGE, DELIVERY)
    facts = await room.adapter.platform.describe_place(channel_place(WORKSPACE, ChannelId(shared)))
    assert (facts.name, facts.is_shared_outside) == ("partners", True)
    (seen,) = await chat.channel_messages(chat.channel)
    room.core.effect = Replace(REPLY)
    assert (await chat.press_in(USER, chat.channel, seen, "4")).text == "Thank you, it is kept."
    comment = await chat.comment(USER, chat.channel, seen, "hello")
    await chat.edit_comment(USER, chat.channel, seen, comment, "bye")
    await chat.delete_comment(USER, chat.channel, seen, comment)
    await chat.react(USER, chat.channel, seen, "+1")
    assert [each.text for each in await chat.channel_messages(chat.channel)] == ["Thank you, it is kept."]
    assert len(room.core.events) == 5
    room.core.effect = Ask(FORM)
    assert (await chat.share(USER, "hello")).kind == "form"


@pytest.mark.parametrize(
    ("button", "label", "is_so"),
    [
        ("👂 I hear this too (3)", "I hear this too", True),
        ("👂 I hear this too", "I hear this too", True),
        ("❤️ Well done (12)", "❤️ Well done (12)", True),
        ("Go on", "on", False),
        ("👂 I hear this too", "too", False),
        ("4", "4", True),
    ],
)
def test_a_reaction_can_be_called_by_its_words(button: str, label: str, *, is_so: bool) -> None:
    assert is_labelled(button, label) == is_so
