"""Puts the page together from what it is handed; the one entry point for the composition root."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from adapters.http.errors import accepted_words
from adapters.web.demo import Demo, DemoControls
from adapters.web.doorbell import Doorbell
from adapters.web.front_desk import FrontDesk, WebProfile
from adapters.web.gallery import Gallery, GallerySource
from adapters.web.install import Door
from adapters.web.lookout import Lookout
from adapters.web.pages import STATIC, Pages
from adapters.web.perform import Stage
from adapters.web.platform import WebPlatform
from adapters.web.rooms import NoChannels, Rooms
from adapters.web.routes import Chat
from adapters.web.stream import Stream
from adapters.web.talk import Talk
from adapters.web.talk_patience import TalkPatience
from bot.chat.events import EventHandler
from bot.chat.ids import AccountRef
from bot.chat.records import ChannelGuide, Mailbox, OneTimeTokens
from bot.clock.clock import Clock

MIN_KEY_BYTES = 32
NO_CHANNELS: Final = NoChannels()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAdapter:
    """The page, ready to be mounted: `stop` ends the event streams, so call it before waiting for open requests."""

    platform: WebPlatform
    routes: Sequence[web.AbstractRouteDef]
    desk: FrontDesk
    pages: Pages

    async def start(self) -> None:
        """Reads the templates, so that the first visitor does not wait for them."""
        self.pages.warm_up()

    async def stop(self) -> None:
        self.platform.doorbell.close()

    def error_page(self, request: web.Request, status: int, sentence: str) -> str:
        """An error in the page's own looks, for `adapters.http.server.build_application`."""
        return self.pages.page("error.html", accepted_words(request), status=status, sentence=sentence)


def build_web(
    *,
    handle: EventHandler,
    mailbox: Mailbox,
    tokens: OneTimeTokens,
    clock: Clock,
    cookie_key: bytes,
    organisation: str,
    is_secure: bool,
    profile: Callable[[AccountRef], Awaitable[WebProfile | None]],
    demo: DemoControls | None = None,
    gallery: GallerySource | None = None,
    guide: ChannelGuide = NO_CHANNELS,
    poll_seconds: float = 2.0,
) -> WebAdapter:
    """The page for one organisation.

    `cookie_key` signs cookies and must be the same in all processes; with a new one everybody signs in again.
    `is_secure` says that people reach the page by https. The demo's bar and the gallery exist only where they are
    handed in. `guide` says which channels there are. `poll_seconds` is how often the mailbox is asked what other
    processes changed, for each conversation and channel that somebody has open.

    Raises:
        ValueError: the key is too short to protect anything.
    """
    if len(cookie_key) < MIN_KEY_BYTES:
        raise ValueError(f"the key for cookies needs at least {MIN_KEY_BYTES} bytes")
    pages = Pages(organisation=organisation, has_gallery=gallery is not None)
    desk = FrontDesk(clock=clock, cookie_key=cookie_key, is_secure=is_secure, profile=profile)
    doorbell = Doorbell()
    platform = WebPlatform(mailbox=mailbox, guide=guide, clock=clock, doorbell=doorbell)
    rooms = Rooms(desk=desk, pages=pages, mailbox=mailbox, guide=guide)
    stage = Stage(desk=desk, pages=pages, platform=platform, rooms=rooms)
    lookout = Lookout(mailbox=mailbox, doorbell=doorbell, poll_seconds=poll_seconds)
    bar = Demo(desk=desk, controls=demo) if demo else None
    door = Door(desk=desk, pages=pages, tokens=tokens, demo=bar)
    routes = (
        *Chat(handle=handle, stage=stage, door=door, demo=bar).routes(),
        *Talk(handle=handle, stage=stage, patience=TalkPatience(clock)).routes(),
        *door.routes(),
        *(bar.routes() if bar else ()),
        *(Gallery(pages=pages, source=gallery).routes() if gallery else ()),
        *_standing_routes(Stream(stage=stage, lookout=lookout)),
    )
    return WebAdapter(platform=platform, routes=routes, desk=desk, pages=pages)


def _standing_routes(stream: Stream) -> Sequence[web.AbstractRouteDef]:
    """What every page asks for by itself: events, and files that never change."""
    return (web.get("/events", stream.events, allow_head=False), web.static("/static", STATIC))
