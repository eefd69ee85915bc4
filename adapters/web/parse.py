"""What a browser sends becomes events; pure functions that trust nothing."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from urllib.parse import parse_qs

from adapters.web.refs import account_ref, event_id
from adapters.web.verify import Session
from bot.chat.actions import ActionRef, BadActionError
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, HomeOpened, MessageTyped
from bot.chat.forms import FieldValue
from bot.chat.ids import Actor, direct

MAX_FIELDS: Final = 400
MAX_TEXT_CHARACTERS: Final = 3000
"""The most that `bot.chat.forms.TextField` lets somebody write."""

COMMAND: Final = "/voice"

_ACT_ID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_LETTER: Final = re.compile(r"letter-(\d{1,15})")

Filled = dict[str, list[str]]
"""The fields of a form as the browser sent them."""


class BadRequestError(ValueError):
    """The browser sent something that no page of ours sends."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where on the page a press came from; `number` is that of the letter."""

    kind: Literal["letter", "note", "home", "form"]
    number: int = 0


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
    source = _source(only(filled, "source"))
    line = only(filled, "action")
    event = ButtonPressed(
        event_id=event_id(session.account, _act_id(filled), "press", line),
        actor=_actor(session),
        action=_action(line),
        place=direct(account_ref(session.account)) if source.kind in {"letter", "note"} else None,
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
    """What was typed below the conversation: a command, or words whose text goes no further than this function.

    Raises:
        BadRequestError: the act has no name of its own.
    """
    actor = _actor(session)
    place = direct(actor.account)
    first, *rest = [*only(filled, "text").split(maxsplit=1), ""]
    if first.casefold() != COMMAND:
        event = event_id(session.account, _act_id(filled), "typed")
        return MessageTyped(event_id=event, actor=actor, place=place)
    event = event_id(session.account, _act_id(filled), "command")
    return CommandGiven(event_id=event, actor=actor, text=rest[0].strip(), place=place)


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


def _source(text: str) -> Source:
    if letter := _LETTER.fullmatch(text):
        return Source("letter", int(letter[1]))
    match text:
        case "note" | "home" | "form":
            return Source(text)
        case _:
            raise BadRequestError("the press came from nowhere")


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
