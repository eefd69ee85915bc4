"""What Gong, Zendesk and Intercom send, in the shapes that they document."""

import json
from datetime import UTC, datetime

import pytest

from adapters.intake.gong import parse_gong
from adapters.intake.intercom import parse_intercom
from adapters.intake.transcript import BROKEN_TIMES
from adapters.intake.zendesk import parse_zendesk
from bot.chat.intake import ConsentState, InteractionKind, Parsed
from tests.adapters.intake.examples import only, payload, records, refused, said, times

GONG = json.loads(payload("gong.json"))
TICKET = {"id": 1, "requester_id": 5, "assignee_id": 9}


def gong(value: object) -> Parsed:
    return parse_gong(json.dumps(value).encode(), source="gong")


def zendesk(value: object) -> Parsed:
    return parse_zendesk(json.dumps(value).encode(), source="zendesk")


def intercom(value: object) -> Parsed:
    return parse_intercom(json.dumps(value).encode(), source="intercom")


def sentences(*sentences: dict[str, object]) -> dict[str, object]:
    return {"callTranscripts": [{"callId": "1", "transcript": [{"speakerId": "a", "sentences": list(sentences)}]}]}


def test_a_call_with_its_parties() -> None:
    record = only(parse_gong(payload("gong.json"), source="gong"))

    assert (record.external_id, record.subject, record.language) == (
        "7782342274025937895",
        "Fern & Field, renewal",
        "en",
    )
    assert record.happened_at == datetime(2026, 11, 20, 14, 4, 5, tzinfo=UTC)
    assert record.known_names == ("Ana Example", "Emil Example")
    assert said(record) == [
        ("agent", "Ana Example", "Thanks for making the time, Emil."),
        (
            "customer",
            "Emil Example",
            "The invoice was wrong for the third month in a row. We had to call every single time.",
        ),
        ("unknown", "", "That is what I wrote down too."),
    ]
    assert times(record) == [(0.46, 3.2), (4.0, 11.0), (11.5, 12.9)]


def test_the_answers_may_stand_in_two_lines() -> None:
    lines = [json.dumps({"calls": GONG["calls"]}), json.dumps({"callTranscripts": GONG["callTranscripts"]})]

    assert only(parse_gong("\n".join(lines).encode(), source="gong")) == only(gong(GONG))


def test_without_parties_nobody_is_taken_for_the_customer() -> None:
    record = only(gong({"callTranscripts": GONG["callTranscripts"]}))

    assert {speaker for speaker, _, _ in said(record)} == {"unknown"}


@pytest.mark.parametrize("unit", [1, 1000])
def test_seconds_and_milliseconds_are_told_apart(unit: int) -> None:
    spoken = {"start": 2 * unit, "end": 5 * unit, "text": "I have called you four times about it."}

    assert times(only(gong(sentences(spoken)))) == [(2.0, 5.0)]


def test_times_that_are_none_cost_only_themselves() -> None:
    value = sentences(
        {"start": float("nan"), "end": -4, "text": "The first thing that I said here."},
        {"start": 60000, "end": 62000, "text": "And this was the second."},
        {"start": 10**400, "end": True, "text": "Third."},
    )
    record = only(gong(value))

    assert times(record) == [(None, None), (60.0, 62.0), (None, None)]
    assert record.doubts == (BROKEN_TIMES,)


def test_a_call_without_a_transcript_is_refused_and_the_others_are_kept() -> None:
    value = {"callTranscripts": [{"callId": "0"}, *GONG["callTranscripts"], {"callId": "2", "transcript": []}]}
    found = list(gong(value))

    assert len(records(found)) == 1
    assert refused(found) == [
        ("callTranscripts[0]", "There is no Gong transcript in it."),
        ("callTranscripts[2]", "Nobody says anything in it."),
    ]


def test_an_export_of_tickets() -> None:
    found = list(parse_zendesk(payload("zendesk_export.jsonl"), source="zendesk"))
    parcel, praise = records(found)

    assert said(parcel) == [
        ("customer", "Cleo Sample", "My parcel was promised for Friday."),
        ("agent", "", "We are looking into it."),
        ("unknown", "", "I am her neighbour, it is not with me."),
        ("customer", "", "Still nothing after a week."),
    ]
    assert parcel.url == "https://fernfield.zendesk.example/agent/tickets/35436"
    assert (parcel.consent, parcel.language) == (ConsentState.GIVEN, "en-GB")
    assert parcel.labels == ("delivery", "consent_given", "csat:bad")
    assert (praise.kind, said(praise)) == (
        InteractionKind.CHAT,
        [("customer", "", "The driver carried the table upstairs. Wonderful!")],
    )
    assert refused(found) == [("line 3", "It is an internal note, not public.")]


def test_internal_notes_are_never_taken() -> None:
    texts = json.dumps([said(record) for record in records(parse_zendesk(payload("zendesk_export.jsonl"), source="z"))])

    assert "careful" not in texts
    assert "a note" not in texts


def test_roles_of_users_beside_the_tickets() -> None:
    value = {
        "users": [
            {"id": 5, "name": "Ana Example", "role": "agent"},
            {"id": 6, "name": "Gita Contoh", "role": "end-user"},
        ],
        "tickets": [TICKET | {"comments": [{"author_id": 5, "body": "for her"}, {"author_id": 6, "body": "thanks"}]}],
    }

    assert said(only(zendesk(value))) == [("agent", "Ana Example", "for her"), ("customer", "Gita Contoh", "thanks")]


def test_a_comment_that_a_webhook_brings_is_one_of_its_own() -> None:
    record = only(parse_zendesk(payload("zendesk_comment.json"), source="zendesk"))

    assert record.external_id == "5158/987654321"
    assert record.happened_at == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert said(record) == [("customer", "Fitri Contoh", "I filled in the form twice and it lost everything.")]


def test_a_ticket_that_a_webhook_says_was_opened() -> None:
    detail = {"id": "7", "description": "It squeaks.", "requester_id": "5", "submitter_id": "5"}
    record = only(zendesk({"type": "zen:event-type:ticket.created", "detail": detail, "event": {}}))

    assert (record.external_id, said(record)) == ("7", [("customer", "", "It squeaks.")])


def test_a_message_of_a_chat_that_a_webhook_brings() -> None:
    value = {
        "type": "zen:event-type:messaging_ticket.message_added",
        "time": "2026-02-11T14:32:05.254571515Z",
        "detail": {"id": "141"},
        "event": {
            "actor": {"id": "1", "name": "Gita Contoh", "type": "end_user"},
            "message": {"id": "m1", "body": "Hi"},
        },
    }

    assert said(only(zendesk(value))) == [("customer", "Gita Contoh", "Hi")]


def test_an_internal_comment_of_a_webhook_is_refused() -> None:
    value = json.loads(payload("zendesk_comment.json"))
    value["event"]["comment"]["is_public"] = False

    assert refused(zendesk(value)) == [("file", "It is an internal note, not public.")]


def test_a_reply_that_a_webhook_brings_is_one_of_its_own() -> None:
    record = only(parse_intercom(payload("intercom_reply.json"), source="intercom"))

    assert record.external_id == "147/269"
    assert said(record) == [("customer", "Gita Contoh", "The voucher is still refused.")]
    assert record.url == "https://app.intercom.example/conversations/147"
    assert record.happened_at == datetime(2026, 11, 25, 9, 46, 40, tzinfo=UTC)


def test_a_whole_conversation() -> None:
    record = only(parse_intercom(payload("intercom_conversation.json"), source="intercom"))

    assert (record.kind, record.subject, record.csat) == (InteractionKind.TICKET, "Opening hours", 2)
    assert record.consent is ConsentState.GIVEN
    assert said(record) == [
        ("customer", "Hugo Ejemplo", "Are you open on Sunday? The page says two things."),
        ("agent", "Fern", "One moment please."),
        ("agent", "Ana Example", "Yes, from ten to four."),
        ("customer", "", "Took long."),
    ]


def test_a_list_of_conversations() -> None:
    one = json.loads(payload("intercom_conversation.json"))
    found = list(intercom({"type": "conversation.list", "conversations": [one, {"type": "conversation", "id": "2"}]}))

    assert [record.external_id for record in records(found)] == ["148"]
    assert refused(found) == [("conversations[1]", "There is no Intercom conversation in it.")]


@pytest.mark.parametrize("topic", ["ping", "conversation.deleted"])
def test_a_notification_without_words_is_refused(topic: str) -> None:
    value = {"type": "notification_event", "topic": topic, "data": {"item": {"type": "ping", "id": "1"}}}

    assert refused(intercom(value)) == [("file", "There is no Intercom conversation in it.")]


@pytest.mark.parametrize("value", [{}, [], 7, "words", None, {"ticket": None}, {"tickets": [None]}, {"calls": {}}])
def test_what_is_something_else_is_refused_and_breaks_nothing(value: object) -> None:
    for parser in (gong, zendesk, intercom):
        assert records(parser(value)) == []
