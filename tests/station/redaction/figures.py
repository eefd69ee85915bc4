"""Counts how much of the labelled personal data redaction finds, and what it takes out that is not personal."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.station.redaction.model import PiiKind, Redacted
from bot.station.redaction.redact import redact

HERE = Path(__file__).parent
ENOUGH = 0.8
"""The share of letters and digits of a labelled span that must be gone, so that it counts as found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    language: str
    style: str
    text: str
    spans: tuple[tuple[int, int, PiiKind], ...]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was labelled, found, found under its own kind; what was removed, and removed without any label there."""

    labelled: int = 0
    found: int = 0
    kind_right: int = 0
    removals: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        return 1 - self.wrong / self.removals if self.removals else 1.0


@dataclass(slots=True, kw_only=True)
class Figures:
    """Tallies by kind, language and style; sentences without anything personal, and how many of them were touched;
    characters removed, and those of them that were not labelled.
    """

    tallies: dict[tuple[str, str, str], Tally] = field(default_factory=dict)
    clean: Counter[tuple[str, str]] = field(default_factory=Counter)
    touched: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubted: Counter[tuple[str, str]] = field(default_factory=Counter)
    removed_characters: int = 0
    surplus_characters: int = 0

    def tally(self, *, kind: str = "", language: str = "", style: str = "") -> Tally:
        """The sum over everything that is not named."""
        total = Tally()
        for (each_kind, each_language, each_style), tally in self.tallies.items():
            if kind in {"", each_kind} and language in {"", each_language} and style in {"", each_style}:
                total.labelled += tally.labelled
                total.found += tally.found
                total.kind_right += tally.kind_right
                total.removals += tally.removals
                total.wrong += tally.wrong
        return total

    @property
    def false_positive_rate(self) -> float:
        return sum(self.touched.values()) / sum(self.clean.values())


def examples(split: str) -> Iterator[Example]:
    """The examples of a split: `development` or `held_out`."""
    for line in (HERE / f"{split}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = tuple((start, end, PiiKind(kind)) for start, end, kind in row["spans"])
        yield Example(language=row["language"], style=row["style"], text=row["text"], spans=spans)


def figures_of(split: str) -> Figures:
    figures = Figures()
    for example in examples(split):
        _count(figures, example, redact(example.text, example.language))
    return figures


def table(title: str, figures: Figures) -> Iterator[str]:
    """Lines to print: by kind and style, by language and style, then the sentences without anything personal."""
    yield f"{title}: {sum(tally.labelled for tally in figures.tallies.values())} labelled spans"
    yield f"{'':14}{'style':8}{'labelled':>9}{'recall':>8}{'kind right':>11}{'removed':>9}{'precision':>10}"
    kinds = sorted({kind for kind, _, _ in figures.tallies})
    languages = sorted({language for _, language, _ in figures.tallies})
    for name, key in ((kinds, "kind"), (languages, "language")):
        for each in name:
            for style in ("normal", "lower"):
                yield _row(each, style, figures.tally(**{key: each, "style": style}))
    yield _row("all", "", figures.tally())
    rates = ", ".join(f"{name} {rate:.3f}" for name, rate in _clean_rates(figures).items())
    yield f"clean sentences touched: {figures.false_positive_rate:.3f} of {sum(figures.clean.values())} ({rates})"
    yield f"clean sentences with doubts, normal style: {_doubt_rate(figures):.3f}"
    yield f"characters removed beyond the label: {figures.surplus_characters / figures.removed_characters:.3f}"


def _row(name: str, style: str, tally: Tally) -> str:
    if not tally.labelled and not tally.removals:
        return f"{name:14}{style:8}{0:9}"
    right = tally.kind_right / tally.found if tally.found else 0
    return (
        f"{name:14}{style:8}{tally.labelled:9}{tally.recall:8.3f}{right:11.3f}{tally.removals:9}{tally.precision:10.3f}"
    )


def _clean_rates(figures: Figures) -> Mapping[str, float]:
    return {
        " ".join(key): figures.touched[key] / count
        for key, count in sorted(figures.clean.items())
        if figures.touched[key]
    }


def _doubt_rate(figures: Figures) -> float:
    normal = [key for key in figures.clean if key[1] == "normal"]
    return sum(figures.doubted[key] for key in normal) / sum(figures.clean[key] for key in normal)


def _count(figures: Figures, example: Example, redacted: Redacted) -> None:
    gone = {at for removal in redacted.removals for at in range(removal.start, removal.end)}
    labelled = {at for start, end, _ in example.spans for at in range(start, end)}
    figures.removed_characters += len(gone)
    figures.surplus_characters += len(gone - labelled)
    if not example.spans:
        key = (example.language, example.style)
        figures.clean[key] += 1
        figures.touched[key] += bool(redacted.removals)
        figures.doubted[key] += bool(redacted.doubts)
    for start, end, kind in example.spans:
        tally = _tally(figures, kind, example)
        tally.labelled += 1
        signs = [at for at in range(start, end) if example.text[at].isalnum()]
        if sum(at in gone for at in signs) >= ENOUGH * len(signs):
            tally.found += 1
            tally.kind_right += any(
                removal.kind is kind and removal.start < end and removal.end > start for removal in redacted.removals
            )
    _count_removals(figures, example, redacted)


def _count_removals(figures: Figures, example: Example, redacted: Redacted) -> None:
    for removal in redacted.removals:
        tally = _tally(figures, removal.kind, example)
        tally.removals += 1
        tally.wrong += not _hits(removal.start, removal.end, example.spans)


def _hits(start: int, end: int, spans: Sequence[tuple[int, int, PiiKind]]) -> bool:
    return any(start < other_end and end > other_start for other_start, other_end, _ in spans)


def _tally(figures: Figures, kind: PiiKind, example: Example) -> Tally:
    return figures.tallies.setdefault((kind.value, example.language, example.style), Tally())
