"""Every effect, in answer to every kind of act, as people see it in Slack."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.http import background
from adapters.slack import listen
from bot.chat.blocks import Message, Paragraph
from bot.chat.effects import Ask, Effect, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.errors import BusyError
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Form, TextField
from tests.adapters.slack.conftest import DELIVERY, DIRECT, USER, Room, opened_room
from tests.adapters.slack.examples import FORM, MESSAGE, REPLY, TABLE_MESSAGE
from tests.fakes.slack_client import Done, readable
from tests.fakes.slack_world import Posted, View

THANKS = "Thank you, it is kept."
OTHER_FORM = Form(title="Next", parts=(Paragraph("Another form"),), close_label="Close")
PROBLEM = Refuse({"comment": "Please write less than that."})
LOUD: list[tuple[str, Effect]] = [
    ("whisper", Whisper(REPLY)),
    ("post", Post(REPLY)),
    ("replace", Replace(REPLY)),
    ("ask", Ask(FORM)),
    ("refuse", PROBLEM),
]


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with opened_room() as opened:
        yield opened
        await opened.quiet()
        assert opened.fake.complaints == []


async def message(room: Room) -> Posted:
    await room.adapter.platform.send(DIRECT, MESSAGE, DELIVERY)
    return room.team.messages[-1]


async def form(room: Room) -> View:
    room.core.effect = Ask(FORM)
    done = await room.slack.command(USER, "answer")
    _, view = await came(done)
    assert isinstance(view, View)
    return view


async def came(done: Done) -> tuple[str, object]:
    assert done.reply.status == 200
    return await asyncio.wait_for(done.act.happenings.get(), 2)


def shown(what: object) -> str:
    assert isinstance(what, View | Posted)
    return readable(what.content["blocks"] if isinstance(what, View) else what.blocks)


@pytest.mark.parametrize(("name", "effect"), LOUD)
async def test_a_press_on_a_message(room: Room, name: str, effect: Effect) -> None:
    posted = await message(room)
    room.core.effect = effect
    done = await room.slack.press(USER, posted, "4")
    assert done.reply.text == ""
    kind, what = await came(done)
    expected = {"ask": "view", "post": "message", "replace": "message"}.get(name, "whisper")
    assert kind == expected
    words = {"ask": "You answered 4.", "refuse": "Please write less than that."}.get(name, THANKS)
    assert words in shown(what)
    assert (what is posted) == (name == "replace")


@pytest.mark.parametrize(("name", "effect"), LOUD)
async def test_a_press_inside_a_form(room: Room, name: str, effect: Effect) -> None:
    view = await form(room)
    room.core.effect = effect
    done = await room.slack.press(USER, view, "5")
    assert done.reply.text == ""
    kind, what = await came(done)
    assert (kind, what) == ("view", view)
    words = {"ask": "You answered 4.", "refuse": "Please write less than that."}.get(name, THANKS)
    assert words in shown(view)
    event = room.core.events[-1]
    assert isinstance(event, ButtonPressed)
    assert event.in_form
    assert event.place is None


@pytest.mark.parametrize(("name", "effect"), LOUD)
async def test_a_form_that_is_sent(room: Room, name: str, effect: Effect) -> None:
    view = await form(room)
    room.core.effect = effect
    done = await room.slack.submit(USER, view, {"comment": "hello"})
    kind, what = await came(done)
    if name == "refuse":
        assert (kind, what) == ("errors", PROBLEM.problems)
    else:
        assert (kind, what) == ("view", view)
        assert ("You answered 4." if name == "ask" else THANKS) in shown(view)
    assert view.is_open


@pytest.mark.parametrize(("name", "effect"), LOUD)
async def test_a_command(room: Room, name: str, effect: Effect) -> None:
    room.core.effect = effect
    kind, what = await came(await room.slack.command(USER, "help"))
    assert kind == {"ask": "view", "post": "message"}.get(name, "whisper")
    words = {"ask": "You answered 4.", "refuse": "Please write less than that."}.get(name, THANKS)
    assert words in shown(what)


@pytest.mark.parametrize(("name", "effect"), LOUD)
async def test_the_home_tab_is_filled(room: Room, name: str, effect: Effect) -> None:
    room.core.effect = effect
    assert (await room.slack.event({"type": "app_home_opened", "user": USER, "tab": "home"})).status == 200
    await room.quiet()
    if name == "ask":
        assert room.team.homes == {}
    else:
        words = "Please write less than that." if name == "refuse" else THANKS
        assert words in readable(room.team.homes[USER]["blocks"])


@pytest.mark.parametrize(("name", "effect"), LOUD)
async def test_a_press_on_the_home_tab(room: Room, name: str, effect: Effect) -> None:
    room.core.effect = Post(MESSAGE)
    await room.slack.event({"type": "app_home_opened", "user": USER, "tab": "home"})
    await room.quiet()
    room.core.effect = effect
    done = await room.slack.press(USER, room.team.homes[USER], "Catch up")
    await room.quiet()
    if name in {"post", "replace"}:
        assert THANKS in readable(room.team.homes[USER]["blocks"])
    else:
        kind, what = await came(done)
        assert kind == "view"
        words = {"ask": "You answered 4.", "refuse": "Please write less than that."}.get(name, THANKS)
        assert words in shown(what)
    event = room.core.events[-1]
    assert isinstance(event, ButtonPressed)
    assert not event.in_form
    assert event.place == DIRECT


async def test_nothing_is_said_when_nothing_has_to_be(room: Room) -> None:
    posted, view = await message(room), await form(room)
    calls = len(room.fake.calls)
    room.core.effect = Nothing()
    dones = [await room.slack.press(USER, posted, "1"), await room.slack.press(USER, view, "5")]
    dones += [await room.slack.command(USER, "x"), await room.slack.submit(USER, view, {})]
    await room.slack.event({"type": "app_home_opened", "user": USER, "tab": "home"})
    await room.quiet()
    assert [done.reply.status for done in dones] == [200] * 4
    assert [done.reply.text for done in dones] == ["", "", "", '{"response_action": "clear"}']
    assert all(done.act.happenings.empty() for done in dones)
    assert len(room.fake.calls) == calls
    assert not view.is_open


async def test_what_was_filled_in_comes_back(room: Room) -> None:
    view = await form(room)
    room.core.effect = Nothing()
    await room.slack.submit(USER, view, {"comment": "Tools & <time>", "show": "quote", "until": "2026-12-24"})
    event = room.core.events[-1]
    assert isinstance(event, FormSubmitted)
    assert event.action == FORM.submit
    assert {name: str(value) for name, value in event.values.items()} == {
        "comment": "Tools & <time>",
        "show": "quote",
        "until": "2026-12-24",
    }


async def test_what_was_left_empty_comes_back_as_none(room: Room) -> None:
    view = await form(room)
    room.core.effect = Nothing()
    await room.slack.submit(USER, view, {"comment": "", "until": ""})
    event = room.core.events[-1]
    assert isinstance(event, FormSubmitted)
    assert event.values["comment"] is None
    assert event.values["until"] is None
    assert event.values["show"] == "theme"


async def test_problems_of_unknown_fields_are_shown_at_the_first(room: Room) -> None:
    view = await form(room)
    room.core.effect = Refuse({"elsewhere": "That day is over."})
    _, errors = await came(await room.slack.submit(USER, view, {}))
    assert errors == {"comment": "That day is over."}


async def test_a_form_keeps_what_is_being_typed_but_shows_what_the_core_changed(room: Room) -> None:
    view = await form(room)
    first = _actions(view)
    room.core.effect = Ask(FORM)
    await came(await room.slack.press(USER, view, "5"))
    assert _actions(view) == first
    changed = replace(FORM, parts=(TextField(name="comment", label="Comment", value="as kept"),))
    room.core.effect = Ask(changed)
    await came(await room.slack.press(USER, view, "5"))
    assert _actions(view)["comment"] != first["comment"]


def _actions(view: View) -> dict[str, str]:
    inputs = [block for block in view.content["blocks"] if block["type"] == "input"]
    return {block["block_id"]: block["element"]["action_id"] for block in inputs}


async def test_pressing_twice_in_a_form_is_harmless(room: Room) -> None:
    view = await form(room)
    room.core.effect = Ask(OTHER_FORM)
    pressed = [room.slack.press(USER, view, "5"), room.slack.press(USER, view, "5")]
    assert [done.reply.status for done in await asyncio.gather(*pressed)] == [200, 200]
    await room.quiet()
    assert "Another form" in shown(view)


async def test_a_button_of_another_version_says_so(room: Room) -> None:
    posted = await message(room)
    for block in posted.blocks:
        for element in block.get("elements", ()):
            element["action_id"] = "0|old"
    kind, what = await came(await room.slack.press(USER, posted, "2"))
    assert kind == "whisper"
    assert "earlier version" in shown(what)
    assert room.core.events == []


async def test_a_form_of_another_version_says_so(room: Room) -> None:
    view = await form(room)
    view.content["private_metadata"] = "0|old"
    await came(await room.slack.submit(USER, view, {}))
    assert "earlier version" in shown(view)
    assert len(room.core.events) == 1


async def test_opening_a_link_has_no_effect(room: Room) -> None:
    posted = await message(room)
    assert (await room.slack.press(USER, posted, "Read more")).reply.status == 200
    assert room.core.events == []


async def test_closing_a_form_that_only_shows_something_has_no_effect(room: Room) -> None:
    view = await form(room)
    room.core.effect = Ask(OTHER_FORM)
    await came(await room.slack.press(USER, view, "5"))
    events = len(room.core.events)
    assert (await room.slack.submit(USER, view, {})).reply.status == 200
    assert len(room.core.events) == events


async def test_a_table_that_slack_refuses_is_shown_as_text(room: Room) -> None:
    room.fake.refuses_tables = True
    room.core.effect = Whisper(TABLE_MESSAGE)
    kind, what = await came(await room.slack.command(USER, "status"))
    assert kind == "whisper"
    assert "Monday" in shown(what)
    await room.adapter.platform.send(DIRECT, TABLE_MESSAGE, DELIVERY)
    assert [block["type"] for block in room.team.messages[-1].blocks] == ["rich_text"]


class TestSlowCore:
    """The core takes longer than Slack waits."""

    @pytest.fixture(autouse=True)
    def hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listen, "ACT_SECONDS", 0.05)

    async def late(self, room: Room, done: Done) -> tuple[str, object]:
        assert room.core.gate is not None
        assert done.reply.status == 200
        room.core.gate.set()
        return await came(done)

    async def test_a_press_is_answered_later(self, room: Room) -> None:
        posted = await message(room)
        room.core.gate, room.core.effect = asyncio.Event(), Whisper(REPLY)
        done = await room.slack.press(USER, posted, "3")
        assert done.reply.text == ""
        kind, what = await self.late(room, done)
        assert kind == "whisper"
        assert THANKS in shown(what)

    async def test_a_command_is_answered_later(self, room: Room) -> None:
        room.core.gate, room.core.effect = asyncio.Event(), Whisper(REPLY)
        kind, _ = await self.late(room, await room.slack.command(USER, "status"))
        assert kind == "whisper"

    @pytest.mark.parametrize(
        ("effect", "words"), [(Whisper(REPLY), THANKS), (PROBLEM, "less than that"), (Nothing(), "✓")]
    )
    async def test_a_form_waits_and_then_shows_what_came(self, room: Room, effect: Effect, words: str) -> None:
        view = await form(room)
        room.core.gate, room.core.effect = asyncio.Event(), effect
        done = await room.slack.submit(USER, view, {"comment": "x"})
        await came(done)
        assert shown(view) == "⏳"
        await self.late(room, done)
        assert words in shown(view)

    async def test_a_late_failure_is_told(self, room: Room) -> None:
        posted = await message(room)
        room.core.gate, room.core.error = asyncio.Event(), BusyError("full")
        kind, what = await self.late(room, await room.slack.press(USER, posted, "3"))
        assert kind == "whisper"
        assert "could not be saved" in shown(what)


async def test_a_window_that_opens_too_late_is_told_to_the_log_alone(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    posted = await message(room)
    room.fake.fault("views.open", "expired_trigger_id")
    room.core.effect = Ask(FORM)
    assert (await room.slack.press(USER, posted, "3")).reply.status == 200
    await room.quiet()
    (record,) = [each for each in caplog.records if each.message == "slack.effect_lost"]
    assert record.__dict__["code"] == "expired_trigger_id"


async def test_what_hangs_does_not_keep_the_adapter_from_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "STOP_SECONDS", 0.1)
    async with opened_room() as room:
        posted = await message(room)
        room.core.effect = Ask(FORM)
        room.fake.fault("views.open", "hang")
        assert (await room.slack.press(USER, posted, "3")).reply.status == 200


async def test_what_is_begun_is_finished_when_the_adapter_stops() -> None:
    async with opened_room() as room:
        posted = await message(room)
        room.core.effect = Whisper(Message(summary="s", blocks=(Paragraph("last words"),)))
        done = await room.slack.press(USER, posted, "3")
    assert "last words" in shown((await came(done))[1])
