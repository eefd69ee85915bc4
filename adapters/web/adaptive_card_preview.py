"""A look-alike of Adaptive Cards as Teams shows them, for the gallery; reads plain JSON and knows no SDK.

https://adaptivecards.io/explorer
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from markupsafe import Markup

Json = Mapping[str, Any]

_LOOKS: Final = (
    ("weight", "Bolder", "teams-bold"),
    ("size", "Small", "teams-small"),
    ("size", "Large", "teams-large"),
    ("isSubtle", True, "teams-subtle"),
    ("fontType", "Monospace", "teams-mono"),
    ("color", "Accent", "teams-link"),
)


def render_adaptive_card(card: Json) -> Markup:
    """A card as HTML, with the JSON itself folded below. `title` is that of the dialog around it, if there is one."""
    title = Markup("<h4>{}</h4>").format(card["title"]) if card.get("title") else Markup("")
    source = json.dumps({key: value for key, value in card.items() if key != "title"}, indent=2, ensure_ascii=False)
    return Markup(
        '<div class="teams">{}{}{}</div><details><summary>JSON</summary><pre tabindex="0">{}</pre></details>'
    ).format(title, _elements(card.get("body", ())), _actions(card.get("actions", ())), source)


def _elements(elements: Iterable[Json]) -> Markup:
    return _joined(map(_element, elements))


def _element(element: Json) -> Markup:
    kind = str(element.get("type"))
    match kind.partition("."):
        case ("RichTextBlock", _, _):
            return Markup("<p>{}</p>").format(_joined(map(_run, element.get("inlines", ()))))
        case ("TextBlock", _, _):
            return Markup("<p>{}</p>").format(_run(element))
        case ("ActionSet", _, _):
            return _actions(element.get("actions", ()))
        case ("Container", _, _) if element.get("separator"):
            return Markup("<hr>")
        case ("Container", _, _):
            look = "teams-box" if element.get("style") == "emphasis" else "teams-group"
            return Markup('<div class="{}">{}</div>').format(look, _elements(element.get("items", ())))
        case ("Table", _, _):
            return _table((_cells(row) for row in element.get("rows", ())), "")
        case ("Chart", _, _):
            return _chart(element)
        case ("Input", _, _):
            return _input(element)
        case _:
            # Whatever we do not know is named, so that nobody takes it for shown.
            return Markup('<p class="teams-small">[{}]</p>').format(kind)


def _run(run: Json) -> Markup:
    look = " ".join(name for key, value, name in _LOOKS if run.get(key) == value)
    return Markup('<span class="{}">{}</span>').format(look, run.get("text", ""))


def _actions(actions: Iterable[Json]) -> Markup:
    shown = _joined(map(_button, actions))
    return Markup('<p class="teams-actions">{}</p>').format(shown) if shown else shown


def _button(action: Json) -> Markup:
    look = "teams-button teams-" + re.sub(r"\W", "", str(action.get("style", "plain")))
    return Markup('<span class="{}">{}</span> ').format(look, action.get("title", ""))


def _cells(row: Json) -> Iterable[Markup]:
    return (_elements(cell.get("items", ())) for cell in row.get("cells", ()))


def _chart(chart: Json) -> Markup:
    """A chart as the numbers that it draws: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards."""
    data = chart.get("data", ())
    series = [(each.get("legend", ""), each["values"]) for each in data if "values" in each] or [("", data)]
    labels = [point.get("x", "") for point in series[0][1]]
    head = ("", *(name for name, _ in series))
    rows = ((label, *(points[at].get("y", "") for _, points in series)) for at, label in enumerate(labels))
    return _table((head, *rows), f"{chart.get('title', '')} ({chart.get('type')})")


def _table(rows: Iterable[Iterable[object]], title: str) -> Markup:
    lines = _joined(
        Markup("<tr>{}</tr>").format(_joined(Markup("<td>{}</td>").format(cell) for cell in row)) for row in rows
    )
    head = Markup('<p class="teams-bold">{}</p>').format(title) if title else Markup("")
    return Markup('{}<div class="table" tabindex="0" role="group" aria-label="table"><table>{}</table></div>').format(
        head, lines
    )


def _input(element: Json) -> Markup:
    star = Markup(' <span class="teams-subtle">*</span>') if element.get("isRequired") else Markup("")
    return Markup('<p class="teams-bold">{}{}</p>{}').format(element.get("label", ""), star, _entry(element))


def _entry(element: Json) -> Markup:
    choices, value = element.get("choices", ()), element.get("value", "")
    if element.get("style") == "expanded":
        return _joined(_choice(each, is_chosen=each.get("value") == value) for each in choices)
    shown = next((each.get("title", "") for each in choices if each.get("value") == value), value)
    return Markup('<span class="teams-entry">{}</span>').format(shown)


def _choice(choice: Json, *, is_chosen: bool) -> Markup:
    return Markup("<p>{} {}</p>").format("◉" if is_chosen else "◯", choice.get("title", ""))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
