"""Employees' figures as a digest shows them: what came out, what stands, and what changed beyond noise."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from bot.clock.weeks import WEEKS_IN_QUARTER, Week
from bot.digest.model import Change, EmployeeFigure
from bot.digest.noise import change_of
from bot.privacy.release.ledger import LedgerReader
from bot.privacy.release.model import FRICTION, Family, PublishedCell, State
from bot.pulse.bank import NOTHING

LOOK_BACK_WEEKS = 2 * WEEKS_IN_QUARTER + 4
"""How far back comparable figures are looked for: two quarters and a block."""

SCORED = tuple(family for family in Family if family is not Family.THEME)
"""The families whose figures are better or worse; what people write about is neither."""

TREND = 6
"""How many earlier figures a trend shows at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeWeek:
    """What there is to show of some units in a week. `hidden` counts units of which nothing at all may be shown."""

    out_now: tuple[EmployeeFigure, ...]
    standing: tuple[EmployeeFigure, ...]
    hidden: int


def employee_week(ledger: LedgerReader, units: Collection[str], published: tuple[date, date]) -> EmployeeWeek:
    """The figures of some units: those that came out on the given days, and the newest of each other measure."""
    first, last = published
    since = Week.of(last - timedelta(weeks=LOOK_BACK_WEEKS))
    cells = [cell for cell in ledger.cells_of(units, families=SCORED, since=since) if cell.published_on <= last]
    newest = [_figure(series) for series in _series(cells)]
    shown = [each for each in newest if each is not None]
    out_now = tuple(each for each in shown if first <= each.cell.published_on <= last)
    standing = tuple(each for each in shown if each.cell.published_on < first)
    told = {each.cell.key.unit for each in shown}
    return EmployeeWeek(out_now=out_now, standing=standing, hidden=len(set(units) - told))


def is_more_better(measure: str) -> bool:
    """More of what gets in the way is worse, but for the answer that nothing did."""
    return measure == FRICTION + NOTHING or not measure.startswith(FRICTION)


def newest_of(ledger: LedgerReader, family: Family, units: Collection[str], since: Week) -> dict[str, PublishedCell]:
    """The newest shown cell of a family that has one measure, by unit."""
    cells = ledger.cells_of(units, families=(family,), since=since)
    return {cell.key.unit: cell for cell in cells if cell.state is State.SHOWN}


def newest_shares(ledger: LedgerReader, family: Family, unit: str, since: Week) -> tuple[PublishedCell, ...]:
    """The shown shares of a unit, of people or of authors, in the newest block that has any."""
    cells = ledger.cells_of((unit,), families=(family,), since=since)
    shown = [cell for cell in cells if cell.state is State.SHOWN]
    newest = max((cell.key.period for cell in shown), default=None)
    return tuple(cell for cell in shown if cell.key.period == newest)


def _series(cells: Sequence[PublishedCell]) -> Iterable[list[PublishedCell]]:
    """The cells of one measure of one unit each, the earliest first; the ledger sorts them so."""

    def subject(cell: PublishedCell) -> tuple[str, str, str]:
        return (cell.key.family, cell.key.unit, cell.key.measure)

    return (list(group) for _, group in groupby(cells, key=subject))


def _figure(series: Sequence[PublishedCell]) -> EmployeeFigure | None:
    """The newest cell, if it is shown, with the comparable ones before it."""
    newest = series[-1]
    if newest.state is not State.SHOWN:
        return None
    comparable = [cell for cell in series[:-1] if cell.state is State.SHOWN and cell.question == newest.question]
    better = is_more_better(newest.key.measure)
    change = change_of(newest, comparable[-1], is_more_better=better) if comparable else Change.FIRST
    return EmployeeFigure(cell=newest, before=tuple(comparable[-TREND:]), change=change)
