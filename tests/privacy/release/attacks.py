"""What colluding readers of everything that was published can work out, knowing who answered and what was asked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from bot.privacy.release.model import Contribution, Scale, State
from tests.privacy.release.companies import Out

EPSILON = 1e-6


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one cell tells: the least and the most that the sum of its people's contributions can be."""

    unit: str
    least: int
    most: int


def told_by(out: Out, measure: str, scale: Scale) -> list[Told]:
    """The shown cells of a measure, each with what its band says to somebody who knows how many answered."""
    told = []
    for cell in out.cells:
        if cell.key.measure == measure and cell.state is State.SHOWN:
            assert cell.band is not None
            people = sum(cell.key.unit in voice.path for voice in out.voices.values())
            low = 0 if cell.band.low is None else _sum_at(cell.band.low, people, scale)
            high = people * scale.reach if cell.band.high is None else _sum_at(cell.band.high, people, scale) - 1
            told.append(Told(unit=cell.key.unit, least=low, most=high))
    return told


def _sum_at(point: float, people: int, scale: Scale) -> int:
    """The least whole sum whose mean is at this point of the scale or above."""
    return ceil((point - scale.low) / (scale.high - scale.low) * people * scale.reach - EPSILON)


def told_exactly(out: Out, measure: str, units: Collection[str]) -> list[Told]:
    """What exact means of units would tell."""
    told = []
    for unit in units:
        total = sum(voice.values.get(measure, 0) for voice in out.voices.values() if unit in voice.path)
        told.append(Told(unit=unit, least=total, most=total))
    return told


def units_with(out: Out, least: int) -> set[str]:
    """The units that a rule of "n of at least so many" would show."""
    sizes = Counter(unit for voice in out.voices.values() for unit in voice.path)
    return {unit for unit, size in sizes.items() if size >= least}


def atoms(voices: Mapping[str, Contribution], units: Iterable[str]) -> Mapping[frozenset[str], list[str]]:
    """People by the shown cells that they are in: no sum or difference of cells comes closer to anybody."""
    shown = frozenset(units)
    found: dict[frozenset[str], list[str]] = {}
    for name, voice in voices.items():
        if pattern := shown & frozenset(voice.path):
            found.setdefault(pattern, []).append(name)
    return found


def isolated(out: Out, units: Iterable[str], k: int) -> int:
    """How many groups below k can be singled out; people who do not count towards k protect nobody."""
    sizes = (sum(out.voices[name].is_counted for name in names) for names in atoms(out.voices, units).values())
    return sum(size < k for size in sizes)


def narrowed(out: Out, told: Sequence[Told], scale: Scale) -> int:
    """How many people cannot have said the least, or the most, that one can say, by linear programming."""
    groups = atoms(out.voices, [each.unit for each in told])
    if not groups:
        return 0
    patterns = list(groups)
    rows, limits = _rows(told, [frozenset(each) for each in patterns])
    reach = [(0, len(groups[pattern]) * scale.reach) for pattern in patterns]
    count = 0
    for number, pattern in enumerate(patterns):
        people = len(groups[pattern])
        least, most = _extreme(number, rows, limits, reach, 1), _extreme(number, rows, limits, reach, -1)
        if least > (people - 1) * scale.reach + EPSILON or most < scale.reach - EPSILON:
            count += people
    return count


Matrix = NDArray[np.float64]


def _rows(told: Sequence[Told], members: Sequence[frozenset[str]]) -> tuple[Matrix, Matrix]:
    """The cells as inequalities over columns, each of which is in some units."""
    inside = np.array([[float(each.unit in units) for units in members] for each in told])
    return np.vstack([inside, -inside]), np.array([*(each.most for each in told), *(-each.least for each in told)])


def _extreme(column: int, rows: Matrix, limits: Matrix, reach: Sequence[tuple[float, float]], sign: int) -> float:
    goal = np.zeros(len(reach))
    goal[column] = sign
    solved = linprog(goal, A_ub=rows, b_ub=limits, bounds=reach, method="highs")
    assert solved.success, solved.message
    return float(solved.x[column])


def fixed_over_time(outs: Sequence[tuple[Out, Sequence[Told]]], scale: Scale, *, every: int = 1) -> int:
    """How many people's answers follow from all periods together, if everybody always answered the same.

    Of the people only one in `every` is tried, for that takes time.
    """
    names = sorted({name for out, _ in outs for name in out.voices})
    rows: list[list[float]] = []
    limits: list[float] = []
    for out, told in outs:
        for each in told:
            inside = [float(name in out.voices and each.unit in out.voices[name].path) for name in names]
            rows += [inside, [-part for part in inside]]
            limits += [each.most, -each.least]
    matrix, all_limits = np.array(rows), np.array(limits)
    reach = [(0.0, float(scale.reach))] * len(names)
    spans = (
        _extreme(column, matrix, all_limits, reach, -1) - _extreme(column, matrix, all_limits, reach, 1)
        for column in range(0, len(names), every)
        if matrix[:, column].any()
    )
    return sum(span < 1 - EPSILON for span in spans)


def regressed_lowest(names: Sequence[str], unit: str, outs: Sequence[tuple[Out, Sequence[Told]]]) -> str:
    """Who is named as the unhappiest by regressing a unit's figures on who answered when."""
    shares: list[list[float]] = []
    means: list[float] = []
    for out, told in outs:
        cell = next((each for each in told if each.unit == unit), None)
        present = [name for name, voice in out.voices.items() if unit in voice.path]
        if cell is not None:
            shares.append([(name in present) / len(present) for name in names])
            means.append((cell.least + cell.most) / 2 / len(present))
    if not shares:
        return names[0]
    share, values = np.array(shares), np.array(means)
    ridge = share.T @ share + 0.05 / len(names) * np.eye(len(names))
    return names[int(np.argmin(np.linalg.solve(ridge, share.T @ (values - values.mean()))))]
