"""The bar on top in `voxloop demo`: be anybody, and let time pass. It exists only where controls are handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol
from zoneinfo import ZoneInfo

from aiohttp import web

from adapters.http.errors import wants_json
from adapters.web.front_desk import FrontDesk, Visitor
from adapters.web.parse import only
from adapters.web.render import Carried
from adapters.web.verify import Session, new_door, new_session
from bot.chat.ids import AccountRef
from bot.chat.words import Words

Step = Literal["hour", "workday", "week"]
SHORTCUTS: Final = ("employee", "leader", "admin", "newcomer")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Somebody of the made-up company. `role` is one of employee, leader, admin, newcomer."""

    account: AccountRef
    name: str
    role: str
    team: str

    @property
    def label(self) -> str:
        return f"{self.name} · {self.team} · {self.role}"


class DemoControls(Protocol):
    """What the demo's bar can do."""

    def people(self) -> Sequence[DemoPerson]: ...

    async def become(self, account: AccountRef) -> None:
        """Prepares whatever somebody needs who is about to be this person."""
        ...

    def now(self) -> datetime: ...

    async def move(self, step: Step) -> None:
        """Moves the clock and returns when all that became due is done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoBar:
    """What the bar shows."""

    people: Sequence[DemoPerson]
    shortcuts: Sequence[DemoPerson]
    current: DemoPerson | None
    day: str
    time: str
    carried: Carried


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    desk: FrontDesk
    controls: DemoControls

    def routes(self) -> Sequence[web.RouteDef]:
        return web.post("/demo/become", self.become), web.post("/demo/move", self.move)

    def bar(self, session: Session, words: Words, visitor: Visitor | None = None) -> DemoBar:
        people = self.controls.people()
        now = self.controls.now().astimezone(visitor.zone if visitor else ZoneInfo("UTC"))
        return DemoBar(
            people=people,
            shortcuts=[person for role in SHORTCUTS for person in _first(people, role)],
            current=next((each for each in people if each.account.external_id == session.account), None),
            day=words.day(now.date()),
            time=words.time(now),
            carried=self.desk.carried(session),
        )

    async def become(self, request: web.Request) -> web.Response:
        """Signs in as anybody. The browser stays the same viewer, so that it may see what it gave as each person."""
        session = self._session(request)
        filled = await self.desk.read_form(request, session)
        person = _named(self.controls.people(), only(filled, "person"))
        if person is None or session is None:
            raise web.HTTPNotFound
        await self.controls.become(person.account)
        response = web.Response(status=303, headers={"Location": "/"})
        self.desk.let_in(response, new_session(person.account.external_id, self.desk.clock.now(), id=session.id))
        return response

    async def move(self, request: web.Request) -> web.Response:
        """Moves the clock; answers when all that became due is done."""
        session = self._session(request)
        filled = await self.desk.read_form(request, session)
        match step := only(filled, "step"):
            case "hour" | "workday" | "week":
                await self.controls.move(step)
            case _:
                raise web.HTTPBadRequest
        return self._renewed(await self._moved(request, session), session)

    async def _moved(self, request: web.Request, session: Session | None) -> web.Response:
        visitor = await self.desk.known(session)
        if visitor is None or not wants_json(request):
            return web.Response(status=303, headers={"Location": "/"})
        now = self.controls.now().astimezone(visitor.zone)
        return web.json_response({"day": visitor.words.day(now.date()), "time": visitor.words.time(now)})

    def _renewed(self, response: web.Response, session: Session | None) -> web.Response:
        """A leap of the clock must not sign out whoever made it."""
        if session and session.account:
            self.desk.let_in(response, new_session(session.account, self.desk.clock.now(), id=session.id))
        elif session:
            self.desk.meet(response, new_door(self.desk.clock.now(), id=session.id))
        return response

    def _session(self, request: web.Request) -> Session | None:
        return self.desk.session(request, "session") or self.desk.session(request, "door")


def _first(people: Sequence[DemoPerson], role: str) -> Sequence[DemoPerson]:
    return [person for person in people if person.role == role][:1]


def _named(people: Sequence[DemoPerson], text: str) -> DemoPerson | None:
    """Somebody by account or by label, or the only one whose label holds what was typed."""
    exact = [person for person in people if text in {person.account.external_id, person.label}]
    near = [person for person in people if text.strip().casefold() in person.label.casefold()] if text.strip() else []
    if exact:
        return exact[0]
    return near[0] if near else None
