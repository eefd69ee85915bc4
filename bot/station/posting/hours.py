"""The hours of a local day at which a station posts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock.quiet_hours import HOURS_IN_DAY, QuietHours
from bot.clock.zones import find_zone, local_date, local_moment
from bot.station.model import Station

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment (inclusive) until another, both in UTC."""

    begins_at: datetime
    ends_at: datetime


def quiet_hours_of(station: Station) -> QuietHours:
    return QuietHours(station.quiet_from_hour, station.quiet_until_hour)


def is_open(station: Station, now: datetime) -> bool:
    """Whether the station may post at this moment."""
    return quiet_hours_of(station).allows(now.astimezone(find_zone(station.time_zone)))


def day_begins_at(now: datetime, zone: str) -> datetime:
    """When the local day began that it is in `zone`."""
    return local_moment(local_date(now, zone), 0, 0, zone)


def allowed_by(station: Station, now: datetime, budget: int) -> int:
    """How many of a day's `budget` may be out by now, spread over the open hours: the first as they begin."""
    spans = open_spans(station, local_date(now, station.time_zone))
    whole = sum((each.ends_at - each.begins_at for each in spans), NO_TIME)
    passed = sum((max(NO_TIME, min(now, each.ends_at) - each.begins_at) for each in spans), NO_TIME)
    return -(-budget * passed // whole) if whole else 0


def open_spans(station: Station, day: date) -> tuple[Span, ...]:
    """The open hours of a local day, one by one; an hour that clocks skip is left out, one they repeat lasts two."""
    quiet = quiet_hours_of(station)
    starts = [local_moment(day, hour, 0, station.time_zone) for hour in range(HOURS_IN_DAY)]
    ends = (*starts[1:], local_moment(day + timedelta(days=1), 0, 0, station.time_zone))
    zone = find_zone(station.time_zone)
    spans = (Span(first, last) for first, last in zip(starts, ends, strict=True) if first < last)
    return tuple(each for each in spans if quiet.allows(each.begins_at.astimezone(zone)))


def closes_at(station: Station, now: datetime) -> datetime:
    """When the open hours end that it is in now: with quiet hours or the local day; `now` itself in quiet hours."""
    end = now
    for span in open_spans(station, local_date(now, station.time_zone)):
        if span.begins_at <= end < span.ends_at:
            end = span.ends_at
    return end


def round_up_at(station: Station, day: date, zone: str) -> datetime:
    """When the round-up of a local day is due, for a channel (the station's zone) or a person (their own)."""
    return local_moment(day, station.round_up_hour, 0, zone)
