"""Local time: what moment a local hour is, what day it is where, and which country a time zone lies in."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global


class UnknownZoneError(ValueError):
    """No time zone has this name; the text says how to write one."""


@lru_cache(maxsize=1024)
def find_zone(name: str) -> ZoneInfo:
    """The time zone of this IANA name, whatever its case; older names such as `Asia/Calcutta` do as well.

    Raises:
        UnknownZoneError: there is none.
    """
    trimmed = name.strip()
    try:
        return ZoneInfo(trimmed)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, or too long for a file
        return _find_in_any_case(trimmed)


def zone_name(name: str) -> str:
    """The name of a time zone as IANA writes it.

    Raises:
        UnknownZoneError: there is none.
    """
    return find_zone(name).key


@lru_cache(maxsize=65536)
def local_moment(day: date, hour: int, minute: int, zone: str) -> datetime:
    """The moment, in UTC, at which clocks in `zone` first show this time of this day.

    Where clocks were put forward over it, so that they never show it, the first moment after the gap.

    Raises:
        UnknownZoneError: there is no such zone.
    """
    there = find_zone(zone)
    shown = datetime.combine(day, time(hour, minute))
    moment = shown.replace(tzinfo=there).astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None) == shown:
        return moment
    return _end_of_gap(shown.replace(tzinfo=there, fold=1).astimezone(UTC), moment, there)


def local_date(now: datetime, zone: str) -> date:
    """The day that it is in `zone`.

    Raises:
        UnknownZoneError: there is no such zone.
    """
    return now.astimezone(find_zone(zone)).date()


@cache
def country_of_zone(zone: str) -> str:
    """The country (ISO 3166, two letters) that a time zone lies in; empty for zones like UTC that lie in none."""
    territories = get_global("zone_territories")
    found = territories.get(zone) or territories.get(get_global("zone_aliases").get(zone, ""), "")
    return found if len(found) == len("PL") and found != "ZZ" else ""


def _find_in_any_case(name: str) -> ZoneInfo:
    key = _keys_by_folded_name().get(name.casefold())
    if key is None:
        raise UnknownZoneError(f"{name[:40]!r} is not a time zone; write an IANA name such as Europe/Warsaw")
    return ZoneInfo(key)


@cache
def _keys_by_folded_name() -> dict[str, str]:
    return {key.casefold(): key for key in available_timezones()}


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Halves the span between a moment before clocks were put forward and one after, until the second is found."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after
