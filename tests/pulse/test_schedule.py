"""Who is asked what on which day: the weekly families and the rotation of drivers."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.clock.weeks import Block, Week
from bot.people.model import PersonId
from bot.pulse.bank import Family, Kind, of_family
from bot.pulse.drivers import ROTATION
from bot.pulse.schedule import check_ins_of, question_of, slots_for_team, window_of

ANA = PersonId("ana")
weeks = st.integers(min_value=2500, max_value=3500).map(Week)
slots = st.integers(min_value=0, max_value=11)


@given(weeks, slots)
def test_everyone_meets_each_driver_once_in_any_twelve_weeks(first: Week, slot: int) -> None:
    asked = [question_of(Family.DRIVER, slot, Week(first.ordinal + n)).driver for n in range(12)]
    assert sorted(map(str, asked)) == sorted(ROTATION)


@given(weeks)
def test_people_of_one_team_get_different_drivers_in_the_same_week(week: Week) -> None:
    members = [PersonId(f"p{n}") for n in range(12)]
    spread = slots_for_team(members, week.block, {})
    assert len({question_of(Family.DRIVER, spread[each], week).driver for each in members}) == 12


@given(weeks, slots)
def test_a_driver_is_asked_in_one_wording_over_the_whole_window_of_its_result(week: Week, slot: int) -> None:
    asked = question_of(Family.DRIVER, slot, week)
    window = window_of(asked, week)
    for n in range(window.first.ordinal, window.last.ordinal + 1):
        for other in range(12):
            found = question_of(Family.DRIVER, other, Week(n))
            assert found.driver != asked.driver or found == asked


@given(weeks)
def test_most_weeks_end_the_window_of_exactly_one_driver(week: Week) -> None:
    ending = [slot for slot in range(12) if window_of(question_of(Family.DRIVER, slot, week), week).last == week]
    assert len(ending) == 1


@given(weeks, slots)
def test_a_window_never_mixes_two_scales(week: Week, slot: int) -> None:
    for family in (Family.OVERALL, Family.SITE, Family.WEEKLY):
        asked = question_of(family, slot, week)
        assert question_of(family, slot, week.block.first_week) == asked


def test_the_last_week_of_a_block_asks_about_friction_in_own_words() -> None:
    block = Week.parse("2026-W48").block
    kinds = [question_of(Family.FRICTION, 0, Week(block.first_week.ordinal + n)).kind for n in range(4)]
    assert kinds == [Kind.CHOICE, Kind.CHOICE, Kind.CHOICE, Kind.OPEN]


@given(weeks, slots, st.sets(st.integers(0, 4)), st.integers(1, 5))
def test_never_more_check_ins_than_asked_for_nor_outside_working_days(
    week: Week, slot: int, off: set[int], wanted: int
) -> None:
    days = tuple(week.monday + timedelta(days=n) for n in range(5) if n not in off)
    planned = check_ins_of(ANA, slot, week, days, wanted)
    assert len(planned) == min(wanted, len(days))
    assert {each.day for each in planned} <= set(days)
    assert [each.day for each in planned] == sorted({each.day for each in planned})
    assert [each.question.family for each in planned] == list(Family)[: len(planned)]


def test_with_one_check_in_a_week_each_day_hears_a_fair_share_of_people() -> None:
    week = Week.parse("2026-W48")
    counts: dict[date, int] = {}
    for n in range(1000):
        (check_in,) = check_ins_of(PersonId(f"p{n}"), 0, week, week.days[:5], 1)
        counts[check_in.day] = counts.get(check_in.day, 0) + 1
    assert len(counts) == 5
    assert all(150 < count < 250 for count in counts.values())


@given(st.integers(1, 60), st.integers(0, 11))
def test_who_has_a_slot_keeps_it_and_newcomers_are_spread_evenly(size: int, kept_slot: int) -> None:
    members = [PersonId(f"p{n}") for n in range(size)]
    spread = slots_for_team(members, Block(700), {members[0]: kept_slot})
    assert spread[members[0]] == kept_slot
    counts = [list(spread.values()).count(slot) for slot in range(12)]
    assert max(counts) - min(counts) <= 1


def test_the_families_share_no_question() -> None:
    keys = [question.key for family in Family if family is not Family.DRIVER for question in of_family(family)]
    assert len(keys) == len(set(keys))
