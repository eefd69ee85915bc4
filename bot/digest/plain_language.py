"""A hint for those who write to their team: what is long, jargon, promised without a day, or done by nobody."""

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

MOST_WORDS = 120
"""A message to a team that is longer is read by few."""

MOST_IN_A_SENTENCE = 25
"""More words make a sentence hard to read: https://insidegovuk.blog.gov.uk/2014/08/04/sentence-length-why-25-words-is-our-limit/"""

MOST_QUOTED = 60
MOST_OF_A_KIND = 2
LEAST_IN_A_NAME = 3

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")
_FIGURE = re.compile(r"\d")


class HintKind(StrEnum):
    """What could be said more plainly."""

    NAME = "name"
    LONG_TEXT = "long_text"
    LONG_SENTENCE = "long_sentence"
    JARGON = "jargon"
    NO_DATE = "no_date"
    PASSIVE = "passive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One thing that could be plainer; `quote` are the words that it is about, empty for the whole text."""

    kind: HintKind
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """How one language shows what is hard to read."""

    jargon: re.Pattern[str]
    promise: re.Pattern[str]
    day: re.Pattern[str]
    passive: re.Pattern[str]


def hints(text: str, language: str, names: Collection[str] = ()) -> tuple[Hint, ...]:
    """What could be plainer in a text, the most important first; nothing where it is plain.

    `names` are those of people whom the text should not name. Of a language that we do not speak only the length is
    looked at.
    """
    sentences = [each.strip() for each in _SENTENCE.findall(text) if each.strip()]
    is_long = len(_WORD.findall(text)) > MOST_WORDS
    return (
        *_limited(_named(text, names)),
        *((Hint(kind=HintKind.LONG_TEXT),) if is_long else ()),
        *_limited(_by_signs(text, sentences, language)),
        *_limited(_long_sentences(sentences)),
    )


def _limited(found: Iterator[Hint]) -> Iterator[Hint]:
    """At most two of each kind, and none twice: a hint is no report."""
    told: dict[Hint, None] = {}
    for each in found:
        if sum(other.kind is each.kind for other in told) < MOST_OF_A_KIND:
            told.setdefault(each)
    return iter(told)


def _named(text: str, names: Collection[str]) -> Iterator[Hint]:
    written = {each.casefold() for each in _WORD.findall(text) if each[:1].isupper()}
    for name in sorted(names):
        if len(name) >= LEAST_IN_A_NAME and name.casefold() in written:
            yield Hint(kind=HintKind.NAME, quote=name)


def _by_signs(text: str, sentences: Sequence[str], language: str) -> Iterator[Hint]:
    signs = _signs().get(language)
    if signs is None:
        return
    for each in sentences:
        if signs.promise.search(each) and not (signs.day.search(each) or _FIGURE.search(each)):
            yield Hint(kind=HintKind.NO_DATE, quote=_shortened(each))
    yield from (Hint(kind=HintKind.JARGON, quote=found.group()) for found in signs.jargon.finditer(text))
    yield from (Hint(kind=HintKind.PASSIVE, quote=_shortened(found.group())) for found in signs.passive.finditer(text))


def _long_sentences(sentences: Sequence[str]) -> Iterator[Hint]:
    for each in sentences:
        if len(_WORD.findall(each)) > MOST_IN_A_SENTENCE:
            yield Hint(kind=HintKind.LONG_SENTENCE, quote=_shortened(each))


def _shortened(quote: str) -> str:
    return quote if len(quote) <= MOST_QUOTED else quote[: MOST_QUOTED - 1].rstrip() + "…"


@cache
def _signs() -> dict[str, _Signs]:
    """Read when first asked for."""
    told = tomllib.loads(files("bot.digest").joinpath("plain_language.toml").read_text("utf-8"))
    return {
        language: _Signs(
            jargon=_any_of(lists["jargon"]),
            promise=_any_of(lists["promise"]),
            day=_any_of(lists["day"]),
            passive=re.compile(lists["passive"], re.IGNORECASE),
        )
        for language, lists in told.items()
    }


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """Any of some phrases as whole words, whatever their case; "stem*" is any word that begins so."""
    spelt = (r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in each.split()) for each in phrases)
    return re.compile(rf"\b(?:{'|'.join(spelt)})(?!\w)", re.IGNORECASE)
