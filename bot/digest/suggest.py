"""Next steps: what a leader could do about what came out, the most needed first."""

from collections.abc import Iterable, Iterator, Sequence

from bot.digest.library import STAGE_STEPS, steps_of
from bot.digest.model import Change, EmployeeFigure, StageRow, Subject, Suggestion
from bot.digest.noise import edges
from bot.privacy.release.model import FRICTION, scale_of
from bot.pulse.bank import NOTHING

MOST = 3

LOW = 3.0
"""A figure of 1-5 whose whole band lies below asks for something to be done."""

MANY = 20.0
"""So does an obstacle that this many percent of the people met, at least."""


def suggestions(figures: Sequence[EmployeeFigure], stages: Sequence[StageRow]) -> tuple[Suggestion, ...]:
    """At most three: for pain on both sides first, then for what got worse, then for what is low."""
    found = dict[str, Suggestion]()
    for each in (*_for_stages(stages), *_for_figures(figures)):
        found.setdefault(each.subject.measure, each)
    return tuple(found.values())[:MOST]


def _for_stages(stages: Iterable[StageRow]) -> Iterator[Suggestion]:
    for row in stages:
        if row.is_shared and row.stage in STAGE_STEPS:
            subject = Subject(measure=f"stage.{row.stage}", stage=row.stage)
            yield Suggestion(key=f"stage.{row.stage}.0", subject=subject, text=STAGE_STEPS[row.stage])


def _for_figures(figures: Sequence[EmployeeFigure]) -> Iterator[Suggestion]:
    worse = [each for each in figures if each.change is Change.WORSE]
    low = [each for each in figures if each.change is not Change.WORSE and _is_low(each)]
    for figure in (*worse, *low):
        measure = figure.cell.key.measure
        steps = steps_of(measure)
        if steps:
            place = figure.cell.key.period.last.ordinal % len(steps)
            yield Suggestion(key=f"{measure}.{place}", subject=Subject(measure=measure), text=steps[place])


def _is_low(figure: EmployeeFigure) -> bool:
    cell = figure.cell
    if cell.band is None or cell.key.measure == FRICTION + NOTHING:
        return False
    scale = scale_of(cell.key.measure)
    low, high = edges(cell.band, scale)
    if cell.key.measure.startswith(FRICTION):
        return low >= MANY
    middle = (scale.low + scale.high) / 2
    return high <= (LOW if scale.high == 5 else middle)  # noqa: PLR2004 - the scale of 1-5
