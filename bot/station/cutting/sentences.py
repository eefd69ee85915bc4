"""Splitting what somebody said into sentences, with punctuation or, as speech recognition writes it, without."""

import re
from collections.abc import Iterator

LONGEST = 240
"""Characters of talk without punctuation after which a joint ("and then", "but") counts as the end of a sentence."""

LONGEST_WITHOUT_JOINT = 300
"""Where there is no joint either, talk is parted between words, and writing without spaces between characters."""

_SHORTEST = 80
_END = re.compile(
    r"(?<![.!?\u2026\u061f\u0964])[.!?\u2026\u061f\u0964]++[\"'\u201d\u201c\u00bb)\]]*+(?=\s|$)|[\u3002\uff01\uff1f]|\n+"
)
"""Looks at a run of marks once: the look back and the possessive `+` keep a million full stops linear."""
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|\d{1,2}|[^\W\d_]\.[^\W\d_]|mr|mrs|ms|dr|st|approx|etc|nr|bzw|ca|inkl|zzgl|usw|sr|sra|tel|"
    r"ul|godz|tzn|np|bpk|jl|hlm|\u0440\u0443\u0431|\u0443\u043b|\u0442\u044b\u0441|\u0434\u0440)\Z",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:\u2013\u2014\u060c\u061b]\s")
_WORD = re.compile(r"[^\W_]+")


def sentences_of(text: str, joints: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The sentences of a text as character ranges (end exclusive) without the spaces around them.

    `joints` are words of the language, in lower case, with which people go on speaking without a full stop.
    """
    for start, end in _marked(text):
        if end - start <= LONGEST or (text[end - 1] in ".!?" and end - start <= 2 * LONGEST):
            yield start, end
        else:
            yield from _parted(text, start, end, joints)


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """The ranges between full stops, question marks and line breaks."""
    start = 0
    for match in _END.finditer(text):
        if match[0] == "." and _ABBREVIATION.search(text, max(start, match.start() - 12), match.start()):
            continue
        yield from _stripped(text, start, match.end())
        start = match.end()
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(text[place].isalnum() for place in range(start, end)):
        yield start, end


def _parted(text: str, start: int, end: int, joints: frozenset[str]) -> Iterator[tuple[int, int]]:
    """A long range parted at clauses and joints, so that no part is much longer than `LONGEST_WITHOUT_JOINT`."""
    begun = start
    for place in (*_places(text, start, end, joints), end):
        while place - begun > LONGEST_WITHOUT_JOINT + _SHORTEST:
            forced = _last_space(text, begun, begun + LONGEST_WITHOUT_JOINT)
            yield from _stripped(text, begun, forced)
            begun = forced
        if place == end or (place - begun >= _SHORTEST and end - place >= _SHORTEST // 2):
            yield from _stripped(text, begun, place)
            begun = place


def _places(text: str, start: int, end: int, joints: frozenset[str]) -> Iterator[int]:
    """Where a long range may be parted: after a comma and its like where there are any, before a joint where not."""
    clauses = [match.end() for match in _CLAUSE.finditer(text, start, end)]
    if len(clauses) * LONGEST >= end - start:
        yield from clauses
        return
    for word in _WORD.finditer(text, start, end):
        if word[0].lower() in joints:
            yield word.start()


def _last_space(text: str, start: int, end: int) -> int:
    space = text.rfind(" ", start + 1, end)
    return space if space > start else end
