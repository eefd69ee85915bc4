"""New messages come by themselves, each once, also after the connection broke."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientResponse

from adapters.web.doorbell import MAX_LISTENERS, Doorbell
from bot.chat.errors import UnavailableError
from bot.chat.ids import DeliveryId, direct
from tests.adapters.web.browser import Browser
from tests.adapters.web.world import ADA, World, open_world, said


@dataclass
class Events:
    response: ClientResponse

    async def next(self) -> tuple[int, str]:
        """The number and HTML of the next letter, new or changed."""
        kind, told = await self._next()
        assert kind == "letter"
        return told["number"], told["html"]

    async def next_gone(self) -> int:
        """The number of the letter that is gone next."""
        kind, told = await self._next()
        assert kind == "gone"
        return int(told["number"])

    async def _next(self) -> tuple[str, dict[str, Any]]:
        kind = ""
        async with asyncio.timeout(5):
            while line := (await self.response.content.readline()).decode():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ").strip()
                if line.startswith("data: "):
                    return kind, json.loads(line.removeprefix("data: "))
        raise AssertionError("the stream ended")


@asynccontextmanager
async def listen(browser: Browser, query: str = "", **headers: str) -> AsyncIterator[Events]:
    async with browser.http.get(f"{browser.url}/events{query}", headers=headers) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield Events(response)


async def test_a_message_arrives_while_the_page_is_open(world: World, ada: Browser) -> None:
    async with listen(ada) as events:
        await world.post(said("Hello"))
        number, html = await events.next()
    assert number == 1
    assert "<p>Hello</p>" in html
    assert 'name="csrf"' in html, "its buttons work at once"


async def test_what_another_process_posted_arrives_too(world: World, ada: Browser) -> None:
    async with listen(ada) as events:
        await world.mailbox.put(direct(ADA), DeliveryId("elsewhere"), said("From afar"), world.clock.now())
        assert "From afar" in (await events.next())[1]


async def test_a_broken_connection_resumes_after_the_last_letter_seen(world: World, ada: Browser) -> None:
    for text in ("one", "two", "three"):
        await world.post(said(text))
    async with listen(ada, "?after=0", **{"Last-Event-ID": "1"}) as events:
        assert [(await events.next())[0] for _ in range(2)] == [2, 3]
    async with listen(ada, "?after=2") as events:
        assert (await events.next())[0] == 3


async def test_only_the_own_conversation_is_heard(world: World, ada: Browser) -> None:
    bo = world.controls.people()[1].account
    async with listen(ada) as events:
        await world.post(said("For Bo"), bo)
        await world.post(said("For Ada"))
        assert "For Ada" in (await events.next())[1]


async def test_strangers_hear_nothing(browser: Browser) -> None:
    assert (await browser.get("/events")).status == 401


@pytest.mark.parametrize("number", ["-1", "x", "9" * 30, "²"])
async def test_a_number_that_is_none_is_refused(ada: Browser, number: str) -> None:
    assert (await ada.get(f"/events?after={number}")).status == 400


async def test_streams_end_when_the_server_stops() -> None:
    async with open_world() as world:
        async with asyncio.timeout(4):
            place = direct(ADA)
            doorbell = world.web.platform.doorbell
            with doorbell.listen(place, "ada") as bell:
                await world.web.stop()
                assert bell.is_set()
                assert doorbell.is_closed


async def test_an_open_page_does_not_hold_up_the_stop() -> None:
    from tests.adapters.web.browser import open_browser

    loop = asyncio.get_running_loop()
    async with open_world(poll_seconds=30) as world, open_browser(world.url) as ada:
        await ada.sign_in(await world.token_for("ada"))
        async with listen(ada) as events:
            await world.post(said("Hello"))
            await events.next()
            started_at = loop.time()
            await world.web.stop()
            assert await events.response.content.read() in {b"", b"\n"}
    assert loop.time() - started_at < 2


async def test_one_conversation_cannot_be_opened_without_end(world: World, ada: Browser) -> None:
    doorbell, place = world.web.platform.doorbell, direct(ADA)
    bells = [doorbell.listen(place, "ada") for _ in range(MAX_LISTENERS)]
    for bell in bells:
        bell.__enter__()
    assert (await ada.get("/events")).status == 429
    for bell in bells:
        bell.__exit__(None, None, None)
    async with listen(ada):
        pass


async def test_a_mailbox_out_of_reach_ends_the_stream_calmly(world: World, ada: Browser) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise UnavailableError

    async with listen(ada) as events:
        world.mailbox.version = world.mailbox.news = fails  # type: ignore[method-assign,assignment] # the database goes away
        assert await asyncio.wait_for(events.response.content.read(), 5) == b"retry: 2000\n\n"


def test_nobody_is_remembered_who_left() -> None:
    doorbell = Doorbell()
    with doorbell.listen(direct(ADA), "ada"):
        doorbell.ring(direct(ADA))
    assert not doorbell._listeners
