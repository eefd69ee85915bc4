"""Takes personal data out of texts: what is found becomes its kind, what is doubtful is left for a person to see.

Nothing here promises that every name is gone: see `doubts`, and the measured figures of `bench/bench_redaction.py`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.chat.intake import Turn
from bot.station.redaction.codes import codes
from bot.station.redaction.dates import birth_dates
from bot.station.redaction.doubts import doubts_about
from bot.station.redaction.inflection import inflected
from bot.station.redaction.lexicon import LANGUAGES, Lexicon, fold, lexicon_for
from bot.station.redaction.mail import emails, links
from bot.station.redaction.model import PiiKind, Redacted, Removal
from bot.station.redaction.names import names
from bot.station.redaction.numbers import numbers
from bot.station.redaction.places import addresses
from bot.station.redaction.text import PLACEHOLDERS, Reading, Span, last_words, tokens_of

_DETECTORS = (links, emails, codes, birth_dates, addresses, numbers, names)
_PLACEHOLDER = re.compile("|".join(re.escape(placeholder) for placeholder in PLACEHOLDERS))
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            PiiKind.URL,
            PiiKind.EMAIL,
            PiiKind.CARD,
            PiiKind.ACCOUNT,
            PiiKind.ID,
            PiiKind.BIRTH_DATE,
            PiiKind.ADDRESS,
            PiiKind.ORDER,
            PiiKind.PHONE,
            PiiKind.DIGITS,
            PiiKind.NAME,
        )
    )
}
"""Where two things overlap the surer kind names the whole."""
_MAX_ROUNDS = 12
_WORDS_BEFORE = 12
_MIN_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """All forms of the names from the record; `ambiguous` are those that are ordinary words of the language too."""

    names: frozenset[str]
    ambiguous: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Circumstances:
    lexicon: Lexicon
    regions: tuple[str, ...]
    known: _Known
    before: tuple[str, ...] = ()


def redact(text: str, language: str, *, known_names: Sequence[str] = (), regions: Sequence[str] = ()) -> Redacted:
    """The text with everything personal that is found replaced by its kind. Never raises; twice is the same as once.

    `language` is a BCP 47 tag. `known_names` are names from the record, taken out in any case and, in Polish and
    Russian, with any ending. `regions` are ISO 3166 codes for phone numbers without a country code; those of the
    language follow.
    """
    return _redact(text, language, _circumstances(language, known_names, regions))


def redact_turns(
    turns: Sequence[Turn], language: str, *, known_names: Sequence[str] = (), regions: Sequence[str] = ()
) -> tuple[Redacted, ...]:
    """The turns of one conversation, each redacted.

    A name found in one is taken out of all; what a turn asks for ("your number?") tells what digits the next one has.
    """
    given = (*known_names, *names_said(turns, language, known_names=known_names))
    circumstances = _circumstances(language, given, regions)
    before = ((), *(last_words(turn.text, _WORDS_BEFORE) for turn in turns))[: len(turns)]
    return tuple(
        _redact(turn.text, language, _after(circumstances, words)) for turn, words in zip(turns, before, strict=True)
    )


def names_said(turns: Sequence[Turn], language: str, *, known_names: Sequence[str] = ()) -> tuple[str, ...]:
    """The parts of names that a conversation gives away, its speakers' included: to redact passages of it alone."""
    speakers = tuple(dict.fromkeys(turn.name for turn in turns if turn.name))
    circumstances = _circumstances(language, (*known_names, *speakers), ())
    found = (name for turn in turns for name in _names_in(turn.text, circumstances))
    return tuple(dict.fromkeys((*speakers, *found)))


def _redact(text: str, language: str, circumstances: _Circumstances) -> Redacted:
    pieces = list(_pieces(text))
    spans: list[Span] = []
    open_pieces = pieces
    for _ in range(_MAX_ROUNDS):
        split = [_search(text, piece, circumstances) for piece in open_pieces]
        new = [span for found, _ in split for span in found]
        if not new:
            break
        spans.extend(new)
        open_pieces = [piece for found, rest in split if found for piece in rest]
    kept = _joined(text, sorted(spans))
    return Redacted(
        text=_replaced(text, kept),
        removals=tuple(Removal(kind=span.kind, start=span.start, end=span.end) for span in kept),
        doubts=_doubts(text, kept, language, circumstances),
    )


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between the placeholders that a text already has."""
    at = 0
    for found in _PLACEHOLDER.finditer(text):
        yield at, found.start()
        at = found.end()
    yield at, len(text)


def _search(
    text: str, piece: tuple[int, int], circumstances: _Circumstances
) -> tuple[list[Span], list[tuple[int, int]]]:
    """What is found in a piece, and the pieces that are left of it, which a second redaction would search."""
    start, end = piece
    reading = _reading(text, piece, circumstances)
    found = _merged(span for detector in _DETECTORS for span in detector(reading))
    placed = [Span(start + span.start, start + span.end, span.kind) for span in found]
    edges = [start, *(edge for span in placed for edge in (span.start, span.end)), end]
    return placed, [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]


def _reading(text: str, piece: tuple[int, int], circumstances: _Circumstances) -> Reading:
    start, end = piece
    part = text[start:end]
    return Reading(
        text=part,
        tokens=tokens_of(part),
        lexicon=circumstances.lexicon,
        regions=circumstances.regions,
        known=circumstances.known.names,
        known_ambiguous=circumstances.known.ambiguous,
        before=circumstances.before if start == 0 else (),
        is_start=start == 0,
    )


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans without overlaps: those that overlap become one, of the surest kind among them."""
    merged: list[Span] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last is None or span.start >= last.end:
            merged.append(span)
            continue
        kind = min(last.kind, span.kind, key=_RANK.__getitem__)
        merged[-1] = Span(last.start, max(last.end, span.end), kind)
    return merged


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Neighbours of one kind with only a space or a hyphen between are one."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.kind is span.kind and text[last.end : span.start] in {"", " ", "-", ", "}:
            joined[-1] = Span(last.start, span.end, span.kind)
        else:
            joined.append(span)
    return joined


def _replaced(text: str, spans: Sequence[Span]) -> str:
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += (text[at : span.start], span.kind.placeholder)
        at = span.end
    return "".join((*parts, text[at:]))


def _doubts(text: str, spans: Sequence[Span], language: str, circumstances: _Circumstances) -> tuple[str, ...]:
    redacted = _replaced(text, spans)
    readings = [_reading(redacted, piece, circumstances) for piece in _pieces(redacted)]
    short = fold(language.partition("-")[0].partition("_")[0])
    return doubts_about(readings, is_language_known=short in LANGUAGES)


def _names_in(text: str, circumstances: _Circumstances) -> Iterator[str]:
    """The names that a text itself gives away, without titles and ordinary words."""
    for piece in _pieces(text):
        reading = _reading(text, piece, circumstances)
        for span in names(reading):
            yield from _parts_of_found(reading.text[span.start : span.end], circumstances.lexicon)


def _parts_of_found(name: str, lexicon: Lexicon) -> Iterator[str]:
    titles = lexicon.vocabularies["honorifics"]
    for token in tokens_of(name):
        if token.end - token.start > _MIN_NAME and token.word not in lexicon.common and token.word not in titles:
            yield token.word


def _circumstances(language: str, known_names: Sequence[str], regions: Sequence[str]) -> _Circumstances:
    lexicon = lexicon_for(language)
    asked = tuple(region.upper() for region in regions)
    return _Circumstances(
        lexicon=lexicon,
        regions=tuple(dict.fromkeys((*asked, *lexicon.regions))),
        known=_known(known_names, lexicon),
    )


def _known(known_names: Sequence[str], lexicon: Lexicon) -> _Known:
    parts = {token.word for name in known_names for token in tokens_of(name)} - lexicon.vocabularies["no_names"].words
    forms = {form for part in parts if _is_name_part(part) for form in inflected(part, lexicon.language)}
    ordinary = frozenset(form for form in forms if form in lexicon.common or form in lexicon.ambiguous)
    return _Known(names=frozenset(forms), ambiguous=ordinary)


def _is_name_part(part: str) -> bool:
    return len(part) >= _MIN_NAME and not part.isdecimal()


def _after(circumstances: _Circumstances, before: tuple[str, ...]) -> _Circumstances:
    return _Circumstances(
        lexicon=circumstances.lexicon, regions=circumstances.regions, known=circumstances.known, before=before
    )
