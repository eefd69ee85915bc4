"""Bands: how closely a figure is told, so that one person can never be read from it."""

from collections.abc import Mapping, Sequence

from bot.privacy.release.gate import Kept
from bot.privacy.release.inference import Bounds
from bot.privacy.release.model import Band, Scale


def bands_of(cells: Sequence[Kept], measure: str, scale: Scale) -> dict[str, Band]:
    """The band of each cell that can have one, larger cells first, as the gate gave them.

    A line between two bands is left away where, with what is out already, it would narrow somebody's answer: then two
    bands become one, up to an open end. A cell of which no line is left has no band.
    """
    bounds = Bounds(scale.reach)
    found: dict[str, Band] = {}
    for cell in cells:
        bounds.add(cell.cell, cell.people, cell.around)
        band = _say_band(bounds, cell, cell.total(measure), scale)
        if band is not None:
            found[cell.cell] = band
    return found


def _say_band(bounds: Bounds, cell: Kept, total: int, scale: Scale) -> Band | None:
    bands = scale.bands(cell.counted)
    lines = {line: -(-cell.people * scale.reach * line // bands) for line in range(1, bands)}
    usable = _usable(bounds, cell.cell, lines)
    below = max((line for line in usable if lines[line] <= total), default=None)
    above = min((line for line in usable if lines[line] > total), default=None)
    if below is None and above is None:
        return None
    least = None if below is None else lines[below]
    most = None if above is None else lines[above] - 1
    bounds.say(cell.cell, least=least, most=most)
    return Band(
        low=None if below is None else scale.at(below, bands), high=None if above is None else scale.at(above, bands)
    )


def _usable(bounds: Bounds, cell: str, lines: Mapping[int, int]) -> list[int]:
    """The lines that tell nothing new, and those on either side of which every answer stays open.

    What the lower side of a line leaves open, that of a higher line does as well; so both are searched from outside.
    """
    known = bounds.range_of(cell)
    telling = [line for line, first in lines.items() if known.least < first <= known.most]
    silent = [line for line in lines if line not in telling]
    lowest = next((line for line in telling if bounds.may_say(cell, most=lines[line] - 1)), None)
    highest = next((line for line in reversed(telling) if bounds.may_say(cell, least=lines[line])), None)
    if lowest is None or highest is None:
        return silent
    return silent + [line for line in telling if lowest <= line <= highest]
