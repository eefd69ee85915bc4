"""The listening station, from sources to what came back; and letters that may change."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.samples import draw_no_samples

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SAID_OR_WRITTEN = {
    "letters": ("message",),
    "interactions": ("url", "product", "product_key", "site", "site_key"),
    "snippets": ("lines", "search_text"),
    "clips": ("content",),
    "fixes": ("plan", "outcome"),
    "flags": ("text",),
}

CREATED = """withdrawals subscriptions stations station_places sources snippets reactions postings posted_snippets
    letter_reactions interactions interaction_frictions flags fixes emoji custom_emoji comments clips"""

PLACE = ("platform", "workspace_id", "place_kind", "place_id", "thread_id")


def upgrade() -> None:
    _let_letters_change()
    _create_clips()
    _create_comments()
    _create_custom_emoji()
    _create_emoji()
    _create_fixes()
    _create_flags()
    _create_interaction_frictions()
    _create_interactions()
    _create_letter_reactions()
    _create_posted_snippets()
    _create_postings()
    _create_reactions()
    _create_snippets()
    _create_sources()
    _create_station_places()
    _create_stations()
    _create_subscriptions()
    _create_withdrawals()
    draw_no_samples(SAID_OR_WRITTEN)


def downgrade() -> None:
    for table in CREATED.split():
        op.drop_table(table)
    op.drop_index("ix_letters_version", "letters")
    for name in ("author", "is_gone", "version"):
        op.drop_column("letters", name)


def _let_letters_change() -> None:
    # Plain additions: rewriting the table would lose that it has no row numbers.
    op.add_column("letters", sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("letters", sa.Column("is_gone", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("letters", sa.Column("author", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_letters_version", "letters", [*PLACE, "version"])


def _create_clips() -> None:
    op.create_table(
        "clips",
        sa.Column("snippet_id", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("snippet_id", name="pk_clips"),
    )


def _create_comments() -> None:
    op.create_table(
        "comments",
        sa.Column("posting_id", sa.Text(), nullable=False),
        sa.Column("comment_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("mood", sa.Text(), nullable=False),
        sa.Column("valence", sa.Double(), nullable=True),
        sa.Column("commented_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("posting_id", "comment_id", name="pk_comments"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comments_person_id", "comments", ["person_id"])


def _create_custom_emoji() -> None:
    op.create_table(
        "custom_emoji",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_custom_emoji"),
        sqlite_with_rowid=False,
    )


def _create_emoji() -> None:
    op.create_table(
        "emoji",
        sa.Column("posting_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("emoji", sa.Text(), nullable=False),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("posting_id", "person_id", "emoji", name="pk_emoji"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_emoji_person_id", "emoji", ["person_id"])


def _create_fixes() -> None:
    op.create_table(
        "fixes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("snippet_id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("promised_at", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_fixes"),
    )
    _index_some("ix_fixes_due_on", "fixes", ["due_on"], "ending IS NULL")
    op.create_index("ix_fixes_owner_id", "fixes", ["owner_id"])
    op.create_index("ix_fixes_snippet_id", "fixes", ["snippet_id"])


def _create_flags() -> None:
    op.create_table(
        "flags",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
        info={"order_must_not_tell": True},
        sqlite_with_rowid=False,
    )
    op.create_index("ix_flags_shown_on", "flags", ["shown_on", "id"])


def _create_interaction_frictions() -> None:
    op.create_table(
        "interaction_frictions",
        sa.Column("interaction_id", sa.Text(), nullable=False),
        sa.Column("friction", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("interaction_id", "friction", name="pk_interaction_frictions"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_interaction_frictions_happened_at", "interaction_frictions", ["happened_at", "friction"], unique=False
    )


def _create_interactions() -> None:
    op.create_table(
        "interactions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("is_consent_stated", sa.Boolean(), nullable=False),
        sa.Column("consent_covers_audio", sa.Boolean(), nullable=False),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("csat", sa.Integer(), nullable=True),
        sa.Column("mood", sa.Text(), nullable=False),
        sa.Column("valence", sa.Double(), nullable=True),
        sa.Column("frictions", sa.Text(), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("cues", sa.Text(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("site_key", sa.Text(), nullable=False),
        sa.Column("language_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interactions"),
        sa.UniqueConstraint("source", "external_id", name="uq_interactions_external_id"),
    )
    op.create_index("ix_interactions_happened_at", "interactions", ["happened_at"])


def _create_letter_reactions() -> None:
    op.create_table(
        "letter_reactions",
        *_place(),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("reaction", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "platform",
            "workspace_id",
            "place_kind",
            "place_id",
            "thread_id",
            "number",
            "account_id",
            "reaction",
            name="pk_letter_reactions",
        ),
        sqlite_with_rowid=False,
    )


def _create_posted_snippets() -> None:
    op.create_table(
        "posted_snippets",
        sa.Column("posting_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("snippet_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("posting_id", "position", name="pk_posted_snippets"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_posted_snippets_snippet_id", "posted_snippets", ["snippet_id"])


def _create_postings() -> None:
    op.create_table(
        "postings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *_place(),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("fix_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.Column("needs_amending", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("amend_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("more", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("delivery_id", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_postings"),
    )
    _index_some("ix_postings_amend_at", "postings", ["amend_at"], "needs_amending")
    op.create_index("ix_postings_fix_id", "postings", ["fix_id"])
    op.create_index("ix_postings_message_id", "postings", [*PLACE, "message_id"])
    op.create_index("ix_postings_person_id", "postings", ["person_id"])
    op.create_index("ix_postings_planned_at", "postings", [*PLACE, "planned_at"])
    _index_some("ix_postings_posted_at", "postings", ["posted_at"], "kind = 'snippet' AND state = 'posted'")


def _create_reactions() -> None:
    op.create_table(
        "reactions",
        sa.Column("snippet_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("snippet_id", "person_id", "kind", name="pk_reactions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reactions_person_id", "reactions", ["person_id"])


def _create_snippets() -> None:
    op.create_table(
        "snippets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("interaction_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("starts_at_seconds", sa.Double(), nullable=True),
        sa.Column("ends_at_seconds", sa.Double(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("mood", sa.Text(), nullable=False),
        sa.Column("valence", sa.Double(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("clip", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snippets"),
    )
    _index_some(
        "ix_snippets_approved_at", "snippets", ["approved_at", "happened_at", "weight", "id"], "state = 'approved'"
    )
    op.create_index("ix_snippets_interaction_id", "snippets", ["interaction_id"])
    op.create_index("ix_snippets_state", "snippets", ["state", "happened_at", "id"])


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parser", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("is_consent_covered", sa.Boolean(), nullable=False),
        sa.Column("covered_regions", sa.Text(), nullable=False),
        sa.Column("customer_sides", sa.Text(), nullable=False),
        sa.Column("agent_sides", sa.Text(), nullable=False),
        sa.Column("secret_generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sources"),
        sqlite_with_rowid=False,
    )


def _create_station_places() -> None:
    op.create_table(
        "station_places",
        sa.Column("station_id", sa.Text(), nullable=False),
        *_place(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("daily_budget", sa.Integer(), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "station_id", "platform", "workspace_id", "place_kind", "place_id", "thread_id", name=("pk_station_places")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_station_places_place", "station_places", [*PLACE])


def _create_stations() -> None:
    op.create_table(
        "stations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("quiet_from_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_until_hour", sa.Integer(), nullable=False),
        sa.Column("round_up_hour", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stations"),
        sa.UniqueConstraint("key", name="uq_stations_key"),
        sqlite_with_rowid=False,
    )


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("wants_round_up", sa.Boolean(), nullable=False),
        sa.Column("wants_urgent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "station_id", name="pk_subscriptions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_subscriptions_station_id", "subscriptions", ["station_id"])


def _create_withdrawals() -> None:
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("interaction_id", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawals"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_withdrawals_asked_at", "withdrawals", ["asked_at"])
    op.create_index("ix_withdrawals_interaction_id", "withdrawals", ["interaction_id"])
    _index_some("ix_withdrawals_open", "withdrawals", ["asked_at"], "done_at IS NULL")


def _place() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in PLACE]


def _index_some(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
