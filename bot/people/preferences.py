"""What people set for themselves: language, hour of the check-in, time zone."""

from babel import Locale, UnknownLocaleError

from bot.chat.words import LANGUAGES
from bot.people.changes import change
from bot.people.model import Person, PersonId, SetBy
from bot.people.store import PeopleStore

HOURS = range(24)


class PreferenceError(ValueError):
    """The value cannot be taken; the text says which can."""


def spoken_locale(written: str) -> str:
    """A language as a BCP 47 tag, such as `pl` or `de-AT`, or an empty text where Voxloop does not speak it."""
    try:
        locale = Locale.parse(written.strip().replace("_", "-"), sep="-")
    except (ValueError, TypeError, UnknownLocaleError):
        return ""
    return str(locale).replace("_", "-") if locale.language in LANGUAGES else ""


def set_language(store: PeopleStore, person_id: PersonId, language: str) -> Person:
    """Speaks to a person in this language from now on, whatever files and directories say.

    Raises:
        PreferenceError: Voxloop does not speak it.
        UnknownPersonError: nobody has this id.
    """
    locale = spoken_locale(language)
    if not locale:
        raise PreferenceError(f"Voxloop speaks {', '.join(LANGUAGES)}")
    return change(store, person_id, locale=locale, locale_set_by=SetBy.CHAT)


def set_check_in_hour(store: PeopleStore, person_id: PersonId, hour: int | None) -> Person:
    """Sends check-ins at this local hour, or (`None`) at the usual one again.

    Raises:
        PreferenceError: there is no such hour.
        UnknownPersonError: nobody has this id.
    """
    if hour is not None and hour not in HOURS:
        raise PreferenceError("an hour is a whole number from 0 to 23")
    return change(store, person_id, check_in_hour=hour)
