"""All words that people read, in their language: gettext catalogues read from `bot/locale/<language>.po`."""

import gettext
import io
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "id", "pl", "ru", "de", "es")
"""The languages that Voxloop speaks; English is the one the words are written in."""

LOCALES_AT_HAND = 256
"""How many written tags are remembered with what they mean: every event of a person asks for theirs."""

CATALOGUES = Path(__file__).parent.parent / "locale"


def phrase(english: str) -> str:
    """Marks a text for translation where it is written; it is translated where it is said, by `Words.say`."""
    return english


class Words:
    """Says things in one language."""

    def __init__(self, locale: Locale, catalogue: gettext.NullTranslations) -> None:
        self._locale = locale
        self._catalogue = catalogue

    @property
    def language(self) -> str:
        return self._locale.language

    def say(self, english: str, /, **values: object) -> str:
        """The text in this language with `{names}` filled in; a full stop is not doubled by one that ends a value."""
        text = self._catalogue.gettext(english) if english else ""
        return _filled(text, values) if values else text

    def count(self, one: str, many: str, /, n: int, **values: object) -> str:
        """The text in the plural form that this language has for `n`, which fills `{n}`."""
        return _filled(self._catalogue.ngettext(one, many, n), {"n": n, **values})

    def day(self, day: date) -> str:
        """A day with its weekday, short, as people of this language write it, such as "Mon, Nov 23"."""
        return dates.format_skeleton("MMMEd", day, locale=self._locale)

    def time(self, moment: datetime | time) -> str:
        """A time of day, in the zone that `moment` carries."""
        return dates.format_time(moment, "short", locale=self._locale)


@lru_cache(maxsize=LOCALES_AT_HAND)
def words_for(locale: str) -> Words:
    """The words for a BCP 47 tag; English where we do not speak the language."""
    try:
        found = Locale.parse(locale.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return _words("en")
    return _words(str(found)) if found.language in LANGUAGES else _words("en")


def _filled(text: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        if isinstance(value, str) and value.endswith("."):
            text = re.sub(rf"(?<=\{{{name}\}})\.(?!\w)", "", text)
    return text.format(**values)


@cache
def _words(locale: str) -> Words:
    parsed = Locale.parse(locale)
    return Words(parsed, _catalogue(parsed.language))


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
