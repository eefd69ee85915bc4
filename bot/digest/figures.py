"""Figures of employees as they are read in full: the reader's own unit first, and what gets in the way in one line."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.chat.blocks import Fact, Facts, Heading
from bot.chat.words import Words
from bot.digest.model import Change, EmployeeFigure
from bot.digest.noise import middle
from bot.digest.wording import (
    band_text,
    change_text,
    day_and_month,
    figure_name,
    friction_name,
    measure_name,
    participation_text,
    people_text,
    unit_name,
)
from bot.privacy.release.model import FRICTION, PublishedCell
from bot.pulse.bank import NOTHING

NOTHING_CAME = FRICTION + NOTHING
"""The share of people whom nothing got in the way of: told with the others, and no finding."""

_MOVED = frozenset({Change.BETTER, Change.WORSE})


def new_figures(words: Words, figures: Sequence[EmployeeFigure], unit: str) -> Facts:
    """What came out in a week: one measure after the other, and of each the reader's own unit first."""
    told = sorted((each for each in figures if not _is_of_many(each)), key=lambda each: _by_measure(words, each, unit))
    shares = [
        _shares(words, group, words.say("In the way"), unit)
        for _, group in _grouped([each for each in figures if _is_of_many(each)], unit)
    ]
    return Facts((*(_fact(words, each, figure_name(words, each.cell, unit)) for each in told), *shares))


def standing_figures(words: Words, figures: Sequence[EmployeeFigure], unit: str) -> Iterator[Heading | Facts]:
    """What came out earlier and still stands, unit by unit, each figure with its day."""
    for name, group in _grouped(figures, unit):
        own = group[0].cell.key.unit == unit
        title = words.say("Your people: what stands") if own else words.say("What stands: {unit}", unit=name)
        yield Heading(title)
        yield Facts(tuple(_stands(words, group)))


def _stands(words: Words, figures: Sequence[EmployeeFigure]) -> Iterator[Fact]:
    told = sorted((each for each in figures if not _is_of_many(each)), key=lambda each: _by_measure(words, each, ""))
    for each in told:
        yield _fact(words, each, measure_name(words, each.cell.key.measure), is_dated=True)
    shares = sorted((each for each in figures if _is_of_many(each)), key=lambda each: each.cell.published_on)
    for _, group in groupby(shares, key=lambda each: each.cell.published_on):
        yield _shares(words, list(group), words.say("In the way"), figures[0].cell.key.unit, is_dated=True)


def _grouped(figures: Sequence[EmployeeFigure], unit: str) -> Iterator[tuple[str, list[EmployeeFigure]]]:
    """Figures by the unit that they are of, the reader's own one first, with the name of each."""

    def whose(figure: EmployeeFigure) -> tuple[bool, str, str]:
        cell = figure.cell
        return cell.key.unit != unit, cell.unit_name.casefold(), cell.key.unit

    for _, group in groupby(sorted(figures, key=whose), key=whose):
        of_one = list(group)
        yield of_one[0].cell.unit_name, of_one


def _is_of_many(figure: EmployeeFigure) -> bool:
    """A share of the question that a dozen figures come of; what moved is told for itself."""
    is_share = figure.cell.key.measure.startswith(FRICTION)
    return is_share and (figure.change not in _MOVED or figure.cell.key.measure == NOTHING_CAME)


def _by_measure(words: Words, figure: EmployeeFigure, unit: str) -> tuple[bool, str, bool, str]:
    key = figure.cell.key
    is_share = key.measure.startswith(FRICTION)
    return is_share, measure_name(words, key.measure).casefold(), key.unit != unit, figure.cell.unit_name.casefold()


def _fact(words: Words, figure: EmployeeFigure, name: str, *, is_dated: bool = False) -> Fact:
    is_first = figure.change is Change.FIRST
    change = "" if is_dated and is_first else change_text(words, figure.change)
    return Fact(name=name, value=_told(words, figure.cell, band_text(words, figure.cell), change, is_dated=is_dated))


def _shares(words: Words, figures: Sequence[EmployeeFigure], name: str, unit: str, *, is_dated: bool = False) -> Fact:
    """What gets in the way of one unit's people, most first; they were all asked at once."""
    cell = figures[0].cell
    most_first = sorted(figures, key=lambda each: _height(each.cell), reverse=True)
    each_told = (f"{friction_name(words, each.cell)}: {band_text(words, each.cell)}" for each in most_first)
    whole = name if cell.key.unit == unit else f"{name} · {unit_name(words, cell)}"
    return Fact(name=whole, value=_told(words, cell, "; ".join(each_told), "", is_dated=is_dated))


def _height(cell: PublishedCell) -> tuple[bool, float]:
    """Nothing in the way is told last."""
    return cell.key.measure != NOTHING_CAME, middle(cell) or 0.0


def _told(words: Words, cell: PublishedCell, band: str, change: str, *, is_dated: bool) -> str:
    day = words.say("as of {day}", day=day_and_month(words, cell.published_on)) if is_dated else ""
    parts = (band, people_text(words, cell), participation_text(words, cell), change, day)
    return " · ".join(filter(None, parts))
