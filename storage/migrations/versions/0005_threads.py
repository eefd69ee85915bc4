"""Words without a name: questions of leaders, and sealed threads."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_questions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("batched_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_team_questions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_team_questions_asked_on", "team_questions", ["asked_on"])
    op.create_table(
        "threads",
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("group_name", "place", name="pk_threads"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("threads")
    op.drop_table("team_questions")
