"""What PostgreSQL draws no samples of: its statistics would keep words that were taken back."""

from collections.abc import Mapping, Sequence

from alembic import op


def draw_no_samples(words: Mapping[str, Sequence[str]]) -> None:
    """Takes these columns, by their tables, out of the statistics; SQLite keeps none."""
    if op.get_bind().dialect.name == "postgresql":
        for table, names in words.items():
            for name in names:
                op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{name}" SET STATISTICS 0')
