"""Which days people work: weekends and public holidays by country, and their own days off."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from babel import Locale, UnknownLocaleError

from bot.clock.weeks import Week

SATURDAY = 5
SUNDAY = 6
DAYS_IN_WEEK = 7


class DaysOff(Protocol):
    """A stretch of days on which somebody is away."""

    def covers(self, day: date) -> bool: ...


class WorkingCalendar:
    """Tells working days. Countries are ISO 3166 codes of two letters.

    Weekends are those of the Unicode CLDR (Friday and Saturday in Egypt, Sunday alone in India); public holidays are
    those of the `holidays` package. A country that they do not know works from Monday to Friday without holidays.
    """

    def is_working_day(self, day: date, country: str, absences: Iterable[DaysOff] = ()) -> bool:
        return _is_working_day(day, country.upper()) and not any(each.covers(day) for each in absences)

    def working_days_of(self, week: Week, country: str, absences: Iterable[DaysOff] = ()) -> tuple[date, ...]:
        """The working days on which a check-in can belong to `week`, in order: those for which `week_for` names it.

        Saturday is never among them, as the week closes while it lasts.
        """
        days = _working_days(week, country.upper())
        away = tuple(absences)
        return tuple(day for day in days if not any(each.covers(day) for each in away)) if away else days


def week_for(day: date) -> Week:
    """The week that a check-in on this day belongs to.

    A week closes on Saturday, so where people work on Sundays their Sunday opens the week that follows.
    """
    return Week.of(day + timedelta(days=1))


@lru_cache(maxsize=512)
def weekend_of(country: str) -> frozenset[int]:
    """The days of the week, Monday being 0, on which a country rests."""
    try:
        locale = Locale.parse(f"und_{country}")
    except (ValueError, UnknownLocaleError):
        return frozenset({SATURDAY, SUNDAY})
    first, last = locale.weekend_start, locale.weekend_end
    return frozenset((first + n) % DAYS_IN_WEEK for n in range((last - first) % DAYS_IN_WEEK + 1))


@lru_cache(maxsize=8192)
def _working_days(week: Week, country: str) -> tuple[date, ...]:
    sunday = week.monday - timedelta(days=1)
    return tuple(day for n in range(6) if _is_working_day(day := sunday + timedelta(days=n), country))


@lru_cache(maxsize=8192)
def _is_working_day(day: date, country: str) -> bool:
    return day.weekday() not in weekend_of(country) and day not in _holidays(country, day.year)


@lru_cache(maxsize=1024)
def _holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a year, days observed instead included."""
    if len(country) != len("PL"):
        return frozenset()
    from holidays import country_holidays  # noqa: PLC0415 - takes 0.15 s and 20 MB, so only when first asked

    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
