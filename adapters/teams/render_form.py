"""Turns forms into Adaptive Cards: in a dialog, or in the place of the message where an answer was pressed.

Teams forgets a form as soon as it is sent. So that a form which cannot be taken stays open, it travels within its own
submit button and comes back with what was filled in.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final, assert_never

from adapters.teams import limits
from adapters.teams.actions import KEY, VERB, Act, data_of
from adapters.teams.limits import Json, shorten
from adapters.teams.render import button_text, card_of, elements, fitted, plain_lines
from bot.chat.actions import ActionRef
from bot.chat.blocks import Heading, Message
from bot.chat.forms import ChoiceField, DateField, Field, Form, TextField

log = logging.getLogger(__name__)

NOTICE_TITLE: Final = "Voxloop"


class Surface(Enum):
    """Where a form stands: buttons in a dialog and on a card speak to Teams in different ways."""

    DIALOG = "Action.Submit"
    CARD = "Action.Execute"


def render_form(form: Form, surface: Surface) -> Json:
    """A form as a card; the dialog around it shows its title, a card shows it itself."""
    return _card(form.title, list(_parts(form, surface)), _actions(form, surface), surface)


def render_notice(message: Message, surface: Surface) -> Json:
    """A message that is only shown, in answer to an act."""
    shown = list(elements(message.blocks, one_tap=_presser(surface), press=_presser(surface)))
    return _card(NOTICE_TITLE, shown or list(plain_lines(message.summary)), [], surface, is_titled=False)


def render_done(surface: Surface) -> Json:
    """What stands there when there is nothing to say; it needs no words."""
    return _card(NOTICE_TITLE, list(plain_lines("✓")), [], surface, is_titled=False)


def render_refused(sent: Json, values: Mapping[str, Any], problems: Mapping[str, str], surface: Surface) -> Json | None:
    """The form that came back, with what was filled in and why it cannot be taken; `None` when it did not come along.

    `sent` is what the submit button carried. It came back through somebody's client, and is shown to them alone.
    """
    body, action = sent.get("body"), sent.get("action")
    if not isinstance(body, list) or not isinstance(action, dict):
        return None
    lines = [each for text in problems.values() for each in plain_lines(text, color="Attention", weight="Bolder")]
    kept = [_refilled(each, values) for each in body if isinstance(each, dict)]
    card = card_of([*lines, *kept])
    card["actions"] = [{**action, "data": {KEY: {**sent}}}]
    if surface is Surface.CARD:
        card["actions"].append(_closer(str(sent.get("close") or limits.MORE)))
    return card


def dialog(title: str, card: Json) -> Json:
    """The answer that opens a dialog, or exchanges the one that is open.

    https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots
    """
    shown = {
        "title": shorten(title, limits.DIALOG_TITLE),
        "card": {"contentType": "application/vnd.microsoft.card.adaptive", "content": card},
        "width": "medium",
        "height": "medium",
    }
    return {"task": {"type": "continue", "value": shown}}


def _card(title: str, body: list[Json], actions: list[Json], surface: Surface, *, is_titled: bool = True) -> Json:
    heading = list(elements([Heading(title)], one_tap=_presser(surface), press=_presser(surface)))
    card = card_of(fitted(body, limits.FORM_BYTES))
    if surface is Surface.CARD and is_titled:
        card["body"] = [*heading, *card["body"]]
    if actions:
        card["actions"] = [_with_form(action, card["body"], surface) for action in actions]
    return card


def _with_form(action: Json, body: list[Json], surface: Surface) -> Json:
    """The button that sends the form, carrying it; other buttons carry nothing more."""
    sent = action.get("data", {}).get(KEY, {})
    if sent.get("act") != Act.SUBMIT or not any(map(_is_input, body)):
        return action
    bare = {key: value for key, value in action.items() if key != "data"}
    return {**action, "data": {KEY: {**sent, "body": body, "action": bare, "surface": surface.name}}}


def _actions(form: Form, surface: Surface) -> list[Json]:
    actions = []
    if form.submit is not None:
        fields = {each.name: type(each).__name__ for each in form.parts if isinstance(each, Field)}
        data = data_of(Act.SUBMIT, form.submit.encode(), fields=fields, title=form.title, close=form.close_label)
        actions.append(_action(surface, form.submit_label or "OK", data))
    if surface is Surface.CARD:
        actions.append(_closer(form.close_label or limits.MORE))
    return actions


def _closer(label: str) -> Json:
    return {**_action(Surface.CARD, label, data_of(Act.CLOSE, "")), "associatedInputs": "none"}


def _presser(surface: Surface) -> Any:  # noqa: ANN401 - a `Press`, which is a callable of this shape
    def press(title: str, action: ActionRef) -> Json:
        made = _action(surface, title, data_of(Act.FORM_PRESS, action.encode()))
        # A button within a form acts at once: what is filled in elsewhere is neither asked for nor sent.
        return {**made, "associatedInputs": "none"}

    return press


def _action(surface: Surface, title: str, data: Json) -> Json:
    made = {"type": surface.value, "title": button_text(title), "data": data}
    return {**made, "verb": VERB} if surface is Surface.CARD else made


def _parts(form: Form, surface: Surface) -> Iterator[Json]:
    press = _presser(surface)
    for part in form.parts:
        if isinstance(part, ChoiceField) and not part.options:
            yield from plain_lines(part.label)
        elif isinstance(part, Field):
            yield from _field(part)
        else:
            yield from elements((part,), one_tap=press, press=press)


def _field(field: Field) -> Iterator[Json]:
    label = " ".join(field.label.split()) or field.name
    yield {**_input(field), "id": field.name, "label": label, "isRequired": field.is_required, "errorMessage": label}
    yield from plain_lines(field.hint, size="Small", isSubtle=True)


def _input(field: Field) -> Json:
    match field:
        case ChoiceField():
            return _picker(field)
        case TextField():
            most = max(1, min(field.max_characters, limits.TEXT_INPUT))
            start = {"value": shorten(field.value, most)} if field.value else {}
            return {"type": "Input.Text", "isMultiline": field.is_long, "maxLength": most, **start}
        case DateField():
            start = {"value": field.selected.isoformat()} if field.selected else {}
            return {"type": "Input.Date", **start}
    assert_never(field)


def _picker(field: ChoiceField) -> Json:
    style = "expanded" if len(field.options) <= limits.EXPANDED_CHOICES else "compact"
    choices = [{"title": each.label, "value": each.value} for each in field.options]
    is_there = field.selected in {each.value for each in field.options}
    start = {"value": field.selected} if is_there else {}
    return {"type": "Input.ChoiceSet", "style": style, "wrap": True, "choices": choices, **start}


def _refilled(element: Json, values: Mapping[str, Any]) -> Json:
    value = values.get(str(element.get("id", "")))
    if not _is_input(element) or not isinstance(value, str | date):
        return element
    return {**element, "value": str(value)}


def _is_input(element: Json) -> bool:
    return str(element.get("type", "")).startswith("Input.")
