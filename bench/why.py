"""Says of a missed target by how much, and why."""

from dataclasses import replace

from bench.table import BenchRow


def or_why(row: BenchRow, why: str) -> BenchRow:
    """The row; where its target is missed, with a note that says by how much and why."""
    if row.is_met:
        return row
    missed = f"missed by {1 - row.ratio / row.target:.0%}. {why}"
    return replace(row, note=f"{row.note} {missed}".strip())
