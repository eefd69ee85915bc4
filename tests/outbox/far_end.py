"""A chat platform to send to: a local HTTP server that keeps messages, and the client that fills our port over it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from bot.chat.blocks import Message
from bot.chat.errors import InDoubtError, UnreachableError
from bot.chat.ids import DeliveryId, MessageRef, Place, Platform, WorkspaceRef
from bot.chat.platform import Capabilities, FormStyle, Pacing
from bot.chat.records import DirectoryEntry

FAST = Pacing(workspace_per_second=1_000_000, place_per_second=1_000_000)


def capabilities(platform: Platform, *, pacing: Pacing = FAST, finds_deliveries: bool = True) -> Capabilities:
    return Capabilities(
        platform=platform,
        form_style=FormStyle.WINDOW,
        pacing=pacing,
        whispers=True,
        finds_deliveries=finds_deliveries,
        hears_typing=True,
        has_directory=False,
        hears_reactions=False,
        hears_comments=False,
        has_shortcuts=False,
    )


@dataclass(slots=True)
class FarEnd:
    """What arrived, by delivery. `arrived` is set at each arrival."""

    messages: Counter[str] = field(default_factory=Counter)
    texts: dict[str, str] = field(default_factory=dict)
    url: str = ""
    delay_seconds: float = 0.0

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.messages[body["delivery"]] += 1
        self.texts[body["delivery"]] = body["text"]
        await asyncio.sleep(self.delay_seconds)
        return web.json_response({"id": body["delivery"][:8]})

    async def find(self, request: web.Request) -> web.Response:
        delivery = request.match_info["delivery"]
        return web.json_response({"found": delivery in self.messages})

    async def serve(self) -> AsyncIterator["FarEnd"]:
        app = web.Application()
        app.add_routes([web.post("/messages", self.receive), web.get("/messages/{delivery}", self.find)])
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0]
        self.url = f"http://{host}:{port}"
        try:
            yield self
        finally:
            await runner.cleanup()


@dataclass(slots=True, kw_only=True)
class HttpPlatform:
    """The far end as a chat platform."""

    url: str
    session: aiohttp.ClientSession
    capabilities: Capabilities

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        body = {"delivery": delivery_id, "place": place.external_id, "text": message.summary}
        try:
            async with self.session.post(f"{self.url}/messages", json=body) as response:
                return MessageRef(place=place, external_id=(await response.json())["id"])
        except aiohttp.ClientConnectorError:
            raise UnreachableError("no_connection") from None
        except (aiohttp.ClientError, TimeoutError):
            raise InDoubtError("broken_off") from None

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        try:
            async with self.session.get(f"{self.url}/messages/{delivery_id}") as response:
                found = (await response.json())["found"]
        except (aiohttp.ClientError, TimeoutError):
            raise UnreachableError("no_connection") from None
        return MessageRef(place=place, external_id=delivery_id[:8]) if found else None

    def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:
        raise NotImplementedError(f"no directory in {workspace.external_id}")
