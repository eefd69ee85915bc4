"""What attackers found: strangers, colleagues with a client of their own, other tenants, and a broken far end."""

import asyncio
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from gzip import compress
from itertools import count

import pytest
from aiohttp import web

from adapters.teams import client, keys, routes
from bot.chat.effects import Refuse, Whisper
from bot.chat.errors import InDoubtError, UnreachableError
from bot.chat.events import CommandGiven, DirectoryChanged
from bot.chat.records import Installation
from tests.adapters.teams.conftest import (
    ADA,
    APP,
    BO,
    CHANNEL,
    DELIVERY,
    DIRECT,
    TEAM,
    TENANT,
    WORKSPACE,
    Room,
    installation,
    opened_room,
)
from tests.adapters.teams.examples import REPLY
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_world import new_key


@dataclass(kw_only=True)
class Elsewhere:
    """A machine that is none of Microsoft's; `heard` is what came there."""

    url: str = ""
    heard: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.heard.append(f"{request.headers.get('Authorization')} {await request.text()}")
        return web.json_response({"id": "1", "access_token": "given-elsewhere", "expires_in": 3600})


@asynccontextmanager
async def serving(take: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", take)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def connector(room: Room, take: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[None]:
    """Puts another connector in the place of the usual one."""
    async with serving(take) as url:
        far = FakeTeams()
        far.base_url = url
        await room.installations.save(installation(far))
        yield


class TestABrokenFarEnd:
    """What the connector or the login answers may be anything."""

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_a_redirect_takes_neither_words_nor_token_elsewhere(self, room: Room, status: int) -> None:
        other = Elsewhere()

        async def redirect(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers={"Location": other.url})

        async with serving(other.take) as other.url, connector(room, redirect):
            with pytest.raises(UnreachableError):
                await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert other.heard == []

    @pytest.mark.parametrize("status", [302, 307, 308])
    async def test_a_redirect_of_the_login_takes_no_secret_elsewhere(self, status: int) -> None:
        other = Elsewhere()

        async def redirect(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers={"Location": other.url})

        async with serving(other.take) as other.url, serving(redirect) as login, opened_room(login_url=login) as room:
            with pytest.raises(UnreachableError):
                await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert other.heard == []

    @pytest.mark.parametrize("expires_in", ["NaN", "1e300", '"soon"', "null", "-1e300"])
    async def test_a_token_of_an_impossible_life_is_none(self, expires_in: str) -> None:
        async def login(_: web.Request) -> web.StreamResponse:
            body = f'{{"access_token": "x", "expires_in": {expires_in}}}'
            return web.Response(text=body, content_type="application/json")

        async with serving(login) as url, opened_room(login_url=url) as room:
            with pytest.raises(UnreachableError):
                await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)

    async def test_an_answer_without_end_is_not_read_to_the_end(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(client, "MOST_ANSWER_BYTES", 200_000)

        async def endless(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b" " * 65_536)

        async with connector(room, endless):
            with pytest.raises((UnreachableError, InDoubtError)):
                await asyncio.wait_for(room.adapter.platform.send(DIRECT, REPLY, DELIVERY), 5)

    async def test_a_late_refusal_of_an_old_token_does_not_throw_the_new_one_away(self, room: Room) -> None:
        tokens, (app,) = room.adapter._tokens, room.adapter._settings.apps
        old = await tokens.token(app)
        tokens.forget(app, old)
        new = await tokens.token(app)
        tokens.forget(app, old)
        assert await tokens.token(app) == new != old

    @pytest.mark.parametrize("tokens", [["again"], ["one", "another", "third"]])
    async def test_a_roster_without_end_is_left(
        self, room: Room, monkeypatch: pytest.MonkeyPatch, tokens: list[str]
    ) -> None:
        monkeypatch.setattr(client, "MOST_PAGES", 20)
        asked = count()

        async def endless(request: web.Request) -> web.StreamResponse:
            page = {"members": [{"id": ADA}], "continuationToken": tokens[next(asked) % len(tokens)]}
            return web.json_response(page if request.path.endswith("pagedmembers") else {"id": "1"})

        async with connector(room, endless):
            with pytest.raises(UnreachableError):
                [page async for page in room.adapter.platform.read_directory(WORKSPACE)]
            assert next(asked) <= 20

    @pytest.mark.parametrize(
        "entries", [7, "members", {"id": "x"}, [7, None, ["id"], {}, {"id": []}, {"id": 7}]], ids=str
    )
    async def test_a_roster_of_another_shape_has_nobody(self, room: Room, entries: object) -> None:
        async def odd(_: web.Request) -> web.StreamResponse:
            return web.json_response({"members": entries, "conversations": entries})

        async with connector(room, odd):
            pages = [page async for page in room.adapter.platform.read_directory(WORKSPACE)]
            assert [entry for page in pages for entry in page] == []
            assert not (await room.adapter.platform.describe_place(CHANNEL)).is_open


class TestArrivals:
    """Who comes to be known, and what is written of it."""

    @pytest.mark.parametrize("fault", ["404 MemberNotFoundInConversation", "403 Forbidden", "400 BadArgument"])
    async def test_whom_the_connector_does_not_tell_of_stays_unknown(self, room: Room, fault: str) -> None:
        room.fake.faults.add("member", fault)
        assert (await room.teams.install(ADA)).status == 200
        await room.quiet()
        assert room.core.events == []

    @pytest.mark.parametrize(
        "sender", [{"id": ADA}, {"id": ADA, "name": ""}, {"name": "Ada"}, {"id": 7, "name": "Ada"}]
    )
    async def test_who_has_no_name_stays_unknown_while_nobody_can_be_asked(
        self, room: Room, sender: dict[str, object]
    ) -> None:
        room.fake.faults.add("member", "502 html")
        activity = room.teams.activity("installationUpdate", ADA, action="add")
        assert (await room.teams.deliver({**activity, "from": sender})).status == 200
        await room.quiet()
        assert room.core.events == []

    @pytest.mark.parametrize("kind", ["installationUpdate", "conversationUpdate"])
    async def test_in_a_group_chat_nobody_becomes_known(self, room: Room, kind: str) -> None:
        """People of other companies can be there."""
        activity = room.teams.activity(kind, ADA, action="add", membersAdded=[{"id": f"28:{APP}"}, {"id": "29:x"}])
        activity["conversation"] |= {"id": "19:meeting@thread.v2", "conversationType": "groupChat", "isGroup": True}
        room.fake.faults.add("member", "502 html")
        assert (await room.teams.deliver(activity)).status == 200
        await room.quiet()
        assert (room.core.events, room.fake.calls) == ([], [])

    @pytest.mark.parametrize("told", [{"userRole": "Guest"}, {"userRole": "anonymous"}, {"tenantId": "another"}])
    async def test_a_guest_who_gets_the_app_is_no_colleague(self, room: Room, told: dict[str, str]) -> None:
        room.fake.add_user(TENANT, "29:guest", "Guest", **told)
        await room.teams.install("29:guest")
        await room.quiet()
        (event,) = room.core.events
        assert isinstance(event, DirectoryChanged)
        assert [each.is_person for each in event.entries] == [False]

    async def test_thousands_who_get_the_app_at_once_write_nothing(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each writing would put back what this process knew, over a team that another one was just told of."""
        saved: list[object] = []
        save = room.installations.save

        async def counted(installation: Installation) -> None:
            saved.append(installation)
            await save(installation)

        monkeypatch.setattr(room.installations, "save", counted)
        for _ in range(3):
            await room.teams.install(ADA)
            await room.teams.install(BO)
        assert saved == []
        await room.teams.install(BO, team=TEAM)
        assert saved == []
        await room.teams.install(BO, team="19:pier@thread.tacv2")
        assert len(saved) == 1


class TestStrangers:
    """Who knows the address, and nothing else."""

    @pytest.mark.parametrize("token", [b"\xff", b"a\xff.b.c", b"\xed\xa0\x80.e30.", b"e30.e30.\xff"])
    async def test_no_token_of_theirs_is_a_defect_of_ours(self, room: Room, token: bytes) -> None:
        assert await raw(room, token, b"{}") == 401

    @pytest.mark.parametrize("kid", [b"key-1", b"another"])
    async def test_a_head_without_bottom_is_no_token(self, room: Room, kid: bytes) -> None:
        head = b'{"alg":"RS256","kid":"' + kid + b'","x":' + b"[" * 2_800 + b"]" * 2_800 + b"}"
        assert await raw(room, urlsafe_b64encode(head) + b".e30.AA", b"{}") == 401

    async def test_they_take_no_room_by_sending_slowly(self) -> None:
        """Their bodies are not even waited for."""
        async with opened_room(in_flight=3) as room:
            slow = [await asyncio.open_connection(*address(room)) for _ in range(5)]
            for _, writer in slow:
                writer.write(b"POST /teams/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{")
            statuses = [int((await reader.readline()).split()[1]) for reader, _ in slow]
            assert (statuses, (await room.teams.type(ADA, "help")).status) == ([401] * 5, 200)
            for _, writer in slow:
                writer.write(b"}" * 89)
                writer.close()
                await writer.wait_closed()

    async def test_room_is_given_back(self) -> None:
        async with opened_room(in_flight=2) as room:
            assert [(await room.teams.type(ADA, "help")).status for _ in range(4)] == [200] * 4

    async def test_what_goes_on_behind_the_answers_takes_room_as_well(self) -> None:
        async with opened_room(in_flight=2) as room:
            room.core.effect = Whisper(REPLY)
            room.fake.faults.add("create", "hang", "hang")
            statuses = [(await room.teams.type(user, "help")).status for user in (ADA, BO, ADA)]
            assert statuses == [200, 200, 503]
            room.fake.released.set()

    async def test_who_is_known_takes_no_more_room_than_there_is(self) -> None:
        async with opened_room(in_flight=2) as room:
            room.core.gate = asyncio.Event()
            waiting = [asyncio.create_task(room.teams.type(ADA, "help")) for _ in range(2)]
            await asyncio.sleep(0.1)
            assert (await room.teams.type(ADA, "help")).status == 503
            room.core.gate.set()
            assert [(await each).status for each in waiting] == [200, 200]


class TestABrokenConnector:
    """Genuine tokens beside bodies as no connector would send them."""

    async def test_a_body_that_cannot_be_unpacked_is_malformed(self, room: Room) -> None:
        token = room.teams.token().encode()
        assert await raw(room, token, b"no gzip", b"Content-Encoding: gzip\r\n") == 400

    async def test_a_body_that_trickles_is_not_waited_for(self, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(routes, "BODY_SECONDS", 0.05)
        assert await raw(room, room.teams.token().encode(), b"{", length=90) == 408

    @pytest.mark.parametrize("length", [routes.MAX_BODY_BYTES + 1, 10**15])
    async def test_a_body_that_says_how_large_it_is_is_not_read(self, room: Room, length: int) -> None:
        assert await raw(room, room.teams.token().encode(), b"{", length=length) == 413

    @pytest.mark.parametrize("megabytes", [2, 200])
    async def test_a_body_that_was_small_when_packed_is_not_unpacked(self, room: Room, megabytes: int) -> None:
        body = compress(b" " * megabytes * 1_000_000)
        assert await raw(room, room.teams.token().encode(), body, b"Content-Encoding: gzip\r\n") == 413

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    async def test_halves_of_characters_and_nothings_become_something(self, room: Room, encoding: str) -> None:
        activity = room.teams.activity("message", ADA, text="/voice pause \ud83d\udc4b \0 \udc00")
        status = (await room.teams.deliver_bytes(json.dumps(activity).encode(encoding))).status
        given = [event.text for event in room.core.events if isinstance(event, CommandGiven)]
        said = (200, ["pause \U0001f44b \ufffd \ufffd"]) if encoding == "utf-8" else (403, [])
        assert (status, given) == said

    @pytest.mark.parametrize("data", ["ab", ["ab", "c"], [1], 7, {"voxloop": "ab"}, {"voxloop": [1]}, {"voxloop": 1.5}])
    @pytest.mark.parametrize("name", ["adaptiveCard/action", "task/fetch", "task/submit"])
    async def test_a_press_of_another_shape_is_malformed(self, room: Room, name: str, data: object) -> None:
        value = {"action": {"data": data}, "data": data}
        assert (await room.teams.invoke(ADA, name, value)).status == 400
        assert room.core.events == []

    @pytest.mark.parametrize(
        "url", ["http://smba.example.com/", "ftp://127.0.0.1/", "https:///v3", "//smba", "https://["]
    )
    async def test_our_token_goes_only_where_nobody_reads_it(self, room: Room, url: str) -> None:
        activity = room.teams.activity("message", ADA, text="help", serviceUrl=url)
        assert (await room.teams.deliver(activity, token=room.teams.token(serviceurl=url))).status == 403
        assert room.core.events == []

    async def test_a_key_that_may_not_speak_any_more_ends_what_it_signed(self, room: Room) -> None:
        """It keeps its name and its numbers; only the channels that it may speak for are others."""
        token, (key,) = room.teams.token(), room.fake.keys
        activity = room.teams.activity("message", ADA, text="help")
        assert (await room.teams.deliver(activity, token=token)).status == 200
        room.fake.keys = [replace(key, endorsements=("skype",))]
        await room.adapter._keys.fetch()
        assert (await room.teams.deliver(activity, token=token)).status == 403

    async def test_another_key_under_the_same_name_ends_what_the_first_signed(self, room: Room) -> None:
        token, (key,) = room.teams.token(), room.fake.keys
        activity = room.teams.activity("message", ADA, text="help")
        assert (await room.teams.deliver(activity, token=token)).status == 200
        room.fake.keys = [new_key(key.kid)]
        await room.adapter._keys.fetch()
        assert (await room.teams.deliver(activity, token=token)).status == 401

    async def test_keys_that_could_not_be_fetched_anew_are_asked_for_soon_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keys, "RETRY_SECONDS", 0.01)
        monkeypatch.setattr(keys, "REFRESH", timedelta(seconds=0.05))
        async with opened_room() as room:
            await room.teams.type(ADA, "help")
            monkeypatch.setattr(keys, "REFRESH", timedelta(days=1))
            room.fake.faults.add("openid", "500 html", "500 html")
            await room.adapter._keys.fetch()
            await asyncio.sleep(0.3)
            assert room.adapter._keys._is_fresh


class TestAColleague:
    """With a client of their own."""

    @pytest.mark.parametrize("text", ["<at" * 30_000, "<at>" * 25_000, "<at " * 25_000, "<br" * 30_000, "</p" * 30_000])
    async def test_no_text_takes_long_to_read(self, room: Room, text: str) -> None:
        activity = room.teams.activity("message", ADA, conversation=TEAM, text=text)
        activity["recipient"]["isTargeted"] = True
        before = time.process_time()
        assert (await room.teams.deliver(activity)).status == 200
        assert time.process_time() - before < 0.5

    @pytest.mark.parametrize("body", [[{"id": []}], [{"id": {}, "type": []}], [[]], [None]], ids=str)
    async def test_a_form_that_comes_back_changed_is_shown_as_it_came(self, room: Room, body: object) -> None:
        room.core.effect = Refuse({"comment": "Please leave out names."})
        data = {"voxloop": {"act": "submit", "line": "1|pulse.comment", "body": body, "action": {}}}
        reply = await room.teams.invoke(ADA, "adaptiveCard/action", {"action": {"data": data}})
        assert (reply.status, "Please leave out names." in reply.text) == (200, True)

    async def test_a_form_without_bottom_is_malformed(self, room: Room) -> None:
        room.core.effect = Refuse({"comment": "Please leave out names."})
        deep: list[object] = []
        for _ in range(600):
            deep = [deep]
        data = {"voxloop": {"act": "submit", "line": "1|x", "alone": True, "body": [{"x": deep}], "action": {}}}
        activity = room.teams.activity("invoke", ADA, conversation=TEAM, name="adaptiveCard/action")
        reply = await room.teams.deliver({**activity, "value": {"action": {"data": data}}})
        assert reply.status == 400


def address(room: Room) -> tuple[str, int]:
    host, _, port = room.base_url.removeprefix("http://").partition(":")
    return host, int(port)


async def raw(room: Room, token: bytes, body: bytes, more: bytes = b"", *, length: int | None = None) -> int:
    """Sends what a proper client would not; gives the status of the answer."""
    reader, writer = await asyncio.open_connection(*address(room))
    head = b"POST /teams/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + b"\r\n" + more
    writer.write(head + b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body)
    async with asyncio.timeout(10):
        status = int((await reader.readline()).split()[1])
    writer.close()
    return status
