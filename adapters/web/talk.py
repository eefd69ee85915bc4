"""What people say to each other below the postings of a channel: comments under their names, and reactions."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from adapters.http.errors import wants_json
from adapters.web.corner import PALETTE, comment_message
from adapters.web.front_desk import Visitor
from adapters.web.parse import Filled, GivenReaction, Remark, Source, parse_reaction, parse_remark
from adapters.web.perform import Reply, Stage
from adapters.web.refs import account_ref, message, reply_id, thread
from adapters.web.rooms import Room, parsed
from adapters.web.talk_patience import TalkPatience
from adapters.web.verify import Session
from bot.chat.errors import GoneError
from bot.chat.events import CommentChanged, EventHandler, ReactionChanged
from bot.chat.ids import Actor, MessageRef
from bot.chat.records import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Keeps what was said, then lets the core hear it; a browser that tries again has no second effect.

    Nobody says more than `patience` has for one person.
    """

    handle: EventHandler
    stage: Stage
    patience: TalkPatience

    def routes(self) -> Sequence[web.RouteDef]:
        return web.post("/comment", self.comment), web.post("/react", self.react)

    async def comment(self, request: web.Request) -> web.Response:
        """Words below a letter of a channel: new ones, changed ones, or some taken away."""
        visitor, filled, room = await self.stage.rooms.entered(request)
        remark = parsed(parse_remark, filled, visitor)
        if remark.text is not None and not self.patience.bears(visitor.session.account, remark.event_id):
            raise web.HTTPTooManyRequests
        kept = await self._kept(remark, visitor)
        self.stage.platform.tell(room.place)
        event = CommentChanged(
            event_id=remark.event_id,
            actor=_actor(visitor),
            message=remark.letter,
            comment_id=kept.external_id,
            text=remark.text,
        )
        return await self._answer(request, visitor, room, event)

    async def react(self, request: web.Request) -> web.Response:
        """One of the page's own reactions, given or taken back."""
        visitor, filled, room = await self.stage.rooms.entered(request)
        given = parsed(_reaction, filled, visitor)
        account, mailbox = visitor.session.account, self.stage.platform.mailbox
        if not await mailbox.react(given.letter, account, given.reaction, is_given=given.is_given):
            raise web.HTTPNotFound
        self.stage.platform.tell(room.place)
        event = ReactionChanged(
            event_id=given.event_id,
            actor=_actor(visitor),
            message=given.letter,
            reaction=given.reaction,
            is_added=given.is_given,
        )
        return await self._answer(request, visitor, room, event)

    async def _kept(self, remark: Remark, visitor: Visitor) -> MessageRef:
        try:
            if remark.number:
                return await self._changed(remark, visitor)
            return await self._written(remark, visitor.session)
        except GoneError as error:
            raise web.HTTPNotFound from error

    async def _written(self, remark: Remark, session: Session) -> MessageRef:
        return await self.stage.platform.mailbox.put(
            thread(remark.letter),
            reply_id(remark.event_id),
            comment_message(remark.text or ""),
            self.stage.desk.clock.now(),
            author=session.account,
        )

    async def _changed(self, remark: Remark, visitor: Visitor) -> MessageRef:
        """The author's own; who may moderate takes away what others said, but does not change it.

        What is gone already may be deleted again, for a browser that never heard of it.
        """
        mailbox = self.stage.platform.mailbox
        ref = message(thread(remark.letter), remark.number)
        known = await mailbox.letter(ref)
        if known is not None and not _may_change(known, remark, visitor):
            raise web.HTTPNotFound
        if remark.text is None:
            await mailbox.delete(ref)
        elif not await mailbox.edit(ref, comment_message(remark.text)):
            raise web.HTTPNotFound
        return ref

    async def _answer(
        self, request: web.Request, visitor: Visitor, room: Room, event: CommentChanged | ReactionChanged
    ) -> web.Response:
        """The letter as it looks now, unless the core has something to say about it."""
        number = int(event.message.external_id)
        source = Source("letter", number, channel=room.channel)
        reply = await self.stage.perform(await self.handle(event), visitor, room, source, event.event_id)
        if not wants_json(request):
            raise web.HTTPSeeOther(f"{room.href}#letter-{number}")
        if reply.kind == "nothing":
            reply = Reply(kind="replace", shown=await self.stage.rooms.show_one(number, visitor, room))
        return web.json_response(reply.as_json())


def _may_change(letter: Letter, remark: Remark, visitor: Visitor) -> bool:
    is_removal = remark.text is None and letter.author != "" and visitor.profile.may_moderate
    return is_removal or letter.author == visitor.session.account


def _reaction(filled: Filled, session: Session) -> GivenReaction:
    return parse_reaction(filled, session, PALETTE)


def _actor(visitor: Visitor) -> Actor:
    return Actor(account=account_ref(visitor.session.account), viewer=visitor.session.id)
