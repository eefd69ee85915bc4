"""Turns messages into Adaptive Cards.

https://adaptivecards.io/explorer, version 1.5. People's text never goes through Markdown: it stands in text runs, which
have none.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, assert_never
from urllib.parse import urlsplit

from adapters.teams import limits
from adapters.teams.actions import VERB, Act, data_of, opening_data
from adapters.teams.limits import Json, fit, shorten
from adapters.teams.render_chart import render_ranking, render_trend
from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    ChoiceList,
    Divider,
    Excerpt,
    ExcerptLine,
    Fact,
    Facts,
    Heading,
    Message,
    Note,
    OpenQuestion,
    Paragraph,
    Progress,
    Ranking,
    RatingScale,
    ReactionBar,
    ReactionButton,
    Table,
    Trend,
)

log = logging.getLogger(__name__)

CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"

Press = Callable[[str, ActionRef], Json]
"""Makes the button for a title and an action, as the surface needs it."""

_BAR_CELLS: Final = 20
_MARKDOWN = re.compile(r"[*_\[\]`<>\\{}~#|]|^\s*(?:[-+]|\d+[.)])\s")


def render_message(message: Message) -> Json:
    """A message as an activity for the connector. `summary` is the notification."""
    card = render_card(message.blocks, limits.MESSAGE_BYTES)
    summary = shorten(message.summary.strip(), limits.SUMMARY) or limits.MORE
    card["fallbackText"] = summary
    return {"type": "message", "summary": summary, "attachments": [{"contentType": CARD_TYPE, "content": card}]}


def write_message(message: Message) -> bytes:
    """`render_message` as JSON, ready to be sent; what is the same for everybody in a run is written only once."""
    body = ",".join(filter(None, map(_written, message.blocks)))
    if 2 * limits.width(body) > limits.MESSAGE_BYTES:
        return _json(render_message(message)).encode("utf-8", "replace")
    summary = _json(shorten(message.summary.strip(), limits.SUMMARY) or limits.MORE)
    head, tail = _json(card_of([]))[:-2], f'],"fallbackText":{summary}}}'
    attachment = f'{{"contentType":"{CARD_TYPE}","content":{head}{body}{tail}}}'
    return f'{{"type":"message","summary":{summary},"attachments":[{attachment}]}}'.encode("utf-8", "replace")


def render_card(blocks: Sequence[Block], most_bytes: int) -> Json:
    """Blocks as a card on which one press answers, and all other buttons open a dialog."""
    return card_of(fitted(list(elements(blocks, one_tap=execute_button, press=opening_button)), most_bytes))


def render_opener(text: str, label: str, command: str) -> Json:
    """A message with a button that gives a command again, now from where a dialog can open."""
    button = {"type": "Action.Submit", "title": button_text(label), "data": opening_data(Act.COMMAND, command)}
    card = card_of([*_lines(text), {"type": "ActionSet", "actions": [button]}])
    summary = shorten(text, limits.SUMMARY)
    card["fallbackText"] = summary
    return {"type": "message", "summary": summary, "attachments": [{"contentType": CARD_TYPE, "content": card}]}


def card_of(body: list[Json]) -> Json:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "body": body,
    }


def fitted(body: list[Json], most_bytes: int) -> list[Json]:
    result = fit(body, most_bytes)
    if result.is_shortened:
        log.warning("teams.shortened", extra={"blocks": len(body), "kept": len(result.elements)})
    return result.elements


def execute_button(title: str, action: ActionRef) -> Json:
    """Answers at once, without a window; where a client does not know that, a dialog opens instead."""
    data = data_of(Act.PRESS, action.encode())
    fallback = opening_button(title, action)
    return {"type": "Action.Execute", "title": button_text(title), "verb": VERB, "data": data, "fallback": fallback}


def opening_button(title: str, action: ActionRef) -> Json:
    data = opening_data(Act.PRESS, action.encode())
    return {"type": "Action.Submit", "title": button_text(title), "data": data}


def button_text(title: str) -> str:
    return _flat(title, limits.BUTTON_TEXT) or limits.MORE


def elements(blocks: Iterable[Block], *, one_tap: Press, press: Press) -> Iterator[Json]:
    """The elements for all blocks; `one_tap` makes the buttons that answer, `press` the others."""
    for block in blocks:
        yield from _block(block, one_tap, press)


def plain_lines(text: str, **style: object) -> Iterator[Json]:
    """Text without any markup, line by line: text runs do not break lines themselves."""
    return _lines(text, **style)


def _written(block: Block) -> str:
    if isinstance(block, RatingScale | ChoiceList | OpenQuestion | Buttons | Note):
        return _written_once(block)
    return _json(list(_block(block, execute_button, opening_button)))[1:-1]


@lru_cache(maxsize=256)
def _written_once(block: RatingScale | ChoiceList | OpenQuestion | Buttons | Note) -> str:
    """Questions, buttons and small print are our own and the same for many; nobody's words are remembered here."""
    return _json(list(_block(block, execute_button, opening_button)))[1:-1]


# Made once: making one takes as long as writing a small block.
_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _block(block: Block, one_tap: Press, press: Press) -> Iterator[Json]:  # noqa: C901, PLR0912 - one arm per block
    match block:
        case Heading(text):
            return _heading(text)
        case Paragraph(text):
            return _lines(text)
        case Note(text):
            return _lines(text, size="Small", isSubtle=True)
        case Divider():
            return iter([{"type": "Container", "items": [], "separator": True, "spacing": "Medium"}])
        case Facts(items):
            return map(_fact, items)
        case Buttons(items):
            return _rows([_button(item, press) for item in items])
        case RatingScale():
            return _scale(block, one_tap)
        case ChoiceList():
            return _choices(block.question, block.choices, one_tap)
        case OpenQuestion():
            return _choices(block.question, (block.button,), press)
        case Progress():
            return _lines(_progress(block))
        case Table():
            return _table(block)
        case Excerpt():
            return _excerpt(block)
        case ReactionBar():
            return _reactions(block, one_tap)
        case Trend():
            return render_trend(block)
        case Ranking():
            return render_ranking(block)
    assert_never(block)


def _heading(text: str) -> Iterator[Json]:
    """A heading for screen readers, where the text holds nothing that a text block would take for Markdown."""
    if not text.strip():
        return iter(())
    if _MARKDOWN.search(text) or "\n" in text.strip():
        return _lines(text, size="Large", weight="Bolder")
    look = {"style": "heading", "size": "Large", "weight": "Bolder", "wrap": True}
    return iter([{"type": "TextBlock", "text": text.strip(), **look}])


def _lines(text: str, **style: object) -> Iterator[Json]:
    spacing: Json = {}
    lines = text.strip().splitlines()
    for line in (*lines[: limits.LINES], " ".join(" ".join(lines[limits.LINES :]).split())):
        if line.strip():
            yield _rich(_run(line.strip(), **style), **spacing)
        spacing = {"spacing": "Small"} if line.strip() else {}


def _rich(*runs: Json, **look: object) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs), **look}


def _run(text: str, **style: object) -> Json:
    return {"type": "TextRun", "text": text, **style}


def _fact(fact: Fact) -> Json:
    name, value = _flat(fact.name, limits.FACT_NAME), _flat(fact.value, limits.FACT_VALUE)
    return _rich(_run(f"{name or limits.MORE}  ", weight="Bolder"), *([_run(value)] if value else []), spacing="Small")


def _rows(actions: Sequence[Json]) -> Iterator[Json]:
    """Buttons side by side as far as they fit: what does not fit into a row, clients cut off."""
    row: list[Json] = []
    room = limits.ROW_CHARACTERS
    for action in actions:
        room -= limits.width(action["title"]) + limits.BUTTON_EDGES
        if row and (room < 0 or len(row) == limits.ACTIONS_IN_ROW):
            yield {"type": "ActionSet", "actions": row}
            row, room = [], limits.ROW_CHARACTERS - limits.width(action["title"]) - limits.BUTTON_EDGES
        row.append(action)
    if row:
        yield {"type": "ActionSet", "actions": row}


def _button(button: Button, press: Press) -> Json:
    if button.action is None:
        return {"type": "Action.OpenUrl", "title": button_text(button.label), "url": button.url}
    made = press(button.label, button.action)
    return made if button.style is ButtonStyle.PLAIN else {**made, "style": _STYLES[button.style]}


_STYLES: Final = {ButtonStyle.PRIMARY: "positive", ButtonStyle.DANGER: "destructive"}


def _scale(scale: RatingScale, one_tap: Press) -> Iterator[Json]:
    yield from _lines(scale.question, weight="Bolder")
    yield from _rows([_point(scale, index, one_tap) for index in range(len(scale.points))])
    if scale.points:
        low, high = scale.points[0].label, scale.points[-1].label
        yield from _lines(f"{low} = {scale.low}   ·   {high} = {scale.high}", size="Small", isSubtle=True)


def _point(scale: RatingScale, index: int, one_tap: Press) -> Json:
    """A point's tooltip is read out with it, so that the ends of the scale say what they mean."""
    point = scale.points[index]
    meaning = {0: scale.low, len(scale.points) - 1: scale.high}.get(index)
    made = one_tap(point.label, point.action)
    return {**made, "tooltip": shorten(f"{point.label}: {meaning}", limits.BUTTON_TEXT)} if meaning else made


def _choices(question: str, choices: Iterable[Choice], press: Press) -> Iterator[Json]:
    yield from _lines(question, weight="Bolder")
    yield from _rows([press(each.label, each.action) for each in choices])


def _progress(progress: Progress) -> str:
    share = min(1.0, max(0.0, progress.done / progress.total)) if progress.total > 0 else 0.0
    filled = round(share * _BAR_CELLS)
    return f"{progress.label}\n{'█' * filled}{'░' * (_BAR_CELLS - filled)}  {progress.done} / {progress.total}"


def _table(table: Table) -> Iterator[Json]:
    rows = _cells(table)
    if not rows or not rows[0]:
        return
    yield {
        "type": "Table",
        "columns": [{"width": 1} for _ in rows[0]],
        "rows": [_table_row(row, is_head=not at) for at, row in enumerate(rows)],
    }
    left_out = len(table.rows) + 1 - len(rows)
    if left_out:
        yield from _lines(f"{limits.MORE} +{left_out}", size="Small", isSubtle=True)


def _cells(table: Table) -> list[list[str]]:
    room, rows = limits.TABLE_CHARACTERS, list[list[str]]()
    for row in (table.columns, *table.rows):
        cells = [_flat(cell, limits.TABLE_CELL) or "-" for cell in row[: limits.TABLE_COLUMNS]]
        room -= sum(map(limits.width, cells))
        if rows and (room < 0 or len(rows) == limits.TABLE_ROWS):
            break
        rows.append(cells)
    return rows


def _table_row(cells: Sequence[str], *, is_head: bool) -> Json:
    style = {"weight": "Bolder"} if is_head else {}
    return {
        "type": "TableRow",
        "cells": [{"type": "TableCell", "items": [_rich(_run(cell, **style))]} for cell in cells],
    }


def _flat(text: str, most: int) -> str:
    """A text on one line. Only what may be shown is looked at, however long it is."""
    return shorten(" ".join(text[: 2 * most].split()), most)


def _excerpt(excerpt: Excerpt) -> Iterator[Json]:
    """What was said stands apart on a coloured ground; whose words they are is written out, not only coloured."""
    where = "  ·  ".join(filter(None, (excerpt.origin.strip(), excerpt.span.strip())))
    said = [element for line in excerpt.lines for element in _said(line)]
    link = [_link(excerpt.url_label.strip() or excerpt.url, excerpt.url)] if _is_page(excerpt.url) else []
    small = _lines(where, size="Small", isSubtle=True)
    yield {"type": "Container", "style": "emphasis", "items": [*said, *small, *link]}


def _is_page(url: str) -> bool:
    """Whether this is an address that may be opened; other kinds could do something."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _link(label: str, url: str) -> Json:
    opening = {"type": "Action.OpenUrl", "title": button_text(label), "url": url}
    shown = _flat(label, limits.BUTTON_TEXT) or limits.MORE
    return _rich(_run(shown, size="Small", color="Accent", selectAction=opening), spacing="Small")


def _said(line: ExcerptLine) -> Iterator[Json]:
    first, *others = line.text.strip().splitlines() or [limits.MORE]
    look = {} if line.is_customer else {"isSubtle": True}
    yield _rich(_run(f"{_flat(line.speaker, limits.FACT_NAME)}: ", weight="Bolder", **look), _run(first, **look))
    for other in filter(str.strip, others):
        yield _rich(_run(other.strip(), **look), spacing="Small")


def _reactions(bar: ReactionBar, one_tap: Press) -> Iterator[Json]:
    yield from _rows([one_tap(_reaction(each), each.action) for each in bar.items])
    yield from _lines(bar.note, size="Small", isSubtle=True)


def _reaction(button: ReactionButton) -> str:
    count = f" ({button.count})" if button.count else ""
    return f"{button.symbol} {button.label}{count}"
