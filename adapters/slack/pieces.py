"""Single pieces of Block Kit, from which blocks and views are put together."""

from collections.abc import Iterable, Iterator

from adapters.slack import limits
from adapters.slack.limits import Json, clip, shorten, split
from bot.chat.actions import ActionRef


def plain(text: str, most: int) -> Json:
    """A text object that is never empty, shortened to `most`."""
    return {"type": "plain_text", "text": clip(text.strip(), most) or limits.MORE, "emoji": True}


def sections(text: str) -> Iterator[Json]:
    """The text as ordinary paragraphs, split where it is long."""
    for piece in split(text, limits.SECTION_TEXT):
        yield {"type": "section", "text": {"type": "plain_text", "text": piece, "emoji": True}}


def contexts(text: str) -> Iterator[Json]:
    """The text as small print, split where it is long."""
    for piece in split(text, limits.CONTEXT_TEXT):
        yield {"type": "context", "elements": [{"type": "plain_text", "text": piece, "emoji": True}]}


def rich(text: str, *, is_bold: bool = False) -> Iterator[Json]:
    """The text as it is, for rich text, which knows no markup; nothing where it is empty."""
    if text:
        yield {"type": "text", "text": text, **({"style": {"bold": True}} if is_bold else {})}


def press(label: str, action: ActionRef, *, spoken: str = "") -> Json:
    """A button; `spoken` is what a screen reader says in the stead of the label."""
    return {
        "type": "button",
        "action_id": action.encode(),
        "text": plain(label, limits.BUTTON_TEXT),
        "accessibility_label": shorten(spoken or label or limits.MORE, limits.ACCESSIBILITY_LABEL),
    }


def actions(elements: Iterable[Json]) -> Iterator[Json]:
    """Rows of buttons; an `action_id` may stand only once in a row."""
    row: dict[str, Json] = {}
    for element in elements:
        if element["action_id"] in row or len(row) == limits.ACTIONS_ELEMENTS:
            yield {"type": "actions", "elements": list(row.values())}
            row = {}
        row[element["action_id"]] = element
    if row:
        yield {"type": "actions", "elements": list(row.values())}
