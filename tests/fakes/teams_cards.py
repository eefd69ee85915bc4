"""Checks activities and Adaptive Cards as strictly as they are documented, with a table of its own.

https://adaptivecards.io/explorer (1.5) - it does not share the adapter's numbers, so that a wrong one is found here.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

MOST_BYTES = 100_000
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CARD = "application/vnd.microsoft.card.adaptive"

ELEMENT = {"type", "id", "isVisible", "separator", "spacing", "height", "fallback", "requires"}
TEXT_LOOK = {"color", "fontType", "isSubtle", "size", "weight"}
INPUT = {*ELEMENT, "label", "isRequired", "errorMessage", "value"}
ACTION = {"type", "id", "title", "iconUrl", "style", "fallback", "tooltip", "isEnabled", "mode", "requires"}
CHART = {*ELEMENT, "title", "showTitle", "colorSet", "data", "xAxisTitle", "yAxisTitle"}
KNOWN: Mapping[str, set[str]] = {
    "TextBlock": {*ELEMENT, *TEXT_LOOK, "text", "wrap", "maxLines", "horizontalAlignment", "style"},
    "RichTextBlock": {*ELEMENT, "inlines", "horizontalAlignment"},
    "TextRun": {*TEXT_LOOK, "type", "text", "highlight", "italic", "strikethrough", "underline", "selectAction"},
    "Container": {*ELEMENT, "items", "style", "bleed", "selectAction", "minHeight", "verticalContentAlignment"},
    "ActionSet": {*ELEMENT, "actions"},
    "Table": {*ELEMENT, "columns", "rows", "showGridLines", "gridStyle"},
    "TableRow": {"type", "cells", "style"},
    "Chart.Line": {*CHART, "color", "yMin", "yMax"},
    "Chart.HorizontalBar": {*CHART, "color", "displayMode"},
    "TableCell": {"type", "items", "style", "selectAction"},
    "Input.Text": {*INPUT, "isMultiline", "maxLength", "placeholder", "regex", "style", "inlineAction"},
    "Input.Date": {*INPUT, "max", "min", "placeholder"},
    "Input.ChoiceSet": {*INPUT, "choices", "isMultiSelect", "style", "placeholder", "wrap"},
    "Action.Execute": {*ACTION, "verb", "data", "associatedInputs"},
    "Action.Submit": {*ACTION, "data", "associatedInputs"},
    "Action.OpenUrl": {*ACTION, "url"},
}
FLAGS = {
    *("isEnabled", "isMultiline", "isRequired", "isSubtle", "isVisible", "separator", "showTitle", "wrap"),
    *("bleed", "highlight", "isMultiSelect", "italic", "showGridLines", "strikethrough", "underline"),
}
TEXTS = {
    *("$schema", "errorMessage", "fallbackText", "id", "label", "placeholder", "regex", "text", "title", "tooltip"),
    *("type", "url", "value", "verb", "version", "xAxisTitle", "yAxisTitle"),
}
NUMBERS = {"maxLength", "maxLines", "yMin", "yMax"}
LISTS = {"actions", "body", "cells", "choices", "columns", "data", "inlines", "items", "rows"}
TYPES = ((FLAGS, bool), (TEXTS, str), (NUMBERS, (int, float)), (LISTS, list))
VALUES: Mapping[str, set[str]] = {
    "spacing": {"Default", "None", "Small", "Medium", "Large", "ExtraLarge", "Padding"},
    "size": {"Default", "Small", "Medium", "Large", "ExtraLarge"},
    "weight": {"Default", "Lighter", "Bolder"},
    "color": {"Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"},
    "fontType": {"Default", "Monospace"},
    "associatedInputs": {"Auto", "None", "auto", "none"},
}
STYLES: Mapping[str, set[str]] = {
    "TextBlock": {"default", "heading"},
    "Container": {"default", "emphasis", "good", "attention", "warning", "accent"},
    "Input.ChoiceSet": {"compact", "expanded", "filtered"},
    "Action.Execute": {"default", "positive", "destructive"},
    "Action.Submit": {"default", "positive", "destructive"},
    "Action.OpenUrl": {"default", "positive", "destructive"},
}
CHARTS = {"Chart.Line", "Chart.HorizontalBar"}
CHART_COLOURS = {
    *("good", "warning", "attention", "neutral"),
    *(
        f"categorical{name}"
        for name in ["Red", "Purple", "Lavender", "Blue", "LightBlue", "Teal", "Green", "Lime", "Marigold"]
    ),
    *(f"sequential{number}" for number in range(1, 9)),
    *(
        f"diverging{name}"
        for name in ["Blue", "LightBlue", "Cyan", "Teal", "Yellow", "Peach", "LightRed", "Red", "Maroon", "Gray"]
    ),
}
CHART_VALUES: Mapping[str, set[str]] = {
    "color": CHART_COLOURS,
    "colorSet": {"categorical", "sequential", "diverging"},
    "displayMode": {"AbsoluteWithAxis", "AbsoluteNoAxis", "PartToWhole"},
}
"""https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards"""
INLINE_BODY = {"TextBlock", "RichTextBlock", "Container", "ActionSet", "Table", *CHARTS}
BODY = {*INLINE_BODY, "Input.Text", "Input.Date", "Input.ChoiceSet"}
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl"}


class CardError(Exception):
    """Teams would refuse this or not show it."""


def check_activity(activity: Json) -> None:
    """Raises `CardError` for a message that Teams would refuse, cut or not show in full."""
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le")) > MOST_BYTES:
        raise CardError("larger than Teams takes")
    _keys(activity, {"type", "id", "text", "summary", "attachments", "replyToId"}, "activity")
    if activity.get("type") != "message" or not (activity.get("attachments") or activity.get("text")):
        raise CardError("no message")
    for attachment in activity.get("attachments", ()):
        if attachment.get("contentType") != CARD:
            raise CardError("an attachment that is no Adaptive Card")
        check_card(attachment["content"], is_dialog=False)


def check_card(card: Json, *, is_dialog: bool) -> None:
    """Raises `CardError` for what a client would refuse or not show; a dialog knows no Action.Execute."""
    _keys(card, {"type", "$schema", "version", "body", "actions", "fallbackText", "speak", "lang"}, "card")
    _types(card, "card")
    if (card.get("type"), card.get("version")) != ("AdaptiveCard", "1.5"):
        raise CardError("no card of version 1.5")
    if card.get("$schema", SCHEMA) != SCHEMA:
        raise CardError("a schema that is not the one of Adaptive Cards")
    _check_all(card.get("body"), BODY)
    _check_all(card.get("actions", []), ACTIONS)
    if len(card.get("actions", ())) > 6:
        raise CardError("more than six actions")
    ids = [each["id"] for each in walk(card["body"]) if str(each.get("type", "")).startswith("Input.")]
    if len(ids) != len(set(ids)):
        raise CardError("two inputs with one id")
    if is_dialog and any(each.get("type") == "Action.Execute" for each in walk([card["body"], card.get("actions")])):
        raise CardError("a dialog with an Action.Execute")


def walk(part: Any) -> Iterator[Json]:  # noqa: ANN401 - walks through whatever JSON holds
    """All objects of a card that have a type, outermost first; not what buttons carry, nor links within a text."""
    if isinstance(part, dict):
        if "type" in part:
            yield part
        for key, value in part.items():
            if key not in {"data", "fallback", "selectAction"}:
                yield from walk(value)
    elif isinstance(part, list):
        for each in part:
            yield from walk(each)


def _check_all(elements: Any, allowed: set[str]) -> None:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(elements, list):
        raise CardError("no list of elements")
    for element in elements:
        _check(element, allowed)


def _check(element: Any, allowed: set[str]) -> None:  # noqa: ANN401 - as above
    kind = element.get("type") if isinstance(element, dict) else None
    if not isinstance(kind, str) or kind not in allowed:
        raise CardError(f"{kind} does not belong there")
    _keys(element, KNOWN[kind], kind)
    _types(element, kind)
    _values(element, {**VALUES, **CHART_VALUES} if kind in CHARTS else VALUES, kind)
    if element.get("style") is not None and element["style"] not in STYLES[kind]:
        raise CardError(f"{kind} with style {element['style']}")
    _CHECKS[kind](element)


def _text_block(element: Json) -> None:
    _string(element, "text")
    if any(mark in element["text"] for mark in ("*", "_", "[", "`", "\n")):
        raise CardError("a text block that would be taken for Markdown")


def _rich_text(element: Json) -> None:
    _check_all(element.get("inlines"), {"TextRun"})
    if not element["inlines"]:
        raise CardError("an empty text")


def _text_run(element: Json) -> None:
    _string(element, "text")
    if "\n" in element["text"]:
        raise CardError("a text run does not break lines")
    if "selectAction" in element:
        _check(element["selectAction"], {"Action.OpenUrl"})


def _container(element: Json) -> None:
    _check_all(element.get("items"), INLINE_BODY)


def _action_set(element: Json) -> None:
    _check_all(element.get("actions"), ACTIONS)
    if not 1 <= len(element["actions"]) <= 6:
        raise CardError("an action set shows one to six actions")


def _line_chart(element: Json) -> None:
    for line in _chart_data(element):
        _keys(line, {"legend", "values", "color"}, "a line")
        _values(line, CHART_VALUES, "a line")
        _points(line["values"], {"x", "y"})


def _bar_chart(element: Json) -> None:
    _points(_chart_data(element), {"x", "y", "color"})


def _chart_data(element: Json) -> list[Json]:
    """What is drawn; a client that knows no charts has to have something to show instead."""
    _string(element, "title")
    _check(element.get("fallback"), {"Container"})
    data = element.get("data")
    if not isinstance(data, list) or not data:
        raise CardError("a chart of nothing")
    return data


def _points(points: list[Json], known: set[str]) -> None:
    for point in points:
        _keys(point, known, "a point")
        _values(point, CHART_VALUES, "a point")
        if not isinstance(point.get("y"), int | float) or not str(point.get("x", "")):
            raise CardError("a point needs a name and a number")


def _table(element: Json) -> None:
    _check_all(element.get("rows"), {"TableRow"})
    if any(len(row["cells"]) != len(element["columns"]) for row in element["rows"]):
        raise CardError("a row with too many or too few cells")


def _table_row(element: Json) -> None:
    _check_all(element.get("cells"), {"TableCell"})


def _table_cell(element: Json) -> None:
    _check_all(element.get("items"), INLINE_BODY)


def _input(element: Json) -> None:
    _string(element, "id")
    _string(element, "label")
    if element.get("isRequired") and not element.get("errorMessage"):
        raise CardError("a required input needs an error message")


def _input_text(element: Json) -> None:
    _input(element)
    if len(element.get("value", "")) > element.get("maxLength", 0):
        raise CardError("an input with more in it than fits")


def _choice_set(element: Json) -> None:
    _input(element)
    for choice in element.get("choices", ()):
        _types(choice, "a choice")
        _keys(choice, {"title", "value"}, "a choice")
    values = [choice["value"] for choice in element["choices"]]
    if not values or len(values) != len(set(values)) or not all(values):
        raise CardError("choices need values of their own")
    if element.get("value") is not None and element["value"] not in values:
        raise CardError("a choice that is not there is chosen")


def _action(element: Json) -> None:
    _string(element, "title")
    if "fallback" in element:
        _check(element["fallback"], ACTIONS)


def _open_url(element: Json) -> None:
    _action(element)
    if not str(element.get("url", "")).startswith(("https://", "http://")):
        raise CardError("an address that is none")


def _carrying(element: Json) -> None:
    _action(element)
    if not isinstance(element.get("data"), dict):
        raise CardError("a button without data")


def _keys(part: Json, known: set[str], where: str) -> None:
    if strange := set(part) - known:
        raise CardError(f"{where} does not know {sorted(strange)}")


def _types(part: Json, where: str) -> None:
    """Each property has to hold what it is made for; a client drops the part of a card that holds something else."""
    for name, value in part.items():
        is_data = name == "data" and not str(part.get("type")).startswith("Chart.")
        wanted = dict if is_data else next((kind for names, kind in TYPES if name in names), object)
        if not isinstance(value, wanted) or (wanted is not bool and wanted is not object and isinstance(value, bool)):
            raise CardError(f"{where} with a {name} of another kind")


def _values(part: Json, known: Mapping[str, set[str]], where: str) -> None:
    for name, values in known.items():
        if part.get(name) is not None and part[name] not in values:
            raise CardError(f"{where} with {name} {part[name]}")


def _string(part: Json, name: str) -> None:
    if not isinstance(part.get(name), str) or not part[name]:
        raise CardError(f"{part.get('type')} needs a {name}")


_CHECKS = {
    "TextBlock": _text_block,
    "RichTextBlock": _rich_text,
    "TextRun": _text_run,
    "Container": _container,
    "ActionSet": _action_set,
    "Chart.Line": _line_chart,
    "Chart.HorizontalBar": _bar_chart,
    "Table": _table,
    "TableRow": _table_row,
    "TableCell": _table_cell,
    "Input.Text": _input_text,
    "Input.Date": _input,
    "Input.ChoiceSet": _choice_set,
    "Action.Execute": _carrying,
    "Action.Submit": _carrying,
    "Action.OpenUrl": _open_url,
}
