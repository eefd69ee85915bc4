"""Reads what people do - write, press, fill in, choose from menus - into our events: pure functions, without the SDK.

One function per kind of activity; which is asked, the turn decides (`turn.py`). What is not needed is dropped here:
names, texts typed in the personal chat, whatever a card sent along that is no field.
"""

import re
from collections.abc import Callable
from datetime import date

from adapters.teams.actions import ALONE, KEY, Act
from adapters.teams.body import (
    MOST_TEXT,
    Body,
    activity_id_of,
    actor_of,
    aside_of,
    bot_of,
    conversation_of,
    event_id_of,
    first_text,
    is_own,
    is_personal,
    is_targeted,
    part_of,
    plain_text,
    said_in,
    seat_of,
    text_of,
)
from adapters.teams.menu import HOME, command_in, private_command_in
from adapters.teams.origins import Executed, Fetched, Origin, Seat, Submitted, Typed
from adapters.teams.parse_changes import parse_comment
from adapters.teams.parsed import Closed, Heard, MalformedError, Outdated, Parsed, ignored
from adapters.teams.refs import ActivityId, root_of
from bot.chat.actions import ActionRef, BadActionError
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    HomeOpened,
    MessageTyped,
    Shortcut,
    ShortcutUsed,
)
from bot.chat.forms import FieldValue
from bot.chat.ids import Place

_AT = re.compile(r"<at(?:\s[^<>]{0,200})?>[^<>]{0,1000}</at>", re.IGNORECASE)


def strict(read: Callable[[Body], Parsed], body: Body) -> Parsed:
    """Reads a body.

    Raises:
        MalformedError: it has not the shape that Microsoft documents.
    """
    try:
        return read(body)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise MalformedError("a part of the activity has another shape than documented") from None


def parse_message(body: Body) -> Parsed:
    """What somebody wrote: to the bot alone, to it by name in a channel, or below a posting of it."""
    if is_own(body):
        return ignored("own")
    if not is_personal(body):
        return _parse_aside(body) if is_targeted(body) else _parse_public(body)
    seat = seat_of(body)
    command = command_in(said_in(body))
    if command is None:
        typed = MessageTyped(event_id=event_id_of(body), actor=actor_of(seat), place=seat.place)
        return Heard(events=(typed,), origin=Typed(seat=seat, activity=activity_id_of(body)))
    return _command(body, seat, command)


def parse_execute(body: Body) -> Parsed:
    """A press on an Action.Execute."""
    action = part_of(part_of(body, "value"), "action")
    data = action.get("data") or {}
    sent = dict(data.get(KEY) or {})
    act = sent.get("act")
    values = {key: value for key, value in data.items() if key != KEY}
    message = ActivityId(first_text(body, "replyToId"))
    seat = seat_of(body)
    if act == Act.CLOSE:
        return Closed()
    in_form = act in {Act.SUBMIT, Act.FORM_PRESS}
    is_form = act == Act.SUBMIT
    origin = Executed(
        seat=seat,
        message=message,
        sent=sent if is_form else None,
        values=values if is_form else None,
        in_form=in_form,
        aside=_aside_of_press(body, sent, message),
    )
    return _acted(body, seat, sent, values, origin)


def parse_fetch(body: Body) -> Parsed:
    """A press on a button that opens a dialog, or a command that is given again in order to see its form."""
    seat = seat_of(body)
    sent = dict(part_of(part_of(body, "value"), "data").get(KEY) or {})
    message = ActivityId(first_text(body, "replyToId"))
    origin = Fetched(seat=seat, message=message, aside=_aside_of_press(body, sent, message))
    if sent.get("act") != Act.COMMAND:
        return _acted(body, seat, sent, {}, origin)
    given = CommandGiven(event_id=event_id_of(body), actor=actor_of(seat), text=str(sent["line"]), place=seat.place)
    return Heard(events=(given,), origin=origin)


def parse_submit(body: Body) -> Parsed:
    """A press in an open dialog: its form is sent, or a button in it acts."""
    data = part_of(part_of(body, "value"), "data")
    sent = dict(data.get(KEY) or {})
    values = {key: value for key, value in data.items() if key != KEY}
    seat = seat_of(body)
    origin = Submitted(seat=seat, sent=sent, values=values, is_form=sent.get("act") == Act.SUBMIT)
    return _acted(body, seat, sent, values, origin)


def parse_shortcut(body: Body) -> Parsed:
    """An entry of ours was chosen in the menu of a message, or where messages are written.

    https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/define-action-command
    """
    value = part_of(body, "value")
    seat = seat_of(body)
    message = value.get("messagePayload") or {}
    try:
        shortcut = Shortcut(text_of(value, "commandId"))
    except ValueError:
        return ignored("invoke")
    used = ShortcutUsed(
        event_id=event_id_of(body),
        actor=actor_of(seat),
        shortcut=shortcut,
        text=plain_text(first_text(message.get("body") or {}, "content")),
        url=first_text(message, "linkToMessage"),
    )
    return Heard(events=(used,), origin=Fetched(seat=seat, message=ActivityId(""), aside=aside_of(body, "")))


def _parse_aside(body: Body) -> Parsed:
    """A private request in a channel. All of it is meant for the bot; nobody is named in it."""
    command = private_command_in(plain_text(_without_names(body)))
    return _command(body, seat_of(body), command, aside_of(body, activity_id_of(body)))


def _parse_public(body: Body) -> Parsed:
    """In a channel the bot hears what names it; and all that stands below its postings, where it was allowed to."""
    text = said_in(body)
    if _names_bot(body):
        seat = seat_of(body)
        spoken = " ".join(plain_text(_without_names(body)).split())
        command = command_in(spoken)
        return _command(body, seat, spoken if command is None else command)
    return parse_comment(body, text) if root_of(conversation_of(body)) else ignored("message")


def _command(body: Body, seat: Seat, command: str, aside: Place | None = None) -> Heard:
    is_home = command.casefold() == HOME
    origin = Typed(seat=seat, activity=activity_id_of(body), command=command, is_home=is_home, aside=aside)
    event: Event
    if is_home:
        event = HomeOpened(event_id=event_id_of(body), actor=actor_of(seat))
    else:
        event = CommandGiven(event_id=event_id_of(body), actor=actor_of(seat), text=command, place=seat.place)
    return Heard(events=(event,), origin=origin)


def _aside_of_press(body: Body, sent: Body, message: str) -> Place | None:
    return aside_of(body, message) if is_targeted(body) or sent.get(ALONE) is True else None


def _without_names(body: Body) -> str:
    return _AT.sub(" ", str(body.get("text") or "")[:MOST_TEXT])


def _acted(body: Body, seat: Seat, sent: Body, values: Body, origin: Origin) -> Parsed:
    try:
        act, action = Act(sent.get("act", "")), ActionRef.decode(str(sent.get("line", "")))
    except (ValueError, BadActionError):
        return Outdated(origin=origin)
    event_id = event_id_of(body)
    if act is Act.SUBMIT:
        fields = _values(sent.get("fields") or {}, values)
        submitted = FormSubmitted(event_id=event_id, actor=actor_of(seat), action=action, values=fields)
        return Heard(events=(submitted,), origin=origin)
    pressed = ButtonPressed(
        event_id=event_id, actor=actor_of(seat), action=action, place=seat.place, in_form=act is Act.FORM_PRESS
    )
    return Heard(events=(pressed,), origin=origin)


def _values(fields: Body, values: Body) -> dict[str, FieldValue]:
    """What was filled in; an empty field may be missing altogether."""
    return {str(name): _value(str(kind), values.get(name)) for name, kind in fields.items()}


def _value(kind: str, value: object) -> FieldValue:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise MalformedError("a field of the form is no text")
    if kind != "DateField":
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise MalformedError("a date of the form is none") from None


def _names_bot(body: Body) -> bool:
    mentioned = (each.get("mentioned") or {} for each in body.get("entities") or () if each.get("type") == "mention")
    return bot_of(body) in {each.get("id") for each in mentioned}
