"""Where a person with several accounts wants to be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("asked_on", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "asked_on")
