"""Who may tell us something: real tokens, signed with the far end's own keys, and every way to get them wrong."""

import asyncio
import io
import json
import logging
import time
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from adapters.teams.apps import App, SecretProof
from adapters.teams.refs import AppId, TenantId
from bot.chat.events import CommandGiven
from tests.adapters.teams.conftest import ADA, APP, SECRET, TENANT, Room, opened_room
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_world import new_key, sign

OTHER_TENANT, OTHER_APP = "0ddba11a-0000-4000-8000-00000000ca1e", "b0bb0b00-0000-4000-8000-000000000b07"


async def status_of(room: Room, token: str, **changed: object) -> int:
    activity = room.teams.activity("message", ADA, text="/voice help")
    return (await room.teams.deliver({**activity, **changed}, token=token)).status


async def test_a_genuine_activity_is_heard(room: Room) -> None:
    assert await status_of(room, room.teams.token()) == 200
    (event,) = room.core.events
    assert isinstance(event, CommandGiven)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": OTHER_APP},
        {"aud": None},
        {"aud": [OTHER_APP, "another"]},
        {"iss": "https://sts.example.com"},
        {"iss": None},
        {"exp": int(time.time()) - 400},
        {"exp": None},
        {"exp": "soon"},
        {"exp": 10**40},
        {"nbf": int(time.time()) + 400},
    ],
    ids=" ".join,
)
async def test_a_token_that_says_something_else_is_refused(room: Room, claims: dict[str, Any]) -> None:
    assert await status_of(room, room.teams.token(**claims)) == 401
    assert room.core.events == []


@pytest.mark.parametrize(
    "claims",
    [{"exp": int(time.time()) - 240}, {"nbf": int(time.time()) + 240}, {"aud": [OTHER_APP, APP]}],
    ids=" ".join,
)
async def test_clocks_may_be_five_minutes_apart(room: Room, claims: dict[str, Any]) -> None:
    assert await status_of(room, room.teams.token(**claims)) == 200


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "Bearer", "é", "a" * 7_000, "..", "eyJhbGciOiJub25lIn0.e30."])
async def test_what_is_no_token_is_refused(room: Room, token: str) -> None:
    assert await status_of(room, token) == 401


async def test_a_token_signed_by_somebody_else_under_a_known_name_is_refused(room: Room) -> None:
    forged = sign(new_key("key-1"), {"aud": APP, "serviceurl": room.fake.service_url})
    assert await status_of(room, forged) == 401


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
async def test_another_algorithm_is_refused(room: Room, algorithm: str) -> None:
    claims = {"aud": APP, "serviceurl": room.fake.service_url, "iss": "https://api.botframework.com"}
    key = "x" * 40 if algorithm == "HS256" else ""
    token = jwt.encode({**claims, "exp": int(time.time()) + 60}, key, algorithm=algorithm, headers={"kid": "key-1"})
    assert await status_of(room, token) == 401


async def test_a_key_that_may_not_speak_for_teams_is_refused(room: Room) -> None:
    room.fake.keys.append(new_key("skype-only", endorsements=("skype",)))
    token = sign(room.fake.keys[1], {"aud": APP, "serviceurl": room.fake.service_url})
    assert await status_of(room, token) == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"serviceUrl": "https://evil.example.com/"},
        {"serviceUrl": None},
        {"channelId": "emulator"},
        {"channelData": {"tenant": {"id": OTHER_TENANT}}, "conversation": {"id": "a:1"}},
        {"channelData": {"tenant": {"id": OTHER_TENANT}}},
        {"channelData": {}, "conversation": {"id": "a:1"}},
        {"channelData": [], "conversation": "a:1"},
        {"channelData": {"tenant": "x"}, "conversation": {"id": "a:1"}},
    ],
    ids=str,
)
async def test_a_genuine_token_beside_another_activity_is_refused(room: Room, changed: dict[str, Any]) -> None:
    assert await status_of(room, room.teams.token(), **changed) == 403
    assert room.core.events == []


async def test_a_token_without_an_address_is_refused(room: Room) -> None:
    assert await status_of(room, room.teams.token(serviceurl=None)) == 403


async def test_an_app_is_used_by_its_own_tenant_alone() -> None:
    """Both are ours; the token of one does not open the other."""
    fake = FakeTeams()
    apps = [App(app_id=AppId(a), tenant=TenantId(t), proof=SecretProof(secret=SECRET)) for a, t in BOTH]
    async with opened_room(fake, apps=tuple(apps)) as room:
        other = {"channelData": {"tenant": {"id": OTHER_TENANT}}, "conversation": {"id": "a:1"}}
        assert await status_of(room, room.teams.token(), **other) == 403
        assert await status_of(room, room.teams.token(aud=OTHER_APP), **other) == 200


BOTH = ((APP, TENANT), (OTHER_APP, OTHER_TENANT))


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b"[" * 5_000, b"\xff\xfe", b"7"])
async def test_what_is_no_activity_is_refused_without_a_word(room: Room, body: bytes) -> None:
    assert (await room.teams.deliver_bytes(body)).status == 403
    assert (await room.teams.deliver_bytes(body, token="")).status == 401


@pytest.mark.parametrize("missing", ["from", "conversation", "id"])
async def test_a_genuine_activity_that_lacks_a_part_is_malformed(room: Room, missing: str) -> None:
    activity = room.teams.activity("message", ADA, text="/voice help")
    del activity[missing]
    assert (await room.teams.deliver(activity)).status in {400, 403}


async def test_a_body_beyond_all_measure_is_not_read(room: Room) -> None:
    url, headers = f"{room.base_url}/teams/messages", {"Authorization": f"Bearer {room.teams.token()}"}
    async with room.session.post(url, data=io.BytesIO(b" " * 1_100_000), headers=headers) as answer:
        assert answer.status == 413


class TestKeys:
    """The connector's keys change, and nobody may make us fetch them for every request."""

    async def test_nothing_is_fetched_for_a_request(self, room: Room) -> None:
        await status_of(room, room.teams.token())
        before = room.fake.fetched.copy()
        for _ in range(20):
            assert await status_of(room, room.teams.token(jti=str(time.monotonic_ns()))) == 200
        assert room.fake.fetched == before

    async def test_a_new_key_is_fetched_when_it_is_first_used_and_made_up_ones_once_a_minute(self, room: Room) -> None:
        await status_of(room, room.teams.token())
        room.adapter._keys._tried_at = datetime(2020, 1, 1, tzinfo=UTC)
        room.fake.keys = [new_key("key-2")]
        assert await status_of(room, room.teams.token()) == 200
        fetched = room.fake.fetched["keys"]
        for number in range(10):
            made_up = sign(new_key(f"made-up-{number}"), {"aud": APP}) if number < 2 else "a.b.c"
            assert await status_of(room, made_up) == 401
        assert room.fake.fetched["keys"] == fetched

    async def test_a_withdrawn_key_opens_nothing_any_more(self, room: Room) -> None:
        token = room.teams.token()
        assert await status_of(room, token) == 200
        room.fake.keys = [new_key("key-2")]
        assert await room.adapter._keys.fetch()
        assert await status_of(room, token) == 401

    async def test_before_there_are_keys_requests_shall_come_again(self) -> None:
        fake = FakeTeams()
        fake.faults.add("openid", *["500 html"] * 5)
        async with opened_room(fake) as room:
            assert await status_of(room, room.teams.token()) == 503
            assert room.core.events == []

    async def test_many_at_once_wait_for_one_fetch(self) -> None:
        async with opened_room() as room:
            room.adapter._keys._tried_at = datetime(2020, 1, 1, tzinfo=UTC)
            room.fake.keys = [new_key("key-2")]
            before = room.fake.fetched["keys"]
            statuses = await asyncio.gather(*(status_of(room, room.teams.token()) for _ in range(10)))
            assert statuses == [200] * 10
            assert room.fake.fetched["keys"] - before <= 2


async def test_without_authentication_everybody_of_the_tenant_is_believed_and_no_token_is_sent() -> None:
    async with opened_room(is_open=True) as room:
        assert await status_of(room, "") == 200
        other = {"channelData": {"tenant": {"id": OTHER_TENANT}}, "conversation": {"id": "a:1"}}
        assert await status_of(room, "", **other) == 403
        assert room.fake.fetched["token"] == 0


async def test_logs_tell_nothing_of_what_was_refused(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "words that nobody is meant to keep"
    activity = room.teams.activity("message", ADA, text=secret)
    await room.teams.deliver(activity, token="a.b.c")
    await room.teams.deliver({**activity, "conversation": None})
    await room.teams.deliver(activity)
    assert secret not in json.dumps([record.__dict__ for record in caplog.records], default=str)
