"""Turns trends and rankings into Slack's own charts, or into aligned text where those cannot be.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from collections.abc import Iterable, Iterator, Sequence

from adapters.slack import limits
from adapters.slack.limits import Json, shorten
from adapters.slack.pieces import contexts, sections
from bot.chat.blocks import RankedItem, Ranking, Trend, TrendPoint

_CELLS = 20
_NAME = 28


def render_trend(trend: Trend, *, is_native: bool) -> Iterator[Json]:
    """A line for each end of the figure, and the sentence that says the same."""
    points = trend.points[-limits.CHART_POINTS :]
    if not points:
        return
    if is_native:
        yield _line_chart(trend, points)
    else:
        yield from sections(trend.title)
        yield _text([(each.label, _span(each, trend), each.shown) for each in points])
    yield from contexts(trend.says)


def render_ranking(ranking: Ranking, *, is_native: bool) -> Iterator[Json]:
    """A bar for each thing; as text where a name is longer than Slack's charts take, for a cut one says little."""
    items = ranking.items[: limits.CHART_POINTS]
    if not items:
        return
    if is_native and all(limits.width(each.label) <= limits.CHART_LABEL for each in items):
        yield _bar_chart(ranking, items)
        return
    most = max(each.value for each in items) or 1.0
    wide = max(len(each.shown) for each in items)
    bars = ("█" * round(each.value / most * _CELLS) for each in items)
    lines = (
        f"{bar.ljust(_CELLS)}  {shorten(each.shown, _NAME).rjust(min(wide, _NAME))}  {_flat(each.label)}"
        for bar, each in zip(bars, items, strict=True)
    )
    yield from sections(ranking.title)
    yield _preformatted(lines)


def _line_chart(trend: Trend, points: Sequence[TrendPoint]) -> Json:
    labels = _labels([each.label for each in points])
    lines = {trend.low_name: [each.low for each in points], trend.high_name: [each.high for each in points]}
    if all(each.low == each.high for each in points):
        lines = {trend.title: [each.low for each in points]}
    series = [_series(name, labels, values) for name, values in lines.items()]
    return _chart(trend.title, {"type": "line", "series": series, "axis_config": {"categories": labels}})


def _bar_chart(ranking: Ranking, items: Sequence[RankedItem]) -> Json:
    labels = _labels([each.label for each in items])
    series = [_series(ranking.title, labels, [each.value for each in items])]
    return _chart(ranking.title, {"type": "bar", "series": series, "axis_config": {"categories": labels}})


def _chart(title: str, chart: Json) -> Json:
    shown = shorten(title.strip(), limits.CHART_TITLE) or limits.MORE
    return {"type": "data_visualization", "title": shown, "chart": chart}


def _series(name: str, labels: Sequence[str], values: Sequence[float]) -> Json:
    data = [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]
    return {"name": shorten(name.strip(), limits.CHART_LABEL) or limits.MORE, "data": data}


def _labels(labels: Sequence[str]) -> list[str]:
    """Labels as charts take them, each once: what would be the same when shortened is numbered."""
    found: list[str] = []
    for label in labels:
        short = shorten(" ".join(label.split()), limits.CHART_LABEL) or limits.MORE
        if short in found:
            mark = f" {len(found) + 1}"
            short = shorten(short, limits.CHART_LABEL - len(mark)) + mark
        found.append(short)
    return found


def _span(point: TrendPoint, trend: Trend) -> str:
    """Where on the scale the figure lies, as a bar between dots."""
    reach = trend.most - trend.least
    if reach <= 0:
        return ""
    first = min(_CELLS - 1, max(0, int((point.low - trend.least) / reach * _CELLS)))
    last = min(_CELLS, max(first + 1, round((point.high - trend.least) / reach * _CELLS)))
    return "·" * first + "█" * (last - first) + "·" * (_CELLS - last)


def _text(rows: Sequence[tuple[str, str, str]]) -> Json:
    names = [shorten(" ".join(name.split()), _NAME) for name, _, _ in rows]
    wide, bars = max(map(len, names)), max(len(bar) for _, bar, _ in rows)
    lines = (
        f"{name.ljust(wide)}  {bar.ljust(bars)}  {shorten(shown, _NAME)}".rstrip()
        for name, (_, bar, shown) in zip(names, rows, strict=True)
    )
    return _preformatted(lines)


def _flat(name: str) -> str:
    return shorten(" ".join(name.split()), limits.TABLE_CELL)


def _preformatted(lines: Iterable[str]) -> Json:
    text = {"type": "text", "text": "\n".join(lines) or limits.MORE}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [text]}]}
