"""The rooms of the page, the own conversation and the channels: who may enter, and how what stands there is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from aiohttp import web

from adapters.web.corner import corner
from adapters.web.front_desk import FrontDesk, Visitor
from adapters.web.pages import Link, Pages, Shown
from adapters.web.parse import BadRequestError, Filled, only
from adapters.web.refs import account_ref
from adapters.web.verify import Session
from bot.chat.ids import AccountRef, Place, direct
from bot.chat.records import Below, ChannelCard, ChannelGuide, Letter, Mailbox

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where somebody is: their own conversation with the bot, or a channel."""

    place: Place
    card: ChannelCard | None = None

    @property
    def channel(self) -> str:
        """The id of the channel; empty in the conversation."""
        return self.card.place.external_id if self.card else ""

    @property
    def href(self) -> str:
        return _href(self.card) if self.card else "/"


class NoChannels:
    """Fills `bot.chat.records.ChannelGuide` for a page without channels."""

    async def channels(self, account: AccountRef) -> Sequence[ChannelCard]:  # noqa: ARG002 - the port's shape
        return ()

    async def find(self, place: Place) -> ChannelCard | None:  # noqa: ARG002 - the port's shape
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    desk: FrontDesk
    pages: Pages
    mailbox: Mailbox
    guide: ChannelGuide

    async def entered(self, request: web.Request) -> tuple[Visitor, Filled, Room]:
        """Who acts, the fields of the form that they sent from a page of ours, and the room which that page showed.

        Raises:
            web.HTTPUnauthorized: nobody who is known.
            web.HTTPNotFound: a channel that they may not read.
        """
        session = self.desk.session(request, "session")
        visitor = await self.desk.known(session)
        if visitor is None:
            raise web.HTTPUnauthorized
        filled = await self.desk.read_form(request, session)
        try:
            return visitor, filled, await self.enter(visitor, only(filled, "channel"))
        except BadRequestError as error:
            raise web.HTTPBadRequest from error

    async def enter(self, visitor: Visitor, channel_id: str) -> Room:
        """The channel with this id, or the own conversation without one.

        Raises:
            web.HTTPNotFound: there is no such channel for this person.
        """
        if not channel_id:
            return Room(place=direct(_account(visitor)))
        for card in await self.guide.channels(_account(visitor)):
            if card.place.external_id == channel_id:
                return Room(place=card.place, card=card)
        raise web.HTTPNotFound

    async def links(self, visitor: Visitor, here: str) -> Mapping[str, Sequence[Link]]:
        """The places to go to, in two groups: the person's own, and the channels. `here` is the one shown now."""
        words = visitor.words
        own = (("Voxloop", "/"), (words.say("Home"), "/home"))
        cards = await self.guide.channels(_account(visitor))
        return {
            "own": [Link(label=label, href=href, is_here=href == here) for label, href in own],
            "channels": [Link(label=card.name, href=_href(card), is_here=_href(card) == here) for card in cards],
        }

    async def show(self, letters: Sequence[Letter], visitor: Visitor, room: Room) -> list[Shown]:
        """Letters of a room as this visitor sees them."""
        carried = self.desk.carried(visitor.session, room.channel)
        if room.card is None:
            return [self.pages.letter(letter, visitor, carried) for letter in letters]
        numbers = [letter.number for letter in letters]
        below = await self.mailbox.below(room.place, numbers, reader=visitor.session.account)
        names = await self._names(below)
        corners = {each: corner(each, below.get(each, Below()), visitor, carried, names) for each in numbers}
        return [self.pages.letter(letter, visitor, carried, corners[letter.number]) for letter in letters]

    async def show_one(self, number: int, visitor: Visitor, room: Room) -> Shown | None:
        """A letter by its number, unless it is gone."""
        letters = await self.mailbox.read(room.place, after=number - 1, limit=1)
        shown = await self.show([letter for letter in letters if letter.number == number], visitor, room)
        return shown[0] if shown else None

    async def _names(self, below: Mapping[int, Below]) -> Mapping[str, str]:
        """The names of all who commented and are still known."""
        authors = {letter.author for each in below.values() for letter in each.letters if letter.author}
        profiles = {author: await self.desk.profile(account_ref(author)) for author in authors}
        return {author: profile.name for author, profile in profiles.items() if profile}


def parsed(parse: Callable[[Filled, Session], T], filled: Filled, visitor: Visitor) -> T:
    """What a form means.

    Raises:
        web.HTTPBadRequest: nothing of ours.
    """
    try:
        return parse(filled, visitor.session)
    except BadRequestError as error:
        raise web.HTTPBadRequest from error


def _account(visitor: Visitor) -> AccountRef:
    return account_ref(visitor.session.account)


def _href(card: ChannelCard) -> str:
    return f"/c/{quote(card.place.external_id, safe='')}"
