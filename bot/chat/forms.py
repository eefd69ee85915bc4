"""What the bot asks for in a window of its own: a modal, a dialog, a page's form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.chat.actions import ActionRef
from bot.chat.blocks import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to pick in a form; `value` comes back."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField:
    """Pick one of a few options; comes back as `str`, or `None` when nothing was picked."""

    name: str
    label: str
    options: tuple[Option, ...]
    selected: str | None = None
    is_required: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """Write something; comes back as `str`, or `None` when it was left empty. `max_characters` is at most 3000."""

    name: str
    label: str
    value: str = ""
    max_characters: int = 1000
    is_long: bool = False
    is_required: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateField:
    """Pick a day; comes back as `date`, or `None`."""

    name: str
    label: str
    selected: date | None = None
    is_required: bool = True
    hint: str = ""


Field = ChoiceField | TextField | DateField
FieldValue = str | date | None
FormValues = Mapping[str, FieldValue]
FormPart = Block | Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A window with text, buttons and fields.

    `submit` is the action that the filled form comes back with; a form without one only shows something and can be
    closed. Field names are unique within the form. Buttons inside the form act at once and may replace the form.
    """

    title: str
    parts: tuple[FormPart, ...]
    close_label: str
    submit: ActionRef | None = None
    submit_label: str = ""
