"""Every message comes back from JSON as it was."""

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import blocks
from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Button, Message, Note, Table
from bot.chat.codec import BadMessageError, message_from_json, message_to_json

buttons = st.one_of(
    st.builds(Button, label=st.text(), action=st.builds(ActionRef), url=st.none()),
    st.builds(Button, label=st.text(), action=st.none(), url=st.text()),
)
tables = st.integers(1, 3).flatmap(
    lambda n: st.builds(
        Table,
        columns=st.tuples(*[st.text()] * n),
        rows=st.lists(st.tuples(*[st.text()] * n), max_size=3).map(tuple),
    )
)
st.register_type_strategy(Button, buttons)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
others = [st.from_type(kind) for kind in get_args(Block) if kind is not Table]
messages = st.builds(Message, summary=st.text(), blocks=st.lists(st.one_of(tables, *others), max_size=6).map(tuple))


@given(messages)
@settings(max_examples=150, deadline=None)
def test_a_message_survives_the_way_through_json(message: Message) -> None:
    assert message_from_json(message_to_json(message)) == message


def test_every_block_is_named_by_its_class() -> None:
    kept = json.loads(message_to_json(Message(summary="Hi", blocks=(Note("small print"),))))
    assert kept == {"summary": "Hi", "blocks": [{"kind": "Note", "text": "small print"}]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"summary":"Hi","blocks":[{"kind":"Hologram","text":"?"}]}',
        '{"summary":"Hi","blocks":[{"kind":"Note"}]}',
        '{"summary":"Hi","blocks":[],"extra":1}',
    ],
)
def test_what_we_did_not_write_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BadMessageError) as caught:
        message_from_json(text)
    assert "Hologram" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert blocks.__name__ not in str(caught.value)
