"""Whatever goes wrong, at whatever level is logged, no payload appears in a log."""

import asyncio
import json
import logging
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from adapters.slack import listen
from adapters.slack.refs import ChannelId, channel_place
from bot.chat.blocks import Message, Paragraph
from bot.chat.effects import Ask, Whisper
from bot.chat.errors import SendError
from bot.chat.forms import Form, TextField
from tests.adapters.slack.conftest import DELIVERY, DIRECT, TEAM, TOKEN, USER, WORKSPACE, Room, opened_room
from tests.adapters.slack.examples import MESSAGE
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import FORM
from tests.fakes.slack_world import Act, Token, View

CANARY = "canary-that-nobody-may-read"
SAID = Message(summary=CANARY, blocks=(Paragraph(CANARY),))
ASKED = Form(
    title=CANARY[:20],
    parts=(TextField(name="comment", label="Comment", value=CANARY),),
    close_label="Close",
    submit=MESSAGE.blocks[1].points[0].action,  # type: ignore[union-attr] # a rating scale
)


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("slack", "adapters")) and name != "adapters.slack.sdk":
            caplog.set_level(logging.DEBUG, logger=name)
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assert records, "without any record this proves nothing"
    told = "".join(f"{record.getMessage()} {record.__dict__} {record.exc_text}" for record in records)
    assert CANARY not in told
    assert TOKEN not in told


class LoudError(Exception):
    """An exception that carries what a person wrote."""


async def test_when_the_core_fails(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.core.error = LoudError(CANARY)
    done = await room.slack.command(USER, CANARY)
    assert (done.reply.status, done.reply.text) == (500, "")
    assert (await room.slack.event({"type": "app_home_opened", "user": USER, "tab": "home"})).status == 500
    assert [record.__dict__["error"] for record in caplog.records if record.message == "slack.failed"] == [
        "LoudError"
    ] * 2


async def test_when_the_core_fails_late(
    room: Room, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "ACT_SECONDS", 0.02)
    room.core.gate, room.core.error = asyncio.Event(), LoudError(CANARY)
    assert (await room.slack.command(USER, CANARY)).reply.status == 200
    room.core.gate.set()
    await room.quiet()
    assert "slack.failed_late" in caplog.text


async def test_when_slack_refuses_what_we_say(room: Room) -> None:
    room.core.effect = Ask(ASKED)
    for fault in ("invalid_blocks", "drop_after", "html", "http_500", "ratelimited"):
        room.fake.fault("views.open", fault)
        await room.slack.command(USER, CANARY)
        await room.quiet()
    for fault in ("invalid_blocks", "drop_after", "html", "fatal_error"):
        room.fake.fault("chat.postMessage", fault, times=2)
        with pytest.raises(SendError) as caught:
            await room.adapter.platform.send(DIRECT, SAID, DELIVERY)
        assert CANARY not in str(caught.value)
        assert caught.value.__cause__ is None
        room.fake._faults.clear()


async def test_when_all_goes_well(room: Room) -> None:
    await room.adapter.platform.send(DIRECT, SAID, DELIVERY)
    room.core.effect = Ask(ASKED)
    done = await room.slack.command(USER, CANARY)
    _, view = await asyncio.wait_for(done.act.happenings.get(), 2)
    assert isinstance(view, View)
    room.core.effect = Whisper(SAID)
    await room.slack.submit(USER, view, {"comment": CANARY})
    assert [page async for page in room.adapter.platform.read_directory(DIRECT.workspace)]


async def test_when_a_request_makes_no_sense(room: Room) -> None:
    bodies = [
        (f'{{"type": "{CANARY}", '.encode(), "application/json"),
        (
            json.dumps({"type": "event_callback", "event": {"type": "team_join", "user": CANARY}}).encode(),
            "application/json",
        ),
        (urlencode({"payload": f"{{{CANARY}"}).encode(), FORM),
        (urlencode({"command": "/voice", "text": CANARY}).encode(), FORM),
    ]
    for body, kind in bodies:
        assert (await room.slack.deliver(body, kind)).status == 400
        assert (await room.slack.deliver(body, kind, secret="other")).status == 401


async def test_over_socket_mode() -> None:
    fake = FakeSlack()
    fake.tokens["xapp-made-up"] = Token(teams={TEAM}, scopes=frozenset({"connections:write"}))
    async with opened_room(fake, app_token="xapp-made-up") as room:
        await fake.push_raw(f"{{{CANARY}")
        room.core.effect = Whisper(SAID)
        said = await fake.push("slash_commands", room.slack.command_body(USER, CANARY, Act(user=USER)))
        assert await fake.acknowledgement(said)
        room.core.error = LoudError(CANARY)
        await fake.push("slash_commands", room.slack.command_body(USER, CANARY, Act(user=USER)))
        await asyncio.sleep(0.1)
        assert len(fake.acknowledged) == 1


async def test_what_is_written_in_channels(room: Room) -> None:
    room.fake.add_channel(TEAM, "C1")
    room.core.error = LoudError(CANARY)
    channel = ChannelId("C1")
    ref = await room.adapter.platform.send(channel_place(WORKSPACE, channel), SAID, DELIVERY)
    (posted,) = room.team.messages
    written = await room.slack.write(USER, "C1", CANARY, below=posted)
    await room.slack.rewrite(written, CANARY)
    await room.slack.write("U2", "C1", CANARY)
    await room.slack.choose(USER, "share_voice", written)
    room.fake.fault("chat.update", "http_500")
    with pytest.raises(SendError):
        await room.adapter.platform.edit(ref, SAID)
