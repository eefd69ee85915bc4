"""The words that show themes, frictions and cues in one language, read from `words_<language>.toml`, and finding them.

A phrase is a row of words; "stem*" stands for any word that begins so, ".." for up to three words between two others.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.insight.language import primary_language
from bot.insight.model import CueKind

LANGUAGES = frozenset({"en", "id", "pl", "ru", "de", "es"})
"""The languages that have words."""

FAINT = 0.35
"""The strength of a word that only adds to others."""

_GAP = ".."
_WIDEST_GAP = 3
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[.,;:!?…]")
_PLAIN = str.maketrans(
    "àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĳĵķĺļľŀńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżžſłđøıё\u2019",
    "aaaaaaceeeeiiiinooooouuuuyyaaaccccdeeeeegggghiiiiijkllllnnnooorrrssssttuuuuuuwyzzzsldoiе'",  # noqa: RUF001 - the last letter is Russian
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a phrase shows: a cue, or a theme where it has no kind."""

    kind: CueKind | None
    subject: str | None
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word as it is compared, with its place in the text; punctuation is a token that no phrase reaches over."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A phrase found: its sign, and its first and last (exclusive) token."""

    sign: Sign
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    rest: tuple[str, ...]
    sign: Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The phrases of one language by their first word or its stem."""

    negations: frozenset[str]
    breaks: frozenset[str]
    joints: frozenset[str]
    by_word: Mapping[str, Sequence[_Phrase]]
    by_stem: Mapping[str, Sequence[_Phrase]]
    stem_lengths: tuple[int, ...]

    def find(self, tokens: Sequence[Token]) -> Iterator[Found]:
        """All phrases in a row of tokens, from the first to the last, also overlapping ones."""
        for first, token in enumerate(tokens):
            for phrase in self._beginning_with(token.word):
                last = _end_of(phrase.rest, tokens, first + 1)
                if last is not None:
                    yield Found(sign=phrase.sign, first=first, last=last)

    def _beginning_with(self, word: str) -> Iterator[_Phrase]:
        yield from self.by_word.get(word, ())
        for length in self.stem_lengths:
            if length > len(word):
                return
            yield from self.by_stem.get(word[:length], ())


def vocabulary_of(language: str) -> Vocabulary | None:
    """The words of a BCP 47 language tag; `None` where we have none."""
    primary = primary_language(language)
    return _vocabulary(primary) if primary in LANGUAGES else None


def tokens_of(text: str) -> list[Token]:
    """The words of a text in lower case and without accents, and its punctuation."""
    return [Token(word=_folded(match[0]), start=match.start(), end=match.end()) for match in _TOKEN.finditer(text)]


def _folded(word: str) -> str:
    return word.lower().translate(_PLAIN)


def _end_of(rest: tuple[str, ...], tokens: Sequence[Token], at: int) -> int | None:
    """Where the rest of a phrase ends if it goes on at a token; `None` if it does not."""
    for place, part in enumerate(rest):
        if part == _GAP:
            return _end_after_gap(rest[place + 1 :], tokens, at)
        if at >= len(tokens) or not _is(tokens[at].word, part):
            return None
        at += 1
    return at


def _end_after_gap(rest: tuple[str, ...], tokens: Sequence[Token], at: int) -> int | None:
    for start in range(at, min(at + _WIDEST_GAP, len(tokens)) + 1):
        end = _end_of(rest, tokens, start)
        if end is not None:
            return end
        if start < len(tokens) and not tokens[start].word[0].isalnum():
            return None
    return None


def _is(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


@cache
def _vocabulary(language: str) -> Vocabulary:
    table = tomllib.loads((files("bot.insight") / f"words_{language}.toml").read_text(encoding="utf-8"))
    by_word: dict[str, list[_Phrase]] = {}
    by_stem: dict[str, list[_Phrase]] = {}
    for text, sign in _signs(table):
        first, *rest = (_folded(part) for part in text.split())
        phrases = by_stem if first.endswith("*") else by_word
        phrases.setdefault(first.rstrip("*"), []).append(_Phrase(rest=tuple(rest), sign=sign))
    return Vocabulary(
        negations=frozenset(map(_folded, table["negations"])),
        breaks=frozenset(map(_folded, table["breaks"])),
        joints=frozenset(map(_folded, table["joints"])),
        by_word=by_word,
        by_stem=by_stem,
        stem_lengths=tuple(sorted({len(stem) for stem in by_stem})),
    )


def _signs(table: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[tuple[str, Sign]]:
    for theme, phrases in table["themes"].items():
        yield from ((text, Sign(kind=None, subject=theme, strength=1.0)) for text in phrases)
    for friction, phrases in table["frictions"].items():
        yield from ((text, Sign(kind=CueKind.FRICTION, subject=friction, strength=1.0)) for text in phrases)
    for kind in CueKind:
        for name, strength in (("clear", 1.0), ("faint", FAINT)):
            yield from ((text, Sign(kind=kind, subject=None, strength=strength)) for text in table[kind.value][name])
