"""The ledger: published cells, releases, thresholds and quotes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_published_cells()
    _create_releases()
    _create_thresholds()
    _create_quotes()


def downgrade() -> None:
    op.drop_table("quotes")
    op.drop_table("thresholds")
    op.drop_table("releases")
    op.drop_table("published_cells")


def _create_published_cells() -> None:
    op.create_table(
        "published_cells",
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("first_week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("people", sa.Text(), nullable=True),
        sa.Column("participation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("family", "unit", "first_week", "last_week", "measure", name="pk_published_cells"),
        sqlite_with_rowid=False,
    )


def _create_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("window_name", sa.Text(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("window_name", name="pk_releases"),
        sqlite_with_rowid=False,
    )


def _create_thresholds() -> None:
    op.create_table(
        "thresholds",
        sa.Column("first_block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("k", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("first_block", "k", name="pk_thresholds"),
        sqlite_with_rowid=False,
    )


def _create_quotes() -> None:
    op.create_table(
        "quotes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quotes"),
        sqlite_with_rowid=False,
    )
