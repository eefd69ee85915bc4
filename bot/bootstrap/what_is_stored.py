"""What every table of the database holds, about whom, and for how long; a test proves that none is missing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Tables that hold the same kind of thing. `{voice_days}` in `kept` is how long customer voice is kept."""

    tables: tuple[str, ...]
    holds: str
    about: str
    kept: str


NOBODY = "nobody"
EMPLOYEES = "employees"
CUSTOMERS = "customers"

STORED = (
    Stored(
        tables=("people", "accounts", "teams", "absences"),
        holds="names, work addresses, teams, sites, roles, languages, time zones, chat accounts, days of absence",
        about=EMPLOYEES,
        kept="until they leave and are forgotten (`voxloop forget person`)",
    ),
    Stored(
        tables=("answers",),
        holds="sealed answers of the open week: no name, score or time can be read",
        about=EMPLOYEES,
        kept="until the week is folded, on Saturday",
    ),
    Stored(
        tables=("accumulators",),
        holds="sealed sums of answers, one for each person and subject",
        about=EMPLOYEES,
        kept="until the result is published, 12 weeks at most",
    ),
    Stored(
        tables=("pending_comments",),
        holds="sealed comments that wait for their block to close",
        about=EMPLOYEES,
        kept="4 weeks at most",
    ),
    Stored(
        tables=("threads",),
        holds="sealed answers to leaders' questions and replies to them, under random references",
        about=EMPLOYEES,
        kept="90 days at most",
    ),
    Stored(tables=("team_questions",), holds="what leaders asked their teams", about=EMPLOYEES, kept="90 days"),
    Stored(
        tables=("rosters", "welcomes", "planned_days"),
        holds="which units a person counts in, and whether they were welcomed; not whether they answered",
        about=EMPLOYEES,
        kept="rosters four blocks of four weeks; planned days a week",
    ),
    Stored(
        tables=("published_cells", "quotes", "releases", "thresholds"),
        holds="published results of groups in bands, quotes that their authors agreed to, and the k they came out with",
        about="groups of employees",
        kept="for good: results are published once and never computed again",
    ),
    Stored(
        tables=("destructions",), holds="which key was destroyed, why and when", about=NOBODY, kept="for good, as proof"
    ),
    Stored(
        tables=("deliveries",),
        holds="that a message was sent to somebody, when, and whether it arrived; no text",
        about=EMPLOYEES,
        kept="90 days",
    ),
    Stored(
        tables=("letters", "letter_reactions"),
        holds="messages on the page, what people wrote below them, and emoji",
        about=EMPLOYEES,
        kept="90 days",
    ),
    Stored(
        tables=("reactions", "emoji", "comments", "fixes", "subscriptions"),
        holds="public acts at the stations in one's own name: reactions, emoji, how comments sound, promises, "
        "subscriptions",
        about=EMPLOYEES,
        kept="as long as the snippet, {voice_days} days at most, or until the person deletes them; subscriptions until "
        "they end",
    ),
    Stored(
        tables=("flags",),
        holds="faults in the service that people reported, redacted; a name only where they gave it",
        about=EMPLOYEES,
        kept="until removed, or until the person deletes theirs",
    ),
    Stored(
        tables=("actions", "digest_wishes"),
        holds="what leaders promised, and when they want their digest",
        about="leaders",
        kept="until they are forgotten",
    ),
    Stored(
        tables=("interactions", "interaction_frictions", "snippets", "clips"),
        holds="redacted passages of what customers said, what they are about, and clips that somebody approved",
        about=CUSTOMERS,
        kept="{voice_days} days after the meeting, or until the customer takes their words back",
    ),
    Stored(
        tables=("withdrawals",),
        holds="that a customer took words back, who entered it, and whether all messages are gone",
        about="customers, employees who entered it",
        kept="for good, as proof",
    ),
    Stored(
        tables=("postings", "posted_snippets", "scoreboards", "station_places"),
        holds="which message stands in which channel, or in whose direct messages",
        about=EMPLOYEES,
        kept="as long as what it shows",
    ),
    Stored(
        tables=("sources", "stations", "custom_emoji", "organisation_settings"),
        holds="settings of the organisation",
        about=NOBODY,
        kept="until changed",
    ),
    Stored(
        tables=("installations",),
        holds="chat workspaces with their access tokens, encrypted",
        about=NOBODY,
        kept="until uninstalled",
    ),
    Stored(
        tables=("one_time_tokens",), holds="hashes of sign-in links and codes", about=EMPLOYEES, kept="a day at most"
    ),
    Stored(
        tables=("marks_even", "marks_odd", "mark_turns"),
        holds="keyed hashes by which a repeated event is recognised; neither person nor time",
        about=NOBODY,
        kept="12 hours at most",
    ),
    Stored(tables=("leases",), holds="which process does what at the moment", about=NOBODY, kept="until done"),
)
"""All tables there are."""


def stored_as_markdown(voice_days: int) -> str:
    """The table of what is stored."""
    rows = (
        f"| {_named(each)} | {each.holds} | {each.about} | {each.kept.format(voice_days=voice_days)} |"
        for each in STORED
    )
    return "\n".join(("| tables | hold | about | kept |", "| --- | --- | --- | --- |", *rows)) + "\n"


def _named(stored: Stored) -> str:
    return ", ".join(f"`{each}`" for each in stored.tables)
