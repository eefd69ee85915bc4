"""Payloads in the shapes that the sources write, with fictional people, and short ways to tell what became of them."""

from collections.abc import Callable, Iterable
from pathlib import Path

from adapters.intake.generic import parse_csv, parse_json
from adapters.intake.gong import parse_gong
from adapters.intake.intercom import parse_intercom
from adapters.intake.reviews import parse_reviews
from adapters.intake.transcript import parse_srt, parse_webvtt
from adapters.intake.zendesk import parse_zendesk
from bot.chat.intake import IntakeRecord, Parsed, RefusedRecord

PAYLOADS = Path(__file__).parents[2] / "payloads" / "intake"
Parser = Callable[..., Parsed]
PARSERS: tuple[Parser, ...] = (
    parse_webvtt,
    parse_srt,
    parse_gong,
    parse_zendesk,
    parse_intercom,
    parse_json,
    parse_csv,
    parse_reviews,
)


def payload(name: str) -> bytes:
    return (PAYLOADS / name).read_bytes()


def taken(parsed: Iterable[IntakeRecord | RefusedRecord]) -> list[IntakeRecord]:
    """The records; nothing may have been refused."""
    found = list(parsed)
    assert [each for each in found if isinstance(each, RefusedRecord)] == []
    return [each for each in found if isinstance(each, IntakeRecord)]


def only(parsed: Iterable[IntakeRecord | RefusedRecord]) -> IntakeRecord:
    (record,) = taken(parsed)
    return record


def refused(parsed: Iterable[IntakeRecord | RefusedRecord]) -> list[tuple[str, str]]:
    """Where and why, of all that was refused."""
    return [
        (each.where, each.template.format(**dict(each.values))) for each in parsed if isinstance(each, RefusedRecord)
    ]


def records(parsed: Iterable[IntakeRecord | RefusedRecord]) -> list[IntakeRecord]:
    return [each for each in parsed if isinstance(each, IntakeRecord)]


def said(record: IntakeRecord) -> list[tuple[str, str, str]]:
    return [(turn.speaker.value, turn.name, turn.text) for turn in record.turns]


def times(record: IntakeRecord) -> list[tuple[float | None, float | None]]:
    return [(turn.starts_at_seconds, turn.ends_at_seconds) for turn in record.turns]
