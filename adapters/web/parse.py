"""What a browser sends becomes events; pure functions that trust nothing."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, assert_never
from urllib.parse import parse_qs

from adapters.web.refs import account_ref, channel, event_id, message, thread
from adapters.web.verify import Session
from bot.chat.actions import ActionRef, BadActionError
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, HomeOpened, MessageTyped
from bot.chat.forms import FieldValue
from bot.chat.ids import AccountRef, Actor, MessageRef, Place, direct

MAX_FIELDS: Final = 400
MAX_TEXT_CHARACTERS: Final = 3000
"""The most that `bot.chat.forms.TextField` lets somebody write."""

MAX_COMMENT_CHARACTERS: Final = 2000

COMMAND: Final = "/voice"

_ACT_ID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_LETTER: Final = re.compile(r"letter-([0-9]{1,15})")
_REPLY: Final = re.compile(r"reply-([0-9]{1,15})-([0-9]{1,15})")
_NUMBER: Final = re.compile(r"[0-9]{1,15}")

Filled = dict[str, list[str]]
"""The fields of a form as the browser sent them."""


class BadRequestError(ValueError):
    """The browser sent something that no page of ours sends."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where on the page an act came from, on the page of a channel where `channel` names one.

    `number` is that of the letter; a reply of the bot's is `reply_number` below it.
    """

    kind: Literal["letter", "reply", "note", "home", "form"]
    number: int = 0
    reply_number: int = 0
    channel: str = ""

    def place(self, account: AccountRef) -> Place | None:
        """Where an account acted; nowhere on the bot's own page and in a window."""
        here = channel(self.channel) if self.channel else direct(account)
        match self.kind:
            case "letter" | "note":
                return here
            case "reply":
                return thread(message(here, self.number))
            case "home" | "form":
                return None
            case _:
                assert_never(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What somebody does with words below a letter of a channel: a new comment, or their comment with this `number`.

    `text` is `None` where it is deleted. `event_id` names the happening.
    """

    event_id: str
    letter: MessageRef
    number: int
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReaction:
    """One of the page's own reactions, given to a letter of a channel or taken back."""

    event_id: str
    letter: MessageRef
    reaction: str
    is_given: bool


def parse_body(body: bytes) -> Filled:
    """The fields of a URL-encoded form.

    Raises:
        BadRequestError: it is no such form, or has too many fields.
    """
    try:
        filled = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise BadRequestError("the form cannot be read") from None
    if any("\0" in value for values in filled.values() for value in values):
        raise BadRequestError("the form holds what nobody can type")
    return filled


def parse_press(filled: Filled, session: Session) -> tuple[ButtonPressed, Source]:
    """A press on a button.

    Raises:
        BadRequestError: the button is none of ours.
    """
    source = _source(filled)
    line = only(filled, "action")
    event = ButtonPressed(
        event_id=event_id(session.account, _act_id(filled), "press", line),
        actor=_actor(session),
        action=_action(line),
        place=source.place(account_ref(session.account)),
        in_form=source.kind == "form",
    )
    return event, source


def parse_submission(filled: Filled, session: Session) -> FormSubmitted:
    """A form that was filled in and sent.

    Raises:
        BadRequestError: the form is none of ours, or a value is not of its field's kind.
    """
    line = only(filled, "action")
    return FormSubmitted(
        event_id=event_id(session.account, _act_id(filled), "submit", line),
        actor=_actor(session),
        action=_action(line),
        values=dict(_value(field, filled) for field in filled.get("field", [])),
    )


def parse_line(filled: Filled, session: Session) -> CommandGiven | MessageTyped:
    """What was typed below the conversation or a channel: a command, or words that go no further than this function.

    Raises:
        BadRequestError: the act has no name of its own.
    """
    actor = _actor(session)
    place = direct(actor.account)
    here = channel(only(filled, "channel")) if only(filled, "channel") else place
    first, *rest = [*only(filled, "text").split(maxsplit=1), ""]
    if first.casefold() != COMMAND:
        event = event_id(session.account, _act_id(filled), "typed")
        return MessageTyped(event_id=event, actor=actor, place=place)
    event = event_id(session.account, _act_id(filled), "command")
    return CommandGiven(event_id=event, actor=actor, text=rest[0].strip(), place=here)


def parse_remark(filled: Filled, session: Session) -> Remark:
    """Words below a letter of a channel.

    Raises:
        BadRequestError: no page of ours sends this, or there is nothing to read in it.
    """
    letter, number = _letter(filled), only(filled, "comment")
    text = None if only(filled, "delete") else only(filled, "text").replace("\r\n", "\n").strip()
    if number and not _NUMBER.fullmatch(number):
        raise BadRequestError("the comment is none")
    if text is None and not number:
        raise BadRequestError("there is no comment to delete")
    if text is not None and not 0 < len(text) <= MAX_COMMENT_CHARACTERS:
        raise BadRequestError("the comment is empty or too long")
    return Remark(
        event_id=event_id(session.account, _act_id(filled), "comment", *_named(letter), number),
        letter=letter,
        number=int(number or 0),
        text=text,
    )


def parse_reaction(filled: Filled, session: Session, palette: Container[str]) -> GivenReaction:
    """One of the page's own reactions.

    Raises:
        BadRequestError: it is none of the palette, or no page of ours sends this.
    """
    letter, given, taken = _letter(filled), only(filled, "give"), only(filled, "take")
    if bool(given) == bool(taken) or (given or taken) not in palette:
        raise BadRequestError("the reaction is none of ours")
    return GivenReaction(
        event_id=event_id(session.account, _act_id(filled), "react", *_named(letter), given, taken),
        letter=letter,
        reaction=given or taken,
        is_given=bool(given),
    )


def parse_home(filled: Filled, session: Session) -> HomeOpened:
    """A look at the bot's own page.

    Raises:
        BadRequestError: the act has no name of its own.
    """
    return HomeOpened(event_id=event_id(session.account, _act_id(filled), "home"), actor=_actor(session))


def only(filled: Filled, name: str) -> str:
    """The value of a field that comes once; empty when it is not there.

    Raises:
        BadRequestError: it comes more than once.
    """
    values = filled.get(name, [""])
    if len(values) != 1:
        raise BadRequestError(f"{name} comes more than once")
    return values[0]


def _actor(session: Session) -> Actor:
    return Actor(account=account_ref(session.account), viewer=session.id)


def _act_id(filled: Filled) -> str:
    act_id = only(filled, "act")
    if not _ACT_ID.fullmatch(act_id):
        raise BadRequestError("the act has no name of its own")
    return act_id


def _action(line: str) -> ActionRef:
    try:
        return ActionRef.decode(line)
    except BadActionError:
        raise BadRequestError("the action is none of ours") from None


def _source(filled: Filled) -> Source:
    text, where = only(filled, "source"), only(filled, "channel")
    if letter := _LETTER.fullmatch(text):
        return Source("letter", int(letter[1]), channel=where)
    if where and (reply := _REPLY.fullmatch(text)):
        return Source("reply", int(reply[1]), int(reply[2]), channel=where)
    match text:
        case "note" | "home" | "form":
            return Source(text, channel=where)
        case _:
            raise BadRequestError("the press came from nowhere")


def _letter(filled: Filled) -> MessageRef:
    where, number = only(filled, "channel"), only(filled, "letter")
    if not where or not _NUMBER.fullmatch(number):
        raise BadRequestError("there is no such letter in a channel")
    return message(channel(where), int(number))


def _named(letter: MessageRef) -> tuple[str, str]:
    return letter.place.external_id, letter.external_id


def _value(field: str, filled: Filled) -> tuple[str, FieldValue]:
    """A field is announced as `kind.name`, its value comes as `value.name`; an unpicked choice does not come at all."""
    kind, _, name = field.partition(".")
    text = only(filled, f"value.{name}").replace("\r\n", "\n")
    if len(text) > MAX_TEXT_CHARACTERS:
        raise BadRequestError("a text is longer than its field takes")
    match kind:
        case "text":
            return name, text if text.strip() else None
        case "choice":
            return name, text or None
        case "date":
            return name, _day(text)
        case _:
            raise BadRequestError("a field is of no kind of ours")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadRequestError("a day is none") from None
