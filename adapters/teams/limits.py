"""What Teams takes at most, and the one way in which what is too long is made to fit."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages: about 100 KB in UTF-16.
MESSAGE_BYTES: Final = 80_000
"""Counted in UTF-16, with room for what Teams adds itself; more is answered with 413."""

FORM_BYTES: Final = 30_000
"""Ours: a form travels twice, once to be shown and once within its own submit button, and comes back with what was
typed."""

ACTIONS_IN_ROW: Final = 6
"""https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference: what is beyond six
hides behind a menu."""

LINES: Final = 50
"""Ours: each line of a text takes an element of its own; what follows after so many runs on in one."""

ROW_CHARACTERS: Final = 56
BUTTON_EDGES: Final = 4
"""Ours, looked at on a card of the width that a chat gives it: what the edges of a button take beside its title."""

# Ours: Teams documents no lengths for these, but nobody can read more.
SUMMARY: Final = 1_000
BUTTON_TEXT: Final = 100
DIALOG_TITLE: Final = 120
TOAST: Final = 600
"""A notice that shows above the card for some seconds."""

EXPANDED_CHOICES: Final = 10
TEXT_INPUT: Final = 3_000
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 10
TABLE_CELL: Final = 200
TABLE_CHARACTERS: Final = 6_000
FACT_NAME: Final = 150
FACT_VALUE: Final = 1_000
CHART_POINTS: Final = 20
CHART_TEXT: Final = 60

MORE: Final = "…"
"""Stands for what was left out, in every language."""

COMMA_BYTES: Final = 2

_PRESSABLE = frozenset({"ActionSet", "Input.Text", "Input.ChoiceSet", "Input.Date"})
_SHORTEST_TEXT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Elements that fit; when something had to go, the last one says so and `is_shortened` is true."""

    elements: list[Json]
    is_shortened: bool


def fit(elements: Sequence[Json], most_bytes: int) -> Fitted:
    """Makes elements fit: long texts lose their ends first, then what is only read goes, last what can be pressed."""
    if size(elements) <= most_bytes:
        return Fitted(elements=list(elements), is_shortened=False)
    room = most_bytes - size([_marker()])
    shorter = _shorten_texts(list(elements), room)
    return Fitted(elements=[*_drop_until(shorter, room), _marker()], is_shortened=True)


def size(part: object) -> int:
    """How many bytes a part of a message takes in UTF-16, in which Teams counts."""
    return len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", errors="replace"))


def width(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text.encode("utf-16-le")) // 2


def shorten(text: str, most: int) -> str:
    """The text, at most `most` UTF-16 units long; what was left out is marked."""
    if width(text) <= most:
        return text
    return text.encode("utf-16-le")[: 2 * (most - len(MORE))].decode("utf-16-le", errors="ignore") + MORE


def _shorten_texts(elements: list[Json], room: int) -> list[Json]:
    """Shortens the longest texts alike, so that all fits, or that none is left which is longer than a short line."""
    widths = sorted(width(run["text"]) for each in elements for run in _runs(each))
    most = max(_SHORTEST_TEXT, _fair_cap(widths, (room - (size(elements) - 2 * sum(widths))) // 2))
    return [_with_texts(each, most) for each in elements]


def _fair_cap(widths: Sequence[int], room: int) -> int:
    for index, each in enumerate(widths):
        share = room // (len(widths) - index)
        if each > share:
            return share
        room -= each
    return max(widths, default=0)


def _runs(part: Any) -> Iterator[Json]:  # noqa: ANN401 - walks through whatever JSON holds
    match part:
        case {"type": "TextRun"}:
            yield part
        case {**fields}:
            for value in fields.values():
                yield from _runs(value)
        case [*parts]:
            for each in parts:
                yield from _runs(each)
        case _:
            return


def _with_texts(part: Any, most: int) -> Any:  # noqa: ANN401 - walks through whatever JSON holds
    match part:
        case {"type": "TextRun", "text": str(text), **rest}:
            return {"type": "TextRun", "text": shorten(text, most), **rest}
        case {**fields}:
            return {key: _with_texts(value, most) for key, value in fields.items()}
        case [*parts]:
            return [_with_texts(each, most) for each in parts]
        case _:
            return part


def _drop_until(elements: list[Json], room: int) -> list[Json]:
    total = size(elements)
    last_first = range(len(elements) - 1, -1, -1)
    dropped = set[int]()
    for index in sorted(last_first, key=lambda each: _is_pressable(elements[each])):
        if total <= room:
            break
        total -= size(elements[index]) + COMMA_BYTES
        dropped.add(index)
    return [each for index, each in enumerate(elements) if index not in dropped]


def _is_pressable(element: Json) -> bool:
    return element["type"] in _PRESSABLE or any(map(_is_pressable, element.get("items", ())))


def _marker() -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": MORE, "isSubtle": True}]}
