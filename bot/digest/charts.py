"""What is drawn: how a published figure went, and what got in customers' way most."""

from collections.abc import Sequence

from bot.chat.blocks import RankedItem, Ranking, Trend, TrendPoint
from bot.chat.words import Words
from bot.digest.model import CustomerFigures, EmployeeFigure
from bot.digest.noise import edges
from bot.digest.wording import change_text, customer_friction, day_and_month, figure_name, short_band
from bot.privacy.release.model import PublishedCell, scale_of

LEAST_POINTS = 3
"""Fewer figures show no way that they went."""

MOST_FRICTIONS = 5


def trend_of(words: Words, figures: Sequence[EmployeeFigure], unit: str) -> Trend | None:
    """How the first figure went that has enough comparable ones before it."""
    found = (each for each in figures if len(each.before) + 1 >= LEAST_POINTS)
    figure = next(found, None)
    if figure is None:
        return None
    scale = scale_of(figure.cell.key.measure)
    return Trend(
        title=figure_name(words, figure.cell, unit),
        points=tuple(_point(words, cell) for cell in (*figure.before, figure.cell)),
        least=scale.low,
        most=scale.high,
        says=change_text(words, figure.change),
        low_name=words.say("at least"),
        high_name=words.say("at most"),
    )


def friction_ranking(words: Words, customers: CustomerFigures) -> Ranking | None:
    """What most customers met in a week."""
    most = list(customers.frictions.items())[:MOST_FRICTIONS]
    items = (RankedItem(label=customer_friction(words, key), value=count, shown=str(count)) for key, count in most)
    return Ranking(title=words.say("In customers' way this week"), items=tuple(items)) if most else None


def _point(words: Words, cell: PublishedCell) -> TrendPoint:
    band = cell.band
    low, high = edges(band, scale_of(cell.key.measure)) if band else (0.0, 0.0)
    label = day_and_month(words, cell.key.period.last.days[-1])
    return TrendPoint(label=label, low=low, high=high, shown=short_band(words, cell))
