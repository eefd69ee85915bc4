"""The page about intake says what the program does."""

import re
from pathlib import Path

import pytest

from adapters.intake.facts import ALIASES, FIELDS
from adapters.intake.recognise import Format, parse, recognise
from bot.chat.intake import ConsentState, Speaker
from tests.adapters.intake.examples import records, taken

PAGE = (Path(__file__).parents[3] / "docs" / "intake.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
FORMATS = [
    Format.WEBVTT,
    Format.SRT,
    Format.GONG,
    Format.ZENDESK,
    Format.ZENDESK,
    Format.INTERCOM,
    Format.JSON,
    Format.CSV,
    Format.REVIEWS,
    Format.REVIEWS,
]


def test_every_format_has_an_example_that_is_recognised() -> None:
    assert [recognise(text.encode()) for _, text in EXAMPLES] == FORMATS
    assert set(FORMATS) == set(Format)


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES])
def test_every_example_is_taken_as_it_stands(text: str) -> None:
    found = taken(parse(text.encode(), source="x"))

    assert found
    assert [record.doubts for record in found] == [()] * len(found)
    assert all(any(turn.speaker is Speaker.CUSTOMER for turn in record.turns) for record in found)


def test_the_head_of_the_transcript_says_what_the_page_says() -> None:
    (record,) = records(parse(EXAMPLES[0][1].encode(), source="x"))

    assert (record.external_id, record.consent) == ("call-0815", ConsentState.GIVEN)
    assert [turn.speaker for turn in record.turns] == [Speaker.AGENT, Speaker.CUSTOMER]


def test_every_field_is_described_with_its_other_names() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| [^|]+ \|(.*?)\|$", PAGE, re.MULTILINE)
    described = {name: set(re.findall(r"`([a-z_]+)`", others)) for name, others in rows}

    assert tuple(described) == FIELDS
    assert described == {name: {alias for alias, proper in ALIASES.items() if proper == name} for name in FIELDS}


def test_other_names_of_the_text_are_described() -> None:
    assert "in `text` (also\n`comment`, `body`, `message`)" in PAGE
    assert {alias for alias, proper in ALIASES.items() if proper == "text"} == {"comment", "body", "message"}
