"""Hearing an interaction: what is worth hearing, without anything personal, and what is known of the rest."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.intake import IntakeRecord, InteractionKind, Speaker, Turn
from bot.insight.model import CueKind, Mood
from bot.station.intake.hear import CHOSEN, hear
from bot.station.intake.urgency import LOW_AND_LEAVING, MARKED, urgent_because
from bot.station.model import Source
from bot.station.redaction.model import PiiKind
from bot.station.redaction.redact import redact_turns
from tests.station.intake.reception import CHARGED, EAR, KEY, KIND, LATE, NOW, heard, told
from tests.station.redaction.figures import examples
from tests.station.transcripts.labelled import DEVELOPMENT, HELD_OUT, Labelled, labelled

EVERYTHING = [*labelled(DEVELOPMENT), *labelled(HELD_OUT)]


def test_passages_carry_no_name_that_was_given_far_away() -> None:
    trouble = "The parcel for quillfeather never arrived, and nobody called me back for three weeks."
    hearing = heard("My name is Tomas Quillfeather.", *["Yes."] * 20, trouble)

    (only,) = hearing.heard
    assert only.passage.lines[-1].text == trouble.replace("quillfeather", "[name]")
    assert only.removed == {PiiKind.NAME: 1}


def test_what_was_asked_before_a_passage_tells_what_its_digits_are() -> None:
    asked = Turn(speaker=Speaker.AGENT, text="What is your order number?")
    said = Turn(speaker=Speaker.CUSTOMER, text=f"88123, and it never arrived. {LATE}")
    hearing = hear(replace(told(), turns=(asked, said)), EAR, KEY)

    assert hearing.heard
    assert "88123" not in repr(hearing)


@pytest.mark.parametrize("item", EVERYTHING, ids=lambda item: item.name)
def test_redacting_passages_alone_leaves_in_no_more_than_redacting_all(item: Labelled) -> None:
    record = _record(item)
    whole = redact_turns(record.turns, item.language)
    said = " ".join(" ".join(each.text.split()) for each in whole)

    for each in hear(record, EAR, KEY).heard:
        for line in each.passage.lines:
            for sentence in filter(None, line.text.split(". ")):
                assert sentence.strip(" .") in said


@pytest.mark.parametrize("language", ["en", "pl", "de", "es", "ru", "id"])
def test_labelled_personal_data_in_long_talk_is_gone_from_passages(language: str) -> None:
    """Each labelled sentence stands once in the middle of a talk, beside the very words that make a passage."""
    trouble = next(each for each in EVERYTHING if each.language == language and hear(_record(each), EAR, KEY).heard)
    core = next(iter(hear(_record(trouble), EAR, KEY).heard)).passage.lines
    words = next(line.text for line in core if line.speaker is Speaker.CUSTOMER)
    personal = [each for each in examples("held_out") if each.language == language and each.spans]
    hits = 0
    for each in personal:
        record = _talk(language, f"{each.text} {words}")
        everything = " ".join(" ".join(one.text for one in redact_turns(record.turns, language)).split())
        passages = [line.text for one in hear(record, EAR, KEY).heard for line in one.passage.lines]
        hits += sum("[" in passage for passage in passages)
        assert all(passage in everything for passage in passages)
    assert hits >= len(personal) / 4


def test_what_the_whole_customer_says_is_known_though_only_passages_are_kept() -> None:
    hearing = hear(told(LATE, CHARGED), replace(EAR, most=1), KEY)

    assert len(hearing.heard) == 1
    assert {"late", "wrong-charge"} <= set(hearing.frictions)
    assert {"delivery", "billing"} <= set(hearing.themes)
    assert CueKind.FRICTION in hearing.cues


def test_what_the_agent_says_is_not_counted_as_the_customers() -> None:
    record = replace(told("All good."), turns=(Turn(speaker=Speaker.AGENT, text=LATE), *told("All good.").turns))

    assert hear(record, EAR, KEY).frictions == ()


def test_a_source_says_whose_words_a_name_s_are() -> None:
    turns = (Turn(speaker=Speaker.UNKNOWN, name="Line 2", text=LATE), Turn(speaker=Speaker.CUSTOMER, text=KIND))
    record = replace(told(), turns=turns)
    source = Source(key="calls", name="Calls", agent_sides=("line 2",))

    assert not hear(record, EAR, KEY, source=source).frictions
    customers = hear(record, EAR, KEY, source=replace(source, agent_sides=(), customer_sides=("LINE 2",)))
    assert "late" in customers.frictions


def test_mood_is_the_customers_own() -> None:
    record = told("It is awful, terrible and useless, I was charged twice and nobody called me back.")
    polite = replace(record, turns=(*record.turns, Turn(speaker=Speaker.AGENT, text="Wonderful, great, excellent!")))

    assert hear(polite, EAR, KEY).mood is Mood.NEGATIVE
    assert {each.sentiment.mood for each in hear(polite, EAR, KEY).heard} == {Mood.NEGATIVE}


def test_the_digest_tells_a_change_of_facts_from_a_change_of_words() -> None:
    first, marked, other = heard(LATE), heard(LATE, nps=3), heard(CHARGED)

    assert first.digest == heard(LATE).digest
    assert first.words_digest == marked.words_digest
    assert first.digest != marked.digest
    assert first.words_digest != other.words_digest
    assert hear(told(LATE), EAR, b"another key").digest != first.digest


def test_a_short_text_that_somebody_chose_is_heard_whatever_it_says() -> None:
    record = replace(told(), turns=(Turn(speaker=Speaker.CUSTOMER, text="I come here since 1994, says Ada Quill."),))

    assert hear(record, EAR, KEY).heard == ()
    (only,) = hear(record, EAR, KEY, is_chosen=True).heard
    assert only.passage.because == CHOSEN
    assert "Quill" not in only.passage.lines[0].text


@given(
    texts=st.lists(st.text(max_size=200), max_size=5),
    speakers=st.lists(st.sampled_from(Speaker), min_size=5, max_size=5),
    is_chosen=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_said_is_heard_without_an_error(
    texts: list[str], speakers: list[Speaker], is_chosen: object
) -> None:
    turns = tuple(Turn(speaker=speaker, text=text) for text, speaker in zip(texts, speakers, strict=False))
    hearing = hear(replace(told(), turns=turns, language="en"), EAR, KEY, is_chosen=bool(is_chosen and turns))

    assert len(hearing.digest) == 32
    json.dumps([line.text for each in hearing.heard for line in each.passage.lines])


@pytest.mark.parametrize(
    ("labels", "is_urgent"),
    [
        (("priority: urgent",), True),
        (("Safety",), True),
        (("срочно",), True),
        (("not urgent",), False),
        (("non-urgent", "billing"), False),
        (("urgently-needed-socks",), False),
        ((), False),
    ],
)
def test_a_source_may_mark_something_as_urgent(labels: tuple[str, ...], is_urgent: object) -> None:
    assert urgent_because(labels, (), ()) == ((MARKED,) if is_urgent else ())


def test_low_marks_are_urgent_only_with_the_thought_of_leaving() -> None:
    assert urgent_because((), (), {CueKind.LEAVING}, csat=1) == (LOW_AND_LEAVING,)
    assert urgent_because((), (), {CueKind.LEAVING}, nps=2) == (LOW_AND_LEAVING,)
    assert urgent_because((), (), {CueKind.LEAVING}, csat=2, nps=3) == ()
    assert urgent_because((), (), {CueKind.FRICTION}, csat=1, nps=0) == ()


def _record(item: Labelled) -> IntakeRecord:
    return IntakeRecord(
        source="calls",
        external_id=item.name,
        kind=InteractionKind.CALL,
        turns=item.turns,
        happened_at=NOW,
        language=item.language,
    )


def _talk(language: str, text: str) -> IntakeRecord:
    turns = (
        Turn(speaker=Speaker.AGENT, text="…"),
        Turn(speaker=Speaker.CUSTOMER, text=text),
        Turn(speaker=Speaker.AGENT, text="…"),
    )
    return IntakeRecord(source="calls", external_id="1", kind=InteractionKind.CALL, turns=turns, language=language)
