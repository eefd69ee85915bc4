"""The first tables of every room."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_accumulators()
    _create_answers()
    _create_deliveries()
    _create_destructions()
    _create_installations()
    _create_leases()
    _create_letters()
    _create_mark_turns()
    _create_marks_even()
    _create_marks_odd()
    _create_one_time_tokens()
    _create_organisation_settings()
    _create_pending_comments()
    _create_people()
    _create_planned_days()
    _create_rosters()
    _create_teams()
    _create_welcomes()
    _create_absences()
    _create_accounts()


def downgrade() -> None:
    op.drop_table("accounts")
    op.drop_table("absences")
    op.drop_table("welcomes")
    op.drop_table("teams")
    op.drop_table("rosters")
    op.drop_table("planned_days")
    op.drop_table("people")
    op.drop_table("pending_comments")
    op.drop_table("organisation_settings")
    op.drop_table("one_time_tokens")
    op.drop_table("marks_odd")
    op.drop_table("marks_even")
    op.drop_table("mark_turns")
    op.drop_table("letters")
    op.drop_table("leases")
    op.drop_table("installations")
    op.drop_table("destructions")
    op.drop_table("deliveries")
    op.drop_table("answers")
    op.drop_table("accumulators")


def _create_accumulators() -> None:
    op.create_table(
        "accumulators",
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("group_name", "place", name="pk_accumulators"),
        sqlite_with_rowid=False,
    )


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("group_name", "place", name="pk_answers"),
        sqlite_with_rowid=False,
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("place_kind", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=True),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("is_doubled_in_doubt", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_in_doubt", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until_at", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("dedupe_key", name="uq_deliveries_dedupe_key"),
    )
    op.create_index("ix_deliveries_due_at", "deliveries", ["due_at"], unique=False)
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["platform", "workspace_id", "next_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_destructions() -> None:
    op.create_table(
        "destructions",
        sa.Column("key_name", sa.Text(), nullable=False),
        sa.Column("destroyed_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key_name", "destroyed_at", name="pk_destructions"),
        sqlite_with_rowid=False,
    )


def _create_installations() -> None:
    op.create_table(
        "installations",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sealed_secrets", sa.LargeBinary(), nullable=False),
        sa.Column("installed_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("is_org_wide", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("suspended_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("rotation_ends_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "workspace_id", name="pk_installations"),
    )


def _create_leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("last_run_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
        sqlite_with_rowid=False,
    )


def _create_letters() -> None:
    op.create_table(
        "letters",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("place_kind", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "platform", "workspace_id", "place_kind", "place_id", "thread_id", "number", name="pk_letters"
        ),
        sa.UniqueConstraint(
            "platform",
            "workspace_id",
            "place_kind",
            "place_id",
            "thread_id",
            "delivery_id",
            name="uq_letters_delivery_id",
        ),
        sqlite_with_rowid=False,
    )


def _create_mark_turns() -> None:
    op.create_table(
        "mark_turns",
        sa.Column("parity", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("parity", name="pk_mark_turns"),
    )


def _create_marks_even() -> None:
    op.create_table(
        "marks_even",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_marks_even"),
        sqlite_with_rowid=False,
    )


def _create_marks_odd() -> None:
    op.create_table(
        "marks_odd",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_marks_odd"),
        sqlite_with_rowid=False,
    )


def _create_one_time_tokens() -> None:
    op.create_table(
        "one_time_tokens",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_one_time_tokens"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_one_time_tokens_expires_at", "one_time_tokens", ["expires_at"], unique=False)


def _create_organisation_settings() -> None:
    op.create_table(
        "organisation_settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_organisation_settings"),
        sqlite_with_rowid=False,
    )


def _create_pending_comments() -> None:
    op.create_table(
        "pending_comments",
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("group_name", "place", name="pk_pending_comments"),
        sqlite_with_rowid=False,
    )


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("manager_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("check_in_hour", sa.Integer(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("is_stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("locale_set_by", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("time_zone_set_by", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("role_set_by", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_people_email", "people", ["email"], unique=False)
    op.create_index("ix_people_manager_id", "people", ["manager_id"], unique=False)
    op.create_index("ix_people_team_id", "people", ["team_id"], unique=False)


def _create_planned_days() -> None:
    op.create_table(
        "planned_days",
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("zone", "day", name="pk_planned_days"),
        sqlite_with_rowid=False,
    )


def _create_rosters() -> None:
    op.create_table(
        "rosters",
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("block", "person_id", name="pk_rosters"),
        sqlite_with_rowid=False,
    )


def _create_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("leader_id", sa.Text(), nullable=True),
        sa.Column("leader_set_by", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_teams_key", "teams", ["key"], unique=True)


def _create_welcomes() -> None:
    op.create_table(
        "welcomes",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_welcomes"),
        sqlite_with_rowid=False,
    )


def _create_absences() -> None:
    op.create_table(
        "absences",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_absences_person_id"),
        sa.PrimaryKeyConstraint("person_id", "first_day", "last_day", name="pk_absences"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_absences_last_day", "absences", ["last_day"], unique=False)


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_accounts_person_id"),
        sa.PrimaryKeyConstraint("platform", "workspace_id", "external_id", name="pk_accounts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_accounts_person_id", "accounts", ["person_id"], unique=False)
