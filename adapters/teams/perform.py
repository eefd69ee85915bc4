"""Decides how an effect is shown in Teams, and carries it out there."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

from adapters.teams import limits
from adapters.teams.actions import marked_alone
from adapters.teams.limits import Json
from adapters.teams.menu import is_answered_in_channels
from adapters.teams.origins import Executed, Fetched, Notice, Origin, Submitted, Typed
from adapters.teams.platform import TeamsPlatform
from adapters.teams.refs import ActivityId, UserId, account_ref, message_ref, thread_below
from adapters.teams.render import CARD_TYPE, render_card, render_message, render_opener
from adapters.teams.render_form import (
    NOTICE_TITLE,
    Surface,
    dialog,
    render_done,
    render_form,
    render_notice,
    render_refused,
)
from bot.chat.blocks import Block, Divider, Message, Note, Paragraph
from bot.chat.effects import Ask, Effect, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.errors import SendError
from bot.chat.ids import MessageRef, Place, PlaceKind, direct
from bot.chat.words import Words, phrase

log = logging.getLogger(__name__)

TOAST_TYPE: Final = "application/vnd.microsoft.activity.message"
DONE: Final = "✓"

OPENS = phrase("Press the button: {title} opens in a window that only you see.")
OPEN = phrase("Open")
ELSEWHERE = phrase("This is for you alone: I answered in your chat with me.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Posts a message, perhaps in reply to what was typed."""

    place: Place
    activity: Json
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Exchanges a message that the bot posted."""

    ref: MessageRef
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Says something in a channel that `user` alone sees; `otherwise` is done where Teams does not take that."""

    place: Place
    user: UserId
    activity: Json
    request: ActivityId | None = None
    otherwise: Say | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retell:
    """Exchanges what one person alone sees in a channel."""

    place: Place
    message: ActivityId
    activity: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class SayElsewhere:
    """Answers a private request in the personal chat, and says so where it was made."""

    say: Say
    hint: Tell


Call = Say | Exchange | Tell | Retell | SayElsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The body to answer an invoke with (empty: none), and one call to Teams beside it."""

    body: Json | None = None
    call: Call | None = None


Shown = Whisper | Post | Ask | Replace | Refuse


def plan_effect(effect: Effect, origin: Origin, words: Words) -> Plan:
    """How to show the effect; an invoke is answered in the body, and with it alone wherever that is possible."""
    match origin:
        case Typed():
            return Plan() if isinstance(effect, Nothing) else Plan(call=_reply(effect, origin, words))
        case Executed():
            return _in_card(effect, origin)
        case Fetched():
            return _in_new_dialog(effect, origin)
        case Submitted():
            return _in_dialog(effect, origin)
        case Notice():
            return _unseen(effect)
    assert_never(origin)


def plan_notice(text: str, origin: Origin) -> Plan:
    """How to tell the actor something of the adapter's own, such as that it takes longer."""
    message = Message(summary=text, blocks=(Paragraph(text),))
    match origin:
        case Typed():
            return Plan(call=_here(origin, render_message(message)))
        case Executed():
            return Plan(body=_toast(text))
        case Fetched() | Submitted():
            return Plan(body=dialog(NOTICE_TITLE, render_notice(message, Surface.DIALOG)))
        case Notice():
            return Plan()
    assert_never(origin)


def closed_plan() -> Plan:
    """A form that stood in a message's place is put away; the message itself shows again with the next look at it."""
    return Plan(body=_card(render_done(Surface.CARD)))


def _reply(effect: Shown, origin: Typed, words: Words) -> Call:
    match effect:
        case Whisper(message) | Replace(message):
            return _private(origin, render_message(message), words)
        case Refuse():
            return _private(origin, render_message(_problems(effect)), words)
        case Post(message) if origin.is_home or origin.aside:
            # Teams has no page of the bot's own; it is shown as a reply to who asked for it.
            # And nothing that others see comes of a request that they do not see.
            return _private(origin, render_message(message), words)
        case Post(message):
            return Say(place=origin.seat.place, activity=render_message(message))
        case Ask(form):
            text = words.say(OPENS, title=form.title)
            return _private(origin, render_opener(text, words.say(OPEN), origin.command), words)
    assert_never(effect)


def _private(origin: Typed, activity: Json, words: Words) -> Call:
    """Where the person stands if nothing is lost when others look at the screen, and else in their own chat."""
    if origin.aside is None or is_answered_in_channels(origin.command):
        return _here(origin, activity)
    text = words.say(ELSEWHERE)
    hint = _told(origin, origin.aside, render_message(Message(summary=text, blocks=(Paragraph(text),))))
    return SayElsewhere(say=_in_chat(origin, activity), hint=replace(hint, otherwise=None))


def _here(origin: Typed, activity: Json) -> Call:
    """In the personal chat a reply, in a channel to the person alone; a public request is answered in the chat too."""
    if origin.seat.place.kind is PlaceKind.DIRECT:
        return Say(place=origin.seat.place, activity=activity, reply_to=origin.activity)
    return _in_chat(origin, activity) if origin.aside is None else _told(origin, origin.aside, activity)


def _told(origin: Typed | Executed | Fetched, aside: Place, activity: Json) -> Tell:
    return Tell(
        place=aside,
        user=origin.seat.user,
        activity=marked_alone(activity),
        request=origin.activity if isinstance(origin, Typed) else None,
        otherwise=_in_chat(origin, activity),
    )


def _in_chat(origin: Typed | Executed | Fetched | Submitted, activity: Json) -> Say:
    return Say(place=direct(account_ref(origin.seat.workspace, origin.seat.user)), activity=activity)


def _in_card(effect: Effect, origin: Executed) -> Plan:
    """What stands in a card's place is seen by its presser alone, and so are the buttons on it."""
    plan = _in_pressed_card(effect, origin)
    return plan if origin.aside is None else replace(plan, body=marked_alone(plan.body))


def _in_pressed_card(effect: Effect, origin: Executed) -> Plan:
    match effect:
        case Nothing():
            return Plan(body=_card(render_done(Surface.CARD)) if origin.in_form else _toast(DONE))
        case Ask(form):
            return Plan(body=_card(render_form(form, Surface.CARD)))
        case Refuse():
            return Plan(body=_refused_card(effect, origin))
        case Whisper(message):
            return Plan(body=_short_or_card(message, origin))
        case Post(message):
            return Plan(body=_toast(DONE), call=_post(message, origin))
        case Replace(message):
            shown = _card(render_card(message.blocks, limits.MESSAGE_BYTES))
            return Plan(body=shown, call=_exchange(message, origin))
    assert_never(effect)


def _in_new_dialog(effect: Effect, origin: Fetched) -> Plan:
    match effect:
        case Nothing():
            return Plan(body=_message_task(DONE))
        case Post(message):
            return Plan(body=_message_task(DONE), call=_post(message, origin))
        case Replace(message) if origin.message:
            return Plan(body=_message_task(DONE), call=_exchange(message, origin))
        case Whisper() | Ask() | Refuse() | Replace():
            return Plan(body=_window(effect))
    assert_never(effect)


def _in_dialog(effect: Effect, origin: Submitted) -> Plan:
    match effect:
        case Nothing():
            return Plan()
        case Post(message):
            return Plan(call=_in_chat(origin, render_message(message)))
        case Refuse(problems):
            card = render_refused(origin.sent, origin.values, problems, Surface.DIALOG) if origin.is_form else None
            if card is None:
                return Plan(body=_window(effect))
            return Plan(body=dialog(str(origin.sent.get("title") or NOTICE_TITLE), card))
        case Whisper() | Ask() | Replace():
            return Plan(body=_window(effect))
    assert_never(effect)


def _unseen(effect: Effect) -> Plan:
    if not isinstance(effect, Nothing):
        log.warning("teams.effect_without_place", extra={"effect": type(effect).__name__})
    return Plan()


def _window(effect: Whisper | Ask | Refuse | Replace) -> Json:
    if isinstance(effect, Ask):
        return dialog(effect.form.title, render_form(effect.form, Surface.DIALOG))
    message = _problems(effect) if isinstance(effect, Refuse) else effect.message
    return dialog(NOTICE_TITLE, render_notice(message, Surface.DIALOG))


def _refused_card(effect: Refuse, origin: Executed) -> Json:
    card = render_refused(origin.sent or {}, origin.values or {}, effect.problems, Surface.CARD)
    return _card(card) if card else _toast(_problems(effect).summary)


def _short_or_card(message: Message, origin: Executed) -> Json:
    """A few plain words show above the card and leave it as it is; more than that needs its place."""
    text = _words_alone(message.blocks) or message.summary
    if not origin.in_form and _is_plain(message.blocks) and limits.width(text) <= limits.TOAST:
        return _toast(text)
    return _card(render_notice(message, Surface.CARD))


def _is_plain(blocks: Sequence[Block]) -> bool:
    return all(isinstance(each, Paragraph | Note | Divider) for each in blocks)


def _words_alone(blocks: Sequence[Block]) -> str:
    return "\n".join(each.text for each in blocks if isinstance(each, Paragraph | Note))


def _problems(effect: Refuse) -> Message:
    text = "\n".join(effect.problems.values()) or NOTICE_TITLE
    return Message(summary=text, blocks=(Paragraph(text),))


def _post(message: Message, origin: Executed | Fetched) -> Call:
    """For everybody, but where the press itself was seen by nobody."""
    activity = render_message(message)
    if origin.aside is not None:
        return _told(origin, origin.aside, activity)
    return Say(place=_thread(origin), activity=activity)


def _exchange(message: Message, origin: Executed | Fetched) -> Call:
    if origin.aside is None:
        return Exchange(ref=_pressed(origin), message=message)
    return Retell(place=origin.aside, message=origin.message, activity=marked_alone(render_message(message)))


def _pressed(origin: Executed | Fetched) -> MessageRef:
    return message_ref(origin.seat.place, origin.message)


def _thread(origin: Executed | Fetched) -> Place:
    """Below the message that was pressed on; in the personal chat there are no threads."""
    return thread_below(_pressed(origin)) if origin.message else origin.seat.place


def _card(card: Json) -> Json:
    """A card to show in the place of the pressed one, to who pressed it and until they look at the chat anew.

    https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
    """
    return {"statusCode": 200, "type": CARD_TYPE, "value": card}


def _toast(text: str) -> Json:
    return {"statusCode": 200, "type": TOAST_TYPE, "value": text}


def _message_task(text: str) -> Json:
    return {"task": {"type": "message", "value": text}}


class Performer:
    """Carries out calls."""

    def __init__(self, platform: TeamsPlatform) -> None:
        self._platform = platform

    async def carry_out(self, call: Call) -> None:
        """Does it once.

        Raises:
            SendError: Teams did not take it.
        """
        match call:
            case Say():
                await self._platform.post(call.place, call.activity, reply_to=call.reply_to)
            case Exchange(ref=ref, message=message):
                await self._platform.edit(ref, message)
            case Tell():
                await self._tell(call)
            case Retell():
                await self._platform.retell(call.place, call.message, call.activity)
            case SayElsewhere():
                await self.carry_out(call.say)
                await self.carry_out(call.hint)
            case _:
                assert_never(call)

    async def _tell(self, call: Tell) -> None:
        """Not everybody's Teams knows messages to one person, and a request can be too old to be answered so."""
        try:
            await self._platform.tell(call.place, call.user, call.activity, request=call.request)
        except SendError as error:
            log.info("teams.not_told", extra={"code": error.code})
            if call.otherwise is not None:
                await self.carry_out(call.otherwise)
