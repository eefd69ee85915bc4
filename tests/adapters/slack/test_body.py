"""Bodies as Slack sends them, and as nobody should."""

import json
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.body import read_body
from adapters.slack.parsed import MalformedError

TEXTS = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(TEXTS, TEXTS))
def test_an_event_is_read_as_it_was_written(event: dict[str, str]) -> None:
    assert read_body(json.dumps(event).encode()) == event


@given(st.dictionaries(TEXTS, TEXTS))
def test_an_interaction_is_read_as_it_was_written(payload: dict[str, str]) -> None:
    assert read_body(urlencode({"payload": json.dumps(payload)}).encode()) == payload
    assert read_body(urlencode({"payload": json.dumps(payload, ensure_ascii=False)}).encode()) == payload


@given(st.dictionaries(TEXTS.filter(lambda name: name != "payload"), TEXTS, min_size=1))
def test_a_command_is_read_as_it_was_written(fields: dict[str, str]) -> None:
    assert read_body(urlencode(fields).encode()) == fields


@given(st.binary())
def test_anything_else_is_an_object_or_malformed(body: bytes) -> None:
    with suppress(MalformedError):
        assert isinstance(read_body(body), dict)


@pytest.mark.parametrize("body", [b"{", b"[1]", b"payload=null", b"payload=%7B", b"text=%FF", b"[" * 100_000])
def test_what_holds_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_body(body)
