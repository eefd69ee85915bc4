"""Which parser a file needs: told by what is in it, and where that says nothing, by its name."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import assert_never

from adapters.intake.csv_rows import csv_columns
from adapters.intake.cues import ARROW
from adapters.intake.encoding import MAX_BYTES, lines, read_text
from adapters.intake.facts import proper_names
from adapters.intake.generic import parse_csv, parse_json
from adapters.intake.gong import parse_gong
from adapters.intake.intercom import parse_intercom
from adapters.intake.json_values import as_object, as_text, first_value
from adapters.intake.refusals import WHOLE_FILE, UnusableError
from adapters.intake.reviews import is_review_table, parse_reviews
from adapters.intake.transcript import parse_srt, parse_webvtt
from adapters.intake.zendesk import EVENT, parse_zendesk
from bot.chat.intake import Parsed, RefusedRecord, Speaker
from bot.chat.words import phrase

LOOK_LINES = 50
LOOK_CHARACTERS = 2000

UNKNOWN = phrase("It is none of the formats that are understood: WebVTT, SRT, Gong, Zendesk, Intercom, JSON or CSV.")


class Format(StrEnum):
    """What a file is; the value is also the name that people may give on the command line."""

    WEBVTT = "webvtt"
    SRT = "srt"
    GONG = "gong"
    ZENDESK = "zendesk"
    INTERCOM = "intercom"
    JSON = "json"
    CSV = "csv"
    REVIEWS = "reviews"


BY_NAME = {
    ".vtt": Format.WEBVTT,
    ".srt": Format.SRT,
    ".json": Format.JSON,
    ".jsonl": Format.JSON,
    ".ndjson": Format.JSON,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
}


def recognise(document: bytes, *, name: str = "", max_bytes: int = MAX_BYTES) -> Format | RefusedRecord:
    """The format of a file by its content and then by its name, or why it is none that we understand."""
    try:
        return _recognise(document, name, max_bytes)
    except UnusableError as error:
        return error.at(WHOLE_FILE)


def parse(
    document: bytes,
    *,
    source: str,
    name: str = "",
    max_bytes: int = MAX_BYTES,
    speakers: Mapping[str, Speaker] | None = None,
) -> Parsed:
    """The records of a file of any format that we understand. `speakers` says of names on whose side they are."""
    found = recognise(document, name=name, max_bytes=max_bytes)
    if isinstance(found, RefusedRecord):
        yield found
        return
    yield from parse_as(found, document, source=source, max_bytes=max_bytes, speakers=speakers)


def parse_as(
    given: Format,
    document: bytes,
    *,
    source: str,
    max_bytes: int = MAX_BYTES,
    speakers: Mapping[str, Speaker] | None = None,
) -> Parsed:
    """The records of a file whose format is known."""
    match given:
        case Format.WEBVTT:
            parser = partial(parse_webvtt, speakers=speakers)
        case Format.SRT:
            parser = partial(parse_srt, speakers=speakers)
        case Format.GONG:
            parser = partial(parse_gong)
        case Format.ZENDESK:
            parser = partial(parse_zendesk)
        case Format.INTERCOM:
            parser = partial(parse_intercom)
        case Format.JSON:
            parser = partial(parse_json)
        case Format.CSV:
            parser = partial(parse_csv)
        case Format.REVIEWS:
            parser = partial(parse_reviews)
        case _:
            assert_never(given)
    return parser(document, source=source, max_bytes=max_bytes)


def _recognise(document: bytes, name: str, max_bytes: int) -> Format:
    text = read_text(document, max_bytes)
    head = [line.text or "" for _, line in zip(range(LOOK_LINES), lines(text, LOOK_CHARACTERS), strict=False)]
    first = next((line.lstrip("\ufeff").strip() for line in head if line.strip()), "")
    if first.startswith("WEBVTT"):
        return Format.WEBVTT
    if first.startswith(("{", "[")) or not first:
        return _json_format(document, max_bytes) or _by_name(name)
    if any(ARROW in line for line in head):
        return Format.WEBVTT if name.casefold().endswith(".vtt") else Format.SRT
    return _table_format(document, name, max_bytes)


def _json_format(document: bytes, max_bytes: int) -> Format | None:
    value = as_object(first_value(document, max_bytes=max_bytes))
    if "callTranscripts" in value or "callId" in value or _has_calls(value):
        return Format.GONG
    if as_text(value.get("type")).startswith(EVENT) or "tickets" in value or "ticket" in value:
        return Format.ZENDESK
    if "requester_id" in value or "requester" in value:
        return Format.ZENDESK
    if value.get("type") in ("notification_event", "conversation", "conversation.list", "conversation_part"):
        return Format.INTERCOM
    return Format.JSON if value else None


def _has_calls(value: dict[str, object]) -> bool:
    calls = value.get("calls")
    return isinstance(calls, list) and bool(calls) and "metaData" in as_object(calls[0])


def _table_format(document: bytes, name: str, max_bytes: int) -> Format:
    try:
        columns = csv_columns(document, max_bytes=max_bytes)
    except UnusableError:
        return _by_name(name)
    if is_review_table(columns):
        return Format.REVIEWS
    return Format.CSV if "text" in proper_names(dict.fromkeys(columns)) else _by_name(name)


def _by_name(name: str) -> Format:
    ending = f".{name.casefold().rpartition('.')[2]}"
    if ending not in BY_NAME:
        raise UnusableError(UNKNOWN)
    return BY_NAME[ending]
