from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.clock.quiet_hours import QuietHours

ZONES = sorted(available_timezones())


def test_evening_and_night_are_quiet_over_midnight() -> None:
    night = QuietHours(18, 8)
    assert [night.allows(time(hour)) for hour in (7, 8, 17, 18, 23, 0)] == [False, True, True, False, False, False]


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = QuietHours(12, 14)
    assert [noon.allows(time(hour, 59)) for hour in (11, 12, 13, 14)] == [True, False, False, True]


@pytest.mark.parametrize(("first", "last"), [(0, 0), (24, 0), (9, 9), (24, 24)])
def test_equal_hours_leave_the_whole_day_open(first: int, last: int) -> None:
    assert all(QuietHours(first, last).allows(time(hour)) for hour in range(24))


def test_midnight_may_be_written_as_24() -> None:
    assert not QuietHours(22, 24).allows(time(23, 59))
    assert QuietHours(22, 24).allows(time(0))
    assert not QuietHours(24, 7).allows(time(6, 59))


@pytest.mark.parametrize(("first", "last"), [(-1, 8), (18, 25), (0, 24)])
def test_hours_that_make_no_sense_are_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        QuietHours(first, last)


def test_what_is_due_at_night_waits_for_the_morning() -> None:
    night = QuietHours(18, 8)
    evening = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    assert night.next_allowed(evening, "Europe/Warsaw") == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert night.next_allowed(evening, "America/New_York") == evening
    assert night.next_allowed(evening, "Asia/Kathmandu") == datetime(2026, 11, 24, 2, 15, tzinfo=UTC)


def test_a_morning_that_the_clocks_skip_begins_after_the_gap() -> None:
    night = QuietHours(18, 2)
    assert night.next_allowed(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Warsaw") == datetime(
        2026, 3, 29, 1, 0, tzinfo=UTC
    )


def test_where_the_clocks_skip_all_loud_hours_of_a_day_the_next_day_is_taken() -> None:
    almost_always = QuietHours(3, 2)
    assert almost_always.next_allowed(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Warsaw") == datetime(
        2026, 3, 30, 0, 0, tzinfo=UTC
    )


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    moment=st.integers(0, 60 * 24 * 365 * 36).map(lambda n: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=n)),
    first=st.integers(0, 24),
    last=st.integers(0, 24),
)
def test_the_next_allowed_moment_is_the_first_one(zone: str, moment: datetime, first: int, last: int) -> None:
    assume((first, last) != (0, 24))
    hours, there = QuietHours(first, last), ZoneInfo(zone)
    found = hours.next_allowed(moment, zone)
    assert found >= moment
    assert hours.allows(found.astimezone(there))
    passed = (moment + timedelta(minutes=15) * n for n in range((found - moment) // timedelta(minutes=15)))
    assert not any(hours.allows(each.astimezone(there)) for each in passed)
