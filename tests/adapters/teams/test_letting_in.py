"""Who may tell us something: real tokens, signed with the far end's own keys, and every way to get them wrong."""

import asyncio
import io
import json
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from adapters.teams import keys
from adapters.teams.apps import App, SecretProof
from adapters.teams.refs import AppId, TenantId
from adapters.teams.verify import LEEWAY, MOST_CHARACTERS, REMEMBERED, Caller, KnownTokens, RefusedError, read_token
from bot.chat.events import CommandGiven
from tests.adapters.teams.conftest import ADA, APP, SECRET, TENANT, Room, opened_room
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_world import KeyPair, new_key, sign

public = KeyPair.public
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
        {"exp": None},
        {"exp": "soon"},
        {"exp": 10**40},
    ],
    ids=" ".join,
)
async def test_a_token_that_says_something_else_is_refused(room: Room, claims: dict[str, Any]) -> None:
    assert await status_of(room, room.teams.token(**claims)) == 401
    assert room.core.events == []


@pytest.mark.parametrize(
    ("claim", "seconds", "status"), [("exp", -240, 200), ("nbf", 240, 200), ("exp", -400, 401), ("nbf", 400, 401)]
)
async def test_clocks_may_be_five_minutes_apart(room: Room, claim: str, seconds: int, status: int) -> None:
    assert await status_of(room, room.teams.token(**{claim: int(time.time()) + seconds})) == status


async def test_a_token_may_be_for_others_as_well(room: Room) -> None:
    assert await status_of(room, room.teams.token(aud=[OTHER_APP, APP])) == 200


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "Bearer", "é", "a" * 7_000, "..", "eyJhbGciOiJub25lIn0.e30."])
async def test_what_is_no_token_is_refused(room: Room, token: str) -> None:
    assert await status_of(room, token) == 401


@pytest.mark.parametrize("scheme", ["Basic ", "bearer ", "", "Bearer  "])
async def test_a_genuine_token_in_another_dress_is_refused(room: Room, scheme: str) -> None:
    headers = {"Authorization": f"{scheme}{room.teams.token()}"}
    activity = room.teams.activity("message", ADA, text="/voice help")
    async with room.session.post(f"{room.base_url}/teams/messages", json=activity, headers=headers) as answer:
        assert answer.status == 401


@pytest.mark.parametrize("characters", [0, MOST_CHARACTERS])
def test_what_cannot_be_a_token_is_not_looked_at(characters: int) -> None:
    with pytest.raises(RefusedError):
        read_token(f"Bearer {'x' * characters}")


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_a_token_that_was_known_is_so_in_every_part(room: Room, part: int) -> None:
    token = room.teams.token()
    assert await status_of(room, token) == 200
    parts = token.split(".")
    parts[part] = room.teams.token(exp=int(time.time()) + 7_200).split(".")[part] if part else f"{parts[part]}A"
    assert await status_of(room, ".".join(parts)) == 401


def test_a_token_that_was_known_ends() -> None:
    known = KnownTokens()
    ends_at = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    caller = Caller(app=AppId(APP), service_url="https://u", endorsements=frozenset(), ends_at=ends_at)
    known.remember("token", caller)
    assert known.find("token", ends_at + LEEWAY - timedelta(seconds=1)) == caller
    assert known.find("token", ends_at + LEEWAY) is None


def test_not_all_tokens_are_known_for_ever() -> None:
    known = KnownTokens()
    ends_at = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    caller = Caller(app=AppId(APP), service_url="https://u", endorsements=frozenset(), ends_at=ends_at)
    for number in range(REMEMBERED + 1):
        known.remember(str(number), caller)
    assert known.find("0", ends_at) is None
    assert known.find(str(REMEMBERED), ends_at) == caller


@pytest.mark.parametrize(
    "changed",
    [
        {"channelData": {"tenant": {"id": TENANT.upper()}}, "conversation": {"id": f"a:{ADA}"}},
        {"channelData": {}, "conversation": {"id": f"a:{ADA}", "tenantId": TENANT}},
    ],
    ids=str,
)
async def test_the_tenant_may_be_named_in_either_place_and_any_case(room: Room, changed: dict[str, Any]) -> None:
    assert await status_of(room, room.teams.token(), **changed) == 200


@pytest.mark.parametrize("places", [(TENANT, OTHER_TENANT), (OTHER_TENANT, TENANT), ([TENANT], ""), ({}, OTHER_TENANT)])
async def test_two_tenants_are_none(room: Room, places: tuple[object, object]) -> None:
    named = {"channelData": {"tenant": {"id": places[0]}}, "conversation": {"id": f"a:{ADA}", "tenantId": places[1]}}
    assert await status_of(room, room.teams.token(), **named) == 403


async def test_a_slash_makes_no_other_address(room: Room) -> None:
    assert await status_of(room, room.teams.token(serviceurl=room.fake.service_url.rstrip("/"))) == 200
    assert await status_of(room, room.teams.token(serviceurl=f"{room.fake.service_url}x")) == 403


async def test_a_token_signed_by_somebody_else_under_a_known_name_is_refused(room: Room) -> None:
    forged = sign(new_key("key-1"), {"aud": APP, "serviceurl": room.fake.service_url})
    assert await status_of(room, forged) == 401


async def test_a_known_key_under_another_name_opens_nothing(room: Room) -> None:
    renamed = replace(room.fake.keys[0], kid="another")
    assert await status_of(room, sign(renamed, {"aud": APP, "serviceurl": room.fake.service_url})) == 401


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

    async def test_keys_that_do_not_come_are_not_waited_for(self, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
        assert await status_of(room, room.teams.token()) == 200
        monkeypatch.setattr(keys, "WAIT_SECONDS", 0.05)
        room.adapter._keys._tried_at = datetime(2020, 1, 1, tzinfo=UTC)
        room.fake.faults.add("openid", "hang")
        async with asyncio.timeout(3):
            assert await status_of(room, sign(new_key("made-up"), {"aud": APP})) == 401
            assert await status_of(room, room.teams.token()) == 200
        room.fake.released.set()

    async def test_keys_that_are_fresh_are_left_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keys, "RETRY_SECONDS", 0.01)
        async with opened_room() as room:
            assert await status_of(room, room.teams.token()) == 200
            await asyncio.sleep(0.1)
            assert room.fake.fetched["keys"] == 1

    async def test_where_no_keys_come_the_known_ones_stay(self, room: Room) -> None:
        token = room.teams.token()
        assert await status_of(room, token) == 200
        room.fake.keys = []
        await room.adapter._keys.fetch()
        assert await status_of(room, token) == 200

    @pytest.mark.parametrize(
        "odd",
        [{"kty": "EC"}, {"kty": "oct", "k": "AAAA"}, {"kid": None}, {"kid": ""}, {"n": "!"}, {"n": "AQAB"}, {"n": 7}],
    )
    async def test_a_key_that_is_none_takes_no_other_with_it(
        self, room: Room, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any]
    ) -> None:
        made_up = new_key("made-up")
        monkeypatch.setattr(KeyPair, "public", lambda key: {**public(key), **(odd if key.kid == "made-up" else {})})
        room.fake.keys = [made_up, new_key("key-2")]
        assert await room.adapter._keys.fetch()
        token = sign(room.fake.keys[1], {"aud": APP, "serviceurl": room.fake.service_url})
        assert await status_of(room, token) == 200
        assert await status_of(room, sign(made_up, {"aud": APP})) == 401

    async def test_a_clock_that_was_put_back_keeps_no_new_key_away(self, room: Room) -> None:
        assert await status_of(room, room.teams.token()) == 200
        room.adapter._keys._tried_at = datetime(2100, 1, 1, tzinfo=UTC)
        room.fake.keys = [new_key("key-2")]
        assert await status_of(room, room.teams.token()) == 200

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
