"""Files that are broken, hostile or huge: each gets a clear result, and nothing is raised or lost in silence."""

import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.intake.encoding import DAMAGED, GUESSED
from adapters.intake.fields import DENIED
from adapters.intake.generic import parse_csv, parse_json
from adapters.intake.plain_text import GARBLED
from adapters.intake.recognise import parse
from adapters.intake.transcript import parse_srt, parse_webvtt
from bot.chat.intake import IntakeRecord, Parsed, RefusedRecord
from tests.adapters.intake.examples import PARSERS, PAYLOADS, Parser, only, payload, refused

MEGABYTE = 1024 * 1024
TABLE = "kind,text\nsurvey,{}\n"
SNIPPETS = [path.read_bytes() for path in sorted(PAYLOADS.iterdir())]
PIECES = [
    b"WEBVTT\n\n", b"00:01.000 --> 00:02.000\n", b"<v Ana>", b"AGENT: ", b"\n\n", b"kind,text\n", b"survey,", b'"',
    b'{"', b'"}', b"[", b"]", b":", b"null", b"NaN", b"1e999", b"\\ud800", b"\xff\xfe", b"\xef\xbb\xbf", b"\0", b"\xe9",
    b"callTranscripts", b"tickets", b"data", b"type", b"conversation", b"NOTE\nnps: 99\n", b"-->", b"<p>", b"\r",
]  # fmt: skip


def survey(text: str, encoding: str) -> IntakeRecord:
    return only(parse_csv(TABLE.format(text).encode(encoding), source="x"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_say_what_they_are(encoding: str) -> None:
    record = survey("Größe ציון оценка 🪑", encoding)

    assert (record.turns[0].text, record.doubts) == ("Größe ציון оценка 🪑", ())


def test_windows_1252_is_read_and_told() -> None:
    record = survey("Das Gerät ist für die Größe zu laut und “sehr” teuer", "cp1252")

    assert record.turns[0].text == "Das Gerät ist für die Größe zu laut und “sehr” teuer"
    assert record.doubts == (GUESSED,)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Доставка опоздала на два дня и никто не позвонил", "cp1251"),
        ("Przesyłka była spóźniona", "cp1250"),
        ("配送が二日遅れました。誰も電話しませんでした", "shift_jis"),
        ("words", "utf-16-le"),
    ],
)
def test_other_old_encodings_are_refused_and_not_read_as_nonsense(text: str, encoding: str) -> None:
    ((where, reason),) = refused(parse_csv(TABLE.format(text).encode(encoding), source="x"))

    assert where == "file"
    assert "UTF-8" in reason


def test_utf8_with_a_broken_byte_is_told() -> None:
    document = TABLE.format("schön größer").encode() + b"survey,fein \xff\n"
    found = [each for each in parse_csv(document, source="x") if isinstance(each, IntakeRecord)]

    assert [each.turns[0].text for each in found] == ["schön größer", "fein \ufffd"]
    assert [each.doubts for each in found] == [(DAMAGED,), (DAMAGED, GARBLED)]


def test_text_that_was_garbled_before_it_came_is_told() -> None:
    assert survey("GrÃ¶ÃŸe", "utf-8").doubts == (GARBLED,)


@pytest.mark.parametrize("parser", PARSERS)
def test_packed_files_are_not_opened(parser: Parser) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"0" * 10 * MEGABYTE)
    for document in (bomb.getvalue(), gzip.compress(b"0" * 10 * MEGABYTE)):
        ((where, reason),) = refused(parser(document, source="x"))
        assert (where, reason.split(".")[0]) == ("file", "This is a packed file (such as zip or Excel)")


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("document", [b"\x89PNG\r\n\x1a\n\0\0\0", b"RIFF\0\0\0\0WAVE", b"a\0b"])
def test_what_is_no_text_is_refused(parser: Parser, document: bytes) -> None:
    assert refused(parser(document, source="x")) == [
        ("file", "This is not a text file. If it is one, save it again as UTF-8.")
    ]


@pytest.mark.parametrize("parser", PARSERS)
def test_a_file_over_the_limit_is_refused(parser: Parser) -> None:
    ((_, reason),) = refused(parser(b"a" * (MEGABYTE + 1), source="x", max_bytes=MEGABYTE))

    assert reason == "The file is larger than 1.0 MB. Split it, or allow more."


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("document", [b"", b"\n\n", b"\xef\xbb\xbf", b"{}", b"null", b"[]"])
def test_an_empty_file_gives_no_record(parser: Parser, document: bytes) -> None:
    assert [each for each in parser(document, source="x") if isinstance(each, IntakeRecord)] == []


def test_nul_within_a_text_is_taken_out() -> None:
    document = TABLE.format("x" * 9000).encode() + b"survey,a\0b\n"

    assert [each.turns[0].text for each in parse_csv(document, source="x") if isinstance(each, IntakeRecord)][1] == "ab"


def test_refusals_never_tell_what_was_said() -> None:
    lines = [
        b'{"kind": "secret", "text": "secret"}',
        b'{"kind": "call", "consent": "secret", "text": "secret"}',
        b"secret",
    ]
    found = [each for each in parse_json(b"\n".join(lines), source="x") if isinstance(each, RefusedRecord)]

    assert len(found) == 3
    assert "secret" not in repr(found)


@pytest.mark.parametrize("parser", PARSERS)
@given(document=st.binary(max_size=300))
@example(document=b"\xff")
@settings(deadline=None, max_examples=60)
def test_any_bytes_give_records_or_refusals(parser: Parser, document: bytes) -> None:
    _read(parser(document, source="x"))


@given(pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=40))
@settings(deadline=None, max_examples=200)
def test_any_pieces_of_our_formats_give_records_or_refusals(pieces: list[bytes]) -> None:
    for parser in PARSERS:
        _read(parser(b"".join(pieces), source="x"))


@given(document=st.sampled_from(SNIPPETS), cut=st.integers(0, 3000), put=st.binary(max_size=4), skip=st.integers(0, 9))
@settings(deadline=None, max_examples=200)
def test_damaged_payloads_give_records_or_refusals(document: bytes, cut: int, put: bytes, skip: int) -> None:
    for name in ("", "x.vtt", "x.json", "x.csv"):
        _read(parse(document[:cut] + put + document[cut + skip :], source="x", name=name))


NAMES = (
    "tickets ticket comments id body author author_id users detail event comment type topic data item source rating "
    "conversation_parts callTranscripts calls metaData parties via transcript sentences start end text turns kind nps "
    "labels tags created_at url"
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(NAMES.split())), inner, max_size=5)
    ),
    max_leaves=25,
)


@given(value=JSON_VALUES)
@settings(deadline=None, max_examples=300)
def test_any_json_gives_records_or_refusals(value: object) -> None:
    document = json.dumps(value).encode()
    for parser in PARSERS:
        _read(parser(document, source="x"))


def test_a_table_of_20_megabytes_is_read_row_by_row() -> None:
    _read_huge_table(20)


def test_20_megabytes_of_json_lines_are_read_line_by_line() -> None:
    line = json.dumps({"kind": "survey", "text": "word " * 800}).encode() + b"\n"
    document = line * (20 * MEGABYTE // len(line))

    assert _count(lambda: parse_json(document, source="x"), at_most=MEGABYTE) == len(document) // len(line)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_table_of_200_megabytes_is_read_row_by_row() -> None:
    _read_huge_table(200)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_transcript_of_200_megabytes_is_refused_early() -> None:
    _read_huge_transcript(200)


def test_a_transcript_of_20_megabytes_is_refused_early() -> None:
    _read_huge_transcript(20)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("line", [b"a" * 100, b'"', b"survey," + b"b" * 50, b'survey,"x'])
def test_broken_tables_take_no_longer_than_their_length(line: bytes) -> None:
    document = b"kind,text\n" + (line + b"\n") * (MEGABYTE // len(line) // 10)
    _read(parse_csv(document, source="x"))


def test_a_line_without_an_end_is_skipped() -> None:
    document = b"WEBVTT\n\n" + b"x" * MEGABYTE + b"\n\n00:01.000 --> 00:02.000\n<v Ana>hello\n"

    assert refused(parse_webvtt(document, source="x")) == [("line 3", "This line is longer than 20000 characters.")]


def test_every_payload_survives_other_line_ends_and_encodings() -> None:
    for name in ("zoom.vtt", "call_centre.srt"):
        text = payload(name).decode()
        parser = parse_webvtt if name.endswith("vtt") else parse_srt
        usual = list(parser(text.encode(), source="x"))
        for variant in (text.replace("\n", "\r\n").encode(), text.replace("\n", "\r").encode(), text.encode("utf-16")):
            assert list(parser(variant, source="x")) == usual


def _read_huge_table(megabytes: int) -> None:
    row = b"survey,n-1,5," + b"word " * 800 + b"\n"
    rows = megabytes * MEGABYTE // len(row)
    document = b"kind,external_id,nps,text\n" + row * rows

    assert _count(lambda: parse_csv(document, source="x", max_bytes=len(document)), at_most=MEGABYTE) == rows


def _read_huge_transcript(megabytes: int) -> None:
    cue = b"00:01.000 --> 00:02.000\n<v Ana Example>" + b"word " * 40 + b"\n\n"
    document = b"WEBVTT\n\n" + cue * (megabytes * MEGABYTE // len(cue))
    found: list[IntakeRecord | RefusedRecord] = []
    assert _count(lambda: _kept(parse_webvtt(document, source="x", max_bytes=len(document)), found), 16 * MEGABYTE) == 1

    assert refused(found) == [
        ("file", "It is too long for one interaction: more than 20000 turns or 2000000 characters.")
    ]


def _kept(parsed: Parsed, found: list[IntakeRecord | RefusedRecord]) -> Iterator[IntakeRecord | RefusedRecord]:
    for each in parsed:
        found.append(each)
        yield each


def _count(start: object, at_most: int) -> int:
    """How many records there are, none of them needing more than `at_most` bytes beside the file."""
    assert callable(start)
    tracemalloc.start()
    try:
        count = sum(1 for _ in start())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= at_most
    return count


def _read(parsed: Parsed) -> None:
    for each in parsed:
        assert isinstance(each, IntakeRecord | RefusedRecord)
        if isinstance(each, IntakeRecord):
            assert each.external_id
            assert any(turn.text for turn in each.turns) or each.consent in DENIED
            repr(each).encode()
