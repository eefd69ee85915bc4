"""Auditing a ledger: does what is out keep the release rule, as far as the ledger itself can show?"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.privacy.release.ledger import LedgerReader
from bot.privacy.release.model import (
    CellKey,
    Family,
    HeadCount,
    PublishedCell,
    Release,
    Scale,
    State,
    scale_of,
)
from bot.privacy.release.threshold import FLOOR
from bot.privacy.windows import Window

TOLERANCE = 1e-3
"""Bands are kept in thousandths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One rule, how many things were held against it, and those that break it, each named in a few words."""

    rule: str
    count: int
    broken: tuple[str, ...]

    @property
    def is_kept(self) -> bool:
        return not self.broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What must be gone of published windows: the names of windows that still have tallies or a living key."""

    windows: Collection[str]


def audit(ledger: LedgerReader, remains: Remains) -> tuple[Checked, ...]:
    """Holds every row of the ledger against the release rule."""
    cells = list(ledger.every_cell())
    releases = ledger.releases()
    shown = [cell for cell in cells if cell.state is State.SHOWN]
    return (
        _check("every cell came out with a release of its window, on its day", cells, _has_release(releases)),
        _check("nothing came out before its window closed", cells, _came_too_early),
        _check("hidden and withdrawn cells hold no figure", cells, _tells_though_hidden),
        _check("shown cells have bands of the width that their number of people asks for", shown, _is_too_narrow),
        _check("shares come out for 20 people and more only", shown, _is_early_distribution),
        Checked(rule="no figure stands for weeks that another one covers", count=len(cells), broken=_overlaps(cells)),
        Checked(rule=f"k is {FLOOR} at least and never fell", count=len(releases), broken=_lowered(releases)),
        Checked(
            rule="nothing is left of published windows to form them again",
            count=len(releases),
            broken=tuple(sorted(each.window for each in releases if each.window in remains.windows)),
        ),
    )


def _check(rule: str, cells: Sequence[PublishedCell], breaks: Callable[[PublishedCell], bool]) -> Checked:
    return Checked(rule=rule, count=len(cells), broken=tuple(_name(cell.key) for cell in cells if breaks(cell)))


def _name(key: CellKey) -> str:
    return f"{key.family.value} {key.measure} of {key.unit} in {key.period}"


def _has_release(releases: Sequence[Release]) -> Callable[[PublishedCell], bool]:
    """Whether a cell has none."""
    known = {each.window: each.published_on for each in releases}
    return lambda cell: known.get(_window_of(cell)) != cell.published_on


def _window_of(cell: PublishedCell) -> str:
    family, period = cell.key.family, cell.key.period
    subject = f"{family.value}.{cell.key.measure}" if family is Family.DRIVER else family.value
    return Window(subject=subject, first=period.first, last=period.last).name


def _came_too_early(cell: PublishedCell) -> bool:
    return cell.published_on < cell.key.period.last.closes_at.date()


def _tells_though_hidden(cell: PublishedCell) -> bool:
    told = (cell.band, cell.people, cell.participation)
    return cell.state is not State.SHOWN and any(each is not None for each in told)


def _is_too_narrow(cell: PublishedCell) -> bool:
    """Whether an end lies on no line that so many people may have, or the ends are closer than these lines are."""
    if cell.band is None or cell.people is None or (cell.band.low is None and cell.band.high is None):
        return True
    scale = scale_of(cell.key.measure)
    span = scale.high - scale.low
    ends = [each for each in (cell.band.low, cell.band.high) if each is not None]
    return not any(
        all(_is_on_line((end - scale.low) / span * bands, bands) for end in ends)
        and (len(ends) == 1 or ends[1] - ends[0] >= span / bands - TOLERANCE * span)
        for bands in _possible_bands(scale, cell.people)
    )


def _is_on_line(place: float, bands: int) -> bool:
    return abs(place - round(place)) < TOLERANCE * bands and 0 < round(place) < bands


def _possible_bands(scale: Scale, people: HeadCount) -> set[int]:
    match people:
        case HeadCount.FEW:
            return {scale.bands(5), scale.bands(9)}
        case HeadCount.SOME:
            return {scale.bands(10), scale.bands(19)}
        case HeadCount.MANY:
            return {scale.bands(20), scale.bands(40)}


def _is_early_distribution(cell: PublishedCell) -> bool:
    return cell.key.family in {Family.FRICTION, Family.THEME} and cell.people is not HeadCount.MANY


def _overlaps(cells: Sequence[PublishedCell]) -> tuple[str, ...]:
    found: dict[tuple[Family, str, str], list[CellKey]] = {}
    for cell in cells:
        found.setdefault((cell.key.family, cell.key.unit, cell.key.measure), []).append(cell.key)
    return tuple(_name(key) for keys in found.values() for key in _overlapping(keys))


def _overlapping(keys: Sequence[CellKey]) -> Iterator[CellKey]:
    for earlier, later in pairwise(sorted(keys, key=lambda key: key.period)):
        if later.period.first <= earlier.period.last:
            yield later


def _lowered(releases: Sequence[Release]) -> tuple[str, ...]:
    """Releases whose k is below the floor, or below what an earlier day was published with."""
    inorder = sorted(releases, key=lambda each: each.published_on)
    fallen = (
        each
        for each in inorder
        if any(before.k > each.k for before in inorder if before.published_on < each.published_on)
    )
    return tuple(sorted({each.window for each in fallen} | {each.window for each in releases if each.k < FLOOR}))
