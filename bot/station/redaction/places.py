"""Finds postal addresses: a street with its number, and what follows it."""

# ruff: noqa: RUF001 - letters of other alphabets are the subject here

import re
from collections.abc import Iterator

from bot.station.redaction.digits import digits_of
from bot.station.redaction.model import PiiKind
from bot.station.redaction.text import Reading, Span

_POSTCODES = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]{2} \d{5}(?:-\d{4})?)(?!\w)"  # United Kingdom; state and ZIP
)
_POSTCODE_CITY = re.compile(r"(?:\d{2}-\d{3}|\d{5,6}) [^\W\d_]+(?: [^\W\d_a-zà-ÿа-я][^\W\d_]+)?")
_STATE_ZIP = re.compile(r"[A-Z]{2} \d{5}")
_MAX_STREET_WORDS = 4
_RUSSIAN_ADJECTIVES = ("ом", "ой", "ий", "ый", "ая", "ую", "ем", "ей")
_POST_BOX = re.compile(
    r"(?<!\w)(?:p\.? ?o\.? ?box|postfach|skrytka pocztowa|а/я|apartado|kotak pos) \d{1,7}", re.IGNORECASE
)
_MIN_STREET = 5
_TOLD_BEFORE = 9


def addresses(reading: Reading) -> Iterator[Span]:
    """Streets with a house number, and post codes that name a street by themselves."""
    yield from (Span(found.start(), found.end(), PiiKind.ADDRESS) for found in _POSTCODES.finditer(reading.text))
    yield from (Span(found.start(), found.end(), PiiKind.ADDRESS) for found in _POST_BOX.finditer(reading.text))
    done = 0
    for index in range(len(reading.tokens)):
        if index >= done:
            found = _street(reading, index)
            if found:
                first, last = found
                done = last + 1
                yield _with_city(reading, first, last)


def _street(reading: Reading, index: int) -> tuple[int, int] | None:
    """The first and last token of a street whose word for "street" stands at the index."""
    if reading.has("street_before", index):
        return _with_adjective(reading, _after_the_word(reading, index))
    if reading.has("street_after", index):
        return _before_the_word(reading, index)
    if _has_suffix(reading, index):
        return _with_number(reading, _first_of_compound(reading, index), index)
    if reading.has("living", index):
        return _told(reading, index)
    if reading.lexicon.language == "de" and reading.has("place_prepositions", index):
        return _german_place(reading, index)
    return None


def _with_adjective(reading: Reading, street: tuple[int, int] | None) -> tuple[int, int] | None:
    """A Russian street may be named before the word: "на Ленинском проспекте, дом 5"."""
    if street is None or street[0] == 0 or reading.lexicon.language != "ru":
        return street
    first, last = street
    is_named = reading.tokens[first - 1].word.endswith(_RUSSIAN_ADJECTIVES) and reading.gap(first) == " "
    return (first - 1, last) if is_named else street


def _told(reading: Reading, index: int) -> tuple[int, int] | None:
    """After "I live" or "the address": an unusual word and a number that counts nothing."""
    first = None
    for last in range(index + 1, min(index + 2 + _MAX_STREET_WORDS, len(reading.tokens))):
        if _breaks(reading, last, index + 1) and reading.gap(last) != ": ":
            return None
        if first is not None and _is_number(reading, last):
            return None if reading.has("units", last + 1) else (first, _extended(reading, last))
        is_street = reading.has("street_before", last) or reading.tokens[last].word not in reading.lexicon.common
        if first is None and is_street and not _is_number(reading, last):
            first = last
    return None


def _after_the_word(reading: Reading, index: int) -> tuple[int, int] | None:
    """As in "ul. Lipowa 17", "calle de los Álamos, 8", "Jalan Melati No. 17": up to four words, then a number."""
    for last in range(index + 1, min(index + 2 + _MAX_STREET_WORDS, len(reading.tokens))):
        if _breaks(reading, last, index + 1):
            return None
        if last > index + 1 and _is_number(reading, last):
            return index, _extended(reading, last)
    return None


def _before_the_word(reading: Reading, index: int) -> tuple[int, int] | None:
    """As in "42 Maple Street": a number, one to four words, the word; in Russian the number follows."""
    if reading.lexicon.language == "ru":
        return _with_number(reading, max(0, index - 1), index)
    if reading.has("ordinary_streets", index) and not _is_told_as_address(reading, index):
        return None
    for first in range(index - 2, max(-1, index - 3 - _MAX_STREET_WORDS), -1):
        if any(char in reading.gap(first + 1) for char in ".,;:!?()\n") or " - " in reading.gap(first + 1):
            return None
        if reading.has("street_articles", first + 1):
            return None
        if _is_number(reading, first):
            return _numbers_back(reading, first), _extended(reading, index)
    return None


def _is_told_as_address(reading: Reading, index: int) -> bool:
    """A "way" or a "place" is a street where it has a capital, or where somebody just spoke of an address."""
    told = reading.lexicon.vocabularies["address_words"].words
    before = (token.word for token in reading.tokens[max(0, index - _TOLD_BEFORE) : index])
    return reading.is_capital(index) or not told.isdisjoint((*before, *reading.before))


def _with_number(reading: Reading, first: int, index: int) -> tuple[int, int] | None:
    last = index + 1
    if last < len(reading.tokens) and _is_number(reading, last) and not _breaks(reading, last, last):
        return first, _extended(reading, last)
    return None


def _german_place(reading: Reading, index: int) -> tuple[int, int] | None:
    """As in "Am Sonnenhang 3": a preposition with a capital within a sentence, a noun and a number."""
    if index + 2 >= len(reading.tokens) or not reading.is_capital(index) or reading.begins_sentence(index):
        return None
    is_place = reading.is_capital(index + 1) and _is_number(reading, index + 2) and not reading.has("units", index + 3)
    return (index, _extended(reading, index + 2)) if is_place else None


def _has_suffix(reading: Reading, index: int) -> bool:
    word = reading.tokens[index].word
    return len(word) >= _MIN_STREET and any(
        word.endswith(suffix) and len(word) > len(suffix) + 1
        for suffix in reading.lexicon.vocabularies["street_suffix"].words
    )


def _first_of_compound(reading: Reading, index: int) -> int:
    """With the adjective before it: "Alten Mühlenweg"."""
    is_part = index > 0 and reading.is_capital(index - 1) and reading.gap(index) in {" ", "-"}
    return index - 1 if is_part and reading.tokens[index - 1].word not in reading.lexicon.common else index


def _extended(reading: Reading, last: int) -> int:
    """With flat, floor and further numbers after the house number."""
    index = last + 1
    while index < len(reading.tokens) and not _breaks(reading, index, index):
        if _POSTCODE_CITY.match(reading.text, reading.tokens[index].start):
            return last
        word = reading.tokens[index].word
        is_part = _is_number(reading, index) or reading.has("dwelling", index) or reading.has("number_signs", index)
        is_letter = len(word) == 1 and reading.gap(index) in {" ", "", "º "} and _is_number(reading, index - 1)
        if not (is_part or reading.has("floors", index) or (is_letter and word not in reading.lexicon.common)):
            break
        if _is_number(reading, index) or reading.has("dwelling", index) or is_letter or reading.has("floors", index):
            last = index
        index += 1
    return last


def _numbers_back(reading: Reading, first: int) -> int:
    """The first token of a house number, with the flat before it."""
    while first > 0 and (_is_number(reading, first - 1) or reading.has("dwelling", first - 1)):
        if any(char in reading.gap(first) for char in ".;:!?\n"):
            break
        first -= 1
    return first


def _with_city(reading: Reading, first: int, last: int) -> Span:
    start, end = reading.tokens[first].start, reading.tokens[last].end
    tail = reading.text[end : end + 60]
    after = re.match(r"[.,]? ?(?:[^\W\d_]+(?: [^\W\d_]+)?,? )?", tail)
    for pattern in (_POSTCODE_CITY, _POSTCODES, _STATE_ZIP):
        found = pattern.match(tail, 2) or (pattern.match(tail, after.end()) if after else None)
        if found:
            return Span(start, end + found.end(), PiiKind.ADDRESS)
    city = re.match(r", [^\W\d_a-zà-ÿа-я][^\W\d_]+(?=[\s.,]|$)", tail)
    return Span(start, end + (city.end() if city else 0), PiiKind.ADDRESS)


def _is_number(reading: Reading, index: int) -> bool:
    if not 0 <= index < len(reading.tokens):
        return False
    word = reading.tokens[index].word
    is_house = word[0].isdecimal() and len(word) <= len("1180a")
    return is_house or bool(digits_of(word)) or word in reading.lexicon.numbers or reading.has("scales", index)


def _breaks(reading: Reading, index: int, first: int) -> bool:
    """Whether an address cannot go on into this token; the dot of an abbreviation does not end it."""
    gap = reading.gap(index)
    if len(gap) > 3 or any(sign in gap for sign in "!?\n;:"):  # noqa: PLR2004 - ", " and a bracket
        return True
    is_abbreviated = reading.tokens[index - 1].end - reading.tokens[index - 1].start < 7 if index else True  # noqa: PLR2004 - prosp.
    return "." in gap and index > first and not is_abbreviated and not _is_number(reading, index)
