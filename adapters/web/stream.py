"""Pushes what is new to open pages: server-sent events that resume where a connection broke off."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from adapters.web.doorbell import TooManyListenersError
from adapters.web.front_desk import Visitor
from adapters.web.lookout import Lookout
from adapters.web.pages import Shown
from adapters.web.perform import Stage
from adapters.web.rooms import Room
from bot.chat.errors import BusyError, UnavailableError
from bot.chat.records import Letter

STREAM_SECONDS: Final = 600.0
"""Then the page connects anew, and whoever may not come in any more stays out."""

HEARTBEAT_SECONDS: Final = 15.0
"""Proxies close connections that stay silent for long."""

HEADERS: Final = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One letter that is new, changed or gone (then without how it looks), and the version of that change."""

    version: int
    number: int
    shown: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Server-sent events of the conversation or a channel."""

    stage: Stage
    lookout: Lookout

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /events: each new or changed letter, with the version of the change as the event's id."""
        visitor = await self.stage.desk.visitor(request)
        if visitor is None:
            raise web.HTTPUnauthorized
        room = await self.stage.rooms.enter(visitor, request.query.get("channel", ""))
        response = web.StreamResponse(headers=HEADERS)
        try:
            await self._stream(request, response, visitor, room)
        except TooManyListenersError as error:
            raise web.HTTPTooManyRequests from error
        except (ConnectionError, BusyError, UnavailableError):
            # The page has gone, or comes again by itself with the last version it saw.
            pass
        return response

    async def _stream(self, request: web.Request, response: web.StreamResponse, visitor: Visitor, room: Room) -> None:
        since = _last_seen(request)
        async with self.lookout.watch(room.place, visitor.session.account) as bell:
            await response.prepare(request)
            await response.write(b"retry: 2000\n\n")
            async with aclosing(self._all_news(bell, visitor, room, since)) as all_news:
                async for news in all_news:
                    await response.write(_event(news) if news else b": still here\n\n")

    async def _all_news(
        self, bell: asyncio.Event, visitor: Visitor, room: Room, since: int
    ) -> AsyncGenerator[News | None, None]:
        """Changes as they come, and `None` where a heartbeat is due."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + STREAM_SECONDS
        while loop.time() < ends_at and not self.stage.platform.doorbell.is_closed:
            bell.clear()
            while letters := await self.stage.platform.mailbox.news(room.place, since=since):
                since = letters[-1].version
                for news in await self._shown(letters, visitor, room):
                    yield news
            if not await _rung(bell, HEARTBEAT_SECONDS):
                yield None

    async def _shown(self, letters: Sequence[Letter], visitor: Visitor, room: Room) -> list[News]:
        there = [letter for letter in letters if not letter.is_gone]
        shown = {each.number: each for each in await self.stage.rooms.show(there, visitor, room)}
        return [
            News(version=letter.version, number=letter.number, shown=shown.get(letter.number)) for letter in letters
        ]


async def _rung(bell: asyncio.Event, seconds: float) -> bool:
    """Waits for the bell, but not longer than `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            return await bell.wait()
    except TimeoutError:
        return False


def _last_seen(request: web.Request) -> int:
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < len(str(2**63))):
        raise web.HTTPBadRequest
    return int(text)


def _event(news: News) -> bytes:
    if news.shown is None:
        return _sent(news, "gone", {"number": news.number})
    return _sent(news, "letter", {"html": news.shown.html, "number": news.number, "day": news.shown.day})


def _sent(news: News, kind: str, data: dict[str, object]) -> bytes:
    return f"id: {news.version}\nevent: {kind}\ndata: {json.dumps(data)}\n\n".encode()
