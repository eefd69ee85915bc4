"""When a station posts: quiet hours, budgets spread over the day, and days on which clocks change."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.clock.zones import find_zone, local_date, local_moment
from bot.station.model import Station
from bot.station.posting.hours import allowed_by, closes_at, day_begins_at, is_open, open_spans
from tests.station.posting.town import station

ZONES = ("UTC", "Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland")
STATIONS = st.builds(
    lambda zone, quiet: station(time_zone=zone, quiet_from_hour=quiet[0], quiet_until_hour=quiet[1]),
    st.sampled_from(ZONES),
    st.tuples(st.integers(0, 23), st.integers(0, 23)),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(STATIONS, MOMENTS, st.integers(1, 20))
def test_no_more_than_the_budget_is_ever_allowed_and_all_of_it_by_the_end(
    here: Station, now: datetime, budget: int
) -> None:
    assert 0 <= allowed_by(here, now, budget) <= budget
    day = local_date(now, here.time_zone)
    spans = open_spans(here, day)
    assert allowed_by(here, spans[-1].ends_at - timedelta(microseconds=1), budget) == budget
    assert allowed_by(here, spans[0].begins_at, budget) == 0
    assert allowed_by(here, spans[0].begins_at + timedelta(seconds=1), budget) == 1


@given(STATIONS, MOMENTS)
def test_what_is_open_closes_later_and_is_open_until_then(here: Station, now: datetime) -> None:
    until = closes_at(here, now)
    assert is_open(here, now) == (until > now)
    assert until == now or is_open(here, until - timedelta(microseconds=1))


def test_the_day_on_which_an_hour_is_skipped_and_the_one_on_which_it_comes_twice() -> None:
    here = station(quiet_from_hour=8, quiet_until_hour=0)
    usual, spring, autumn = date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)
    lasted = [
        sum((each.ends_at - each.begins_at for each in open_spans(here, day)), timedelta())
        for day in (usual, spring, autumn)
    ]
    assert lasted == [timedelta(hours=8), timedelta(hours=7), timedelta(hours=9)]


def test_the_hour_that_comes_twice_is_as_quiet_as_any() -> None:
    here = station(quiet_from_hour=2, quiet_until_hour=3)
    zone = find_zone(here.time_zone)
    quiet = [
        datetime(2026, 10, 25, hour, minute, tzinfo=UTC)
        for hour in range(4)
        for minute in (0, 30)
        if not is_open(here, datetime(2026, 10, 25, hour, minute, tzinfo=UTC))
    ]
    assert {moment.astimezone(zone).hour for moment in quiet} == {2}
    assert len(quiet) == 4


def test_a_day_begins_at_local_midnight() -> None:
    now = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert day_begins_at(now, "Europe/Warsaw") == local_moment(date(2026, 11, 26), 0, 0, "Europe/Warsaw")
