"""Finds names of people: known ones, introduced ones, those with a title, and common first names and surnames."""

# ruff: noqa: RUF001 - letters of other alphabets are the subject here

import re
from collections.abc import Iterator

from bot.station.redaction.lexicon import Cue
from bot.station.redaction.model import PiiKind
from bot.station.redaction.text import Reading, Span

_MAX_WORDS = 4
_MIN_SPELLED = 3
_MIN_SURNAME = 6
_PATRONYMIC = re.compile(r"[а-я]{2,}(?:(?:ович|евич)(?:а|у|ем|е)?|(?:овн|евн|ичн)(?:а|у|е|ы))$")
_MIN_KNOWN = 2
_MAX_TITLES = 6
"""More are no title but somebody's game, and looking for their beginning must not take longer with each."""


def names(reading: Reading) -> Iterator[Span]:
    """The places of names, each with its title."""
    yield from _spelled(reading)
    done = 0
    for index in range(len(reading.tokens)):
        if index < done:
            continue
        last = _name_at(reading, index)
        if last is not None:
            done = last + 1
            yield Span(reading.tokens[_with_title(reading, index)].start, reading.tokens[last].end, PiiKind.NAME)


def _name_at(reading: Reading, index: int) -> int | None:
    """The last token of a name that starts here, if one does."""
    if _is_known(reading, index):
        return _extended(reading, index)
    if _is_title_before(reading, index):
        return _titled(reading, index)
    if index and reading.ends_phrase(reading.lexicon.introductions, index - 1) and not reading.begins_sentence(index):
        return _introduced(reading, index)
    if index and reading.ends_phrase(reading.lexicon.introductions_weak, index - 1) and _is_pair(reading, index):
        return _extended(reading, index)
    if _is_listed(reading, index) or _is_patronymic_pair(reading, index):
        last = _extended(reading, index)
        is_alone = last == index and not _has_capitals(reading, index + 1)
        return index + 1 if is_alone and _goes_on_lower(reading, index + 1, index) else last
    if _is_unknown_name(reading, index):
        return _extended(reading, index)
    return None


def _is_known(reading: Reading, index: int) -> bool:
    """A known name; one that is an ordinary word too needs a capital in a sentence, or another known name beside it."""
    word = reading.tokens[index].word
    if word not in reading.known_ambiguous:
        return len(word) >= _MIN_KNOWN and word in reading.known
    if reading.is_capital(index) and not reading.begins_sentence(index):
        return True
    return any(
        reading.tokens[first + other].word in reading.known
        for first, other in ((index, 1), (index, -1))
        if 0 <= first + other < len(reading.tokens) and reading.touches(max(first, first + other))
    )


def _is_listed(reading: Reading, index: int) -> bool:
    """Whether a word is in the name lists, and not an ordinary word here."""
    word = reading.tokens[index].word
    lexicon = reading.lexicon
    if word in lexicon.ambiguous:
        return _is_ambiguous_name(reading, index)
    return word in lexicon.own_names or (word in lexicon.names and reading.is_capital(index))


def _is_ambiguous_name(reading: Reading, index: int) -> bool:
    """An ordinary word is a name where a capital in the middle of a sentence, or another name beside it, says so."""
    if reading.lexicon.language == "de" or not reading.is_capital(index) or reading.begins_sentence(index):
        return False
    word = reading.tokens[index].word
    return word in reading.lexicon.names and word not in reading.lexicon.vocabularies["months"]


def _is_title_before(reading: Reading, index: int) -> bool:
    if index == 0 or not reading.has("honorifics", index - 1) or reading.has("honorifics", index):
        return False
    return reading.gap(index) in {" ", ". ", "."}


def _titled(reading: Reading, index: int) -> int | None:
    word = reading.tokens[index].word
    if reading.is_capital(index) and (word not in reading.lexicon.common or word in reading.lexicon.ambiguous):
        return _extended(reading, index)
    is_lower = not reading.is_capital(index) and not _has_capitals(reading, index)
    if word in reading.lexicon.own_names or (is_lower and _could_be_name(reading, index)):
        return _extended(reading, index)
    return None


def _introduced(reading: Reading, index: int) -> int | None:
    """What follows "my name is": up to three words, as far as they are not ordinary ones."""
    word = reading.tokens[index].word
    is_name = reading.is_capital(index) and word not in reading.lexicon.common
    if (
        is_name
        or word in reading.lexicon.names
        or (not _has_capitals(reading, index) and _could_be_name(reading, index))
    ):
        last = _extended(reading, index)
        while last - index < _MAX_WORDS - 2 and _goes_on_lower(reading, last + 1, index):
            last += 1
        return last
    return None


def _goes_on_lower(reading: Reading, index: int, first: int) -> bool:
    if index >= len(reading.tokens) or reading.gap(index) not in {" ", "-"} or reading.is_capital(first):
        return False
    return _could_be_name(reading, index)


def _could_be_name(reading: Reading, index: int) -> bool:
    token = reading.tokens[index]
    is_word = token.word.replace("'", "").replace("-", "").isalpha() and token.end - token.start > _MIN_KNOWN
    lexicon = reading.lexicon
    return is_word and token.word not in lexicon.common and token.word not in lexicon.numbers


def _has_capitals(reading: Reading, index: int) -> bool:
    """Whether this stretch of text is written with capitals: one near the word is enough."""
    start = reading.tokens[max(0, index - 8)].start
    end = reading.tokens[min(index, len(reading.tokens) - 1)].start
    return any(sign.isupper() for sign in reading.text[start:end])


def _is_pair(reading: Reading, index: int) -> bool:
    """Two words with capitals, neither of them ordinary, or one where the language writes nouns small."""
    if not _looks_like_name(reading, index) or reading.begins_sentence(index):
        return False
    has_second = index + 1 < len(reading.tokens) and reading.touches(index + 1) and _looks_like_name(reading, index + 1)
    return has_second or (reading.lexicon.language in {"pl", "ru", "id"} and reading.ends_clause(index))


def _is_unknown_name(reading: Reading, index: int) -> bool:
    """A name in no list: two words in a row with capitals, or one that ends as surnames do, and neither is ordinary."""
    if not _looks_like_name(reading, index) or _follows_product(reading, index):
        return False
    has_second = (
        index + 1 < len(reading.tokens) and reading.gap(index + 1) == " " and _looks_like_name(reading, index + 1)
    )
    if has_second and not _is_shop_word(reading, index) and not _is_shop_word(reading, index + 1):
        return True
    word = reading.tokens[index].word
    has_ending = len(word) >= _MIN_SURNAME and word.endswith(reading.lexicon.surname_endings)
    return has_ending and reading.lexicon.language in {"pl", "ru", "es"} and not reading.begins_sentence(index)


def _follows_product(reading: Reading, index: int) -> bool:
    return index > 0 and any(
        reading.tokens[index - 1].word in vocabulary for cue, vocabulary in reading.lexicon.cues if cue is Cue.PRODUCT
    )


def _is_shop_word(reading: Reading, index: int) -> bool:
    """What stands in names of goods and companies rather than of people."""
    return reading.has("shop_words", index) or reading.has("street_after", index)


def _looks_like_name(reading: Reading, index: int) -> bool:
    token = reading.tokens[index]
    return (
        reading.is_capital(index)
        and not reading.is_shouted(index)
        and token.word.replace("'", "").isalpha()
        and token.word not in reading.lexicon.common
    )


def _is_patronymic_pair(reading: Reading, index: int) -> bool:
    """A Russian first name is told by the patronymic after it."""
    if reading.lexicon.language != "ru" or index + 1 >= len(reading.tokens):
        return False
    return bool(_PATRONYMIC.match(reading.tokens[index + 1].word)) and _could_be_name(reading, index)


def _extended(reading: Reading, index: int) -> int:
    """The last token of a name that starts at the index: surnames, particles and initials follow."""
    last = index
    at = index + 1
    while at < len(reading.tokens) and at - index < _MAX_WORDS and reading.touches(at):
        if _continues(reading, at):
            last = at
        elif not reading.has("particles", at) or not reading.is_capital(index):
            break
        at += 1
    return last


def _continues(reading: Reading, index: int) -> bool:
    word = reading.tokens[index].word
    if _is_known(reading, index) or _looks_like_name(reading, index) or _PATRONYMIC.match(word):
        return True
    if word in reading.lexicon.own_names:
        return True
    is_initial = reading.is_capital(index) and len(word) == 1 and reading.gap(index) == " "
    return is_initial or (_could_be_name(reading, index) and word.endswith(reading.lexicon.surname_endings))


def _with_title(reading: Reading, index: int) -> int:
    """The token where the name starts when its titles belong to it; "la" before "señora" too."""
    earliest = max(0, index - _MAX_TITLES)
    while index > earliest and reading.has("honorifics", index - 1) and reading.gap(index) in {" ", ". ", "."}:
        index -= 1
    return index


def _spelled(reading: Reading) -> Iterator[Span]:
    """Letters one by one: "p e m b e r t o n", "K-O-R"."""
    first = 0
    for index in range(len(reading.tokens) + 1):
        is_letter = index < len(reading.tokens) and _is_letter(reading, index)
        if is_letter and (index == first or reading.gap(index) in {" ", "-", ", ", " - "}):
            continue
        if index - first >= _MIN_SPELLED:
            yield Span(reading.tokens[first].start, reading.tokens[index - 1].end, PiiKind.NAME)
        first = index if is_letter else index + 1


def _is_letter(reading: Reading, index: int) -> bool:
    token = reading.tokens[index]
    return token.end - token.start == 1 and token.word.isalpha()
