"""Which parser a file needs."""

import json

import pytest

from adapters.intake.recognise import Format, parse, parse_as, recognise
from bot.chat.intake import RefusedRecord
from tests.adapters.intake.examples import PAYLOADS, payload, records, refused

FORMATS = {
    "app_store.csv": Format.REVIEWS,
    "call_centre.srt": Format.SRT,
    "generic.csv": Format.CSV,
    "generic.jsonl": Format.JSON,
    "gong.json": Format.GONG,
    "google_play.csv": Format.REVIEWS,
    "intercom_conversation.json": Format.INTERCOM,
    "intercom_reply.json": Format.INTERCOM,
    "teams.vtt": Format.WEBVTT,
    "zendesk_comment.json": Format.ZENDESK,
    "zendesk_export.jsonl": Format.ZENDESK,
    "zoom.vtt": Format.WEBVTT,
}


def test_every_payload_is_recognised_by_its_content_alone() -> None:
    assert {path.name: recognise(path.read_bytes()) for path in PAYLOADS.iterdir()} == FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_a_recognised_file_gives_what_its_parser_gives(name: str) -> None:
    found = list(parse(payload(name), source="x", name="misleading.srt"))

    assert found == list(parse_as(FORMATS[name], payload(name), source="x"))
    assert records(found)


@pytest.mark.parametrize("name", ["x.vtt", "X.SRT", "x.json", "x.ndjson", "x.tsv"])
def test_the_name_decides_where_the_content_says_nothing(name: str) -> None:
    assert isinstance(recognise(b"words", name=name), Format)


@pytest.mark.parametrize("name", ["", "x", "x.docx", "recording.mp4"])
def test_what_nobody_understands_is_refused(name: str) -> None:
    reason = "It is none of the formats that are understood: WebVTT, SRT, Gong, Zendesk, Intercom, JSON or CSV."

    assert refused(parse(b"words and more words", source="x", name=name)) == [("file", reason)]


def test_broken_json_is_recognised_by_its_name_and_then_told() -> None:
    ((where, reason),) = refused(parse(b'{\n"kind": survey}', source="x", name="x.json"))

    assert (where, reason) == ("file", "This is not valid JSON (line 2, character 9).")


def test_a_list_of_tickets_or_conversations_is_recognised_by_its_first() -> None:
    assert recognise(json.dumps([{"id": 1, "requester_id": 5}]).encode()) is Format.ZENDESK
    assert recognise(json.dumps([{"type": "conversation"}]).encode()) is Format.INTERCOM


def test_a_file_that_is_too_large_is_refused_before_anything_is_read() -> None:
    assert isinstance(recognise(b"a" * 11, max_bytes=10), RefusedRecord)
