"""Pushes new messages to open pages: server-sent events that resume where a connection broke off."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from adapters.web.doorbell import TooManyListenersError
from adapters.web.front_desk import Visitor
from adapters.web.pages import Shown
from adapters.web.perform import Stage
from adapters.web.refs import account_ref
from bot.chat.errors import BusyError, UnavailableError
from bot.chat.ids import direct

STREAM_SECONDS: Final = 600.0
"""Then the page connects anew, and whoever may not come in any more stays out."""

HEARTBEAT_SECONDS: Final = 15.0
"""Proxies close connections that stay silent for long."""

HEADERS: Final = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Server-sent events; `poll_seconds` is how often the mailbox is asked for what other processes put there."""

    stage: Stage
    poll_seconds: float = 2.0

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /events: each letter with its number as the event's id."""
        visitor = await self.stage.desk.visitor(request)
        if visitor is None:
            raise web.HTTPUnauthorized
        response = web.StreamResponse(headers=HEADERS)
        try:
            await self._stream(request, response, visitor)
        except TooManyListenersError as error:
            raise web.HTTPTooManyRequests from error
        except (ConnectionError, BusyError, UnavailableError):
            # The page has gone, or comes again by itself with the number of the last letter it saw.
            pass
        return response

    async def _stream(self, request: web.Request, response: web.StreamResponse, visitor: Visitor) -> None:
        place = direct(account_ref(visitor.session.account))
        after = _last_seen(request)
        with self.stage.platform.doorbell.listen(place) as bell:
            await response.prepare(request)
            await response.write(b"retry: 2000\n\n")
            async with aclosing(self._news(bell, visitor, after)) as news:
                async for shown in news:
                    await response.write(_event(shown) if shown else b": still here\n\n")

    async def _news(self, bell: asyncio.Event, visitor: Visitor, after: int) -> AsyncGenerator[Shown | None, None]:
        """Letters as they come, and `None` where a heartbeat is due."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + STREAM_SECONDS
        beats_at = loop.time() + HEARTBEAT_SECONDS
        place = direct(account_ref(visitor.session.account))
        while loop.time() < ends_at and not self.stage.platform.doorbell.is_closed:
            bell.clear()
            for letter in await self.stage.platform.mailbox.read(place, after=after):
                after = letter.number
                yield self.stage.pages.letter(letter, visitor, self.stage.desk.carried(visitor.session))
            if loop.time() >= beats_at:
                beats_at = loop.time() + HEARTBEAT_SECONDS
                yield None
            await _rung(bell, self.poll_seconds)


async def _rung(bell: asyncio.Event, seconds: float) -> None:
    """Waits for the bell, but not longer than `seconds`: other processes cannot ring it."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return


def _last_seen(request: web.Request) -> int:
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < len(str(2**63))):
        raise web.HTTPBadRequest
    return int(text)


def _event(shown: Shown) -> bytes:
    data = json.dumps({"html": shown.html, "number": shown.number, "day": shown.day})
    return f"id: {shown.number}\nevent: letter\ndata: {data}\n\n".encode()
