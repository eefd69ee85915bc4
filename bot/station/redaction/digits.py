"""Rows of digits, written or spoken ("four two double one", "девятьсот двенадцать"), as one thing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.station.redaction.text import Reading

_SEPARATORS = frozenset(" \t\u00a0\u2009\u202f-\u2013./()+,")
_MAX_GAP = 4
_EXTENSION = re.compile(r"(\d{3,8})x(\d{1,6})$")
_TWENTY, _TEN, _HUNDRED = 20, 10, 100


class Atom(NamedTuple):
    """A token that stands for digits. A scale word ("hundred") stands for none."""

    start: int
    end: int
    token: int
    digits: str
    is_spoken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Digits that belong together. `is_scaled` tells that it counts something ("two hundred").

    `singles` counts the digits that were said one by one.
    """

    atoms: tuple[Atom, ...]
    digits: str
    is_scaled: bool

    @property
    def start(self) -> int:
        return self.atoms[0].start

    @property
    def end(self) -> int:
        return self.atoms[-1].end

    @property
    def first_token(self) -> int:
        return self.atoms[0].token

    @property
    def last_token(self) -> int:
        return self.atoms[-1].token

    @property
    def is_spoken(self) -> bool:
        return any(atom.is_spoken for atom in self.atoms)

    @property
    def singles(self) -> int:
        return sum(atom.is_spoken and len(atom.digits) == 1 for atom in self.atoms)


def runs_of(reading: Reading) -> Iterator[Run]:
    """All rows of digits, in the order of the text."""
    atoms: list[Atom] = []
    for index in range(len(reading.tokens)):
        atom = _atom(reading, index)
        if atom is None:
            if atoms and not _links(reading, index):
                yield _run(reading, atoms)
                atoms = []
            continue
        if atoms and not (_belong(reading, atoms[-1], atom) or _goes_on_dictated(reading, atoms, atom)):
            yield _run(reading, atoms)
            atoms = []
        atoms.append(atom)
    if atoms:
        yield _run(reading, atoms)


def digits_of(word: str) -> str:
    """The ASCII digits of a number in any script, also of "3560x12" with its extension; empty where it is no number."""
    if not word.isdecimal():
        return "".join(extended.groups()) if (extended := _EXTENSION.match(word)) else ""
    return word if word.isascii() else "".join(str(int(sign)) for sign in word)


def _atom(reading: Reading, index: int) -> Atom | None:
    token = reading.tokens[index]
    written = digits_of(token.word)
    if written:
        return Atom(token.start, token.end, index, written, is_spoken=False)
    value = reading.lexicon.numbers.get(token.word)
    if value is not None:
        return Atom(token.start, token.end, index, str(value) * _times(reading, index), is_spoken=True)
    if reading.has("scales", index) or token.word in reading.lexicon.repeats:
        return Atom(token.start, token.end, index, "", is_spoken=True)
    return None


def _times(reading: Reading, index: int) -> int:
    return reading.lexicon.repeats.get(reading.tokens[index - 1].word, 1) if index else 1


def _links(reading: Reading, index: int) -> bool:
    """Whether a word between numbers is part of saying them: "dash", or "y" in "treinta y dos"."""
    word = reading.tokens[index].word
    return (reading.has("number_links", index) or word in reading.lexicon.joiners) and _is_close(reading, index)


def _belong(reading: Reading, last: Atom, atom: Atom) -> bool:
    if not all(_is_close(reading, index) for index in range(last.token + 1, atom.token + 1)):
        return False
    is_spoken = last.is_spoken or atom.is_spoken
    return is_spoken or (atom.token == last.token + 1 and "," not in reading.gap(atom.token))


def _goes_on_dictated(reading: Reading, atoms: list[Atom], atom: Atom) -> bool:
    """Whether a comma only parts groups of digits that are said one by one: "0 2 0, 9 1 7"."""
    if len(atoms) == 1 or atom.token != atoms[-1].token + 1 or reading.gap(atom.token) != ", ":
        return False
    is_one_by_one = all(len(each.digits) == 1 for each in (*atoms[-2:], atom))
    return is_one_by_one and reading.gap(atoms[-1].token) == " "


def _is_close(reading: Reading, index: int) -> bool:
    gap = reading.gap(index)
    return len(gap) <= _MAX_GAP and _SEPARATORS.issuperset(gap) and not gap.startswith((". ", ", "))


def _run(reading: Reading, atoms: list[Atom]) -> Run:
    while len(atoms) > 1 and not atoms[-1].digits and not reading.has("scales", atoms[-1].token):
        atoms.pop()
    return Run(
        atoms=tuple(atoms),
        digits="".join(_as_dialled(atoms)),
        is_scaled=any(reading.has("scales", atom.token) for atom in atoms if not atom.digits),
    )


def _as_dialled(atoms: list[Atom]) -> Iterator[str]:
    """The digits that are meant: "forty two" is 42, "four two" too."""
    said = ""
    for atom in atoms:
        if said and atom.is_spoken and _completes(said, atom.digits):
            said = str(int(said) + int(atom.digits))
            continue
        yield said
        said = atom.digits
        if not atom.is_spoken:
            yield said
            said = ""
    yield said


def _completes(said: str, more: str) -> bool:
    if not more or len(said) > len("900"):
        return False
    value, added = int(said), int(more)
    is_after_hundreds = value >= _HUNDRED and value % _HUNDRED == 0 and 0 < added < _HUNDRED
    return is_after_hundreds or (value % _HUNDRED >= _TWENTY and value % _TEN == 0 and 0 < added < _TEN)
