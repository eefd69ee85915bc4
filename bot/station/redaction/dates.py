"""Finds dates of birth: a date, in digits or words, near a word of birth."""

import re
from collections.abc import Iterator

from bot.station.redaction.digits import digits_of
from bot.station.redaction.lexicon import Cue, Vocabulary
from bot.station.redaction.model import PiiKind
from bot.station.redaction.text import Reading, Span

_REACH = 7
_MIN_WORDS = 2
_BREAK = re.compile(r"[!?\n]")
_OLD_DATE = re.compile(r"(?<![\w.])(?:\d{1,2}[./-]\d{1,2}[./-](?:19\d\d|200[0-7])|(?:19\d\d|200[0-7])-\d\d-\d\d)(?!\w)")


def birth_dates(reading: Reading) -> Iterator[Span]:
    """Dates beside a word of birth, and full dates so long ago that hardly anything else is dated so."""
    for found in _OLD_DATE.finditer(reading.text):
        yield Span(found.start(), found.end(), PiiKind.BIRTH_DATE)
    births = dict(reading.lexicon.cues)[Cue.BIRTH]
    yield from _asked_before(reading, births)
    done = 0
    for index, token in enumerate(reading.tokens):
        if index >= done and token.word in births:
            span, done = _beside(reading, index)
            if span:
                yield span


def _asked_before(reading: Reading, births: Vocabulary) -> Iterator[Span]:
    if any(word in births for word in reading.before):
        span, _ = _forward(reading, 0)
        if span:
            yield span


def _beside(reading: Reading, cue: int) -> tuple[Span | None, int]:
    span, done = _forward(reading, cue + 1)
    return (span, done) if span else (_backward(reading, cue - 1), cue + 1)


def _forward(reading: Reading, index: int) -> tuple[Span | None, int]:
    stop = min(index + _REACH, len(reading.tokens))
    while index < stop and not _is_dated(reading, index):
        if _BREAK.search(reading.gap(index)):
            return None, index
        index += 1
    last = index
    while last < len(reading.tokens) and _continues(reading, last) and not (last > index and _ends(reading, last)):
        last += 1
    return _span(reading, index, last - 1), max(last, index)


def _backward(reading: Reading, index: int) -> Span | None:
    first = index
    while first >= 0 and index - first < 2 * _REACH and _continues(reading, first):
        if _ends(reading, first):
            first -= 1
            break
        first -= 1
    return _span(reading, first + 1, index)


def _span(reading: Reading, first: int, last: int) -> Span | None:
    """The dated words from `first` to `last`, without the glue at both ends, where they are enough for a date."""
    while first <= last and not _is_dated(reading, first):
        first += 1
    while last >= first and not _is_dated(reading, last):
        last -= 1
    words = sum(_is_dated(reading, index) for index in range(first, last + 1))
    if words < _MIN_WORDS:
        return None
    return Span(reading.tokens[first].start, reading.tokens[last].end, PiiKind.BIRTH_DATE)


def _ends(reading: Reading, index: int) -> bool:
    """Whether a date cannot go on into this token."""
    gap = reading.gap(index)
    return len(gap) > 2 or bool(_BREAK.search(gap))  # noqa: PLR2004 - a dot or a comma, and a space


def _continues(reading: Reading, index: int) -> bool:
    return _is_dated(reading, index) or reading.has("date_glue", index)


def _is_dated(reading: Reading, index: int) -> bool:
    word = reading.tokens[index].word
    if digits_of(word):
        return len(word) <= len("31st")
    return (
        word in reading.lexicon.numbers
        or any(reading.has(key, index) for key in ("months", "ordinals", "scales"))
        or (word[0].isdecimal() and word[-2:] in {"st", "nd", "rd", "th"})
    )
