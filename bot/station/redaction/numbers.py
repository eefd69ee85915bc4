"""Finds cards, accounts, identity numbers, phones and order numbers among rows of digits, written or spoken."""

import re
from collections.abc import Iterator

from bot.station.redaction.checks import CARD_DIGITS, is_card, is_iban, is_national_id
from bot.station.redaction.digits import Run, digits_of, runs_of
from bot.station.redaction.lexicon import Cue
from bot.station.redaction.model import PiiKind
from bot.station.redaction.text import Reading, Span

_NEVER_ORDINARY = 40
_LONG = 7
_PHONE_DIGITS = range(7, 18)
_NEAR, _FAR = 5, 9
_YEARS = range(1900, 2100)
_YEAR_DIGITS = 4
_LAST_FOUR, _MOST_OF_A_CARD = 4, 8
_GROUPED = re.compile(r"\d{1,3}(?:[., \u00a0]\d{3}){1,3}(?:[.,]\d{1,2})?$")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(rf"(?:{_DAY}[./-]{_DAY}[./-](?:\d{{2}}|\d{{4}})|\d{{4}}-{_DAY}-{_DAY})(?:[ -]+\d{{1,2}})*$")
_MONEY = frozenset("$€£₽¥₹%‰")
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}$")
_POLISH_ACCOUNT = 26

_BY_CUE: dict[Cue, tuple[PiiKind, int]] = {
    Cue.CARD: (PiiKind.CARD, 4),
    Cue.ACCOUNT: (PiiKind.ACCOUNT, 5),
    Cue.ID: (PiiKind.ID, 5),
    Cue.ORDER: (PiiKind.ORDER, 4),
    Cue.PHONE: (PiiKind.PHONE, 6),
    Cue.SECRET: (PiiKind.DIGITS, 3),
}
"""The kind that a cue gives to digits, from how many on."""


def numbers(reading: Reading) -> Iterator[Span]:
    """The rows of digits that are personal."""
    for run in runs_of(reading):
        if len(run.digits) > 2:  # noqa: PLR2004 - fewer tell nothing
            yield from _of_run(reading, run)


def left_over(reading: Reading, at_least: int) -> bool:
    """Whether digits are left that no rule explains."""
    return any(
        len(run.digits) >= at_least and not run.is_scaled and not _is_ordinary(reading, run) for run in runs_of(reading)
    )


def _of_run(reading: Reading, run: Run) -> Iterator[Span]:
    if len(run.digits) > _NEVER_ORDINARY:
        yield Span(run.start, run.end, PiiKind.DIGITS)
        return
    cue = reading.cue_before(run.first_token, _NEAR if len(run.digits) < _LONG else _FAR)
    cards = [] if cue is Cue.ID or _is_international(reading, run) else list(_cards(run))
    yield from cards
    kind = None if cards else _kind(reading, run, cue)
    if kind:
        yield Span(_start(reading, run), _end(reading, run, kind), kind)


def _kind(reading: Reading, run: Run, cue: Cue | None) -> PiiKind | None:
    digits = run.digits
    if _is_ordinary(reading, run):
        return None
    if cue is Cue.PRODUCT and len(digits) not in CARD_DIGITS:
        return None
    if _is_account(digits):
        return PiiKind.ACCOUNT
    by_cue = _BY_CUE.get(cue) if cue else None
    if by_cue and len(digits) >= by_cue[1] and not _is_year(run) and not _is_far_from_a_card(digits, by_cue[0]):
        return by_cue[0]
    return _without_cue(reading, run)


def _is_far_from_a_card(digits: str, kind: PiiKind) -> bool:
    """People say the last four digits or most of them; what else is counted near a card is not one."""
    return kind is PiiKind.CARD and _LAST_FOUR < len(digits) < _MOST_OF_A_CARD


def _without_cue(reading: Reading, run: Run) -> PiiKind | None:
    digits = run.digits
    if run.is_scaled:
        return None
    if _SSN.match(reading.text[run.start : run.end]):
        return PiiKind.ID
    if len(digits) in _PHONE_DIGITS and is_phone(_international(reading, run) + digits, reading.regions):
        return PiiKind.PHONE
    if is_national_id(digits):
        return PiiKind.ID
    return PiiKind.DIGITS if len(digits) >= _LONG or run.singles >= _YEAR_DIGITS else None


def is_phone(number: str, regions: tuple[str, ...]) -> bool:
    """Whether digits, with a plus where it was written, are a phone number anywhere or in one of the regions."""
    import phonenumbers  # noqa: PLC0415 - its numbering plans wait until a text needs them

    for region in (None,) if number.startswith("+") else regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(number, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return number.startswith("00") and is_phone(f"+{number[2:]}", regions)


def _cards(run: Run) -> Iterator[Span]:
    """Every stretch of whole groups that is a card number."""
    first = 0
    while first < len(run.atoms):
        last = _card_end(run, first)
        if last is not None:
            yield Span(run.atoms[first].start, run.atoms[last].end, PiiKind.CARD)
            first = last
        first += 1


def _card_end(run: Run, first: int) -> int | None:
    """The last atom of the longest card number that starts here."""
    digits, end = "", None
    for last in range(first, len(run.atoms)):
        digits += run.atoms[last].digits
        if len(digits) >= CARD_DIGITS.stop:
            break
        if is_card(digits):
            end = last
    return end


def _is_account(digits: str) -> bool:
    return len(digits) == _POLISH_ACCOUNT and is_iban(f"PL{digits}")


def _is_ordinary(reading: Reading, run: Run) -> bool:
    """A price, an amount with a unit, or a date: not personal by itself."""
    written = reading.text[run.start : run.end]
    if _DATE.match(written):
        return True
    if len(run.digits) > 9:  # noqa: PLR2004 - no amount is longer
        return False
    return _is_counted(reading, run) or bool(_GROUPED.match(written) and "." in written)


def _is_counted(reading: Reading, run: Run) -> bool:
    text = reading.text
    around = text[max(0, run.start - 2) : run.start].strip()[-1:] + text[run.end : run.end + 2].strip()[:1]
    if _MONEY.intersection(around) or reading.has("units", run.last_token + 1) or _has_money_before(reading, run):
        return True
    after = run.last_token + 1
    return (
        after + 1 < len(reading.tokens)
        and text[run.end : run.end + 1] in {",", "."}
        and bool(digits_of(reading.tokens[after].word))
        and reading.has("units", after + 1)
    )


def _has_money_before(reading: Reading, run: Run) -> bool:
    before = run.first_token - 1
    return reading.has("money_before", before)


def _is_year(run: Run) -> bool:
    return len(run.atoms) == 1 and not run.is_spoken and len(run.digits) == _YEAR_DIGITS and int(run.digits) in _YEARS


def _is_international(reading: Reading, run: Run) -> bool:
    plus = _international(reading, run)
    return bool(plus) and len(run.digits) in _PHONE_DIGITS and is_phone(plus + run.digits, ())


def _international(reading: Reading, run: Run) -> str:
    return "+" if "+" in reading.text[max(0, run.start - 2) : run.start] else ""


def _start(reading: Reading, run: Run) -> int:
    """With the signs that belong to the number: a plus, a bracket, a hash."""
    start = run.start
    while start > 0 and reading.text[start - 1] in "+(#":
        start -= 1
    return start


def _end(reading: Reading, run: Run, kind: PiiKind) -> int:
    """With the letter that some identity numbers end with, also when it is spoken."""
    after = run.last_token + 1
    if kind is PiiKind.ID and after < len(reading.tokens):
        token = reading.tokens[after]
        is_letter = token.end - token.start == 1 and token.word not in reading.lexicon.common
        if is_letter and reading.gap(after) in {" ", "-"}:
            return token.end
    return run.end
