"""Finds codes of letters and digits: bank accounts, identity cards, order and booking numbers, also spelled aloud."""

import re
from collections.abc import Iterator

from bot.station.redaction.checks import IBAN_LENGTHS, is_dni, is_iban
from bot.station.redaction.lexicon import Cue
from bot.station.redaction.model import PiiKind
from bot.station.redaction.text import Reading, Span

_IBAN = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}(?:[ \u00a0.-]?[A-Za-z0-9]){11,30}")
_IBAN_START = 4
_SEPARATOR = re.compile(r"[ \u00a0.-]")
_DNI = re.compile(r"(?<!\w)(?:\d{8}|[XYZxyz]\d{7})[ -]?[A-Za-z](?!\w)")
_IDS = re.compile(
    r"(?<!\w)(?:"
    r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"  # National Insurance, United Kingdom
    r"|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d"  # CURP, Mexico
    r"|\d{2} ?\d{6} ?[A-Z] ?\d{3}"  # social insurance, Germany
    r")(?!\w)",
    re.IGNORECASE,
)
_NEAR = 5
_JOINTS = frozenset("-/._")
_BY_CUE = {
    Cue.ORDER: PiiKind.ORDER,
    Cue.ID: PiiKind.ID,
    Cue.ACCOUNT: PiiKind.ACCOUNT,
    Cue.SECRET: PiiKind.DIGITS,
}
_MIN_CODE = 4
_BOOKING_LETTERS = range(5, 9)
_MIN_SPELLED = 3


def codes(reading: Reading) -> Iterator[Span]:
    """Codes that check digits or the words before them give away."""
    yield from _ibans(reading.text)
    yield from (Span(found.start(), found.end(), PiiKind.ID) for found in _IDS.finditer(reading.text))
    for found in _DNI.finditer(reading.text):
        if is_dni(_SEPARATOR.sub("", found.group()).upper()):
            yield Span(found.start(), found.end(), PiiKind.ID)
    yield from _announced(reading)


def _ibans(text: str) -> Iterator[Span]:
    at = 0
    while found := _IBAN.search(text, at):
        end = _iban_end(found.group())
        if end:
            yield Span(found.start(), found.start() + end, PiiKind.ACCOUNT)
        at = found.start() + (end or _IBAN_START)


def _iban_end(written: str) -> int | None:
    """Where an IBAN ends that a text begins with: a mistyped one counts too, where its country and length fit."""
    length = IBAN_LENGTHS.get(written[:2].upper())
    if length is None:
        return len(written) if is_iban(_SEPARATOR.sub("", written).upper()) else None
    size = 0
    for at, sign in enumerate(written):
        size += not _SEPARATOR.match(sign)
        if size == length:
            has_end = written[at + 1 : at + 2] in {"", *" \u00a0.-"}
            return at + 1 if has_end and _is_likely(written[: at + 1]) else None
    return None


def _is_likely(written: str) -> bool:
    digits = sum(sign.isdecimal() for sign in written)
    return is_iban(_SEPARATOR.sub("", written).upper()) or digits > len(written) // 2


def _announced(reading: Reading) -> Iterator[Span]:
    index = 0
    while index < len(reading.tokens):
        last = _code_end(reading, index)
        kind = None if last == index and _is_plain_word(reading, index) else _kind(reading, index, last)
        if kind:
            yield Span(_with_hash(reading.text, reading.tokens[index].start), reading.tokens[last].end, kind)
        index = last + 1


def _is_plain_word(reading: Reading, index: int) -> bool:
    return reading.tokens[index].word.isalpha() and not reading.is_shouted(index)


def _code_end(reading: Reading, index: int) -> int:
    """The last token of what is written in one go ("AB-77120-X") or spelled in single signs ("a b seven seven")."""
    last = index
    while last + 1 < len(reading.tokens):
        gap = reading.gap(last + 1)
        is_spelled = gap == " " and _is_sign(reading, index) and _is_sign(reading, last + 1)
        if gap not in _JOINTS and not is_spelled:
            return last
        last += 1
    return last


def _is_sign(reading: Reading, index: int) -> bool:
    token = reading.tokens[index]
    return token.end - token.start == 1 or token.word in reading.lexicon.numbers or reading.has("spelled_signs", index)


def _kind(reading: Reading, first: int, last: int) -> PiiKind | None:
    start, end = reading.tokens[first].start, reading.tokens[last].end
    if not _is_code(reading, first, last):
        return None
    if _with_hash(reading.text, start) < start and end - start >= _MIN_CODE:
        return PiiKind.ORDER
    if not any(sign.isalpha() for sign in reading.text[start:end]):
        return None
    cue = reading.cue_before(first, _NEAR)
    return _BY_CUE.get(cue) if cue else None


def _is_code(reading: Reading, first: int, last: int) -> bool:
    text = reading.text[reading.tokens[first].start : reading.tokens[last].end]
    if all(_is_sign(reading, index) for index in range(first, last + 1)):
        has_number = any(reading.tokens[index].word in reading.lexicon.numbers for index in range(first, last + 1))
        return last - first >= _MIN_SPELLED and has_number
    digits = sum(sign.isdecimal() for sign in text)
    if first == last and digits == 0:
        is_booking = text.isupper() and len(text) in _BOOKING_LETTERS
        return is_booking and reading.tokens[first].word not in reading.lexicon.common
    return digits > 1 and len(text) >= _MIN_CODE


def _with_hash(text: str, start: int) -> int:
    """Where the code starts with its sign before it: # or №."""
    before = text[max(0, start - 2) : start]
    if before.endswith("#"):
        return start - 1
    return start - (2 if before == "№ " else before.endswith("№"))
