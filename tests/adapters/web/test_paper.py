"""Messages on paper: any of them can be printed, in every alphabet that we speak."""

from hypothesis import given, settings

from adapters.web.paper import can_make_paper, make_paper
from bot.bootstrap.gallery import examples
from bot.chat.blocks import Message
from bot.chat.words import LANGUAGES, words_for
from tests.adapters.web.any_message import MESSAGES


def test_a_digest_can_be_printed_in_every_language() -> None:
    assert can_make_paper()
    for language in LANGUAGES:
        words = words_for(language)
        shown = examples()["digest.whole"](words)
        assert isinstance(shown, Message)
        assert make_paper(shown, words).startswith(b"%PDF-")


@settings(max_examples=15, deadline=None)
@given(MESSAGES)
def test_any_message_can_be_printed(message: Message) -> None:
    assert make_paper(message, words_for("en")).startswith(b"%PDF-")
