"""Answering, changing, deleting: what the person sees, and what lies in the database meanwhile."""

from datetime import UTC, datetime
from functools import partial

import pytest

from bot.chat.effects import Refuse
from bot.clock.clock import MovableClock
from bot.clock.weeks import Week
from bot.people.model import Person
from bot.pulse.answer_pulse import (
    answer_pulse,
    catch_up,
    comment_answer,
    delete_answer,
    open_answer,
    show_my_answers,
)
from bot.pulse.freeze_roster import freeze_roster
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.pulse.company import WEEK, Company, form_of, text_of


@pytest.fixture
async def company(database: Database, keys: KeyDirectory, clock: MovableClock) -> Company:
    return Company(database=database, keys=keys, clock=clock)


@pytest.fixture
async def ana(company: Company) -> Person:
    person = await company.hire("Ana")
    await company.database.write(lambda tx: freeze_roster(tx, WEEK.block))
    return person


@pytest.fixture
def anchor() -> str:
    from bot.pulse.bank import Family, of_family

    return of_family(Family.OVERALL)[0].key


async def sealed_rows(company: Company, week: Week = WEEK) -> int:
    return len(await company.database.read(lambda tx: tx.answers.take(str(week.ordinal), 100)))


async def test_one_press_stores_and_a_second_changes_the_same_answer(
    company: Company, ana: Person, anchor: str
) -> None:
    await company.database.write(lambda tx: answer_pulse(tx, company.visit(ana), WEEK, anchor, "2"))
    effect = await company.database.write(lambda tx: answer_pulse(tx, company.visit(ana), WEEK, anchor, "4"))
    assert "You answered 4 of 5." in text_of(effect)
    assert await sealed_rows(company) == 1


async def test_the_retry_of_an_older_press_does_not_bring_the_older_answer_back(
    company: Company, ana: Person, anchor: str
) -> None:
    await company.database.write(lambda tx: answer_pulse(tx, company.visit(ana), WEEK, anchor, "4"))
    late = company.visit(ana, is_repeat=True)
    effect = await company.database.write(lambda tx: answer_pulse(tx, late, WEEK, anchor, "1"))
    assert "You answered 4 of 5." in text_of(effect)


async def test_the_retry_of_a_press_that_was_deleted_since_stores_nothing(
    company: Company, ana: Person, anchor: str
) -> None:
    late = company.visit(ana, is_repeat=True)
    await company.database.write(lambda tx: answer_pulse(tx, late, WEEK, anchor, "1"))
    assert await sealed_rows(company) == 0


async def test_a_comment_is_kept_with_the_answer_and_survives_a_change_of_score(
    company: Company, ana: Person, anchor: str
) -> None:
    visit = company.visit(ana)
    values = {"comment": "The till freezes.", "consent": "words"}
    await company.database.write(lambda tx: answer_pulse(tx, visit, WEEK, anchor, "2"))
    await company.database.write(lambda tx: comment_answer(tx, visit, WEEK, anchor, values))
    await company.database.write(lambda tx: answer_pulse(tx, visit, WEEK, anchor, "3"))
    seen = await company.database.read(lambda tx: open_answer(tx, visit, WEEK, anchor))
    assert "The till freezes." in text_of(seen)
    assert "You answered 3 of 5." in text_of(seen)


async def test_a_comment_on_an_answer_that_is_gone_says_that_it_was_not_kept(
    company: Company, ana: Person, anchor: str
) -> None:
    visit = company.visit(ana)
    effect = await company.database.write(lambda tx: comment_answer(tx, visit, WEEK, anchor, {"comment": "Late."}))
    assert "was not kept" in text_of(effect)
    assert await sealed_rows(company) == 0


async def test_a_comment_that_is_too_long_is_refused_at_its_field(company: Company, ana: Person, anchor: str) -> None:
    visit = company.visit(ana)
    await company.database.write(lambda tx: answer_pulse(tx, visit, WEEK, anchor, "2"))
    effect = await company.database.write(lambda tx: comment_answer(tx, visit, WEEK, anchor, {"comment": "x" * 1001}))
    assert isinstance(effect, Refuse)
    assert set(effect.problems) == {"comment"}


async def test_a_deleted_answer_is_gone_from_the_form_and_from_the_table(
    company: Company, ana: Person, anchor: str
) -> None:
    visit = company.visit(ana)
    await company.database.write(lambda tx: answer_pulse(tx, visit, WEEK, anchor, "2"))
    effect = await company.database.write(lambda tx: delete_answer(tx, visit, WEEK, anchor))
    assert "You have no open answers this week." in text_of(effect)
    assert await sealed_rows(company) == 0


async def test_an_answer_is_never_shown_to_another_viewer(company: Company, ana: Person, anchor: str) -> None:
    here, elsewhere = company.visit(ana, viewer="phone"), company.visit(ana, viewer="a link in wrong hands")
    await company.database.write(lambda tx: answer_pulse(tx, here, WEEK, anchor, "5"))
    for look in (show_my_answers, catch_up):
        seen = await company.database.read(partial(look, visit=elsewhere, week=WEEK))
        assert "You answered" not in text_of(seen)
    assert "pulse.answer" in text_of(await company.database.read(lambda tx: catch_up(tx, elsewhere, WEEK)))


async def test_catch_up_shows_what_came_until_today_and_is_still_open(
    company: Company, ana: Person, anchor: str
) -> None:
    visit = company.visit(ana)  # Wednesday: the third check-in of the week has come, not the fourth
    before = form_of(await company.database.read(lambda tx: catch_up(tx, visit, WEEK)))
    await company.database.write(lambda tx: answer_pulse(tx, visit, WEEK, anchor, "4"))
    after = form_of(await company.database.read(lambda tx: catch_up(tx, visit, WEEK)))
    assert repr(before.parts).count("RatingScale(") == 3
    assert repr(after.parts).count("RatingScale(") == 2


async def test_after_the_week_closed_nothing_can_be_answered_changed_or_seen(
    company: Company, ana: Person, anchor: str
) -> None:
    await company.database.write(lambda tx: answer_pulse(tx, company.visit(ana), WEEK, anchor, "4"))
    company.at(datetime(2026, 11, 28, 12, 0, tzinfo=UTC))
    late = company.visit(ana)
    for act in (
        lambda tx: answer_pulse(tx, late, WEEK, anchor, "1"),
        lambda tx: delete_answer(tx, late, WEEK, anchor),
        lambda tx: show_my_answers(tx, late, WEEK),
        lambda tx: catch_up(tx, late, WEEK),
    ):
        assert "This week is closed" in text_of(await company.database.write(act))
    assert await sealed_rows(company) == 1


async def test_who_is_not_on_the_roster_yet_is_told_when_it_begins(company: Company, ana: Person, anchor: str) -> None:
    ben = await company.hire("Ben")
    effect = await company.database.write(lambda tx: answer_pulse(tx, company.visit(ben), WEEK, anchor, "3"))
    assert "next four-week block" in text_of(effect)
    assert await sealed_rows(company) == 0


@pytest.mark.parametrize("value", ["0", "6", "-1", "x", "", "٣", "4.0"])
async def test_what_is_not_on_the_scale_is_not_stored(company: Company, ana: Person, anchor: str, value: str) -> None:
    effect = await company.database.write(lambda tx: answer_pulse(tx, company.visit(ana), WEEK, anchor, value))
    assert "not one of the answers" in text_of(effect)
    assert await sealed_rows(company) == 0


async def test_a_question_that_is_not_asked_of_this_person_this_week_is_refused(company: Company, ana: Person) -> None:
    effect = await company.database.write(
        lambda tx: answer_pulse(tx, company.visit(ana), WEEK, "no-such-question", "3")
    )
    assert "not asked any more" in text_of(effect)
