"""Reviews of apps and products as CSV files.

Google Play's monthly report (https://support.google.com/googleplay/android-developer/answer/6135870), the fields of
App Store Connect's customer reviews as columns (Apple has no CSV of its own; tools that export them use the names of
https://developer.apple.com/documentation/appstoreconnectapi/customerreview), and any table with a rating and a text.
"""

from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qs, urlsplit

from adapters.intake.csv_rows import Row, csv_rows
from adapters.intake.encoding import MAX_BYTES
from adapters.intake.facts import record_of
from adapters.intake.fields import read_short, read_url
from adapters.intake.generic import attempt
from adapters.intake.plain_text import clean
from adapters.intake.record import finish
from bot.chat.intake import IntakeRecord, InteractionKind, Parsed, RefusedRecord, Speaker, Turn

COLUMNS = {
    "external_id": ("external_id", "review_id", "id"),
    "happened_at": (
        "review_last_update_date_and_time", "review_submit_date_and_time", "created_date", "happened_at",
        "last_modified", "reviewed_at", "date", "created_at",
    ),
    "subject": ("review_title", "title", "subject"),
    "text": ("review_text", "body", "review", "text", "comment", "content"),
    "csat": ("star_rating", "rating", "stars", "csat"),
    "language": ("reviewer_language", "language", "lang", "locale"),
    "product": ("package_name", "product", "app", "app_name", "bundle_id"),
    "site": ("site", "store"),
    "region": ("territory", "region", "country"),
    "url": ("review_link", "url", "link"),
    "author": ("reviewer_nickname", "author_name", "author", "nickname", "reviewer", "user_name"),
    "reply": ("developer_reply_text", "response_body", "reply"),
    "version": ("app_version_name", "app_version", "version"),
    "consent": ("consent",),
    "labels": ("labels", "tags"),
}  # fmt: skip
"""Each fact by the columns that may hold it; the first that is filled counts."""


def parse_reviews(document: bytes, *, source: str, max_bytes: int = MAX_BYTES) -> Parsed:
    """A review for each row that has a text; its stars become `csat`."""
    for row in csv_rows(document, max_bytes=max_bytes):
        match row:
            case RefusedRecord():
                yield row
            case Row():
                yield attempt(row.where, partial(_review, row, source))


def is_review_table(columns: tuple[str, ...]) -> bool:
    """A table with a rating and a text, that does not name a kind of its own."""
    has_rating = any(name in columns for name in COLUMNS["csat"][:3])
    return has_rating and any(name in columns for name in COLUMNS["text"]) and "kind" not in columns


def _review(row: Row, source: str) -> IntakeRecord:
    facts = {fact: _first(row.cells, columns) for fact, columns in COLUMNS.items()}
    text = clean(facts["text"])
    turns = [Turn(speaker=Speaker.CUSTOMER, name=read_short(facts["author"]), text=text)]
    if text and facts["reply"].strip():
        turns.append(Turn(speaker=Speaker.AGENT, text=facts["reply"]))
    version = f";version:{facts['version']}" if facts["version"].strip() else ""
    known = facts | {
        "external_id": facts["external_id"] or _id_in_link(facts["url"]),
        "labels": facts["labels"] + version,
    }
    return finish(record_of(known, source=source, kind=InteractionKind.REVIEW, turns=tuple(turns)), row.doubts)


def _first(cells: Mapping[str, str], columns: tuple[str, ...]) -> str:
    return next((cells[name] for name in columns if cells.get(name, "").strip()), "")


def _id_in_link(link: str) -> str:
    """Google Play tells the id of a review only in the link to it."""
    try:
        address = urlsplit(read_url(link))
    except ValueError:
        return ""
    queries = (address.query, address.fragment)
    found = [value for query in queries for name, value in _pairs(query) if name.casefold() == "reviewid"]
    return found[0] if found else ""


def _pairs(query: str) -> list[tuple[str, str]]:
    return [(name, values[0]) for name, values in parse_qs(query).items()]
