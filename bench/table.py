"""One figure of the benchmark, and the table of them in Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRow:
    """What was measured beside a bare baseline of the same run.

    `ratio` is so made that more is better; it should reach `target`. `note` says what a reader must know.
    """

    name: str
    measured: float
    unit: str
    baseline_name: str
    baseline: float
    ratio: float
    target: float
    note: str = ""

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.target


def more_is_better(
    *, name: str, measured: float, unit: str, baseline_name: str, baseline: float, target: float, note: str = ""
) -> BenchRow:
    """A figure such as messages per second, against that of the baseline."""
    return BenchRow(
        name=name,
        measured=measured,
        unit=unit,
        baseline_name=baseline_name,
        baseline=baseline,
        ratio=measured / baseline,
        target=target,
        note=note,
    )


def at_most(*, name: str, measured: float, unit: str, limit: float, note: str = "") -> BenchRow:
    """A figure such as seconds or megabytes that must not exceed a limit."""
    return BenchRow(
        name=name,
        measured=measured,
        unit=unit,
        baseline_name="limit",
        baseline=limit,
        ratio=limit / measured,
        target=1.0,
        note=note,
    )


def to_markdown(rows: Iterable[BenchRow]) -> str:
    """The table as it is printed and kept, notes below it."""
    known = list(rows)
    head = ("what", "measured", "against", "", "ratio", "target", "")
    lines = ["| " + " | ".join(head) + " |", "| --- | ---: | --- | ---: | ---: | ---: | --- |"]
    lines += ["| " + " | ".join(_cells(row)) + " |" for row in known]
    notes = [f"- {row.name}: {row.note}" for row in known if row.note]
    return "\n".join([*lines, "", *notes] if notes else lines) + "\n"


def _cells(row: BenchRow) -> tuple[str, ...]:
    return (
        row.name,
        f"{_number(row.measured)} {row.unit}",
        row.baseline_name,
        f"{_number(row.baseline)} {row.unit}",
        f"{row.ratio:.2f}",
        f"≥ {row.target:.2f}",
        "met" if row.is_met else "**missed**",
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
