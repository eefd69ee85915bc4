"""A text as redaction reads it: words with their places, and what stands between them."""

# ruff: noqa: RUF001 - letters of other alphabets are the subject here

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.station.redaction.lexicon import Cue, Lexicon, Phrases, fold
from bot.station.redaction.model import PiiKind

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"'»”)\]]*\s|\n")
_ABBREVIATION_LENGTH = 4


class Span(NamedTuple):
    start: int
    end: int
    kind: PiiKind


class Token(NamedTuple):
    """A word, or a number, folded; its place in characters, end exclusive."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A stretch of text between placeholders, with what is known about it.

    `before` are the last words of the turn before, `is_start` tells that a sentence begins with it, `known` holds the
    forms of the names from the record, `known_ambiguous` those of them that are ordinary words too.
    """

    text: str
    tokens: tuple[Token, ...]
    lexicon: Lexicon
    regions: tuple[str, ...]
    known: Collection[str] = frozenset()
    known_ambiguous: Collection[str] = frozenset()
    before: tuple[str, ...] = ()
    is_start: bool = True

    def gap(self, index: int) -> str:
        """What stands before a token, since the token before it."""
        return self.text[self.tokens[index - 1].end if index else 0 : self.tokens[index].start]

    def is_capital(self, index: int) -> bool:
        return self.text[self.tokens[index].start].isupper()

    def is_shouted(self, index: int) -> bool:
        """All in capitals, such as NASA."""
        token = self.tokens[index]
        return token.end - token.start > 1 and self.text[token.start : token.end].isupper()

    def begins_sentence(self, index: int) -> bool:
        if index == 0:
            return self.is_start or bool(_SENTENCE_END.search(self.gap(0)))
        gap = self.gap(index)
        return bool(_SENTENCE_END.search(gap)) and not self._is_abbreviation(index - 1)

    def ends_clause(self, index: int) -> bool:
        """Followed by a comma, a dot or the end: "Это Геннадий, интернет…"."""
        return self.text[self.tokens[index].end : self.tokens[index].end + 1] in {"", ",", "."}

    def touches(self, index: int) -> bool:
        """Whether a token follows the one before it as part of the same name: a space, a hyphen or a dot between."""
        gap = self.gap(index)
        return gap in {" ", "-", "\u00a0", "’", "'"} or (gap == ". " and self._is_abbreviation(index - 1))

    def ends_phrase(self, phrases: Phrases, index: int) -> bool:
        """Whether one of the phrases ends with this token."""
        return self.before_phrase(phrases, index) is not None

    def before_phrase(self, phrases: Phrases, index: int) -> int | None:
        """The token before the phrase that ends with this token, -1 where it begins the text; `None` for no phrase."""
        ending = phrases.get(self.tokens[index].word, ())
        return next((index - len(phrase) for phrase in ending if self.matches(phrase, index)), None)

    def matches(self, phrase: tuple[str, ...], index: int) -> bool:
        first = index - len(phrase) + 1
        return first >= 0 and all(self.tokens[first + at].word == word for at, word in enumerate(phrase))

    def cue_before(self, index: int, reach: int) -> Cue | None:
        """What the words before a token, in its sentence or at the end of the turn before, announce.

        A word for "number" announces digits but not whose, so a better cue before it counts more.
        """
        weak = None
        words = self._words_before(index, reach)
        weak_cues = self.lexicon.vocabularies["weak_cues"]
        for word in words:
            cue = self.lexicon.cue(word)
            if cue is not None and word not in weak_cues:
                return cue
            weak = weak or cue
        return weak

    def has(self, key: str, index: int) -> bool:
        """Whether a token belongs to a list of the language."""
        return 0 <= index < len(self.tokens) and self.tokens[index].word in self.lexicon.vocabularies[key]

    def _words_before(self, index: int, reach: int) -> list[str]:
        words: list[str] = []
        while index > 0 and len(words) < reach:
            if self.begins_sentence(index):
                return words
            index -= 1
            words.append(self.tokens[index].word)
        return words if index else words + list(reversed(self.before))[: reach + 4 - len(words)]

    def _is_abbreviation(self, index: int) -> bool:
        token = self.tokens[index]
        return token.end - token.start < _ABBREVIATION_LENGTH


def tokens_of(text: str) -> tuple[Token, ...]:
    return tuple(Token(found.start(), found.end(), fold(found.group())) for found in _TOKEN.finditer(text))


def last_words(text: str, count: int) -> tuple[str, ...]:
    """The last words of a text, looking at its end only."""
    return tuple(token.word for token in tokens_of(text[-20 * count :])[-count:])


Placeholders = Mapping[str, PiiKind]
PLACEHOLDERS: Placeholders = {kind.placeholder: kind for kind in PiiKind}
