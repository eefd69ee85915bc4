from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock.zones import UnknownZoneError, country_of_zone, find_zone, local_date, local_moment, zone_name

ZONES = sorted(available_timezones())


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def first_moment_showing(day: date, at: time, zone: str) -> datetime:
    """The slow and plain way: walk through two and a half days, quarter hour by quarter hour, and look at the clock."""
    wanted = datetime.combine(day, at)
    moment = datetime.combine(day, time(0), UTC) - timedelta(hours=28)
    while local(moment, zone) < wanted:
        moment += timedelta(minutes=15)
    return moment


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("Europe/Warsaw", date(2026, 11, 23), time(10), "2026-11-23T09:00"),
        ("Asia/Kolkata", date(2026, 11, 23), time(10), "2026-11-23T04:30"),
        ("Asia/Kathmandu", date(2026, 11, 23), time(10), "2026-11-23T04:15"),
        ("Australia/Eucla", date(2026, 11, 23), time(10), "2026-11-23T01:15"),
        ("Pacific/Chatham", date(2026, 11, 23), time(10), "2026-11-22T20:15"),
        ("Pacific/Kiritimati", date(2026, 11, 23), time(10), "2026-11-22T20:00"),
    ],
)
def test_ten_oclock_is_a_different_moment_in_each_place(zone: str, day: date, at: time, expected: str) -> None:
    assert local_moment(day, at.hour, at.minute, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_time_that_the_clocks_skip_becomes_the_first_moment_after_the_gap() -> None:
    spring = date(2026, 3, 29)
    assert local_moment(spring, 2, 30, "Europe/Warsaw") == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert local_moment(spring, 2, 0, "Europe/Warsaw") == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert local_moment(date(2026, 10, 4), 2, 15, "Australia/Lord_Howe") == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


def test_a_day_that_a_country_skips_becomes_the_midnight_after_it() -> None:
    moment = local_moment(date(2011, 12, 30), 10, 0, "Pacific/Apia")
    assert local(moment, "Pacific/Apia") == datetime.combine(date(2011, 12, 31), time(0))


def test_a_time_that_the_clocks_show_twice_is_the_first_of_the_two() -> None:
    assert local_moment(date(2026, 10, 25), 2, 30, "Europe/Warsaw") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(1990, 1, 1), date(2036, 12, 31)),
    at=st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])),
)
def test_any_time_of_any_day_in_any_zone_is_the_first_moment_that_has_reached_it(
    zone: str, day: date, at: time
) -> None:
    assert local_moment(day, at.hour, at.minute, zone) == first_moment_showing(day, at, zone)


@settings(deadline=None)
@given(zone=st.sampled_from(ZONES), year=st.integers(2000, 2036), hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_no_day_of_changing_clocks_is_told_wrong(zone: str, year: int, hour: int, minute: int) -> None:
    for day in days_of_change(zone, year):
        moment = local_moment(day, hour, minute, zone)
        shown, wanted = local(moment, zone), datetime.combine(day, time(hour, minute))
        just_before = local(moment - timedelta(seconds=1), zone)
        assert shown >= wanted
        assert just_before < wanted
        assert moment.utcoffset() == timedelta(0)


def days_of_change(zone: str, year: int) -> list[date]:
    noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(366)]
    there = ZoneInfo(zone)
    return [
        noon.astimezone(there).date()
        for noon in noons
        if noon.astimezone(there).utcoffset() != (noon - timedelta(days=1)).astimezone(there).utcoffset()
    ]


def test_the_day_is_the_one_on_the_wall_there() -> None:
    now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert local_date(now, "America/New_York") == date(2026, 11, 22)
    assert local_date(now, "Asia/Jakarta") == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Europe/Warsaw", "Europe/Warsaw"),
        (" europe/warsaw ", "Europe/Warsaw"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("us/eastern", "US/Eastern"),
        ("utc", "UTC"),
    ],
)
def test_zone_names_are_taken_in_any_case_and_by_their_older_names(written: str, name: str) -> None:
    assert zone_name(written) == name


@pytest.mark.parametrize(
    "name", ["", "Europe", "Warsaw", "../etc/passwd", "/etc/localtime", "a\0b", "zone.tab", "x" * 5000]
)
def test_what_is_no_zone_is_refused_with_advice(name: str) -> None:
    with pytest.raises(UnknownZoneError, match="write an IANA name such as Europe/Warsaw"):
        find_zone(name)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Warsaw", "PL"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),
        ("US/Eastern", "US"),
        ("UTC", ""),
        ("Etc/GMT+5", ""),
        ("Nowhere", ""),
    ],
)
def test_most_zones_lie_in_a_country(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country
