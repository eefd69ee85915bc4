"""What a leader reads: a minute at most, three lines in a quiet week, and no number that a colour alone explains."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.blocks import Buttons, Facts, Heading, Message, Note, Paragraph, Trend
from bot.chat.words import words_for
from bot.digest.charts import trend_of
from bot.digest.examples import COMPANYS, CUSTOMERS, DIGEST, LATE, NOBODY, NORTH, QUIET, TOOLS, TRUST, UNIT, cell
from bot.digest.figures import NOTHING_CAME, new_figures, standing_figures
from bot.digest.messages import digest_message, findings
from bot.digest.model import Average, Change, Digest, EmployeeFigure
from bot.digest.sentences import customers_line, in_one_sentence, moved_text, promise_text
from bot.digest.wording import NOT_SHOWN, change_text
from bot.privacy.release.model import Family

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


def test_what_gets_in_the_way_is_told_as_named_by_more_or_fewer() -> None:
    late = "A late or wrong delivery"
    worse, better = replace(LATE, change=Change.WORSE), replace(LATE, change=Change.BETTER)
    assert moved_text(WORDS, worse, UNIT) == f"“{late}” was named by more people than before, beyond noise."
    assert (
        moved_text(WORDS, better, "company")
        == f"Harbour: “{late}” was named by fewer people than before, beyond noise."
    )
    nothing = replace(better, cell=replace(LATE.cell, key=replace(LATE.cell.key, measure=NOTHING_CAME)))
    assert "by more people" in moved_text(WORDS, nothing, UNIT)
    assert moved_text(WORDS, TOOLS, UNIT) == "Tools and processes got worse, beyond noise."


def test_a_score_of_a_few_answers_is_not_told_in_the_line() -> None:
    few, enough = (replace(CUSTOMERS, nps=Average(value=0.0, count=count)) for count in (4, 5))
    assert "recommendation score" not in customers_line(WORDS, few)
    assert "recommendation score 0 ·" in customers_line(WORDS, enough)


def test_a_promise_whose_day_is_over_is_not_told_as_to_come() -> None:
    (action,) = [each for each in DIGEST.actions if each.measured_on is None][:1]
    sunday = DIGEST.week.days[-1]
    assert "Until Nov 23" in promise_text(WORDS, replace(action, due_on=sunday + timedelta(days=1)), DIGEST.week)
    assert "It was due on Nov 22" in promise_text(WORDS, replace(action, due_on=sunday), DIGEST.week)


def test_what_stands_is_read_unit_by_unit_and_what_gets_in_the_way_in_one_line() -> None:
    def share(key: str, low: float, unit: tuple[str, str]) -> EmployeeFigure:
        return EmployeeFigure(cell=cell(f"friction.{key}", low, low + 10, family=Family.FRICTION, unit=unit))

    own, dock = (UNIT, "Harbour"), ("example-dock", "Dock")
    shares = [share("nothing", 60.0, own), share("late-or-wrong", 10.0, own), share("slow-order-system", 30.0, own)]
    parts = list(standing_figures(WORDS, [share("nothing", 20.0, dock), *shares, TRUST, NORTH], UNIT))
    headings = [each.text for each in parts if isinstance(each, Heading)]
    assert headings == ["Your people: what stands", "What stands: Dock", "What stands: North Quay"]
    ours = parts[1]
    assert isinstance(ours, Facts)
    trust, in_the_way = ours.items
    assert (trust.name, in_the_way.name) == ("Trust", "In the way")
    order = [in_the_way.value.index(each) for each in ("A slow till", "A late or wrong", "Nothing")]
    assert order == sorted(order)
    assert in_the_way.value.count("as of") == 1
    assert "first figure" not in repr(parts)


def test_what_came_out_is_read_measure_by_measure_with_the_own_unit_first() -> None:
    dock = EmployeeFigure(cell=cell("trust", 3.0, 4.0, unit=("example-dock", "Dock")))
    better = replace(LATE, change=Change.BETTER)
    told = new_figures(WORDS, [dock, LATE, better, TRUST, TOOLS], UNIT).items
    assert [each.name for each in told] == [
        "Tools and processes",
        "Trust",
        "Trust · Dock",
        "In the way: A late or wrong delivery",
        "In the way",
    ]


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
