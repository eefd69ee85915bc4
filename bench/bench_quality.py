"""How well passages are chosen and personal data is found, on examples that were labelled before there were rules.

Everything here is measured on what was set aside (`tests/station`): chosen passages beside random ones and beside the
customer's longest turn, and what redaction finds by kind and language, with capitals and without.
"""

from collections.abc import Iterator

from bench.table import BenchRow, more_is_better, to_markdown
from tests.station.redaction.figures import Figures as Redaction
from tests.station.redaction.figures import Tally, figures_of
from tests.station.transcripts.labelled import HELD_OUT, by_chance, by_cutting, by_longest_turn, figures, labelled

WHOLE = 1.0
ENOUGH = 0.8
"""Nobody asked for a figure by kind: below this a kind would be worth another look."""

MOST_TOUCHED = 0.1
STYLES = {"normal": "as people write", "lower": "in small letters, as speech recognition writes"}


def rows() -> list[BenchRow]:
    """All figures of this file."""
    return [*_cutting(), *_redaction(figures_of("held_out"))]


def _cutting() -> Iterator[BenchRow]:
    held_out = labelled(HELD_OUT)
    ours = figures(held_out, by_cutting)
    others = (
        ("random passages of the same length", by_chance(held_out)),
        ("the longest turn", figures(held_out, by_longest_turn)),
    )
    for name, other in others:
        yield more_is_better(
            name=f"passages that people would choose, F1 over {len(held_out)} transcripts set aside",
            measured=ours.f1,
            unit="F1",
            baseline_name=name,
            baseline=other.f1,
            target=WHOLE,
        )


def _redaction(found: Redaction) -> Iterator[BenchRow]:
    for style, meaning in STYLES.items():
        for kind in sorted({kind for kind, _, _ in found.tallies}):
            yield from _recall(f"{kind} found, {meaning}", found.tally(kind=kind, style=style))
        for language in sorted({language for _, language, _ in found.tallies}):
            yield from _recall(f"all kinds found in {language}, {meaning}", found.tally(language=language, style=style))
    everything = found.tally()
    yield _share("of what was taken out, personal", everything.precision, ENOUGH)
    sentences = sum(found.clean.values())
    yield _share(
        f"of {sentences} sentences without anything personal, untouched",
        1 - found.false_positive_rate,
        1 - MOST_TOUCHED,
    )


def _recall(name: str, tally: Tally) -> Iterator[BenchRow]:
    if tally.labelled:
        yield _share(f"{name} ({tally.labelled} labelled, precision {tally.precision:.2f})", tally.recall, ENOUGH)


def _share(name: str, share: float, target: float) -> BenchRow:
    return more_is_better(name=name, measured=share, unit="", baseline_name="all", baseline=WHOLE, target=target)


if __name__ == "__main__":
    print(to_markdown(rows()))
