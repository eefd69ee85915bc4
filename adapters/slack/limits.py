"""What Slack takes at most, and the one way in which what is too long is made to fit."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

# https://docs.slack.dev/reference/methods/chat.postMessage
MESSAGE_TEXT: Final = 4_000
"""The notification text; Slack advises 4,000 and cuts at 40,000."""

# https://docs.slack.dev/reference/block-kit/blocks
BLOCKS_IN_MESSAGE: Final = 50
BLOCKS_IN_VIEW: Final = 100
CHARACTERS_IN_MESSAGE: Final = 10_000
"""Undocumented: from about 11,000 characters over all blocks Slack answers `msg_blocks_too_long`."""

# https://docs.slack.dev/reference/views
CHARACTERS_IN_VIEW: Final = 20_000
"""A view may have 250 kB; each of our characters takes up to 12 bytes in JSON."""

VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24

# https://docs.slack.dev/reference/block-kit/blocks/section-block and the pages beside it
SECTION_TEXT: Final = 3_000
HEADER_TEXT: Final = 150
CONTEXT_TEXT: Final = 2_000
ACTIONS_ELEMENTS: Final = 25
INPUT_LABEL: Final = 2_000
INPUT_HINT: Final = 2_000
BLOCK_ID: Final = 255

# https://docs.slack.dev/reference/block-kit/block-elements
BUTTON_TEXT: Final = 75
BUTTON_URL: Final = 3_000
ACCESSIBILITY_LABEL: Final = 75
RADIO_OPTIONS: Final = 10
SELECT_OPTIONS: Final = 100
TEXT_INPUT: Final = 3_000

# https://docs.slack.dev/reference/block-kit/composition-objects/option-object
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150

# https://docs.slack.dev/reference/block-kit/blocks/table-block
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20
TABLES_IN_MESSAGE: Final = 1

# https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
CHARTS_IN_MESSAGE: Final = 2
CHART_TITLE: Final = 50
CHART_LABEL: Final = 20
"""Of a series, a category and a point alike."""
CHART_POINTS: Final = 20

# Ours: so that one table or list of facts leaves room for the rest of the message.
TABLE_CELL: Final = 200
TABLE_CHARACTERS: Final = 4_000
FACTS_IN_BLOCK: Final = 10
FACT_NAME: Final = 150
FACT_VALUE: Final = 1_000
EXCERPT_LINES: Final = 20
EXCERPT_CHARACTERS: Final = 2_500
EXCERPT_SPEAKER: Final = 80
EXCERPT_ORIGIN: Final = 300
REACTION_SYMBOL: Final = 16

MORE: Final = "…"
"""Stands for what was left out, in every language."""

_HALF_AN_ENTITY = re.compile(r"&(?:a|am|amp|l|lt|g|gt)?$")
_ACTIVE = frozenset({"actions", "input"})
_SHORTEST_TEXT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Where blocks stand, and how much of them it takes."""

    blocks: int
    characters: int


MESSAGE: Final = Surface(blocks=BLOCKS_IN_MESSAGE, characters=CHARACTERS_IN_MESSAGE)
VIEW: Final = Surface(blocks=BLOCKS_IN_VIEW, characters=CHARACTERS_IN_VIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Blocks that fit; when something had to go, the last one says so and `is_shortened` is true."""

    blocks: list[Json]
    is_shortened: bool


def fit(blocks: Sequence[Json], surface: Surface) -> Fitted:
    """Makes blocks fit: long texts lose their ends first, then what is only read goes, last what can be pressed."""
    if len(blocks) <= surface.blocks and _has_room(blocks, surface.characters):
        return Fitted(blocks=list(blocks), is_shortened=False)
    room = Surface(blocks=surface.blocks - 1, characters=surface.characters - len(MORE))
    fewer = _drop_until(list(blocks), room.blocks, len)
    shorter = _drop_until(_shorten_texts(fewer, room.characters), room.characters, characters)
    return Fitted(blocks=[*shorter, _marker()], is_shortened=True)


def _has_room(blocks: Sequence[Json], most: int) -> bool:
    """Whether at most so much can be read in the blocks; their JSON, which is longer, is measured much faster."""
    return len(json.dumps(blocks)) <= most or characters(blocks) <= most


def width(text: str) -> int:
    """How long Slack takes a text to be: in UTF-16 units, as its clients count."""
    return len(text.encode("utf-16-le")) // 2


def characters(part: Any) -> int:  # noqa: ANN401 - walks through whatever JSON holds
    """All characters that can be read in a part of a message."""
    match part:
        case {**fields}:
            own = sum(width(value) for key, value in fields.items() if key == "text" and isinstance(value, str))
            return own + sum(characters(value) for value in fields.values())
        case [*parts]:
            return sum(characters(each) for each in parts)
        case _:
            return 0


def escape(text: str) -> str:
    """The text as Slack's text objects take it.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, most: int) -> str:
    """The text escaped and at most `most` long; what was left out is marked."""
    return _cut(escape(text), most)


def shorten(text: str, most: int) -> str:
    """The text as it is and at most `most` long, for the places that Slack takes literally."""
    if width(text) <= most:
        return text
    return _first(text, most - len(MORE)) + MORE


def split(text: str, most: int) -> Iterator[str]:
    """The text escaped, in as many pieces as are needed, broken at lines or words where possible."""
    rest = escape(text.strip())
    while width(rest) > most:
        piece = _HALF_AN_ENTITY.sub("", _first(rest, most))
        at = max(piece.rfind("\n"), piece.rfind(" "))
        piece = piece[:at] if at > len(piece) // 2 else piece
        yield piece
        rest = rest[len(piece) :].lstrip()
    if rest:
        yield rest


def _cut(escaped: str, most: int) -> str:
    if width(escaped) <= most:
        return escaped
    return _HALF_AN_ENTITY.sub("", _first(escaped, most - len(MORE))) + MORE


def _first(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


def _shorten_texts(blocks: list[Json], most: int) -> list[Json]:
    widths = [width(text) for block in blocks for text in _long_texts(block)]
    room = most - (characters(blocks) - sum(widths))
    cap = max(_SHORTEST_TEXT, _fair_cap(widths, room))
    return [_with_short_texts(block, cap) for block in blocks]


def _long_texts(block: Json) -> list[str]:
    """Paragraphs and quotes: what may lose its end."""
    match block:
        case {"type": "section", "text": {"text": str(text)}}:
            return [text]
        case {"type": "rich_text", "elements": [*parts]}:
            return [part["elements"][0]["text"] for part in parts if part["type"] == "rich_text_quote"]
        case _:
            return []


def _fair_cap(widths: Sequence[int], room: int) -> int:
    for index, each in enumerate(sorted(widths)):
        share = room // (len(widths) - index)
        if each > share:
            return share
        room -= each
    return max(widths, default=0)


def _with_short_texts(block: Json, most: int) -> Json:
    match block:
        case {"type": "section", "text": text}:
            return {**block, "text": {**text, "text": _cut(text["text"], most)}}
        case {"type": "rich_text", "elements": [*parts]}:
            return {**block, "elements": [_with_short_quote(part, most) for part in parts]}
        case _:
            return block


def _with_short_quote(part: Json, most: int) -> Json:
    if part["type"] != "rich_text_quote":
        return part
    return {**part, "elements": [{**piece, "text": shorten(piece["text"], most)} for piece in part["elements"]]}


def _drop_until(blocks: list[Json], most: int, measure: Any) -> list[Json]:  # noqa: ANN401 - `len` or `characters`
    while blocks and measure(blocks) > most:
        passive = [index for index, block in enumerate(blocks) if block["type"] not in _ACTIVE]
        blocks = [block for index, block in enumerate(blocks) if index != (passive or [len(blocks) - 1])[-1]]
    return blocks


def _marker() -> Json:
    return {"type": "context", "elements": [{"type": "plain_text", "text": MORE}]}
