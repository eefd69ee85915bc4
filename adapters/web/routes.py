"""The addresses of the page: the conversation, the home page, and what people do there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final, TypeVar

from aiohttp import web
from markupsafe import Markup

from adapters.http.errors import wants_json
from adapters.web.demo import Demo
from adapters.web.front_desk import Visitor
from adapters.web.install import Door
from adapters.web.pages import Conversation, Link, Shown, html_response
from adapters.web.parse import (
    BadRequestError,
    Filled,
    Source,
    parse_home,
    parse_line,
    parse_press,
    parse_submission,
)
from adapters.web.perform import Reply, Stage
from adapters.web.refs import account_ref
from adapters.web.render_form import render_problems
from adapters.web.verify import Session
from bot.chat.effects import Post
from bot.chat.events import ButtonPressed, CommandGiven, EventHandler, FormSubmitted, HomeOpened, MessageTyped
from bot.chat.ids import direct
from bot.chat.records import Letter

LETTERS_SHOWN: Final = 50
"""Older ones come with a press on "Show earlier messages"."""

_NOTE: Final = Source("note")

T = TypeVar("T")

_Act = ButtonPressed | FormSubmitted | CommandGiven | MessageTyped


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """The conversation with the bot and the bot's own page."""

    handle: EventHandler
    stage: Stage
    door: Door
    demo: Demo | None

    def routes(self) -> Sequence[web.RouteDef]:
        return (
            web.get("/", self.show),
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
        return await self._conversation(visitor, shows_all="all" in request.query)

    async def show_home(self, request: web.Request) -> web.Response:
        visitor = await self.stage.desk.visitor(request)
        if visitor is None:
            raise web.HTTPSeeOther("/sign-in")
        act = self.stage.desk.carried(visitor.session).act
        event = parse_home({"act": [act]}, visitor.session)
        return html_response(self._page(visitor, "home.html", home=await self._home(event, visitor)))

    async def open_home(self, request: web.Request) -> web.Response:
        """The home page again, as JSON, after something on it changed."""
        visitor, filled = await self._entered(request)
        shown = await self._home(_parsed(parse_home, filled, visitor), visitor)
        return web.json_response({"html": shown.html if shown else ""})

    async def press(self, request: web.Request) -> web.Response:
        visitor, filled = await self._entered(request)
        event, source = _parsed(parse_press, filled, visitor)
        return await self._act(request, visitor, event, source)

    async def submit(self, request: web.Request) -> web.Response:
        visitor, filled = await self._entered(request)
        return await self._act(request, visitor, _parsed(parse_submission, filled, visitor), Source("form"))

    async def give(self, request: web.Request) -> web.Response:
        """Something typed below the conversation."""
        visitor, filled = await self._entered(request)
        return await self._act(request, visitor, _parsed(parse_line, filled, visitor), _NOTE)

    async def _entered(self, request: web.Request) -> tuple[Visitor, Filled]:
        """Who acts, and the fields of the form that they sent from a page of ours."""
        session = self.stage.desk.session(request, "session")
        visitor = await self.stage.desk.known(session)
        if visitor is None:
            raise web.HTTPUnauthorized
        return visitor, await self.stage.desk.read_form(request, session)

    async def _act(self, request: web.Request, visitor: Visitor, event: _Act, source: Source) -> web.Response:
        effect = await self.handle(event)
        reply = await self.stage.perform(effect, visitor, source, event.event_id)
        if wants_json(request):
            return web.json_response(reply.as_json())
        return await self._as_page(reply, visitor, source)

    async def _as_page(self, reply: Reply, visitor: Visitor, source: Source) -> web.Response:
        """What a browser without a script gets: the conversation again, with what came of the act."""
        match reply.kind:
            case "nothing" | "post":
                raise web.HTTPSeeOther("/home" if source.kind == "home" else "/")
            case "replace" if source.kind == "home":
                return html_response(self._page(visitor, "home.html", home=reply.shown))
            case "replace" if source.kind == "letter":
                return await self._conversation(visitor, exchanged=reply.shown)
            case "refuse":
                problems = render_problems(reply.problems)
                return await self._conversation(visitor, form=problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
            case _:
                notes = [reply.shown] if reply.shown else []
                return await self._conversation(visitor, notes=notes, form=reply.form)

    async def _conversation(
        self,
        visitor: Visitor,
        *,
        notes: Sequence[Shown] = (),
        form: Markup | None = None,
        exchanged: Shown | None = None,
        shows_all: bool = False,
        status: int = HTTPStatus.OK,
    ) -> web.Response:
        letters = await self._letters(visitor)
        carried = self.stage.desk.carried(visitor.session)
        shown = [self.stage.pages.letter(letter, visitor, carried) for letter in _latest(letters, shows_all=shows_all)]
        conversation = Conversation(
            letters=[_exchanged(each, exchanged) for each in shown],
            notes=notes,
            form=form,
            has_earlier=len(shown) < len(letters),
            last_number=letters[-1].number if letters else 0,
        )
        return html_response(self._page(visitor, "chat.html", conversation=conversation), status)

    async def _letters(self, visitor: Visitor) -> Sequence[Letter]:
        place = direct(account_ref(visitor.session.account))
        letters: list[Letter] = []
        while page := await self.stage.platform.mailbox.read(place, after=letters[-1].number if letters else 0):
            letters += page
        return letters

    async def _home(self, event: HomeOpened, visitor: Visitor) -> Shown | None:
        match await self.handle(event):
            case Post(message):
                return self.stage.home(message, visitor)
            case _:
                return None

    def _page(self, visitor: Visitor, template: str, **values: object) -> str:
        words, session = visitor.words, visitor.session
        links = (
            Link(label="Voxloop", href="/", is_here=template == "chat.html"),
            Link(label=words.say("Home"), href="/home", is_here=template == "home.html"),
        )
        return self.stage.pages.page(
            template,
            words,
            visitor=visitor,
            links=links,
            carried=self.stage.desk.carried(session),
            demo=self.demo.bar(session, words, visitor) if self.demo else None,
            **values,
        )


def _parsed(parse: Callable[[Filled, Session], T], filled: Filled, visitor: Visitor) -> T:
    try:
        return parse(filled, visitor.session)
    except BadRequestError as error:
        raise web.HTTPBadRequest from error


def _latest(letters: Sequence[Letter], *, shows_all: bool) -> Sequence[Letter]:
    return letters if shows_all else letters[-LETTERS_SHOWN:]


def _exchanged(shown: Shown, by: Shown | None) -> Shown:
    return replace(by, day=shown.day) if by and by.number == shown.number else shown
