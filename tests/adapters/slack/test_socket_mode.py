"""Socket Mode: the same way through the app, without a public address."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.slack import socket_mode
from bot.chat.effects import Ask, Refuse, Whisper
from bot.chat.errors import BusyError, WorkspaceSuspendedError
from tests.adapters.slack.conftest import TEAM, USER, Room, opened_room
from tests.adapters.slack.examples import FORM, REPLY
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import readable
from tests.fakes.slack_world import Act, Token, View

APP_TOKEN = "xapp-made-up"
HOME = {"type": "app_home_opened", "user": USER, "tab": "home"}


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    fake = FakeSlack()
    fake.tokens[APP_TOKEN] = Token(teams={TEAM}, scopes=frozenset({"connections:write"}))
    async with opened_room(fake, app_token=APP_TOKEN, signing_secret="") as opened:
        yield opened


async def answer(room: Room, envelope: str) -> dict[str, object]:
    return await room.fake.acknowledgement(envelope)


async def test_an_event_is_heard_and_acknowledged(room: Room) -> None:
    envelope = await room.fake.push("events_api", room.slack.event_body(HOME, "Ev1"))
    assert await answer(room, envelope) == {}
    assert [event.event_id for event in room.core.events] == ["Ev1"]


async def test_it_is_not_acknowledged_before_it_is_durable(room: Room) -> None:
    room.core.gate = asyncio.Event()
    envelope = await room.fake.push("events_api", room.slack.event_body(HOME))
    await asyncio.sleep(0.1)
    assert envelope not in room.fake.acknowledged
    room.core.gate.set()
    await answer(room, envelope)


async def test_what_could_not_be_kept_is_not_acknowledged_so_that_it_comes_again(room: Room) -> None:
    room.core.error = BusyError("full")
    lost = await room.fake.push("events_api", room.slack.event_body(HOME, "Ev2"))
    await asyncio.sleep(0.1)
    room.core.error = None
    again = await room.fake.push("events_api", room.slack.event_body(HOME, "Ev2"), retry=1)
    await answer(room, again)
    assert lost not in room.fake.acknowledged
    assert [event.event_id for event in room.core.events] == ["Ev2"]


async def test_a_command_is_answered_in_the_acknowledgement(room: Room) -> None:
    room.core.effect = Whisper(REPLY)
    envelope = await room.fake.push("slash_commands", room.slack.command_body(USER, "help", Act(user=USER)))
    payload = await answer(room, envelope)
    assert payload["response_type"] == "ephemeral"
    assert "Thank you" in readable(payload["blocks"])


async def test_a_form_opens_and_its_problems_are_shown(room: Room) -> None:
    room.core.effect = Ask(FORM)
    act = Act(user=USER)
    await answer(room, await room.fake.push("slash_commands", room.slack.command_body(USER, "answer", act)))
    _, view = await asyncio.wait_for(act.happenings.get(), 2)
    assert isinstance(view, View)
    room.core.effect = Refuse({"comment": "Too long."})
    state = {"comment": {"a": {"type": "plain_text_input", "value": "x"}}}
    payload = {
        **room.slack._interaction("view_submission", USER, Act(user=USER)),
        "view": room.slack._view(view, state),
    }
    refused = await answer(room, await room.fake.push("interactive", payload))
    assert refused == {"response_action": "errors", "errors": {"comment": "Too long."}}


async def test_nonsense_and_a_hang_up_do_not_end_the_conversation(room: Room) -> None:
    await room.fake.connected()
    await room.fake.push_raw("not json")
    await room.fake.push_raw("{broken")
    await room.fake.push("events_api", {"type": "event_callback"})
    await room.fake.hang_up()
    await room.fake.connected()
    envelope = await room.fake.push("events_api", room.slack.event_body(HOME, "Ev3"))
    await answer(room, envelope)
    assert [event.event_id for event in room.core.events] == ["Ev3"]


async def test_a_wrong_app_level_token_is_told_at_once() -> None:
    with pytest.raises(WorkspaceSuspendedError):
        async with opened_room(app_token="xapp-wrong"):
            pass


async def test_when_slack_is_away_at_the_start_the_connection_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_mode, "PING_SECONDS", 0.1)
    fake = FakeSlack()
    fake.tokens[APP_TOKEN] = Token(teams={TEAM}, scopes=frozenset({"connections:write"}))
    fake.fault("apps.connections.open", "http_500", times=3)
    async with opened_room(fake, app_token=APP_TOKEN):
        await fake.connected()
        assert len(fake.called("apps.connections.open")) == 4


async def test_without_a_signing_secret_there_is_no_way_in_over_http(room: Room) -> None:
    assert (await room.slack.event(HOME)).status == 404
