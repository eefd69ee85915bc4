"""A look-alike of Block Kit messages and windows, for the gallery; reads plain JSON and knows no SDK.

https://docs.slack.dev/reference/block-kit/blocks
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape

Json = Mapping[str, Any]

_MARKS: Final = (
    (re.compile(r"```(.+?)```", re.DOTALL), r"<pre>\1</pre>"),
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)"), r"<strong>\1</strong>"),
    (re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)"), r"<em>\1</em>"),
    (re.compile(r"(?<!\w)~([^~\n]+)~(?!\w)"), r"<s>\1</s>"),
    (re.compile(r"\n"), "<br>"),
)
"""Slack's own kind of markdown: https://docs.slack.dev/messaging/formatting-message-text"""

_STYLES: Final = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}


def render_block_kit(shown: Json | Sequence[Json]) -> Markup:
    """Blocks, a message with blocks, or a view with title and buttons, as HTML, with the JSON itself folded below."""
    source = json.dumps(shown, indent=2, ensure_ascii=False)
    return Markup(
        '<div class="slack">{}</div><details><summary>JSON</summary><pre tabindex="0">{}</pre></details>'
    ).format(_looks(shown), source)


def _looks(shown: Json | Sequence[Json]) -> Markup:
    if not isinstance(shown, Mapping):
        return _blocks(shown)
    return _view(shown) if "title" in shown else _blocks(shown.get("blocks", ()))


def _view(view: Json) -> Markup:
    return Markup('<div class="slack-view"><h4>{}</h4>{}<p class="slack-actions">{}{}</p></div>').format(
        _plain(view.get("title")),
        _blocks(view.get("blocks", ())),
        _button(view.get("close"), "slack-button"),
        _button(view.get("submit"), "slack-button slack-primary"),
    )


def _button(label: Json | None, look: str) -> Markup:
    return Markup('<span class="{}">{}</span>').format(look, _plain(label)) if label else Markup("")


def _blocks(blocks: Iterable[Json]) -> Markup:
    return _joined(_block(block) for block in blocks)


def _block(block: Json) -> Markup:
    match block.get("type"):
        case "divider" | "header" | "context" | "markdown":
            return _words(block)
        case "rich_text":
            return _joined(_rich_part(part) for part in block.get("elements", ()))
        case "section":
            return _section(block)
        case "actions":
            elements = _joined(_element(element) for element in block.get("elements", ()))
            return Markup('<p class="slack-actions">{}</p>').format(elements)
        case "input":
            return _input(block)
        case "data_visualization":
            return _chart(block)
        case _:
            return _table(block)


def _words(block: Json) -> Markup:
    match block["type"]:
        case "divider":
            return Markup("<hr>")
        case "header":
            return Markup('<p class="slack-header">{}</p>').format(_plain(block.get("text")))
        case "context":
            return Markup('<p class="slack-context">{}</p>').format(_texts(block.get("elements", ())))
        case _:
            return Markup("<p>{}</p>").format(_marked(str(block.get("text", ""))))


def _rich_part(part: Json) -> Markup:
    """One part of rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""
    match part.get("type"):
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(_rich(part))
        case "rich_text_list":
            items = _joined(Markup("<li>{}</li>").format(_rich(item)) for item in part.get("elements", ()))
            return Markup("<ul>{}</ul>").format(items)
        case "rich_text_quote":
            return Markup('<blockquote class="slack-quote">{}</blockquote>').format(_rich(part))
        case _:
            return Markup('<p class="slack-rich">{}</p>').format(_rich(part))


def _rich(part: Json) -> Markup:
    return _joined(_styled(element) for element in part.get("elements", ()))


def _styled(element: Json) -> Markup:
    shown = escape(element.get("text") or element.get("url", ""))
    if element.get("type") == "link":
        return Markup('<span class="slack-link">{}</span>').format(shown)
    for style, tag in _STYLES.items():
        if element.get("style", {}).get(style):
            shown = Markup("<{tag}>{}</{tag}>").format(shown, tag=tag)
    return shown


def _section(block: Json) -> Markup:
    fields = _joined(Markup("<span>{}</span>").format(_text(field)) for field in block.get("fields", ()))
    return Markup("<div>{}{}{}</div>").format(
        Markup("<p>{}</p>").format(_text(block["text"])) if block.get("text") else Markup(""),
        Markup('<p class="slack-fields">{}</p>').format(fields) if fields else Markup(""),
        _element(block["accessory"]) if block.get("accessory") else Markup(""),
    )


def _input(block: Json) -> Markup:
    optional = Markup(' <span class="slack-context">(optional)</span>') if block.get("optional") else Markup("")
    return Markup('<p class="slack-label">{}{}</p>{}{}').format(
        _plain(block.get("label")),
        optional,
        _element(block.get("element", {})),
        Markup('<p class="slack-context">{}</p>').format(_plain(block["hint"])) if block.get("hint") else Markup(""),
    )


def _element(element: Json) -> Markup:
    match element.get("type"):
        case "button":
            look = "slack-button slack-" + re.sub(r"\W", "", str(element.get("style", "plain")))
            return Markup('<span class="{}">{}</span> ').format(look, _plain(element.get("text")))
        case "radio_buttons" | "checkboxes":
            chosen = element.get("initial_option")
            return _joined(_option(option, is_chosen=option == chosen) for option in element.get("options", ()))
        case "image":
            return Markup("<span>[{}]</span>").format(element.get("alt_text", ""))
        case _:
            shown = element.get("initial_value") or element.get("initial_date") or _chosen(element)
            return Markup('<span class="slack-entry">{}</span> ').format(shown)


def _option(option: Json, *, is_chosen: bool) -> Markup:
    return Markup('<p class="slack-option">{} {}</p>').format("◉" if is_chosen else "◯", _text(option.get("text", {})))


def _chosen(element: Json) -> str:
    return _plain((element.get("initial_option") or {}).get("text")) or _plain(element.get("placeholder"))


def _table(block: Json) -> Markup:
    """A table; whatever we do not know is named, so that nobody takes it for shown."""
    if "rows" not in block:
        return Markup('<p class="slack-context">[{}]</p>').format(block.get("type"))
    rows = _joined(_row(row) for row in block["rows"])
    return Markup('<div class="table" tabindex="0" role="group" aria-label="table"><table>{}</table></div>').format(
        rows
    )


def _chart(block: Json) -> Markup:
    """A chart as the numbers that it draws: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block."""
    chart = block.get("chart", {})
    series = chart.get("series", ())
    head = ("", *(each.get("name", "") for each in series))
    rows = (
        (label, *(each["data"][at]["value"] for each in series))
        for at, label in enumerate(chart.get("axis_config", {}).get("categories", ()))
    )
    return Markup('<p class="slack-label">{} <span class="slack-context">({})</span></p><table>{}</table>').format(
        block.get("title", ""), chart.get("type", ""), _joined(_row(row) for row in (head, *rows))
    )


def _row(row: Iterable[Any]) -> Markup:
    return Markup("<tr>{}</tr>").format(_joined(Markup("<td>{}</td>").format(_cell(cell)) for cell in row))


def _cell(cell: Any) -> str:  # noqa: ANN401 - whatever stands in the JSON
    """The words of a cell, however deep they lie."""
    if isinstance(cell, Mapping):
        return _cell(cell["text"]) if "text" in cell else " ".join(_cell(part) for part in cell.get("elements", ()))
    return str(cell)


def _texts(elements: Iterable[Json]) -> Markup:
    return Markup(" ").join(_text(element) for element in elements)


def _text(text: Json) -> Markup:
    words = str(text.get("text", text.get("alt_text", "")))
    return _marked(words) if text.get("type") == "mrkdwn" else escape(words)


def _plain(text: Json | None) -> str:
    return str(text.get("text", "")) if text else ""


def _marked(words: str) -> Markup:
    """Markdown as Slack shows it. Slack's own escapes are undone first, so that ours are the only ones."""
    html = str(escape(words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")))
    for mark, shown in _MARKS:
        html = mark.sub(shown, html)
    return Markup(html)  # noqa: S704 - escaped above; only fixed tags were added


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
