"""Turns trends and rankings into drawings: SVG with a title and a description, told apart by place and words."""

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from bot.chat.blocks import Ranking, Trend, TrendPoint

_WIDTH: Final = 480
_HEIGHT: Final = 150
_LEFT: Final = 40
_RIGHT: Final = 12
_TOP: Final = 22
_BOTTOM: Final = 26
_BAR: Final = 22
_ROW: Final = 28
_NARROWEST: Final = 3.0
"""How high the mark of an exact figure is drawn, so that it can be seen."""


def render_trend(trend: Trend) -> Markup:
    """Each moment a bar from the low to the high end of its figure, their middles joined by a line."""
    if not trend.points:
        return Markup("")
    drawing = Markup("{}{}{}").format(_axis(trend), _line(trend), _joined(_points(trend)))
    said = " ".join((trend.says, *(f"{each.label}: {each.shown}." for each in trend.points)))
    return _figure(trend.title, _svg(trend.title, said, _HEIGHT, drawing), trend.says)


def render_ranking(ranking: Ranking) -> Markup:
    """A bar for each thing, with its name above it and its value at its end."""
    if not ranking.items:
        return Markup("")
    most = max(each.value for each in ranking.items) or 1.0
    bars = _joined(
        Markup(
            '<text class="chart-label" x="0" y="{y}">{label}</text>'
            '<rect class="chart-bar" x="0" y="{top}" width="{wide:.1f}" height="8" rx="2"/>'
            '<text class="chart-value" x="{end:.1f}" y="{value_y}">{shown}</text>'
        ).format(
            y=row * (_ROW + 8) + 14,
            top=row * (_ROW + 8) + 20,
            label=item.label,
            wide=max(2.0, item.value / most * (_WIDTH - 90)),
            end=max(2.0, item.value / most * (_WIDTH - 90)) + 8,
            value_y=row * (_ROW + 8) + 28,
            shown=item.shown,
        )
        for row, item in enumerate(ranking.items)
    )
    said = " ".join(f"{each.label}: {each.shown}." for each in ranking.items)
    return _figure(ranking.title, _svg(ranking.title, said, len(ranking.items) * (_ROW + 8) + 8, bars), "")


def _figure(title: str, drawing: Markup, says: str) -> Markup:
    told = Markup('<p class="fine">{}</p>').format(says) if says else Markup("")
    return Markup('<figure class="chart"><figcaption>{}</figcaption>{}{}</figure>').format(title, drawing, told)


def _svg(title: str, said: str, height: int, drawing: Markup) -> Markup:
    """The drawing as one image; what it says is read out, not its parts."""
    return Markup(
        '<svg role="img" aria-label="{}" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
    ).format(f"{title}. {said}", _WIDTH, height, title, said, drawing)


def _axis(trend: Trend) -> Markup:
    """A line for each end of the scale, with its number."""
    ends = ((trend.least, _HEIGHT - _BOTTOM), (trend.most, _TOP))
    return _joined(
        Markup(
            '<line class="chart-axis" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'
            '<text class="chart-scale" x="{text}" y="{text_y}">{end:g}</text>'
        ).format(left=_LEFT, right=_WIDTH - _RIGHT, y=y, text=_LEFT - 6, text_y=y + 4, end=end)
        for end, y in ends
    )


def _line(trend: Trend) -> Markup:
    middles = (
        f"{_x(at, len(trend.points)):.1f},{_y((each.low + each.high) / 2, trend):.1f}"
        for at, each in enumerate(trend.points)
    )
    return Markup('<polyline class="chart-line" points="{}"/>').format(" ".join(middles))


def _points(trend: Trend) -> Iterable[Markup]:
    return (_point(trend, at, each) for at, each in enumerate(trend.points))


def _point(trend: Trend, at: int, point: TrendPoint) -> Markup:
    x, low, high = _x(at, len(trend.points)), _y(point.low, trend), _y(point.high, trend)
    tall = max(_NARROWEST, low - high)
    return Markup(
        '<rect class="chart-bar" x="{left:.1f}" y="{top:.1f}" width="{wide}" height="{tall:.1f}" rx="2"/>'
        '<text class="chart-value" text-anchor="middle" x="{x:.1f}" y="{above:.1f}">{shown}</text>'
        '<text class="chart-label" text-anchor="middle" x="{x:.1f}" y="{below}">{label}</text>'
    ).format(
        left=x - _BAR / 2, top=high, wide=_BAR, tall=tall, x=x, above=high - 6, shown=point.shown,
        below=_HEIGHT - 8, label=point.label,
    )  # fmt: skip


def _x(at: int, count: int) -> float:
    room = _WIDTH - _LEFT - _RIGHT
    return _LEFT + room * (at + 0.5) / count


def _y(value: float, trend: Trend) -> float:
    reach = trend.most - trend.least
    share = min(1.0, max(0.0, (value - trend.least) / reach)) if reach > 0 else 0.5
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _joined(parts: Iterable[Markup] | Sequence[Markup]) -> Markup:
    return Markup("").join(parts)
