"""Turns trends and rankings into the charts that Teams adds to Adaptive Cards, with text where a client lacks them.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards

Clients draw a chart without its title, which is for who hears the card read out; so the title stands above as text.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from adapters.teams import limits
from adapters.teams.limits import Json, shorten
from bot.chat.blocks import Ranking, Trend, TrendPoint

_CELLS: Final = 20
_COLOURS: Final = ("categoricalBlue", "categoricalTeal")
"""The ends of a figure belong together; left to themselves, clients begin with red, which reads as an alarm."""


def render_trend(trend: Trend) -> Iterator[Json]:
    """A line for each end of the figure, and the sentence that says the same."""
    points = trend.points[-limits.CHART_POINTS :]
    if not points:
        return
    lines = [f"{each.label}  {_span(each, trend)}  {each.shown}" for each in points]
    drawn = zip(_lines(trend, points).items(), _COLOURS, strict=False)
    yield from _title(trend.title)
    yield {
        "type": "Chart.Line",
        "title": _line(trend.title),
        "data": [{"legend": name, "values": values, "color": colour} for (name, values), colour in drawn],
        **_axis(trend),
        "fallback": _as_text(lines),
    }
    if trend.says.strip():
        yield _rich(trend.says, size="Small", isSubtle=True)


def render_ranking(ranking: Ranking) -> Iterator[Json]:
    """A bar for each thing, with its value at its end."""
    items = ranking.items[: limits.CHART_POINTS]
    if not items:
        return
    most = max(each.value for each in items) or 1.0
    lines = [f"{each.label}  {'█' * round(each.value / most * _CELLS)}  {each.shown}" for each in items]
    yield from _title(ranking.title)
    yield {
        "type": "Chart.HorizontalBar",
        "title": _line(ranking.title),
        "displayMode": "AbsoluteNoAxis",
        "color": _COLOURS[0],
        "data": [{"x": _line(each.label), "y": each.value} for each in items],
        "fallback": _as_text(lines),
    }


def _lines(trend: Trend, points: Sequence[TrendPoint]) -> dict[str, list[Json]]:
    lows = [{"x": _line(each.label), "y": each.low} for each in points]
    if all(each.low == each.high for each in points):
        return {_line(trend.title): lows}
    highs = [{"x": _line(each.label), "y": each.high} for each in points]
    return {_line(trend.low_name): lows, _line(trend.high_name): highs}


def _axis(trend: Trend) -> Json:
    """The whole scale: an axis that began at nought would show a scale from 1 to 5 as something else."""
    return {"yMin": trend.least, "yMax": trend.most} if trend.least < trend.most else {}


def _span(point: TrendPoint, trend: Trend) -> str:
    """Where on the scale the figure lies, as a bar between dots."""
    reach = trend.most - trend.least
    if reach <= 0:
        return ""
    first = min(_CELLS - 1, max(0, int((point.low - trend.least) / reach * _CELLS)))
    last = min(_CELLS, max(first + 1, round((point.high - trend.least) / reach * _CELLS)))
    return "·" * first + "█" * (last - first) + "·" * (_CELLS - last)


def _title(title: str) -> Iterator[Json]:
    if title.strip():
        yield _rich(title, weight="Bolder")


def _as_text(lines: Sequence[str]) -> Json:
    return {"type": "Container", "items": [_rich(line, fontType="Monospace") for line in lines]}


def _rich(text: str, **style: object) -> Json:
    run = {"type": "TextRun", "text": " ".join(text.split()) or limits.MORE, **style}
    return {"type": "RichTextBlock", "inlines": [run], "spacing": "Small"}


def _line(text: str) -> str:
    return shorten(" ".join(text.split()), limits.CHART_TEXT) or limits.MORE
