"""What comes in over HTTP: who is let in, who is not, and what is kept before an answer goes out."""

import asyncio
import json
import time
from urllib.parse import urlencode, urlsplit

import pytest

from adapters.slack import routes
from adapters.slack.routes import MAX_BODY_BYTES
from bot.chat.effects import Whisper
from bot.chat.errors import BusyError, UnavailableError
from bot.chat.events import ButtonPressed, CommandGiven, DirectoryChanged, HomeOpened, WorkspaceLeft
from bot.chat.ids import PlaceKind
from tests.adapters.slack.conftest import DELIVERY, DIRECT, SECRET, USER, WORKSPACE, Room, opened_room
from tests.adapters.slack.examples import MESSAGE, REPLY
from tests.fakes.slack_client import FORM, sign
from tests.fakes.slack_world import Act

HOME = {"type": "app_home_opened", "user": USER, "tab": "home", "channel": "D1"}


async def test_a_signed_event_reaches_the_core(room: Room) -> None:
    reply = await room.slack.event(HOME, event_id="Ev1")
    assert (reply.status, reply.text) == (200, "")
    (event,) = room.core.events
    assert isinstance(event, HomeOpened)
    assert event.event_id == "Ev1"
    assert event.actor.account.external_id == USER
    assert event.actor.account.workspace == WORKSPACE
    assert event.actor.viewer == ""


async def test_a_retry_names_the_same_happening(room: Room) -> None:
    await room.slack.event(HOME, event_id="Ev7")
    await room.slack.event(HOME, event_id="Ev7", retry=1)
    assert [event.event_id for event in room.core.events] == ["Ev7", "Ev7"]


async def test_every_act_has_an_id_of_its_own(room: Room) -> None:
    for _ in range(3):
        await room.slack.command(USER, "help")
    assert len({event.event_id for event in room.core.events}) == 3


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"X-Slack-Signature": "v0=" + "0" * 64}, "forged"),
        ({"X-Slack-Signature": "v0=żółw"}, "not ASCII"),
        ({"X-Slack-Signature": ""}, "missing"),
        ({"X-Slack-Request-Timestamp": "soon"}, "no time"),
        ({"X-Slack-Request-Timestamp": "9" * 40}, "beyond all times"),
        ({"X-Slack-Request-Timestamp": str(int(time.time()) + 200)}, "another time than was signed"),
    ],
)
async def test_what_slack_did_not_sign_is_refused(room: Room, change: dict[str, str], what: str) -> None:
    body = json.dumps(room.slack.event_body(HOME)).encode()
    reply = await room.slack.deliver(body, "application/json", headers=change)
    assert reply.status == 401, what
    assert room.core.events == []


async def test_another_apps_secret_is_refused(room: Room) -> None:
    body = json.dumps(room.slack.event_body(HOME)).encode()
    assert (await room.slack.deliver(body, "application/json", secret="other")).status == 401


@pytest.mark.parametrize("age", [-400, 400])
async def test_an_old_or_future_request_is_refused(room: Room, age: int) -> None:
    body = json.dumps(room.slack.event_body(HOME)).encode()
    timestamp = str(int(time.time()) - age)
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": sign(SECRET, body, timestamp)}
    assert (await room.slack.deliver(body, "application/json", headers=headers)).status == 401
    assert room.core.events == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"[1]", "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"{}", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"type":"event_callback"}', "application/json"),
        (b'{"type":"event_callback","event":[]}', "application/json"),
        (b'{"type":"event_callback","event":{"type":"team_join"},"team_id":"T1","event_id":"E"}', "application/json"),
        (b'{"type":"event_callback","event":{"type":"app_home_opened","tab":"home"}}', "application/json"),
        (b'{"type":"event_callback","event":{"type":"tokens_revoked"},"authorizations":7}', "application/json"),
        (b"payload=%7B", FORM),
        (b"payload=%5B1%5D", FORM),
        (
            b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B%7B%22type%22%3A%22button%22%7D%5D%7D",
            FORM,
        ),
        (b"payload=%7B%22type%22%3A%22view_submission%22%7D", FORM),
        (b"command=%2Fvoice", FORM),
        (b"", FORM),
    ],
)
async def test_what_makes_no_sense_is_a_bad_request(room: Room, body: bytes, kind: str) -> None:
    reply = await room.slack.deliver(body, kind)
    assert (reply.status, reply.text) == (400, "")
    assert room.core.events == []


async def test_a_body_that_is_too_large_is_refused(room: Room) -> None:
    reply = await room.slack.deliver(b"x" * (MAX_BODY_BYTES + 1), FORM)
    assert reply.status == 413
    assert room.core.events == []


async def test_a_large_body_is_refused_as_soon_as_that_is_known(room: Room) -> None:
    told = b"POST /slack/events HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1)
    assert b" 413 " in await first_line(room, told)
    chunk = b"%x\r\n%b\r\n" % (MAX_BODY_BYTES + 1, b"x" * (MAX_BODY_BYTES + 1))
    untold = b"POST /slack/events HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk
    assert b" 413 " in await first_line(room, untold)


async def first_line(room: Room, sent: bytes) -> bytes:
    """What is answered to the beginning of a request that never ends."""
    address = urlsplit(room.base_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.readline(), 2)
    finally:
        writer.close()


async def test_a_body_that_trickles_does_not_hold_its_place(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "BODY_SECONDS", 0.1)
    sent = b"POST /slack/events HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nslow"
    assert b" 408 " in await first_line(room, sent)


async def test_slack_finds_that_the_address_is_ours(room: Room) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "c-1"}).encode()
    reply = await room.slack.deliver(body, "application/json")
    assert (reply.status, reply.body) == (200, {"challenge": "c-1"})
    assert (await room.slack.deliver(body, "application/json", secret="other")).status == 401


async def test_slack_checks_the_certificate(room: Room) -> None:
    body = b"ssl_check=1&token=deprecated"
    assert (await room.slack.deliver(body, FORM)).status == 200
    assert (await room.slack.deliver(body, FORM, secret="other")).status == 200
    async with room.session.get(f"{room.base_url}/slack/events?ssl_check=1") as answer:
        assert answer.status == 200
    async with room.session.get(f"{room.base_url}/slack/events") as answer:
        assert answer.status == 405
    assert room.core.events == []


async def test_the_certificate_check_lets_nothing_else_in(room: Room) -> None:
    body = urlencode({**room.slack.command_body(USER, "help", Act(user=USER)), "ssl_check": "1"}).encode()
    assert (await room.slack.deliver(body, FORM, secret="other")).status == 200
    assert room.core.events == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_home_opened", "user": USER, "tab": "messages"},
        {"type": "message", "channel_type": "im", "user": USER, "text": "hello"},
        {"type": "reaction_added", "user": USER},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}},
        {"type": "something_new"},
    ],
)
async def test_what_is_ignored_on_purpose_is_taken(room: Room, event: dict[str, object]) -> None:
    assert (await room.slack.event(event)).status == 200
    assert room.core.events == []


@pytest.mark.parametrize("kind", ["shortcut", "message_action", "view_closed", "block_suggestion", "something_new"])
async def test_interactions_that_we_do_not_use_are_taken(room: Room, kind: str) -> None:
    assert (await room.slack.send_payload({"type": kind, "user": {"id": USER}})).status == 200
    assert room.core.events == []


async def test_nothing_is_acknowledged_before_it_is_durable(room: Room) -> None:
    room.core.gate = asyncio.Event()
    sent = asyncio.create_task(room.slack.event(HOME))
    await asyncio.sleep(0.15)
    assert not sent.done()
    room.core.gate.set()
    assert (await sent).status == 200


@pytest.mark.parametrize("error", [BusyError("full"), UnavailableError("locked")])
async def test_what_could_not_be_kept_is_refused_so_that_slack_sends_it_again(room: Room, error: Exception) -> None:
    room.core.error = error
    assert (await room.slack.event(HOME, event_id="Ev2")).status == 503
    room.core.error = None
    assert (await room.slack.event(HOME, event_id="Ev2", retry=1)).status == 200
    assert [event.event_id for event in room.core.events] == ["Ev2"]


async def test_too_many_at_once_are_refused_before_any_work() -> None:
    async with opened_room(in_flight=3) as room:
        room.core.gate = asyncio.Event()
        waiting = [asyncio.create_task(room.slack.event(HOME)) for _ in range(3)]
        await asyncio.sleep(0.15)
        assert (await room.slack.event(HOME)).status == 503
        room.core.gate.set()
        assert [reply.status for reply in await asyncio.gather(*waiting)] == [200] * 3
        assert len(room.core.events) == 3
        assert (await room.slack.event(HOME)).status == 200


async def test_a_press_says_who_where_and_what(room: Room) -> None:
    await room.adapter.platform.send(DIRECT, MESSAGE, DELIVERY)
    await room.slack.press(USER, room.team.messages[0], "4")
    (event,) = room.core.events
    assert isinstance(event, ButtonPressed)
    assert (event.action.verb, event.action.args) == ("pulse.answer", ("q1", "4"))
    assert event.place == DIRECT
    assert not event.in_form


async def test_a_command_brings_its_text_and_nothing_more(room: Room) -> None:
    room.core.effect = Whisper(REPLY)
    await room.slack.command(USER, "  status please ", channel="C9")
    (event,) = room.core.events
    assert isinstance(event, CommandGiven)
    assert event.text == "status please"
    assert (event.place.kind, event.place.external_id) == (PlaceKind.CHANNEL, "C9")


async def test_another_apps_command_is_ignored(room: Room) -> None:
    body = {**room.slack.command_body(USER, "x", Act(user=USER)), "command": "/vote"}
    assert (await room.slack.deliver(urlencode(body).encode(), FORM)).status == 200
    assert room.core.events == []


async def test_people_who_join_and_change_come_as_directory_entries(room: Room) -> None:
    profile = {"real_name": "Ada Example", "first_name": "Ada", "email": "ada@example.com"}
    user = {"id": "U2", "profile": profile, "tz": "Asia/Kathmandu", "locale": "en-GB", "deleted": False}
    await room.slack.event({"type": "team_join", "user": user})
    await room.slack.event({"type": "user_change", "user": {**user, "deleted": True, "is_restricted": True}})
    joined, changed = room.core.events
    assert isinstance(joined, DirectoryChanged)
    assert isinstance(changed, DirectoryChanged)
    (entry,) = joined.entries
    assert (entry.name, entry.first_name, entry.email) == ("Ada Example", "Ada", "ada@example.com")
    assert (entry.time_zone, entry.locale, entry.is_person, entry.is_active) == ("Asia/Kathmandu", "en-GB", True, True)
    assert (changed.entries[0].is_active, changed.entries[0].is_person) == (False, False)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"type": "app_uninstalled"}, "app_uninstalled"),
        ({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}, "tokens_revoked"),
    ],
)
async def test_leaving_reaches_the_core_and_empties_the_cache(
    room: Room, event: dict[str, object], reason: str
) -> None:
    await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    await room.slack.event(event)
    (left,) = room.core.events
    assert isinstance(left, WorkspaceLeft)
    assert (left.workspace, left.reason) == (WORKSPACE, reason)
    assert room.adapter._credentials._grants == {}
