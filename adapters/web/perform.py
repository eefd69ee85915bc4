"""Performs what the core wants to happen on the page, and says it as JSON for the script or as a page without one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from markupsafe import Markup

from adapters.web.front_desk import FrontDesk, Visitor
from adapters.web.pages import Pages, Shown
from adapters.web.parse import Source
from adapters.web.platform import WebPlatform
from adapters.web.refs import account_ref, reply_id, thread
from adapters.web.refs import message as message_ref
from adapters.web.render_form import render_form
from adapters.web.rooms import Room, Rooms
from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Buttons, ChoiceList, Message, OpenQuestion, RatingScale, ReactionBar
from bot.chat.effects import Ask, Effect, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.errors import GoneError
from bot.chat.ids import direct


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
    rooms: Rooms

    async def perform(
        self,
        effect: Effect,
        visitor: Visitor,
        room: Room,
        source: Source,
        event_id: str,
        *,
        pressed: ActionRef | None = None,
    ) -> Reply:
        """Carries out one effect for the visitor whose act, named by `event_id`, came from `source` in a room.

        `pressed` is the button that was pressed: a message is exchanged only where it has that button.
        """
        match effect:
            case Nothing():
                return Reply(kind="nothing")
            case Whisper(message):
                return Reply(kind="whisper", shown=self._note(message, visitor, room))
            case Post(message):
                return await self._post(message, visitor, room, source, event_id)
            case Ask(form):
                carried = self.desk.carried(visitor.session, room.channel)
                return Reply(kind="ask", form=render_form(form, carried, visitor.words))
            case Replace(message):
                return await self._replace(message, visitor, room, source, pressed)
            case Refuse(problems):
                return Reply(kind="refuse", problems=problems)
            case _:
                assert_never(effect)

    def home(self, message: Message, visitor: Visitor) -> Shown:
        """The bot's own page."""
        return self.pages.message(message, visitor, self.desk.carried(visitor.session), kind="home")

    def _note(self, message: Message, visitor: Visitor, room: Room) -> Shown:
        carried = self.desk.carried(visitor.session, room.channel)
        return self.pages.message(message, visitor, carried, kind="note")

    async def _post(self, message: Message, visitor: Visitor, room: Room, source: Source, event_id: str) -> Reply:
        """What is posted stays where the act was done, or in the own conversation, after a reload and on a phone."""
        account = account_ref(visitor.session.account)
        place = source.place(account) or direct(account)
        ref = await self.platform.send(place, message, reply_id(event_id))
        if place == room.place:
            return await self._shown("post", int(ref.external_id), visitor, room)
        if source.kind == "reply":
            return await self._shown("replace", source.number, visitor, room)
        return Reply(kind="whisper", shown=self._note(message, visitor, room))

    async def _replace(
        self, message: Message, visitor: Visitor, room: Room, source: Source, pressed: ActionRef | None
    ) -> Reply:
        """A window has no message to exchange, so what would stand there is said to the person alone."""
        carried = self.desk.carried(visitor.session, room.channel)
        match source.kind:
            case "letter" | "reply":
                return await self._exchange(message, visitor, room, source, pressed)
            case "home" | "note" as kind:
                return Reply(kind="replace", shown=self.pages.message(message, visitor, carried, kind=kind))
            case "form":
                return Reply(kind="whisper", shown=self._note(message, visitor, room))
            case _:
                assert_never(source.kind)

    async def _exchange(
        self, message: Message, visitor: Visitor, room: Room, source: Source, pressed: ActionRef | None
    ) -> Reply:
        """For good, and for everybody who reads it; the browser may say what it likes about where it was pressed."""
        letter = message_ref(room.place, source.number)
        ref = message_ref(thread(letter), source.reply_number) if source.kind == "reply" else letter
        standing = await self.platform.mailbox.letter(ref)
        if standing is None or pressed not in _actions(standing.message):
            return Reply(kind="nothing")
        try:
            await self.platform.edit(ref, message)
        except GoneError:
            return Reply(kind="nothing")
        return await self._shown("replace", source.number, visitor, room)

    async def _shown(self, kind: Literal["post", "replace"], number: int, visitor: Visitor, room: Room) -> Reply:
        shown = await self.rooms.show_one(number, visitor, room)
        return Reply(kind=kind, shown=shown) if shown else Reply(kind="nothing")


def _actions(message: Message) -> frozenset[ActionRef]:
    """What can be pressed in a message."""
    return frozenset(action for block in message.blocks for action in _actions_of(block))


def _actions_of(block: Block) -> Iterator[ActionRef]:
    match block:
        case Buttons(items):
            yield from (each.action for each in items if each.action is not None)
        case RatingScale(points=choices) | ChoiceList(choices=choices):
            yield from (each.action for each in choices)
        case OpenQuestion(button=button):
            yield button.action
        case ReactionBar(items=reactions):
            yield from (each.action for each in reactions)
        case _:
            return
