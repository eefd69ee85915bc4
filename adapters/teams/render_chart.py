"""Turns trends and rankings into the charts that Teams adds to Adaptive Cards, with text where a client lacks them.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards
"""

from collections.abc import Iterator, Sequence
from typing import Final

from adapters.teams import limits
from adapters.teams.limits import Json, shorten
from bot.chat.blocks import Ranking, Trend, TrendPoint

_CELLS: Final = 20


def render_trend(trend: Trend) -> Iterator[Json]:
    """A line for each end of the figure, and the sentence that says the same."""
    points = trend.points[-limits.CHART_POINTS :]
    if not points:
        return
    lines = [f"{each.label}  {_span(each, trend)}  {each.shown}" for each in points]
    yield {
        "type": "Chart.Line",
        "title": _line(trend.title),
        "colorSet": "categorical",
        "data": [{"legend": name, "values": values} for name, values in _lines(trend, points).items()],
        "fallback": _as_text(trend.title, lines),
    }
    if trend.says.strip():
        yield _rich(trend.says, size="Small", isSubtle=True)


def render_ranking(ranking: Ranking) -> Iterator[Json]:
    """A bar for each thing."""
    items = ranking.items[: limits.CHART_POINTS]
    if not items:
        return
    most = max(each.value for each in items) or 1.0
    lines = [f"{each.label}  {'█' * round(each.value / most * _CELLS)}  {each.shown}" for each in items]
    yield {
        "type": "Chart.HorizontalBar",
        "title": _line(ranking.title),
        "displayMode": "AbsoluteWithAxis",
        "data": [{"x": _line(each.label), "y": each.value} for each in items],
        "fallback": _as_text(ranking.title, lines),
    }


def _lines(trend: Trend, points: Sequence[TrendPoint]) -> dict[str, list[Json]]:
    lows = [{"x": _line(each.label), "y": each.low} for each in points]
    if all(each.low == each.high for each in points):
        return {_line(trend.title): lows}
    highs = [{"x": _line(each.label), "y": each.high} for each in points]
    return {_line(trend.low_name): lows, _line(trend.high_name): highs}


def _span(point: TrendPoint, trend: Trend) -> str:
    """Where on the scale the figure lies, as a bar between dots."""
    reach = trend.most - trend.least
    if reach <= 0:
        return ""
    first = min(_CELLS - 1, max(0, int((point.low - trend.least) / reach * _CELLS)))
    last = min(_CELLS, max(first + 1, round((point.high - trend.least) / reach * _CELLS)))
    return "·" * first + "█" * (last - first) + "·" * (_CELLS - last)


def _as_text(title: str, lines: Sequence[str]) -> Json:
    head = [_rich(title, weight="Bolder")] if title.strip() else []
    return {"type": "Container", "items": [*head, *(_rich(line, fontType="Monospace") for line in lines)]}


def _rich(text: str, **style: object) -> Json:
    run = {"type": "TextRun", "text": " ".join(text.split()) or limits.MORE, **style}
    return {"type": "RichTextBlock", "inlines": [run], "spacing": "Small"}


def _line(text: str) -> str:
    return shorten(" ".join(text.split()), limits.CHART_TEXT) or limits.MORE
