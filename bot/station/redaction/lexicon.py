"""What the words of a language tell about personal data: cues, number words, names and ordinary words."""

# ruff: noqa: RUF001 - letters of other alphabets are the subject here

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path

from bot.station.redaction.inflection import inflected

NAMES = Path(__file__).parent / "lists"
LANGUAGES = ("en", "id", "pl", "ru", "de", "es")
_LONGEST_STEM = 16


class Cue(Enum):
    """What a word announces about the number or code that follows it."""

    PHONE = auto()
    CARD = auto()
    ACCOUNT = auto()
    ID = auto()
    ORDER = auto()
    BIRTH = auto()
    PRODUCT = auto()
    SECRET = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A set of words and stems; a stem matches every word that begins with it."""

    words: frozenset[str]
    stems: frozenset[str] = frozenset()

    def __contains__(self, word: str) -> bool:
        return word in self.words or (bool(self.stems) and self._has_stem_of(word))

    def _has_stem_of(self, word: str) -> bool:
        return any(word[:size] in self.stems for size in range(2, min(len(word), _LONGEST_STEM) + 1))


Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
"""Phrases by their last word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All that redaction knows of one language.

    `own_names` are names (with their endings) that may be told without a capital, `names` those that need one,
    `ambiguous` those that are ordinary words too. `vocabularies` holds the other lists by the key of the data file.
    """

    language: str
    regions: tuple[str, ...]
    own_names: frozenset[str]
    names: frozenset[str]
    ambiguous: frozenset[str]
    common: frozenset[str]
    surname_endings: tuple[str, ...]
    introductions: Phrases
    introductions_weak: Phrases
    name_after: Phrases
    numbers: Mapping[str, int]
    repeats: Mapping[str, int]
    joiners: Mapping[str, str]
    cues: tuple[tuple[Cue, Vocabulary], ...]
    vocabularies: Mapping[str, Vocabulary]

    def cue(self, word: str) -> Cue | None:
        return next((cue for cue, vocabulary in self.cues if word in vocabulary), None)


def fold(word: str) -> str:
    """The word as the lists write it: without capitals, with one kind of apostrophe, Russian without ё."""
    return word.casefold().replace("’", "'").replace("ё", "е")


@cache
def lexicon_for(language: str) -> Lexicon:
    """The lexicon for a BCP 47 tag; the English one where we do not know the language."""
    short = fold(language.partition("-")[0].partition("_")[0])
    return _lexicon(short if short in LANGUAGES else "en")


@cache
def _lexicon(language: str) -> Lexicon:
    data = _data(language)
    own = frozenset(_own_names(language))
    common = frozenset(_words(data["common"])) | frozenset(_words(data["units"])) | frozenset(_words(data["months"]))
    everywhere = frozenset(name for other in LANGUAGES for name in _own_names(other))
    ambiguous = frozenset(_words(data["ambiguous"])) | (everywhere & common)
    return Lexicon(
        language=language,
        regions=tuple(data["regions"].split()),
        own_names=own - ambiguous,
        names=everywhere,
        ambiguous=ambiguous,
        common=common,
        surname_endings=tuple(_words(data["surname_endings"])),
        introductions=_phrases(data["introductions"]),
        introductions_weak=_phrases(data["introductions_weak"]),
        name_after=_phrases(data["name_after"]),
        numbers=_number_words(language, data["numbers"]),
        repeats={word: int(times) for word, times in _pairs(data["repeats"])},
        joiners=dict(_pairs(data["joiners"])),
        cues=tuple((cue, _vocabulary(data[cue.name.casefold()])) for cue in Cue),
        vocabularies={key: _vocabulary(text) for key, text in {**_data("any"), **data}.items()},
    )


@cache
def _data(language: str) -> Mapping[str, str]:
    return tomllib.loads((NAMES / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _own_names(language: str) -> frozenset[str]:
    data = _data(language)
    return frozenset(form for name in _words(f"{data['first']} {data['last']}") for form in inflected(name, language))


def _number_words(language: str, text: str) -> Mapping[str, int]:
    numbers = {word: int(value) for word, value in _pairs(text)}
    return numbers | dict(_german_compounds(numbers)) if language == "de" else numbers


def _german_compounds(numbers: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Twenty-one to ninety-nine are one word, the unit before the ten."""
    units = [(word, value) for word, value in numbers.items() if 1 <= value <= 9 and word != "eins"]  # noqa: PLR2004 - units
    tens = [(word, value) for word, value in numbers.items() if value >= 20]  # noqa: PLR2004 - tens
    for unit, one in units:
        for ten, many in tens:
            yield f"{unit}und{ten}", many + one


def _words(text: str) -> Iterator[str]:
    return (fold(word.rstrip("*")) for word in text.split())


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pair in text.split():
        word, _, value = pair.partition("=")
        yield fold(word), value


def _vocabulary(text: str) -> Vocabulary:
    parts = text.split()
    return Vocabulary(
        words=frozenset(fold(part) for part in parts if not part.endswith("*")),
        stems=frozenset(fold(part[:-1]) for part in parts if part.endswith("*")),
    )


def _phrases(text: str) -> Phrases:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in _longest_first(fold(part) for part in text.split()):
        words = tuple(phrase.split("_"))
        found.setdefault(words[-1], []).append(words)
    return {last: tuple(phrases) for last, phrases in found.items()}


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted(phrases, key=lambda phrase: -phrase.count("_"))
