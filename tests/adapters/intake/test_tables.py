"""Our own JSON and CSV, and reviews of apps and products."""

import json

import pytest

from adapters.intake.generic import parse_csv, parse_json
from adapters.intake.reviews import parse_reviews
from adapters.intake.transcript import BROKEN_TIMES
from bot.chat.intake import ConsentState, IntakeRecord, InteractionKind
from tests.adapters.intake.examples import only, payload, records, refused, said, taken, times

SURVEY = {"kind": "survey", "text": "Fine."}


def one(**facts: object) -> IntakeRecord:
    return only(parse_json(json.dumps(SURVEY | facts).encode(), source="x"))


def why_not(**facts: object) -> str:
    ((_, reason),) = refused(parse_json(json.dumps(SURVEY | facts).encode(), source="x"))
    return reason


def test_an_object_on_each_line() -> None:
    call, survey, chat = taken(parse_json(payload("generic.jsonl"), source="crm"))

    assert (call.kind, call.external_id, call.site, call.region) == (InteractionKind.CALL, "c-1", "Jakarta", "ID")
    assert (call.consent, call.consent_covers_audio) == (ConsentState.GIVEN, True)
    assert times(call) == [(0.0, 1.5), (2.0, 4.5)]
    assert call.known_names == ("Indah Contoh", "Budi Contoh")
    assert (survey.nps, survey.consent, said(survey)) == (
        3,
        ConsentState.REFUSED,
        [("customer", "", "Too many passwords.")],
    )
    assert said(chat) == [("customer", "", "is this open?"), ("agent", "", "it is"), ("customer", "", "lovely")]


@pytest.mark.parametrize("wrap", [lambda each: each, lambda each: {"interactions": each}])
def test_a_list_and_a_wrapped_list(wrap: object) -> None:
    assert callable(wrap)
    found = list(parse_json(json.dumps(wrap([SURVEY, 7, {}])).encode(), source="x"))

    assert len(records(found)) == 1
    assert [where.lstrip("interactions") for where, _ in refused(found)] == ["[1]", "[2]"]  # noqa: B005 - signs, not a word


def test_a_broken_line_costs_only_itself() -> None:
    text = '{"kind": "survey", "text": "a"\n{"kind": "survey", "text": "b"}\n\n[[[\n{"kind": "survey", "text": "c"}\n'
    found = list(parse_json(text.encode(), source="x"))

    assert [record.turns[0].text for record in records(found)] == ["b", "c"]
    assert [where for where, _ in refused(found)] == ["line 1", "line 4"]


def test_deep_nesting_is_refused() -> None:
    ((_, reason),) = refused(parse_json(b'{"a":' * 100_000, source="x"))

    assert reason == "This JSON is nested too deeply."


def test_times_that_are_none_are_doubted() -> None:
    turns = [{"speaker": "customer", "text": "a", "starts_at_seconds": -1, "ends_at_seconds": "soon"}]
    record = one(turns=[*turns, {"speaker": "customer", "text": "b", "starts_at_seconds": float("inf")}])

    assert times(record) == [(None, None), (None, None)]
    assert record.doubts == (BROKEN_TIMES,)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"kind": "fax"}, "“kind” is missing or none of call, ticket, chat, review, survey."),
        ({"nps": 11}, "“nps” is no number from 0 to 10."),
        ({"nps": True}, "“nps” is no number from 0 to 10."),
        ({"nps": float("nan")}, "“nps” is no number from 0 to 10."),
        ({"csat": 4.5}, "“csat” is no number from 1 to 5."),
        ({"consent": "perhaps"}, "“consent” is not given, refused, withdrawn or unknown."),
        ({"consent_covers_audio": "some"}, "“consent_covers_audio” is neither yes nor no."),
        ({"happened_at": "yesterday"}, "“happened_at” is no time such as 2026-11-25T09:30:00Z."),
        ({"happened_at": 10**30}, "“happened_at” is no time such as 2026-11-25T09:30:00Z."),
        ({"text": " \u200b\n".replace("\u200b", "")}, "Nobody says anything in it."),
        ({"turns": []}, "Nobody says anything in it."),
        (
            {"turns": [{"text": "a"}] * 20_001},
            "It is too long for one interaction: more than 20000 turns or 2000000 characters.",
        ),
    ],
)
def test_a_fact_that_cannot_be_read_is_named(facts: dict[str, object], reason: str) -> None:
    assert why_not(**facts) == reason


def test_the_strictest_word_on_consent_counts() -> None:
    assert one(consent="given", labels=["consent_withdrawn"]).consent is ConsentState.WITHDRAWN
    assert one(consent="", labels="vip; Consent Given").consent is ConsentState.GIVEN
    assert one().consent is ConsentState.UNKNOWN


@pytest.mark.parametrize(
    "written", ["2026-11-25T09:30:00Z", "2026-11-25T16:30:00+07:00", 1795599000, 1795599000000, "2026-11-25 09:30"]
)
def test_times_are_read_however_they_are_written(written: object) -> None:
    happened_at = one(happened_at=written).happened_at

    assert happened_at is not None
    assert happened_at.isoformat() == "2026-11-25T09:30:00+00:00"


def test_only_addresses_of_the_web_are_taken() -> None:
    assert one(url="javascript:alert(1)").url == ""
    assert one(url="https://calls.example.org/1").url == "https://calls.example.org/1"


def test_the_same_content_has_the_same_id_and_other_content_another() -> None:
    assert one().external_id == one(product="Chairs").external_id
    assert one().external_id != one(text="Bad.").external_id
    assert one(id=7).external_id == "7"


def test_a_row_for_each_interaction() -> None:
    found = list(parse_csv(payload("generic.csv"), source="crm"))
    survey, review, ticket = records(found)

    assert (survey.nps, survey.site, survey.consent, said(survey)) == (
        4,
        "Kraków",
        ConsentState.GIVEN,
        [("customer", "", "Delivery was late, twice.")],
    )
    assert (review.csat, review.url) == (5, "https://shop.example.org/r-1")
    assert said(ticket) == [("customer", "", "The tap drips."), ("agent", "", "We send somebody.")]
    assert refused(found) == [("line 6", "“nps” is no number from 0 to 10.")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_missing_quotation_mark_costs_only_its_row(separator: str) -> None:
    rows = [
        "kind,text",
        "survey,one",
        'survey,"two',
        "survey,three",
        'survey,"fo""ur"',
        'survey,fi"ve',
        'survey,"s"ix',
        "a,b,c",
    ]
    found = list(parse_csv("\n".join(rows).replace(",", separator).encode(), source="x"))

    assert [record.turns[0].text for record in records(found)] == ["one", "three", 'fo"ur', 'fi"ve']
    assert [where for where, _ in refused(found)] == ["line 3", "line 7", "line 8"]


@pytest.mark.parametrize("document", ["", "one\ntwo\n", "kind,kind\na,b\n", '"kind,text\n'])
def test_a_table_without_names_of_columns_is_refused(document: str) -> None:
    ((where, _),) = refused(parse_csv(document.encode(), source="x"))

    assert where == "file"


def test_reviews_of_google_play() -> None:
    found = list(parse_reviews(payload("google_play.csv"), source="play"))
    (review,) = records(found)

    assert (review.external_id, review.csat, review.language) == ("gp:AOexample", 2, "pl")
    assert said(review) == [("customer", "", "Aplikacja gubi koszyk, już drugi raz."), ("agent", "", "Przepraszamy!")]
    assert refused(found) == [("line 3", "Nobody says anything in it.")]


def test_reviews_of_the_app_store() -> None:
    review = only(parse_reviews(payload("app_store.csv"), source="apple"))

    assert (review.external_id, review.subject, review.csat, review.region) == ("00000096-4c23", "Crashes", 1, "DEU")
    assert review.known_names == ("jana_example",)


def test_reviews_of_any_shop() -> None:
    review = only(parse_reviews("Stars;Product;Review\n4;Table;Sturdy.\n".encode("utf-8-sig"), source="shop"))

    assert (review.csat, review.product, said(review)) == (4, "Table", [("customer", "", "Sturdy.")])
