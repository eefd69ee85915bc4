"""Checks blocks and views as strictly as Slack's documentation reads, with numbers of its own.

https://docs.slack.dev/reference/block-kit - it does not share the adapter's table of limits, so that a wrong number
there is found here.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]

_UNESCAPED = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")
_MESSAGE_CHARACTERS = 11_000


class BlockError(Exception):
    """Slack would refuse this; `code` is its word for it."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code = code


def check_message(text: str | None, blocks: list[Json]) -> None:
    """Raises `BlockError` where `chat.postMessage` would refuse the message."""
    if not text and not blocks:
        raise BlockError("no_text", "neither text nor blocks")
    _check_text(text or "", 40_000, "text")
    types = {"section", "header", "context", "divider", "actions", "rich_text", "table", "data_visualization"}
    _check_blocks(blocks, 50, types)
    if sum(block["type"] == "data_visualization" for block in blocks) > 2:
        raise BlockError("invalid_blocks", "only two charts are allowed")
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise BlockError("invalid_attachments", "only one table is allowed")
    if _readable(blocks) > _MESSAGE_CHARACTERS:
        raise BlockError("msg_blocks_too_long", "too many characters over all blocks")


def check_view(view: Json) -> None:
    """Raises `BlockError` where `views.open`, `views.update` or `views.publish` would refuse the view."""
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        _refuse("a view is a modal or a home")
    allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    _keys(
        view,
        allowed | ({"title", "close", "submit", "clear_on_close", "notify_on_close"} if kind == "modal" else set()),
    )
    types = {"section", "header", "context", "divider", "actions", "rich_text", "input"}
    _check_blocks(view.get("blocks"), 100, types)
    _size(view.get("private_metadata", ""), 0, 3000, "private_metadata")
    _size(view.get("callback_id", ""), 0, 255, "callback_id")
    if kind == "modal":
        _check_modal(view)
    if len(json.dumps(view)) > 250_000:
        raise BlockError("view_too_large", "more than 250 kB")


def _check_modal(view: Json) -> None:
    _plain(view.get("title"), 24, "title")
    for name in ("close", "submit"):
        if name in view:
            _plain(view[name], 24, name)
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        _refuse("a modal with inputs needs a submit button")


def _check_blocks(blocks: object, most: int, types: set[str]) -> None:
    if not isinstance(blocks, list) or len(blocks) > most:
        _refuse(f"more than {most} blocks")
        return
    for block in blocks:
        if block.get("type") not in types:
            _refuse(f"the block {block.get('type')} is not allowed here")
        _BLOCKS[block["type"]](block)
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        _refuse("two blocks with one block_id")


def _section(block: Json) -> None:
    _keys(block, {"type", "block_id", "text", "fields", "accessory"})
    _text_object(block.get("text"), 3000, "section")


def _header(block: Json) -> None:
    _keys(block, {"type", "block_id", "text"})
    _plain(block.get("text"), 150, "header")


def _context(block: Json) -> None:
    _keys(block, {"type", "block_id", "elements"})
    _count(block.get("elements"), 1, 10, "context")
    for element in block["elements"]:
        _text_object(element, 2000, "context")


def _divider(block: Json) -> None:
    _keys(block, {"type", "block_id"})


def _actions(block: Json) -> None:
    _keys(block, {"type", "block_id", "elements"})
    _count(block.get("elements"), 1, 25, "actions")
    ids = [element.get("action_id") for element in block["elements"]]
    if len(ids) != len(set(ids)):
        _refuse("two elements with one action_id in a block")
    for element in block["elements"]:
        if element.get("type") != "button":
            _refuse("only buttons are expected in actions")
        _button(element)


def _button(element: Json) -> None:
    _keys(element, {"type", "action_id", "text", "style", "url", "value", "accessibility_label"})
    _plain(element.get("text"), 75, "button")
    _size(element.get("action_id"), 1, 255, "action_id")
    _size(element.get("accessibility_label", "x"), 1, 75, "accessibility_label")
    _size(element.get("url", "x"), 1, 3000, "url")
    if element.get("style", "primary") not in {"primary", "danger"}:
        _refuse("a button's style is primary or danger")


def _rich_text(block: Json) -> None:
    _keys(block, {"type", "block_id", "elements"})
    _count(block.get("elements"), 1, 100, "rich_text")
    for element in block["elements"]:
        if element.get("type") not in {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}:
            _refuse("an unknown part of rich text")
        _count(element.get("elements"), 1, 100, "rich_text")
        for piece in element["elements"]:
            _rich_piece(piece)


def _rich_piece(piece: Json) -> None:
    is_link = piece.get("type") == "link"
    _keys(piece, {"type", "text", "style"} | ({"url"} if is_link else set()))
    _size(piece.get("text"), 1, 10_000, "rich text")
    if is_link and not re.fullmatch(r"https?://[!-~]{1,2990}", piece.get("url", "")):
        _refuse("a link needs the address of a page")


def _table(block: Json) -> None:
    _keys(block, {"type", "block_id", "rows", "column_settings"})
    _count(block.get("rows"), 1, 100, "rows")
    _count(block.get("column_settings", [{}]), 1, 20, "column_settings")
    for row in block["rows"]:
        _count(row, 1, 20, "cells")
        if len(row) != len(block["rows"][0]):
            _refuse("rows of different length")
        for cell in row:
            _keys(cell, {"type", "text"})
            _size(cell.get("text"), 1, 3000, "cell")


def _chart(block: Json) -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block."""
    _keys(block, {"type", "block_id", "title", "chart"})
    _size(block.get("title"), 1, 50, "title")
    chart: Json = block.get("chart") or {}
    _keys(chart, {"type", "series", "axis_config"})
    if chart.get("type") not in {"line", "bar", "area"}:
        _refuse("an unknown chart")
    axis: Json = chart.get("axis_config") or {}
    _keys(axis, {"categories", "x_label", "y_label"})
    categories = _unique(axis.get("categories"), 20)
    _count(chart.get("series"), 1, 6, "series")
    _unique([each.get("name") for each in chart["series"]], 6)
    for each in chart["series"]:
        _keys(each, {"name", "data"})
        if [point.get("label") for point in each["data"]] != categories:
            _refuse("a series needs one point for each category")
        if not all(isinstance(point.get("value"), int | float) for point in each["data"]):
            _refuse("a point needs a number")


def _unique(names: Any, most: int) -> list[str]:  # noqa: ANN401 - whatever stands in the JSON
    _count(names, 1, most, "names of a chart")
    for name in names:
        _size(name, 1, 20, "a name of a chart")
    if len(set(names)) != len(names):
        _refuse("two series or categories of one name")
    return list(names)


def _input(block: Json) -> None:
    _keys(block, {"type", "block_id", "label", "element", "optional", "hint"})
    _size(block.get("block_id"), 1, 255, "block_id")
    _plain(block.get("label"), 2000, "label")
    if "hint" in block:
        _plain(block["hint"], 2000, "hint")
    element = block.get("element") or {}
    if element.get("type") not in _INPUTS:
        _refuse("an unknown input")
    _size(element.get("action_id"), 1, 255, "action_id")
    _INPUTS[element["type"]](element)


def _text_input(element: Json) -> None:
    _keys(element, {"type", "action_id", "multiline", "max_length", "min_length", "initial_value", "placeholder"})
    most = element.get("max_length", 3000)
    if not 1 <= most <= 3000:
        _refuse("max_length is 1 to 3000")
    _size(element.get("initial_value", ""), 0, most, "initial_value")


def _picker(most: int) -> Callable[[Json], None]:
    def check(element: Json) -> None:
        _keys(element, {"type", "action_id", "options", "initial_option"})
        _count(element.get("options"), 1, most, "options")
        for option in element["options"]:
            _keys(option, {"text", "value"})
            _plain(option.get("text"), 75, "option")
            _size(option.get("value"), 1, 150, "option value")
        if "initial_option" in element and element["initial_option"] not in element["options"]:
            _refuse("initial_option is none of the options")

    return check


def _date(element: Json) -> None:
    _keys(element, {"type", "action_id", "initial_date"})
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", element.get("initial_date", "2026-01-01")):
        _refuse("initial_date is YYYY-MM-DD")


_BLOCKS: Mapping[str, Callable[[Json], None]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "divider": _divider,
    "actions": _actions,
    "rich_text": _rich_text,
    "table": _table,
    "data_visualization": _chart,
    "input": _input,
}
_INPUTS: Mapping[str, Callable[[Json], None]] = {
    "plain_text_input": _text_input,
    "radio_buttons": _picker(10),
    "static_select": _picker(100),
    "datepicker": _date,
}


def _text_object(part: object, most: int, where: str) -> None:
    if not isinstance(part, dict) or part.get("type") not in {"plain_text", "mrkdwn"}:
        _refuse(f"{where}: no text object")
        return
    _keys(part, {"type", "text", "emoji" if part["type"] == "plain_text" else "verbatim"})
    _size(part.get("text"), 1, most, where)
    _check_text(part["text"], most, where)
    if not part["text"].strip():
        _refuse(f"{where}: blank")


def _plain(part: object, most: int, where: str) -> None:
    _text_object(part, most, where)
    if isinstance(part, dict) and part["type"] != "plain_text":
        _refuse(f"{where}: must be plain_text")


def _check_text(text: str, most: int, where: str) -> None:
    _size(text, 0, most, where)
    if _UNESCAPED.search(text):
        _refuse(f"{where}: &, < and > must be escaped")


def _keys(part: object, allowed: set[str]) -> None:
    if not isinstance(part, dict) or set(part) - allowed:
        _refuse("a field that is not documented")


def _size(value: object, least: int, most: int, where: str) -> None:
    if not isinstance(value, str) or not least <= len(value.encode("utf-16-le")) // 2 <= most:
        _refuse(f"{where}: {least} to {most} characters")


def _count(value: object, least: int, most: int, where: str) -> None:
    if not isinstance(value, list) or not least <= len(value) <= most:
        _refuse(f"{where}: {least} to {most} entries")


def _readable(part: object) -> int:
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(_readable(each) for each in part.values())
    return sum(_readable(each) for each in part) if isinstance(part, list) else 0


def _refuse(where: str) -> None:
    raise BlockError("invalid_blocks", where)
