"""The addresses of the page: the conversation, the channels, the home page, and what people do there."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import web
from markupsafe import Markup

from adapters.http.errors import wants_json
from adapters.web.demo import Demo
from adapters.web.front_desk import Visitor
from adapters.web.install import Door
from adapters.web.pages import Conversation, Shown, html_response
from adapters.web.parse import Source, parse_home, parse_line, parse_press, parse_submission
from adapters.web.perform import Reply, Stage
from adapters.web.render_form import render_problems
from adapters.web.rooms import Room, parsed
from bot.chat.effects import Post
from bot.chat.events import ButtonPressed, CommandGiven, EventHandler, FormSubmitted, HomeOpened, MessageTyped
from bot.chat.records import Letter

LETTERS_SHOWN: Final = 50
"""Older ones come with a press on "Show earlier messages"."""

_Act = ButtonPressed | FormSubmitted | CommandGiven | MessageTyped


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """The conversation with the bot, the channels, and the bot's own page."""

    handle: EventHandler
    stage: Stage
    door: Door
    demo: Demo | None

    def routes(self) -> Sequence[web.RouteDef]:
        return (
            web.get("/", self.show),
            web.get("/c/{channel}", self.show_channel),
            web.get("/home", self.show_home, allow_head=False),
            web.post("/home", self.open_home),
            web.post("/act", self.press),
            web.post("/submit", self.submit),
            web.post("/command", self.give),
        )

    async def show(self, request: web.Request) -> web.Response:
        visitor = await self.stage.desk.visitor(request)
        if visitor is None:
            return await self.door.show(request)
        return await self._room(visitor, await self.stage.rooms.enter(visitor, ""), shows_all="all" in request.query)

    async def show_channel(self, request: web.Request) -> web.Response:
        visitor = await self._seated(request)
        room = await self.stage.rooms.enter(visitor, request.match_info["channel"])
        return await self._room(visitor, room, shows_all="all" in request.query)

    async def show_home(self, request: web.Request) -> web.Response:
        visitor = await self._seated(request)
        act = self.stage.desk.carried(visitor.session).act
        event = parse_home({"act": [act]}, visitor.session)
        return await self._home_page(visitor, await self._home(event, visitor))

    async def open_home(self, request: web.Request) -> web.Response:
        """The home page again, as JSON, after something on it changed."""
        visitor, filled, _ = await self.stage.rooms.entered(request)
        shown = await self._home(parsed(parse_home, filled, visitor), visitor)
        return web.json_response({"html": shown.html if shown else ""})

    async def press(self, request: web.Request) -> web.Response:
        visitor, filled, room = await self.stage.rooms.entered(request)
        event, source = parsed(parse_press, filled, visitor)
        return await self._act(request, visitor, room, event, source)

    async def submit(self, request: web.Request) -> web.Response:
        visitor, filled, room = await self.stage.rooms.entered(request)
        event = parsed(parse_submission, filled, visitor)
        return await self._act(request, visitor, room, event, Source("form", channel=room.channel))

    async def give(self, request: web.Request) -> web.Response:
        """Something typed below the conversation or a channel."""
        visitor, filled, room = await self.stage.rooms.entered(request)
        event = parsed(parse_line, filled, visitor)
        return await self._act(request, visitor, room, event, Source("note", channel=room.channel))

    async def _seated(self, request: web.Request) -> Visitor:
        visitor = await self.stage.desk.visitor(request)
        if visitor is None:
            raise web.HTTPSeeOther("/sign-in")
        return visitor

    async def _act(
        self, request: web.Request, visitor: Visitor, room: Room, event: _Act, source: Source
    ) -> web.Response:
        effect = await self.handle(event)
        pressed = event.action if isinstance(event, ButtonPressed) else None
        reply = await self.stage.perform(effect, visitor, room, source, event.event_id, pressed=pressed)
        if wants_json(request):
            return web.json_response(reply.as_json())
        return await self._as_page(reply, visitor, room, source)

    async def _as_page(self, reply: Reply, visitor: Visitor, room: Room, source: Source) -> web.Response:
        """What a browser without a script gets: the room again, with what came of the act."""
        match reply.kind:
            case "nothing" | "post":
                raise web.HTTPSeeOther("/home" if source.kind == "home" else room.href)
            case "replace" if source.kind == "home":
                return await self._home_page(visitor, reply.shown)
            case "replace" if source.kind in {"letter", "reply"}:
                return await self._room(visitor, room)
            case "refuse":
                problems = render_problems(reply.problems)
                return await self._room(visitor, room, form=problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
            case _:
                notes = [reply.shown] if reply.shown else []
                return await self._room(visitor, room, notes=notes, form=reply.form)

    async def _room(
        self,
        visitor: Visitor,
        room: Room,
        *,
        notes: Sequence[Shown] = (),
        form: Markup | None = None,
        shows_all: bool = False,
        status: int = HTTPStatus.OK,
    ) -> web.Response:
        letters = await self._letters(room)
        latest = letters if shows_all else letters[-LETTERS_SHOWN:]
        conversation = Conversation(
            letters=await self.stage.rooms.show(latest, visitor, room),
            notes=notes,
            form=form,
            has_earlier=len(latest) < len(letters),
            last_number=letters[-1].number if letters else 0,
            last_version=max((letter.version for letter in letters), default=0),
        )
        text = await self._page(visitor, "chat.html", room.href, room=room, conversation=conversation)
        return html_response(text, status)

    async def _letters(self, room: Room) -> Sequence[Letter]:
        letters: list[Letter] = []
        while page := await self.stage.platform.mailbox.read(room.place, after=letters[-1].number if letters else 0):
            letters += page
        return letters

    async def _home(self, event: HomeOpened, visitor: Visitor) -> Shown | None:
        match await self.handle(event):
            case Post(message):
                return self.stage.home(message, visitor)
            case _:
                return None

    async def _home_page(self, visitor: Visitor, home: Shown | None) -> web.Response:
        return html_response(await self._page(visitor, "home.html", "/home", home=home))

    async def _page(self, visitor: Visitor, template: str, here: str, /, **values: object) -> str:
        words, session = visitor.words, visitor.session
        return self.stage.pages.page(
            template,
            words,
            visitor=visitor,
            links=await self.stage.rooms.links(visitor, here),
            carried=self.stage.desk.carried(session),
            demo=self.demo.bar(session, words, visitor) if self.demo else None,
            **values,
        )
