"""The tables of the listening station: what customers said, where it is heard, and what came back.

Ids are random texts. What a customer said lies in `snippets` and `clips` alone, redacted; rows are sorted by when the
meeting took place or as they came, which tells nothing about people who work here. Flags are the exception: who did
not want to be named must not be found by the order in which they came.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    text,
    true,
)

from storage.tables.schema import Instant, JsonText, hold_words, id_column, metadata, unordered_table

PLACE = ("platform", "workspace_id", "place_kind", "place_id", "thread_id")
"""The columns that name a place; an empty thread is none."""

sources = Table(
    "sources",
    metadata,
    id_column("key"),
    Column("name", Text, nullable=False),
    Column("parser", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("is_consent_covered", Boolean, nullable=False),
    Column("covered_regions", JsonText, nullable=False),
    Column("customer_sides", JsonText, nullable=False),
    Column("agent_sides", JsonText, nullable=False),
    Column("secret_generation", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# The keys are what rules compare.
interactions = Table(
    "interactions",
    metadata,
    id_column(),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("happened_at", Instant, nullable=False, index=True),
    Column("received_at", Instant, nullable=False),
    Column("language", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("is_consent_stated", Boolean, nullable=False),
    Column("consent_covers_audio", Boolean, nullable=False),
    Column("nps", Integer),
    Column("csat", Integer),
    Column("mood", Text, nullable=False),
    Column("valence", Double),
    Column("frictions", JsonText, nullable=False),
    Column("themes", JsonText, nullable=False),
    Column("cues", JsonText, nullable=False),
    Column("is_urgent", Boolean, nullable=False),
    Column("product_key", Text, nullable=False),
    Column("site_key", Text, nullable=False),
    Column("language_key", Text, nullable=False),
    UniqueConstraint("source", "external_id", name="uq_interactions_external_id"),
)

interaction_frictions = Table(
    "interaction_frictions",
    metadata,
    id_column("interaction_id"),
    id_column("friction"),
    Column("happened_at", Instant, nullable=False),
    Index("ix_interaction_frictions_happened_at", "happened_at", "friction"),
    sqlite_with_rowid=False,
)

hold_words(interactions, "url", "product", "product_key", "site", "site_key")

# `happened_at` is that of the interaction, kept here so that the newest of 200,000 are found without looking at all;
# `position` is the place among the snippets of one interaction, `search_text` what is said, in folded case.
snippets = Table(
    "snippets",
    metadata,
    id_column(),
    Column("interaction_id", Text, nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("lines", JsonText, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("starts_at_seconds", Double),
    Column("ends_at_seconds", Double),
    Column("cue", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("theme", Text),
    Column("stage", Text),
    Column("weight", Double, nullable=False),
    Column("mood", Text, nullable=False),
    Column("valence", Double),
    Column("state", Text, nullable=False),
    Column("doubts", JsonText, nullable=False),
    Column("clip", Text, nullable=False),
    Column("reviewed_by", Text),
    Column("approved_at", Instant),
    Column("happened_at", Instant, nullable=False),
    Index("ix_snippets_state", "state", "happened_at", "id"),
)

hold_words(snippets, "lines", "search_text")

is_approved = snippets.c.state == text("'approved'")

Index(
    "ix_snippets_approved_at",
    *snippets.c["approved_at", "happened_at", "weight", "id"],
    sqlite_where=is_approved,
    postgresql_where=is_approved,
)

clips = Table(
    "clips",
    metadata,
    id_column("snippet_id"),
    Column("media_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

hold_words(clips, "content")

stations = Table(
    "stations",
    metadata,
    id_column(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("rule", JsonText, nullable=False),
    Column("locale", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("quiet_from_hour", Integer, nullable=False),
    Column("quiet_until_hour", Integer, nullable=False),
    Column("round_up_hour", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    sqlite_with_rowid=False,
)

station_places = Table(
    "station_places",
    metadata,
    id_column("station_id"),
    *(id_column(name) for name in PLACE),
    Column("name", Text, nullable=False),
    Column("daily_budget", Integer, nullable=False),
    Column("closed_reason", Text, nullable=False),
    Column("checked_at", Instant),
    Index("ix_station_places_place", *PLACE),
    sqlite_with_rowid=False,
)

subscriptions = Table(
    "subscriptions",
    metadata,
    id_column("person_id"),
    id_column("station_id"),
    Column("wants_round_up", Boolean, nullable=False),
    Column("wants_urgent", Boolean, nullable=False),
    Index("ix_subscriptions_station_id", "station_id"),
    sqlite_with_rowid=False,
)

postings = Table(
    "postings",
    metadata,
    id_column(),
    Column("kind", Text, nullable=False),
    *(Column(name, Text, nullable=False) for name in PLACE),
    Column("planned_at", Instant, nullable=False),
    Column("station_id", Text),
    Column("person_id", Text, index=True),
    Column("fix_id", Text, index=True),
    Column("state", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("posted_at", Instant),
    Column("needs_amending", Boolean, nullable=False, server_default=false()),
    Column("amend_at", Instant),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("code", Text, nullable=False, server_default=""),
    Column("more", Integer, nullable=False, server_default=text("0")),
    Column("delivery_id", Text, nullable=False, server_default=""),
    Index("ix_postings_message_id", *PLACE, "message_id"),
    Index("ix_postings_planned_at", *PLACE, "planned_at"),
)

is_to_amend = text("needs_amending")
is_single = and_(postings.c.kind == text("'snippet'"), postings.c.state == text("'posted'"))

Index("ix_postings_amend_at", postings.c.amend_at, sqlite_where=is_to_amend, postgresql_where=is_to_amend)
Index("ix_postings_posted_at", postings.c.posted_at, sqlite_where=is_single, postgresql_where=is_single)

posted_snippets = Table(
    "posted_snippets",
    metadata,
    id_column("posting_id"),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("snippet_id", Text, nullable=False, index=True),
    sqlite_with_rowid=False,
)

reactions = Table(
    "reactions",
    metadata,
    id_column("snippet_id"),
    id_column("person_id"),
    id_column("kind"),
    Column("said_at", Instant, nullable=False),
    Index("ix_reactions_person_id", "person_id"),
    sqlite_with_rowid=False,
)

emoji = Table(
    "emoji",
    metadata,
    id_column("posting_id"),
    id_column("person_id"),
    id_column("emoji"),
    Column("put_at", Instant, nullable=False),
    Index("ix_emoji_person_id", "person_id"),
    sqlite_with_rowid=False,
)

comments = Table(
    "comments",
    metadata,
    id_column("posting_id"),
    id_column("comment_id"),
    Column("person_id", Text, nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("mood", Text, nullable=False),
    Column("valence", Double),
    Column("commented_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

custom_emoji = Table(
    "custom_emoji",
    metadata,
    id_column("name"),
    Column("meaning", Text, nullable=False),
    sqlite_with_rowid=False,
)

fixes = Table(
    "fixes",
    metadata,
    id_column(),
    Column("snippet_id", Text, nullable=False, index=True),
    Column("owner_id", Text, nullable=False, index=True),
    Column("due_on", Date, nullable=False),
    Column("promised_at", Instant, nullable=False),
    Column("plan", Text, nullable=False),
    Column("ending", Text),
    Column("outcome", Text, nullable=False),
    Column("ended_at", Instant),
)

hold_words(fixes, "plan", "outcome")

is_promised = fixes.c.ending.is_(None)

Index("ix_fixes_due_on", fixes.c.due_on, sqlite_where=is_promised, postgresql_where=is_promised)

flags = unordered_table(
    "flags",
    id_column(),
    Column("text", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("theme", Text),
    Column("language", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("shown_on", Date, nullable=False),
    Column("person_id", Text),
    Index("ix_flags_shown_on", "shown_on", "id"),
)

hold_words(flags, "text")

withdrawals = Table(
    "withdrawals",
    metadata,
    id_column(),
    Column("interaction_id", Text, nullable=False, index=True),
    Column("asked_at", Instant, nullable=False, index=True),
    Column("asked_by", Text, nullable=False),
    Column("done_at", Instant),
    Column("deleted", Integer, nullable=False),
    Column("failures", JsonText, nullable=False),
    sqlite_with_rowid=False,
)

is_going_on = withdrawals.c.done_at.is_(None)

Index("ix_withdrawals_open", withdrawals.c.asked_at, sqlite_where=is_going_on, postgresql_where=is_going_on)
