import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock.weeks import Week
from bot.clock.working_days import WorkingCalendar, week_for, weekend_of
from bot.people.model import Absence

CALENDAR = WorkingCalendar()
PLAIN_WEEK = Week.of(date(2026, 11, 25))


def names(found: tuple[date, ...]) -> str:
    return " ".join(day.strftime("%a") for day in found)


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("PL", "Mon Tue Wed Thu Fri"),
        ("pl", "Mon Tue Wed Thu Fri"),
        ("EG", "Sun Mon Tue Wed Thu"),
        ("AF", "Sun Mon Tue Wed"),
        ("IR", "Sun Mon Tue Wed Thu"),
        ("", "Mon Tue Wed Thu Fri"),
        ("ZZ", "Mon Tue Wed Thu Fri"),
        ("Poland", "Mon Tue Wed Thu Fri"),
    ],
)
def test_each_country_works_on_its_own_days(country: str, expected: str) -> None:
    found = CALENDAR.working_days_of(Week.of(date(2026, 5, 20)), country)
    assert names(found) == expected


def test_holidays_are_days_off_where_they_are_kept() -> None:
    christmas = Week.of(date(2026, 12, 25))
    assert "Fri" not in names(CALENDAR.working_days_of(christmas, "DE"))
    assert names(CALENDAR.working_days_of(christmas, "JP")) == "Mon Tue Wed Thu Fri"
    assert not CALENDAR.is_working_day(date(2026, 11, 11), "PL")
    assert CALENDAR.is_working_day(date(2026, 11, 11), "DE")


def test_a_week_over_new_year_knows_the_holidays_of_both_years() -> None:
    assert names(CALENDAR.working_days_of(Week.of(date(2026, 12, 30)), "ES")) == "Mon Tue Wed Thu"


def test_days_off_are_left_out() -> None:
    leave = (Absence(date(2026, 11, 24), date(2026, 11, 25)), Absence(date(2026, 11, 27), date(2026, 12, 4)))
    assert names(CALENDAR.working_days_of(PLAIN_WEEK, "PL", leave)) == "Mon Thu"
    assert not CALENDAR.is_working_day(date(2026, 11, 24), "PL", leave)
    assert CALENDAR.is_working_day(date(2026, 11, 26), "PL", leave)


def test_saturday_is_worked_in_some_places_but_never_asked_about() -> None:
    saturday = date(2026, 11, 28)
    assert CALENDAR.is_working_day(saturday, "IN")
    assert not CALENDAR.is_working_day(saturday, "PL")
    assert weekend_of("IN") == {6}
    assert saturday not in CALENDAR.working_days_of(PLAIN_WEEK, "IN")


@settings(deadline=None)
@given(day=st.dates(date(2024, 1, 1), date(2030, 1, 1)), country=st.sampled_from(["PL", "EG", "IN", "AF", "US", ""]))
def test_a_day_is_listed_in_no_week_but_its_own_and_before_that_week_closes(day: date, country: str) -> None:
    week = week_for(day)
    is_listed = day in CALENDAR.working_days_of(week, country)
    assert is_listed == (CALENDAR.is_working_day(day, country) and day.strftime("%a") != "Sat")
    assert day < week.closes_at.date() or day.strftime("%a") == "Sat"
    for other in (Week(week.ordinal - 1), week.next()):
        assert day not in CALENDAR.working_days_of(other, country)


@settings(deadline=None)
@given(week=st.integers(2800, 3200).map(Week), country=st.text(max_size=6))
def test_any_text_for_a_country_gives_an_ordered_week(week: Week, country: str) -> None:
    found = CALENDAR.working_days_of(week, country)
    assert list(found) == sorted(found)
    assert set(found) <= {week.monday + timedelta(days=n) for n in range(-1, 5)}


def test_the_heavy_calendar_of_holidays_is_loaded_only_when_asked_for() -> None:
    code = (
        "import sys; from datetime import date; from bot.clock.working_days import WorkingCalendar as C;"
        "C().is_working_day(date(2026, 11, 28), 'PL'); C().is_working_day(date(2026, 11, 25), '');"
        "print('holidays' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
