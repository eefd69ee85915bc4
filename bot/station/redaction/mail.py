"""Finds e-mail addresses, written or spoken ("dorian dot quill at gmail dot com"), and links that lead to a person."""

# ruff: noqa: RUF001 - letters of other alphabets are the subject here

import re
from collections.abc import Iterator

from bot.station.redaction.digits import digits_of
from bot.station.redaction.model import PiiKind
from bot.station.redaction.text import Reading, Span

_LOCAL = frozenset(".!#$%&'*+/=?^_`{|}~-")
_AT = re.compile(r"\s{0,2}(?:@|＠|[(\[{]\s?(?:at|@|ät|małpa|arroba|собака)\s?[)\]}])\s{0,2}", re.IGNORECASE)
_DOMAIN = re.compile(r"[^\W_](?:[\w-]|\s?[(\[{]\s?(?:dot|punkt|punto|kropka)\s?[)\]}]\s?|\.(?=[^\W_]))*", re.IGNORECASE)
_URL = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>\"\[\]]+", re.IGNORECASE)
_BARE_PROFILE = re.compile(
    r"(?<![\w.@])(?:t\.me|vk\.com|wa\.me|instagram\.com|facebook\.com|linkedin\.com|x\.com)/[^\s\[\]]+"
)
_SOCIAL = re.compile(r"facebook|instagram|linkedin|vk\.com|t\.me/|wa\.me/|twitter|tiktok|//x\.com", re.IGNORECASE)
_TOKENISH = re.compile(r"[?#=%@]|\d{3}|[^\W_]{24}")
_MAX_LOCAL = 12
_MAX_LOCAL_CHARACTERS = 320
"""Longer than any part before the sign may be (RFC 5321, 4.5.3.1), so that many signs are not searched for ever."""
_SPOKEN_DOMAIN = 3


def links(reading: Reading) -> Iterator[Span]:
    """Web addresses with a token, a number or a profile in them; a plain page stays."""
    for found in _URL.finditer(reading.text):
        url = found.group().rstrip(".,;:!?)'»”")
        if _TOKENISH.search(url) or _SOCIAL.search(url):
            yield Span(found.start(), found.start() + len(url), PiiKind.URL)
    for found in _BARE_PROFILE.finditer(reading.text):
        yield Span(found.start(), found.end(), PiiKind.URL)


def emails(reading: Reading) -> Iterator[Span]:
    """Addresses with an at sign in any spelling, and spoken ones."""
    yield from _written(reading.text)
    yield from _spoken(reading)


def _written(text: str) -> Iterator[Span]:
    floor = 0
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end())
        start = _local_start(text, at.start(), floor)
        if domain is None or start == at.start() or not _is_domain(domain.group(), at.group()):
            continue
        yield Span(start, domain.end(), PiiKind.EMAIL)
        floor = domain.end()


def _local_start(text: str, end: int, floor: int) -> int:
    start, floor = end, max(floor, end - _MAX_LOCAL_CHARACTERS)
    while start > floor and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
        start -= 1
    return start


def _is_domain(domain: str, at: str) -> bool:
    """Whether what follows the sign is a domain; one with spaces around the sign needs a dot ("3 @ 5 pounds")."""
    is_tight = at in {"@", "＠"}
    return any(sign.isalpha() for sign in domain) and (is_tight or "." in domain or "dot" in domain.casefold())


def _spoken(reading: Reading) -> Iterator[Span]:
    floor = 0
    for index in range(1, len(reading.tokens) - 2):
        if index >= floor and reading.has("at", index) and reading.tokens[index + 1].word != "www":
            last = _domain_end(reading, index + 1)
            first = _local_first(reading, index, floor)
            if last and first < index:
                yield Span(reading.tokens[first].start, reading.tokens[last].end, PiiKind.EMAIL)
                floor = last + 1


def _domain_end(reading: Reading, index: int) -> int | None:
    """The last token of "gmail dot com" or "gmail.com", told by its top level."""
    last = None
    for at in range(index + 1, min(index + 2 * _SPOKEN_DOMAIN + 1, len(reading.tokens))):
        is_dot = reading.has("dot", at - 1) or reading.gap(at) == "."
        if is_dot and reading.has("top_level", at):
            last = at
        elif not is_dot and not reading.has("dot", at) and reading.tokens[at].word not in reading.lexicon.joiners:
            is_start = at == index + 1 and last is None and reading.tokens[at].word not in reading.lexicon.common
            if not is_start:
                break
    return last


def _local_first(reading: Reading, at: int, floor: int) -> int:
    """The first token of the part before the sign: words joined by dots, spelled letters, numbers, names."""
    first = at
    while first > max(floor, at - _MAX_LOCAL) and _belongs(reading, first - 1, is_last=first == at):
        first -= 1
    is_plain = first == at - 1 and reading.tokens[first].word in reading.lexicon.common
    return at if is_plain else first


def _belongs(reading: Reading, index: int, *, is_last: bool) -> bool:
    token = reading.tokens[index]
    if reading.gap(index + 1) not in {" ", ".", "-", "_", ", "}:
        return False
    if _is_joint(reading, index):
        return index > 0
    if digits_of(token.word) or token.word in reading.lexicon.numbers or token.end - token.start == 1:
        return True
    is_joined = (not is_last and _is_joint(reading, index + 1)) or (index > 0 and _is_joint(reading, index - 1))
    return is_joined or is_last or token.word not in reading.lexicon.common


def _is_joint(reading: Reading, index: int) -> bool:
    return reading.has("dot", index) or reading.tokens[index].word in reading.lexicon.joiners
