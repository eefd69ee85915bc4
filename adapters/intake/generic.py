"""Our own documented JSON, JSON Lines and CSV: calls, tickets, chats, reviews and survey comments of any system."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from adapters.intake.csv_rows import csv_rows
from adapters.intake.encoding import MAX_BYTES
from adapters.intake.facts import proper_names, record_of
from adapters.intake.fields import read_seconds, read_short
from adapters.intake.json_values import Value, as_list, as_object, as_text, json_values
from adapters.intake.plain_text import mail_text
from adapters.intake.record import finish
from adapters.intake.refusals import UnusableError
from adapters.intake.speakers import KnownSpeakers, Label
from adapters.intake.transcript import BROKEN_TIMES, turns_of_lines
from bot.chat.intake import IntakeRecord, InteractionKind, Parsed, RefusedRecord, Speaker, Turn
from bot.chat.words import phrase

BY_CUSTOMERS = frozenset({InteractionKind.REVIEW, InteractionKind.SURVEY})
"""Kinds whose text is the customer's, since nobody else writes them."""

WRAPPERS = ("interactions", "records", "items", "data")
NO_OBJECT = phrase("This is no JSON object.")


def parse_json(document: bytes, *, source: str, max_bytes: int = MAX_BYTES) -> Parsed:
    """Records of our documented JSON: one object, a list, `{"interactions": […]}`, or an object on each line."""
    for found in json_values(document, max_bytes=max_bytes):
        match found:
            case RefusedRecord():
                yield found
            case Value():
                yield from _records(found, source)


def parse_csv(document: bytes, *, source: str, max_bytes: int = MAX_BYTES) -> Parsed:
    """Records of our documented CSV, one for each row."""
    for row in csv_rows(document, max_bytes=max_bytes):
        match row:
            case RefusedRecord():
                yield row
            case _:
                yield attempt(row.where, partial(_record, row.cells, source, row.doubts))


def attempt(where: str, make: Callable[[], IntakeRecord]) -> IntakeRecord | RefusedRecord:
    """The record, or why there is none."""
    try:
        return make()
    except UnusableError as error:
        return error.at(where)


def _records(found: Value, source: str) -> Parsed:
    wrapper = next((name for name in WRAPPERS if isinstance(as_object(found.value).get(name), list)), "")
    inside = as_list(as_object(found.value)[wrapper]) if wrapper else [found.value]
    for number, value in enumerate(inside):
        where = f"{wrapper}[{number}]" if wrapper else found.where
        yield _attempt_value(where, value, source, found.doubts)


def _attempt_value(where: str, value: object, source: str, doubts: tuple[str, ...]) -> IntakeRecord | RefusedRecord:
    if not isinstance(value, dict):
        return UnusableError(NO_OBJECT).at(where)
    return attempt(where, partial(_record, value, source, doubts))


def _record(facts: Mapping[str, object], source: str, doubts: tuple[str, ...]) -> IntakeRecord:
    record = record_of(facts, source=source)
    named = proper_names(facts)
    if isinstance(named.get("turns"), list):
        turns, has_broken_times = _turns(as_list(named["turns"]))
        doubts = (*doubts, BROKEN_TIMES) if has_broken_times else doubts
    else:
        turns = _turns_of_text(named, record.kind)
    return finish(replace(record, turns=turns), doubts)


def _turns(values: list[object]) -> tuple[tuple[Turn, ...], bool]:
    """The turns, and whether a time was given that is none."""
    found = [(_turn(each), each) for each in map(as_object, values)]
    has_broken = any(
        each.get(name) is not None and time is None
        for turn, each in found
        for name, time in (("starts_at_seconds", turn.starts_at_seconds), ("ends_at_seconds", turn.ends_at_seconds))
    )
    return tuple(turn for turn, _ in found), has_broken


def _turn(said: Mapping[str, object]) -> Turn:
    label = _label(read_short(said.get("speaker")), read_short(said.get("name")))
    return Turn(
        speaker=label.speaker,
        name=label.name,
        text=mail_text(as_text(said.get("text"))),
        starts_at_seconds=read_seconds(said.get("starts_at_seconds")),
        ends_at_seconds=read_seconds(said.get("ends_at_seconds")),
    )


def _turns_of_text(named: Mapping[str, object], kind: InteractionKind) -> tuple[Turn, ...]:
    text = mail_text(as_text(named.get("text")))
    label = _label(read_short(named.get("speaker")), read_short(named.get("speaker_name")))
    if kind in BY_CUSTOMERS:
        return (Turn(speaker=Speaker.CUSTOMER, name=label.name, text=text),)
    if label.speaker is not Speaker.UNKNOWN or label.name:
        return (Turn(speaker=label.speaker, name=label.name, text=text),)
    return turns_of_lines(text, KnownSpeakers())


def _label(speaker: str, name: str) -> Label:
    label = KnownSpeakers().label(speaker)
    return Label(speaker=label.speaker, name=name or label.name)
