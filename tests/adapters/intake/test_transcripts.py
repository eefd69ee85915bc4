"""Transcripts as meeting tools and call centres write them, whole and broken."""

import pytest

from adapters.intake.encoding import DAMAGED
from adapters.intake.transcript import BROKEN_TIMES, parse_srt, parse_webvtt
from bot.chat.intake import ConsentState, InteractionKind, Speaker
from tests.adapters.intake.examples import only, payload, records, refused, said, times

HEAD = "WEBVTT\n\n"
ANA = "00:01.000 --> 00:02.000\n<v Ana Example>hello</v>\n\n"


def vtt(text: str) -> bytes:
    return (HEAD + text).encode()


def test_a_meeting_with_names_before_the_words() -> None:
    record = only(parse_webvtt(payload("zoom.vtt"), source="zoom"))

    assert record.kind is InteractionKind.CALL
    assert said(record) == [
        ("unknown", "Ana Example", "Good morning, you are through to Fern & Field, how can I help?"),
        (
            "unknown",
            "Budi Contoh",
            "Hi. I have been waiting for my order since Monday, and nobody tells me where it is.",
        ),
        ("unknown", "Ana Example", "I am sorry. I will look at it right away."),
    ]
    assert times(record) == [(1.2, 4.9), (5.3, 12.4), (13.0, 15.5)]
    assert record.known_names == ("Ana Example", "Budi Contoh")
    assert record.external_id.startswith("sha256:")


def test_whoever_imports_may_say_who_is_who() -> None:
    sides = {"ana example": Speaker.AGENT, "Budi Contoh": Speaker.CUSTOMER}
    record = only(parse_webvtt(payload("zoom.vtt"), source="zoom", speakers=sides))

    assert [turn.speaker for turn in record.turns] == [Speaker.AGENT, Speaker.CUSTOMER, Speaker.AGENT]


def test_a_meeting_with_voices_and_a_head_of_facts() -> None:
    record = only(parse_webvtt(payload("teams.vtt"), source="teams"))

    assert (record.external_id, record.language, record.product) == ("meeting-0042", "en", "Garden chairs")
    assert record.consent is ConsentState.GIVEN
    assert said(record) == [
        ("unknown", "Ana Example", "Thanks for calling, Dora."),
        ("unknown", "Dora Muster", "The chair broke after two days & the refund form does not open."),
        ("unknown", "Ana Example", "Oh no."),
        ("unknown", "Dora Muster", "Yes, twice."),
    ]


def test_the_head_of_a_file_may_say_who_is_who() -> None:
    record = only(parse_webvtt(vtt(f"NOTE\ncustomer: Ana Example; Ben Example\n\n{ANA}"), source="x"))

    assert said(record) == [("customer", "Ana Example", "hello")]


def test_a_call_centre_marks_agent_and_client() -> None:
    record = only(parse_srt(payload("call_centre.srt"), source="calls"))

    assert said(record) == [
        ("agent", "", "Hello, service desk."),
        ("customer", "", "the card reader in your shop said no three times and the queue was out of the door"),
    ]
    assert record.known_names == ()


@pytest.mark.parametrize(
    ("label", "speaker", "name"),
    [
        ("AGENT 2", Speaker.AGENT, ""),
        ("Customer", Speaker.CUSTOMER, ""),
        ("Клиент", Speaker.CUSTOMER, ""),
        ("Ana Example (Customer)", Speaker.CUSTOMER, "Ana Example"),
        ("Agent - Budi Contoh", Speaker.AGENT, "Budi Contoh"),
        ("Customer Support", Speaker.AGENT, ""),
        ("Christopher Guest", Speaker.UNKNOWN, "Christopher Guest"),
        ("Ana Example (Agent / Customer)", Speaker.UNKNOWN, "Ana Example"),
        ("Speaker 1", Speaker.UNKNOWN, ""),
    ],
)
def test_labels_tell_the_side_only_where_they_say_it(label: str, speaker: Speaker, name: str) -> None:
    record = only(parse_webvtt(vtt(f"00:01.000 --> 00:02.000\n<v {label}>words"), source="x"))

    assert (record.turns[0].speaker, record.turns[0].name) == (speaker, name)


def test_a_colon_in_a_sentence_is_no_label() -> None:
    text = "00:01.000 --> 00:02.000\nOne thing: it broke.\n\n00:05.000 --> 00:06.000\nand then nothing\n\n"
    record = only(parse_webvtt(vtt(text + "00:09.000 --> 00:10.000\nreally nothing."), source="x"))

    assert " ".join(turn.text for turn in record.turns) == "One thing: it broke. and then nothing really nothing."
    assert {turn.speaker for turn in record.turns} == {Speaker.UNKNOWN}


def test_two_lines_of_one_cue_are_two_people_where_both_are_labelled() -> None:
    record = only(parse_webvtt(vtt("00:01.000 --> 00:04.000\nAGENT: hello\nCLIENT: hi\nall good\n"), source="x"))

    assert said(record) == [("agent", "", "hello"), ("customer", "", "hi all good")]


def test_the_words_of_a_cue_with_broken_times_are_kept_and_doubted() -> None:
    text = f"00:01.000 --> 00:xx.000\n<v Ana>one\n\n00:75:01.000 --> 00:76:00.000\n<v Ben>two\n\n{ANA}"
    record = only(parse_webvtt(vtt(text + "-00:01.000 --> 00:09.000\n<v Ben>three\n"), source="x"))

    assert [turn.text for turn in record.turns] == ["one", "two", "hello", "three"]
    assert BROKEN_TIMES in record.doubts


def test_an_end_before_the_beginning_is_no_end() -> None:
    record = only(parse_webvtt(vtt("00:05.000 --> 00:02.000\n<v Ana>words\n"), source="x"))

    assert times(record) == [(5.0, None)]
    assert record.doubts == (BROKEN_TIMES,)


def test_words_outside_of_cues_are_told() -> None:
    found = list(parse_webvtt(vtt(f"words that nobody timed\n\n{ANA}STYLE\n::cue {{}}\n"), source="x"))

    assert refused(found) == [("line 3", "These words stand outside of any cue and were left out.")]
    assert [said(record) for record in records(found)] == [[("unknown", "Ana Example", "hello")]]


def test_cues_without_an_empty_line_between_them() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nAGENT: one\n2\n00:00:03,000 --> 00:00:04,000\nCLIENT: two\n"

    assert said(only(parse_srt(text.encode(), source="x"))) == [("agent", "", "one"), ("customer", "", "two")]


def test_overlapping_cues_and_cues_out_of_order() -> None:
    text = (
        "00:10.000 --> 00:20.000\n<v Ben>second\n\n00:01.000 --> 00:15.000\n<v Ana>first\n\n"
        "00:12.000 --> 00:13.000\n<v Ana>in between\n"
    )
    record = only(parse_webvtt(vtt(text), source="x"))

    assert [turn.text for turn in record.turns] == ["first", "second", "in between"]
    assert times(record) == [(1.0, 15.0), (10.0, 20.0), (12.0, 13.0)]


def test_one_endless_talk_stays_in_turns_of_half_a_minute() -> None:
    cues = [
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n<v Ana>word {n}\n" for n in range(300)
    ]
    record = only(parse_webvtt(vtt("\n".join(cues)), source="x"))

    assert len(record.turns) == 10
    assert all((end or 0) - (start or 0) <= 30 for start, end in times(record))
    assert " ".join(turn.text for turn in record.turns) == " ".join(f"word {n}" for n in range(300))


def test_right_to_left_text_stays_as_it_is_written() -> None:
    hebrew = "00:01.000 --> 00:02.000\n<v נועה דוגמה>ההזמנה \u202eלא הגיעה\u202c.</v>\n\n"
    text = f"{hebrew}00:03.000 --> 00:04.000\n<v مثال>شكرا؟\n"
    record = only(parse_webvtt(vtt(text), source="x"))

    assert [turn.text for turn in record.turns] == ["ההזמנה לא הגיעה.", "شكرا؟"]
    assert record.known_names == ("נועה דוגמה", "مثال")


@pytest.mark.parametrize(
    "text", ["", ANA.replace("hello", ""), "00:01.000 --> 01:00.000\n[silence]\n", "NOTE nothing\n"]
)
def test_silence_is_said_to_be_silence(text: str) -> None:
    assert refused(parse_webvtt(vtt(text), source="x")) == [("file", "Nobody says anything in it.")]


def test_a_file_that_ends_within_a_cue() -> None:
    assert said(only(parse_webvtt(vtt(ANA + "00:03.000 --> 00:0"), source="x"))) == [
        ("unknown", "Ana Example", "hello")
    ]


def test_a_head_is_not_needed_and_windows_line_ends_do_not_matter() -> None:
    assert said(only(parse_webvtt(ANA.replace("\n", "\r\n").encode(), source="x")))[0][2] == "hello"


def test_a_damaged_character_is_told_and_the_words_around_it_are_kept() -> None:
    document = vtt("00:01.000 --> 00:02.000\n<v Ana>größer, schöner, gr") + b"\xfc" + "n, für alle\n".encode()
    record = only(parse_webvtt(document, source="x"))

    assert record.turns[0].text == "größer, schöner, gr\ufffdn, für alle"
    assert DAMAGED in record.doubts


def test_looks_and_times_within_cues_are_no_words() -> None:
    record = only(
        parse_srt(rb"1" + b"\n00:01.000 --> 00:02.000\n{\\an8}<b>I <3 it</b> <00:01.500>a < b &lt;c&gt;\n", source="x")
    )

    assert record.turns[0].text == "I <3 it a < b <c>"
