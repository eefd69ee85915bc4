"""What somebody with bad intentions tried, and what was mended since: each of these once did harm."""

import time

import pytest

from bot.station.redaction.redact import redact

LONG = 60_000
"""Characters: as many as a ticket may have that anybody outside can write."""


@pytest.mark.parametrize("again", ["Mr ", "Mrs. ", "a{at}", "x.y{at}"])
def test_a_text_that_repeats_itself_is_redacted_in_no_time(again: str) -> None:
    redact("Ready?", "en")
    started = time.process_time()
    redact(again * (LONG // len(again)), "en")
    assert time.process_time() - started < 3


def test_titles_in_a_row_are_taken_out_with_the_name() -> None:
    assert redact("I spoke to Mr Dr Prof Pemberton about it.", "en").text == "I spoke to [name] about it."
