"""Odd organisations, made up by the machine: whatever the chart, the gate and the bands hold what they promise."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy.release.bands import bands_of
from bot.privacy.release.gate import Kept, grouped, pass_gate
from bot.privacy.release.model import SCORE, SHARE, Band, Contribution, Scale

K = 5
MEASURE = "overall"


@st.composite
def charts(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """Paths of all units of a tree: chains, one-person teams and wide fans among them."""
    parents = draw(st.lists(st.integers(0, 8), min_size=1, max_size=9))
    paths: list[tuple[str, ...]] = [("u0",)]
    for number, parent in enumerate(parents, 1):
        paths.append((f"u{number}", *paths[parent % number]))
    return paths


@st.composite
def voices(draw: st.DrawFn, reach: int = 4) -> list[Contribution]:
    """People in the units of a chart; some are new, and some count as if a team had changed departments meanwhile."""
    paths = draw(charts())
    moved = draw(charts()) if draw(st.booleans()) else paths
    sizes = draw(st.lists(st.integers(0, 14), min_size=len(paths), max_size=len(paths)))
    found: list[Contribution] = []
    for path, size in zip(paths, sizes, strict=True):
        mood = draw(st.sampled_from([(0, reach), (reach - 1, reach), (0, 1), (reach, reach), (0, 0)]))
        values = draw(st.lists(st.integers(*mood), min_size=size, max_size=size))
        are_new = draw(st.sampled_from([0, 0, 0, 1, 3]))
        found += [
            Contribution(path=path, values={MEASURE: value}, is_counted=number >= are_new)
            for number, value in enumerate(values)
        ]
    return found + [_moved(each, moved) for each in found[: draw(st.integers(0, 8))]]


def _moved(voice: Contribution, paths: Sequence[tuple[str, ...]]) -> Contribution:
    path = next((path for path in paths if path[0] == voice.path[0]), voice.path)
    return Contribution(path=path, values=voice.values, is_counted=voice.is_counted)


def gate(people: Sequence[Contribution], k: int = K) -> tuple[Kept, ...]:
    return pass_gate(grouped(people, {unit for each in people for unit in each.path}), k)


def atoms_of(people: Sequence[Contribution], cells: Sequence[str]) -> Mapping[frozenset[str], Sequence[Contribution]]:
    """People by the published cells that they are in, worked out person by person."""
    found: dict[frozenset[str], list[Contribution]] = {}
    for each in people:
        if pattern := frozenset(each.path) & frozenset(cells):
            found.setdefault(pattern, []).append(each)
    return found


@given(voices(), st.integers(5, 9))
@settings(max_examples=80, deadline=None)
def test_every_atom_keeps_k_people_who_count(people: list[Contribution], k: int) -> None:
    cells = [each.cell for each in gate(people, k)]

    assert all(sum(one.is_counted for one in atom) >= k for atom in atoms_of(people, cells).values())


@given(voices())
@settings(max_examples=50, deadline=None)
def test_published_cells_lie_within_each_other_or_apart(people: list[Contribution]) -> None:
    members = [{n for n, each in enumerate(people) if kept.cell in each.path} for kept in gate(people)]
    for one, other in product(members, members):
        assert one <= other or other <= one or not one & other


@given(voices())
@settings(max_examples=50, deadline=None)
def test_something_comes_out_wherever_a_unit_has_k_people(people: list[Contribution]) -> None:
    counted = Counter(unit for each in people for unit in each.path if each.is_counted)

    assert bool(gate(people)) == any(count >= K for count in counted.values())


@given(voices(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_same_people_give_the_same_bands_in_whatever_order_they_are_read(
    people: list[Contribution], chance: object
) -> None:
    mixed = list(people)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert bands_of(gate(people), MEASURE, SCORE) == bands_of(gate(mixed), MEASURE, SCORE)


@given(voices())
@settings(max_examples=50, deadline=None)
def test_a_band_holds_the_figure(people: list[Contribution]) -> None:
    kept = gate(people)
    for cell, band in bands_of(kept, MEASURE, SCORE).items():
        inside = [each.values[MEASURE] for each in people if cell in each.path]
        mean = 1 + sum(inside) / len(inside)
        assert band.low is None or band.low <= mean + 1e-9
        assert band.high is None or mean < band.high + 1e-9


@given(voices())
@settings(max_examples=80, deadline=None)
def test_every_answer_stays_possible_over_the_whole_scale(people: list[Contribution]) -> None:
    assert_open(people, SCORE)


@given(voices(reach=1))
@settings(max_examples=50, deadline=None)
def test_having_named_a_friction_or_not_stays_possible(people: list[Contribution]) -> None:
    kept = pass_gate(grouped(people, {unit for each in people for unit in each.path}), 20)
    assert_kept_open(people, kept, SHARE)


def assert_open(people: Sequence[Contribution], scale: Scale) -> None:
    assert_kept_open(people, gate(people), scale)


def assert_kept_open(people: Sequence[Contribution], kept: Sequence[Kept], scale: Scale) -> None:
    """Tries all sums that the atoms can have, one by one, where these are few; anybody can have said anything."""
    bands = bands_of(kept, MEASURE, scale)
    atoms = atoms_of(people, list(bands))
    choices = [range(len(atom) * scale.reach + 1) for atom in atoms.values()]
    if not atoms or _too_many(choices):
        return
    limits = {kept_.cell: _limits(kept_, bands[kept_.cell], scale) for kept_ in kept if kept_.cell in bands}
    seen = [set[int]() for _ in atoms]
    patterns = list(atoms)
    for sums in product(*choices):
        if all(low <= _sum_of(cell, patterns, sums) <= high for cell, (low, high) in limits.items()):
            for found, sum_ in zip(seen, sums, strict=True):
                found.add(sum_)
    for found, atom in zip(seen, atoms.values(), strict=True):
        assert min(found) <= (len(atom) - 1) * scale.reach
        assert max(found) >= scale.reach


def _too_many(choices: Sequence[range]) -> bool:
    ways = 1
    for each in choices:
        ways *= len(each)
    return ways > 60_000


def _sum_of(cell: str, patterns: Sequence[frozenset[str]], sums: Sequence[int]) -> int:
    return sum(sum_ for pattern, sum_ in zip(patterns, sums, strict=True) if cell in pattern)


def _limits(kept: Kept, band: Band, scale: Scale) -> tuple[int, int]:
    """The least and the greatest sum that a band lets a cell have."""
    count, whole = scale.bands(kept.counted), kept.people * scale.reach
    low = 0 if band.low is None else -(-whole * _line(band.low, count, scale) // count)
    high = whole if band.high is None else -(-whole * _line(band.high, count, scale) // count) - 1
    return low, high


def _line(point: float, count: int, scale: Scale) -> int:
    return round((point - scale.low) / (scale.high - scale.low) * count)


@given(voices(), st.data())
@settings(max_examples=80, deadline=None)
def test_what_is_hidden_does_not_depend_on_what_was_said(people: list[Contribution], data: st.DataObject) -> None:
    """Two companies that look alike so far have their next cell hidden, or shown, both."""
    said = data.draw(st.lists(st.integers(0, 4), min_size=len(people), max_size=len(people)))
    others = [
        Contribution(path=each.path, values={MEASURE: value}, is_counted=each.is_counted)
        for each, value in zip(people, said, strict=True)
    ]
    one, other = bands_of(gate(people), MEASURE, SCORE), bands_of(gate(others), MEASURE, SCORE)
    for kept in gate(people):
        assert (kept.cell in one) == (kept.cell in other)
        if one.get(kept.cell) != other.get(kept.cell):
            return
