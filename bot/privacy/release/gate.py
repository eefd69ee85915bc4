"""The atoms gate: which cells of a family may be published together, so that nothing below k can be singled out.

People with the same cells are an atom: by adding and subtracting published cells nobody can come closer to anybody
than to their atom. A cell is published only if every atom of the published cells keeps k people.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.privacy.release.model import Contribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People with the same path: all of them, those who count towards k, and the sums of what they contribute."""

    path: frozenset[str]
    people: int
    counted: int
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A cell that passed, and the smallest cell around it that did."""

    cell: str
    around: str | None
    groups: tuple[Group, ...]

    @property
    def people(self) -> int:
        return sum(group.people for group in self.groups)

    @property
    def counted(self) -> int:
        return sum(group.counted for group in self.groups)

    def total(self, measure: str) -> int:
        return sum(group.sums.get(measure, 0) for group in self.groups)


def grouped(contributions: Iterable[Contribution], eligible: Collection[str]) -> list[Group]:
    """People by their path, as far as it consists of cells that may come out at all."""
    counts: dict[frozenset[str], list[int]] = {}
    sums: dict[frozenset[str], dict[str, int]] = {}
    for each in contributions:
        path = frozenset(unit for unit in each.path if unit in eligible)
        count, total = counts.setdefault(path, [0, 0]), sums.setdefault(path, {})
        count[0] += 1
        count[1] += each.is_counted
        for measure, value in each.values.items():
            total[measure] = total.get(measure, 0) + value
    return [Group(path=path, people=n, counted=m, sums=sums[path]) for path, (n, m) in counts.items()]


def pass_gate(groups: Sequence[Group], k: int) -> tuple[Kept, ...]:
    """The cells that may be published together, larger ones first.

    A cell passes if it lies within one atom of those before it and leaves k people, or nobody, of that atom outside.
    What cuts across cells that passed (a team that changed departments within a quarter) does not pass.
    """
    members = _members(groups)
    atom_of: list[str | None] = [None] * len(groups)
    atoms: dict[str | None, set[int]] = {None: set(range(len(groups)))}
    kept: list[Kept] = []
    for cell in sorted(members, key=lambda cell: (-_people(groups, members[cell]), cell)):
        inside = members[cell]
        around = {atom_of[each] for each in inside}
        if len(around) == 1 and _may_split(groups, inside, atoms, atom := around.pop(), k):
            kept.append(Kept(cell=cell, around=atom, groups=tuple(groups[each] for each in sorted(inside))))
            atoms[atom] = atoms[atom] - inside
            atoms[cell] = inside
            for each in inside:
                atom_of[each] = cell
    return tuple(kept)


def _may_split(
    groups: Sequence[Group], inside: set[int], atoms: Mapping[str | None, set[int]], atom: str | None, k: int
) -> bool:
    """Whether both parts of an atom are large enough; people in no published cell at all are no part of anything."""
    outside = atoms[atom] - inside
    return _has(groups, inside, k) and (atom is None or not outside or _has(groups, outside, k))


def _members(groups: Sequence[Group]) -> dict[str, set[int]]:
    members: dict[str, set[int]] = {}
    for number, group in enumerate(groups):
        for cell in group.path:
            members.setdefault(cell, set()).add(number)
    return members


def _people(groups: Sequence[Group], chosen: Iterable[int]) -> int:
    return sum(groups[each].people for each in chosen)


def _has(groups: Sequence[Group], chosen: Iterable[int], k: int) -> bool:
    return sum(groups[each].counted for each in chosen) >= k
