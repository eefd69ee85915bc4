"""The labelled transcripts, ways of choosing passages from them, and how well a choice meets the labels.

A choice is a list of passages, a passage the set of the customer's characters in it: what the agent says in between
counts neither for nor against.
"""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.chat.intake import Speaker, Turn
from bot.insight.listener import KeywordListener
from bot.insight.sentiment import TextBlobScorer
from bot.insight.vocabulary import vocabulary_of
from bot.station.cutting.cut import cut
from bot.station.cutting.model import Passage
from bot.station.cutting.units import Unit, spoken_units

DEVELOPMENT, HELD_OUT = "development", "held_out"
Piece = frozenset[tuple[int, int]]
"""Characters of the customer as (turn, place)."""

ROUNDS = 40
"""So many random choices are averaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    name: str
    part: str
    kind: str
    language: str
    turns: tuple[Turn, ...]
    findings: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Found: the share of labelled findings with a passage of their own. Fitting: the share of passages that are one.

    `overlap` is how much of the best passage and the best wording of a finding is common to both (mean over findings).
    """

    found: float
    fitting: float
    overlap: float

    @property
    def f1(self) -> float:
        both = self.found + self.fitting
        return 2 * self.found * self.fitting / both if both else 0.0


Chooser = Callable[[Labelled], list[Piece]]


def labelled(part: str) -> list[Labelled]:
    files = sorted(Path(__file__).parent.glob("*.json"))
    return [item for item in map(_read, files) if item.part == part]


def figures(transcripts: Sequence[Labelled], choose: Chooser) -> Figures:
    findings = chosen = met = 0
    overlaps: list[float] = []
    for transcript in transcripts:
        passages = choose(transcript)
        findings += len(transcript.findings)
        chosen += len(passages)
        met += _met(transcript.findings, passages)
        overlaps += [max((_overlap(p, f) for p in passages), default=0.0) for f in transcript.findings]
    return Figures(found=met / findings, fitting=met / chosen if chosen else 0.0, overlap=sum(overlaps) / len(overlaps))


def by_cutting(transcript: Labelled) -> list[Piece]:
    return [_piece(passage, transcript.turns) for passage in passages_of(transcript)]


def by_longest_turn(transcript: Labelled) -> list[Piece]:
    return _longest(transcript, 1)


def by_longest_turns(transcript: Labelled) -> list[Piece]:
    """As many of the longest turns as cutting chooses passages."""
    return _longest(transcript, len(by_cutting(transcript)))


def by_chance(transcripts: Sequence[Labelled], rounds: int = ROUNDS) -> Figures:
    """Passages as many and as long as those of cutting, each beginning at some sentence of the customer's."""
    every = [figures(transcripts, _at_random(random.Random(seed))) for seed in range(rounds)]
    return Figures(
        found=sum(one.found for one in every) / rounds,
        fitting=sum(one.fitting for one in every) / rounds,
        overlap=sum(one.overlap for one in every) / rounds,
    )


def passages_of(transcript: Labelled) -> tuple[Passage, ...]:
    return cut(transcript.turns, transcript.language, KeywordListener(), TextBlobScorer())


def table(transcripts: Sequence[Labelled]) -> str:
    rows = {
        "cut": figures(transcripts, by_cutting),
        "random": by_chance(transcripts),
        "longest turn": figures(transcripts, by_longest_turn),
        "as many longest turns": figures(transcripts, by_longest_turns),
    }
    lines = [f"{name:22} {f.found:.2f}  {f.fitting:.2f}  {f.f1:.2f}  {f.overlap:.2f}" for name, f in rows.items()]
    return "\n".join([f"{'':22} found fitting F1  overlap", *lines])


def _met(findings: Sequence[Sequence[Piece]], passages: Sequence[Piece]) -> int:
    """How many findings have a passage of their own, the best pairs first."""
    pairs = [
        (_overlap(passage, finding), place, number)
        for place, passage in enumerate(passages)
        for number, finding in enumerate(findings)
        if any(_covers(passage, piece) for piece in finding)
    ]
    places: set[int] = set()
    numbers: set[int] = set()
    for _, place, number in sorted(pairs, key=lambda pair: -pair[0]):
        if place not in places and number not in numbers:
            places.add(place)
            numbers.add(number)
    return len(numbers)


def _covers(passage: Piece, piece: Piece) -> bool:
    """Whether most of what a person would choose is in the passage, and is no small part of it."""
    common = len(passage & piece)
    return common >= len(piece) / 2 and common >= len(passage) / 3


def _overlap(passage: Piece, finding: Iterable[Piece]) -> float:
    return max(len(passage & piece) / len(passage | piece) for piece in finding)


def _longest(transcript: Labelled, count: int) -> list[Piece]:
    turns = [_whole(place, turn) for place, turn in enumerate(transcript.turns) if turn.speaker is Speaker.CUSTOMER]
    return sorted((turn for turn in turns if turn), key=len, reverse=True)[:count]


def _at_random(chance: random.Random) -> Chooser:
    def choose(transcript: Labelled) -> list[Piece]:
        words = vocabulary_of(transcript.language)
        units = list(spoken_units(transcript.turns, words.joints if words else frozenset()))
        lengths = [sum(len(line.text) for line in passage.lines) for passage in passages_of(transcript)]
        return [_random_piece(chance, units, length) for length in lengths]

    return choose


def _random_piece(chance: random.Random, units: Sequence[Unit], length: int) -> Piece:
    start = chance.choice([place for place, unit in enumerate(units) if unit.is_customer])
    piece: set[tuple[int, int]] = set()
    for unit in units[start:]:
        if unit.is_customer:
            piece |= {(unit.turn, place) for place in range(unit.start, unit.end)}
        length -= len(unit.text)
        if length <= 0:
            break
    return frozenset(piece)


def _piece(passage: Passage, turns: Sequence[Turn]) -> Piece:
    piece: set[tuple[int, int]] = set()
    at = passage.first_turn
    for line in passage.lines:
        at = next(place for place in range(at, passage.last_turn + 1) if line.text in turns[place].text)
        if line.speaker is Speaker.CUSTOMER:
            start = turns[at].text.index(line.text)
            piece |= {(at, start + place) for place in range(len(line.text))}
        at += 1
    return frozenset(piece)


def _whole(place: int, turn: Turn) -> Piece:
    return frozenset((place, character) for character in range(len(turn.text)))


def _read(path: Path) -> Labelled:
    data = json.loads(path.read_text(encoding="utf-8"))
    turns = tuple(Turn(**{**turn, "speaker": Speaker(turn["speaker"])}) for turn in data["turns"])
    findings = tuple(tuple(_wanted(one, turns) for one in finding["any_of"]) for finding in data["findings"])
    return Labelled(
        name=data["name"],
        part=data["set"],
        kind=data["kind"],
        language=data["language"],
        turns=turns,
        findings=findings,
    )


def _wanted(one: dict[str, str | int], turns: Sequence[Turn]) -> Piece:
    first, last = int(one["first_turn"]), int(one["last_turn"])
    if "words" in one:
        start = turns[first].text.index(str(one["words"]))
        return frozenset((first, start + place) for place in range(len(str(one["words"]))))
    rows = [_whole(place, turns[place]) for place in range(first, last + 1) if _is_customer(turns[place])]
    return frozenset().union(*rows)


def _is_customer(turn: Turn) -> bool:
    return turn.speaker is Speaker.CUSTOMER
