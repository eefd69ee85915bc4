"""What attackers found: strangers, colleagues with a client of their own, other tenants, and a broken far end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from adapters.teams import client
from bot.chat.errors import InDoubtError, UnreachableError
from tests.adapters.teams.conftest import DELIVERY, DIRECT, Room, installation, opened_room
from tests.adapters.teams.examples import REPLY
from tests.fakes.teams import FakeTeams


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
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        room.fake.end_tokens()
        sending = (room.adapter.platform.send(DIRECT, REPLY, DELIVERY) for _ in range(10))
        await asyncio.gather(*sending, return_exceptions=True)
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        assert room.fake.fetched["token"] == 2
