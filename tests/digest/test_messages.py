"""What a leader reads: a minute at most, three lines in a quiet week, and no number that a colour alone explains."""

import re

import pytest

from bot.chat.blocks import Buttons, Facts, Heading, Message, Note, Paragraph, Trend
from bot.chat.words import words_for
from bot.digest.charts import trend_of
from bot.digest.examples import COMPANYS, DIGEST, NOBODY, QUIET, TOOLS, UNIT
from bot.digest.messages import digest_message, findings
from bot.digest.model import Change, Digest
from bot.digest.sentences import in_one_sentence
from bot.digest.wording import NOT_SHOWN, change_text

WORDS = words_for("en")
WORDS_A_MINUTE = 238
"""Silent reading of English prose, on average: M. Brysbaert, Journal of Memory and Language 109 (2019)."""


@pytest.mark.parametrize("digest", [DIGEST, COMPANYS, NOBODY, QUIET])
def test_it_is_read_within_a_minute(digest: Digest) -> None:
    message = digest_message(WORDS, digest, "Ana")
    words = [each for text in _read(message) for each in text.split() if re.search(r"\w", each)]
    assert len(words) <= WORDS_A_MINUTE


def test_a_quiet_week_takes_three_lines() -> None:
    message = digest_message(WORDS, QUIET, "Ana")
    told = [each for each in message.blocks if not isinstance(each, Buttons | Note)]
    assert [type(each) for each in told] == [Heading, Paragraph, Paragraph]


def test_changes_of_the_own_unit_come_first_and_what_stayed_only_fills_up() -> None:
    found = findings(DIGEST)
    assert [each.change for each in found[:2]] == [Change.WORSE, Change.BETTER]
    assert [each.change for each in found[2:]] == [Change.FIRST, Change.FIRST]
    assert len(findings(QUIET)) == 1


def test_shared_pain_is_the_first_thing_said_and_quiet_is_said_too() -> None:
    assert "hurts on both sides" in in_one_sentence(WORDS, DIGEST)
    assert in_one_sentence(WORDS, QUIET) == "Nothing changed beyond noise."


def test_what_cannot_be_shown_is_said_in_the_one_sentence() -> None:
    blocks = digest_message(WORDS, NOBODY, "Ana").blocks
    assert Paragraph(NOT_SHOWN) in blocks


def test_each_change_has_words_and_a_sign_of_its_own() -> None:
    told = [change_text(WORDS, each) for each in Change]
    assert len({text.split()[0] for text in told}) == len(told)


def test_a_trend_needs_three_comparable_figures() -> None:
    trend = trend_of(WORDS, [TOOLS], UNIT)
    assert isinstance(trend, Trend)
    assert [(each.low, each.high) for each in trend.points] == [(3.5, 4.0), (3.5, 4.0), (2.5, 3.0)]
    assert trend_of(WORDS, [each for each in DIGEST.employee if each is not TOOLS], UNIT) is None


def _read(message: Message) -> list[str]:
    """All words of a message, what a customer said included."""
    found: list[str] = []
    for block in message.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Note(text):
                found.append(text)
            case Facts(items):
                found += [f"{each.name} {each.value}" for each in items]
            case Trend(title=title, says=says):
                found += [title, says]
            case _:
                found += [line.text for line in getattr(block, "lines", ())]
    return found
