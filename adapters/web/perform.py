"""Performs what the core wants to happen on the page, and says it as JSON for the script or as a page without one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never

from markupsafe import Markup

from adapters.web.front_desk import FrontDesk, Visitor
from adapters.web.pages import Pages, Shown
from adapters.web.parse import Source
from adapters.web.platform import WebPlatform
from adapters.web.refs import account_ref, reply_id
from adapters.web.render_form import render_form
from bot.chat.blocks import Message
from bot.chat.effects import Ask, Effect, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.ids import direct
from bot.chat.records import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of an act."""

    kind: Literal["nothing", "whisper", "post", "ask", "replace", "refuse"]
    shown: Shown | None = None
    form: Markup | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "effect": self.kind,
            "html": str(self.form or (self.shown.html if self.shown else "")),
            "number": self.shown.number if self.shown else 0,
            "day": self.shown.day if self.shown else "",
            "problems": dict(self.problems),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where effects are performed."""

    desk: FrontDesk
    pages: Pages
    platform: WebPlatform

    async def perform(self, effect: Effect, visitor: Visitor, source: Source, event_id: str) -> Reply:
        """Carries out one effect for the visitor whose act, named by `event_id`, came from `source`."""
        match effect:
            case Nothing():
                return Reply(kind="nothing")
            case Whisper(message):
                return Reply(kind="whisper", shown=self._note(message, visitor))
            case Post(message):
                return Reply(kind="post", shown=await self._post(message, visitor, event_id))
            case Ask(form):
                carried = self.desk.carried(visitor.session)
                return Reply(kind="ask", form=render_form(form, carried, visitor.words))
            case Replace(message):
                return await self._replace(message, visitor, source)
            case Refuse(problems):
                return Reply(kind="refuse", problems=problems)
            case _:
                assert_never(effect)

    def home(self, message: Message, visitor: Visitor) -> Shown:
        """The bot's own page."""
        return self.pages.message(message, visitor, self.desk.carried(visitor.session), kind="home")

    def _note(self, message: Message, visitor: Visitor) -> Shown:
        return self.pages.message(message, visitor, self.desk.carried(visitor.session), kind="note")

    async def _post(self, message: Message, visitor: Visitor, event_id: str) -> Shown:
        """What is posted stays in the conversation, so that it is there after a reload and on the person's phone."""
        place = direct(account_ref(visitor.session.account))
        ref = await self.platform.send(place, message, reply_id(event_id))
        now = self.desk.clock.now()
        letter = Letter(number=int(ref.external_id), delivery_id=reply_id(event_id), message=message, posted_at=now)
        return self.pages.letter(letter, visitor, self.desk.carried(visitor.session))

    async def _replace(self, message: Message, visitor: Visitor, source: Source) -> Reply:
        """A window has no message to exchange, so what would stand there is said to the person alone."""
        carried = self.desk.carried(visitor.session)
        match source.kind:
            case "letter":
                shown = await self._exchanged(message, visitor, source.number)
                return Reply(kind="replace", shown=shown) if shown else Reply(kind="nothing")
            case "home" | "note" as kind:
                return Reply(kind="replace", shown=self.pages.message(message, visitor, carried, kind=kind))
            case "form":
                return Reply(kind="whisper", shown=self._note(message, visitor))
            case _:
                assert_never(source.kind)

    async def _exchanged(self, message: Message, visitor: Visitor, number: int) -> Shown | None:
        place = direct(account_ref(visitor.session.account))
        for letter in await self.platform.mailbox.read(place, after=number - 1, limit=1):
            if letter.number == number:
                carried = self.desk.carried(visitor.session)
                return self.pages.letter(replace(letter, message=message), visitor, carried)
        return None
