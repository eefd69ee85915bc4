"""The types of what can stand after a command, each with what it says when it cannot take something."""

from collections.abc import Mapping
from datetime import date, timedelta
from unicodedata import category

from babel import Locale
from babel.dates import get_day_names

from bot.admin.grammar import Argument, BadArgumentError
from bot.chat.words import LANGUAGES
from bot.people.preferences import HOURS, spoken_locale
from bot.pulse.visit import Visit

MOST_CHECK_INS_A_WEEK = 5
MAX_SHOWN_CHARACTERS = 60


def _read_email(visit: Visit, typed: str) -> str:
    email = typed.strip().strip("<>").casefold()
    name, at, domain = email.partition("@")
    if not (name and at and domain) or " " in email or "@" in domain:
        raise BadArgumentError(visit.words.say("“{typed}” is not an e-mail address.", typed=shown(typed)))
    return email


def _read_hour(visit: Visit, typed: str) -> int:
    hour = _whole_number(typed.removesuffix(":00"))
    if hour not in HOURS:
        raise BadArgumentError(visit.words.say("An hour is a whole number from 0 to 23."))
    return hour


def _read_times_a_week(visit: Visit, typed: str) -> int:
    times = _whole_number(typed)
    if not 1 <= times <= MOST_CHECK_INS_A_WEEK:
        raise BadArgumentError(visit.words.say("The number of check-ins a week is a whole number from 1 to 5."))
    return times


def _read_threshold(visit: Visit, typed: str) -> int:
    people = _whole_number(typed, digits=len("100"))
    if people < 0:
        raise BadArgumentError(visit.words.say("A threshold is a number of people, such as 8."))
    return people


def _read_language(visit: Visit, typed: str) -> str:
    locale = spoken_locale(typed)
    if not locale:
        spoken = ", ".join(LANGUAGES)
        raise BadArgumentError(visit.words.say("I speak these languages so far: {languages}.", languages=spoken))
    return locale


def _read_day(visit: Visit, typed: str) -> date:
    """A day as ISO writes it, or as people say it, in English or in their own language."""
    said = " ".join(typed.casefold().split())
    found = _days_ahead(visit).get(said) or _iso_day(said)
    if found is None:
        text = visit.words.say("I do not understand the day “{typed}”.", typed=shown(typed))
        raise BadArgumentError(text)
    return found


def _read_text(_visit: Visit, typed: str) -> str:
    return typed


def shown(typed: str) -> str:
    """What somebody typed, as it is given back to them: on one line and not too long."""
    line = " ".join(typed.split())
    return line if len(line) <= MAX_SHOWN_CHARACTERS else line[: MAX_SHOWN_CHARACTERS - 1] + "…"


def without_control_characters(typed: str, *, keep: str = "") -> str:
    """What somebody typed or pasted, with blanks for what no keyboard gives and no database takes."""
    return "".join(" " if category(each) in {"Cc", "Cs"} and each not in keep else each for each in typed)


def _whole_number(typed: str, *, digits: int = len("00")) -> int:
    """The number, or -1, which no command takes."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= digits else -1


def _iso_day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _days_ahead(visit: Visit) -> Mapping[str, date]:
    """The next seven days by the names of their weekdays, and the words for today and tomorrow."""
    today = visit.today
    week = [today + timedelta(days=n) for n in range(1, 8)]
    named = {name: day for day in week for name in _weekday_names(visit.words.language, day)}
    near = {"today": today, "tomorrow": week[0], visit.words.say("today"): today, visit.words.say("tomorrow"): week[0]}
    return named | near


def _weekday_names(language: str, day: date) -> set[str]:
    wide = (get_day_names("wide", "format", Locale(each))[day.weekday()] for each in ("en", language))
    return {name.casefold() for name in wide}


EMAIL = Argument(name="EMAIL", read=_read_email)
HOUR = Argument(name="HOUR", read=_read_hour)
TIMES_A_WEEK = Argument(name="TIMES", read=_read_times_a_week)
THRESHOLD = Argument(name="PEOPLE", read=_read_threshold)
LANGUAGE = Argument(name="CODE", read=_read_language)
DAY = Argument(name="DATE", read=_read_day)
TEAM = Argument(name="TEAM", read=_read_text)
NAME = Argument(name="NAME", read=_read_text)
STATION = Argument(name="STATION", read=_read_text)
SOURCE = Argument(name="SOURCE", read=_read_text)
EXTERNAL_ID = Argument(name="EXTERNAL_ID", read=_read_text)
EMOJI = Argument(name="EMOJI", read=_read_text)
SEARCHED = Argument(name="WORDS", read=_read_text, is_optional=True)
COMMAND = Argument(name="COMMAND", read=_read_text, is_optional=True)
