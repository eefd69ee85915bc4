"""The cues of a WebVTT or SubRip file, read line by line.

A reader of our own, since the maintained one (webvtt-py 0.6.0) drops cues whose times are broken without a word, gives
the words of two voices in one cue to the first, and holds about ten times the file. Here every line is either in a cue
or refused with its number. Formats: https://www.w3.org/TR/webvtt1/, https://www.matroska.org/technical/subtitles.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.intake.encoding import Text, lines
from adapters.intake.fields import MAX_SECONDS
from adapters.intake.refusals import UnusableError
from bot.chat.intake import RefusedRecord
from bot.chat.words import phrase

ARROW = "-->"
TIME = re.compile(r"(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{1,2}(?:[.,]\d{1,6})?)", re.ASCII)
MAX_LINE_CHARACTERS = 20_000
MAX_CUE_LINES = 1000

STRAY = phrase("These words stand outside of any cue and were left out.")
TOO_LONG = phrase("This line is longer than {limit} characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What is said in a stretch of time, as it stands in the file."""

    line: int
    starts_at_seconds: float | None
    ends_at_seconds: float | None
    lines: tuple[str, ...]

    @property
    def has_broken_times(self) -> bool:
        return self.starts_at_seconds is None or self.ends_at_seconds is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that the head of a file, or a note in it, says about the whole: `language: de`."""

    name: str
    value: str


@dataclass(slots=True, kw_only=True)
class _Block:
    """Lines that stand together, with the numbers they have."""

    lines: list[tuple[int, str]] = field(default_factory=list)


def read_cues(text: Text) -> Iterator[Cue | Fact | RefusedRecord]:
    """Cues, facts, and the lines that are neither, in the order of the file."""
    block = _Block()
    is_head = True
    for line in lines(text, MAX_LINE_CHARACTERS):
        if line.text is None:
            yield UnusableError(TOO_LONG, limit=MAX_LINE_CHARACTERS).at(f"line {line.number}")
            continue
        if ARROW in line.text and _has_times(block):
            yield from _read(_Block(lines=_without_identifier(block)), is_head=is_head)
            block, is_head = _Block(), False
        if line.text.strip() and len(block.lines) < MAX_CUE_LINES:
            block.lines.append((line.number, line.text))
            continue
        yield from _read(block, is_head=is_head)
        is_head = is_head and not block.lines
        block = _Block(lines=[(line.number, line.text)] if line.text.strip() else [])
    yield from _read(block, is_head=is_head)


def read_time(written: str) -> float | None:
    """Seconds of a time such as `00:01:02.500` or `01:02,5`; `None` where it is none."""
    found = TIME.fullmatch(written.strip())
    if not found:
        return None
    minutes, seconds = int(found["minutes"]), float(found["seconds"].replace(",", "."))
    total = int(found["hours"] or 0) * 3600 + minutes * 60 + seconds
    return total if minutes < 60 and seconds < 60 and total <= MAX_SECONDS else None  # noqa: PLR2004 - clocks


def _has_times(block: _Block) -> bool:
    return any(ARROW in text for _, text in block.lines)


def _without_identifier(block: _Block) -> list[tuple[int, str]]:
    """Without the number of the next cue, where no empty line stands before it."""
    return block.lines[:-1] if block.lines[-1][1].strip().isdecimal() and len(block.lines) > 1 else block.lines


def _read(block: _Block, *, is_head: bool) -> Iterator[Cue | Fact | RefusedRecord]:
    if not block.lines:
        return
    first = block.lines[0][1].lstrip("\ufeff")
    at = next((n for n, (_, text) in enumerate(block.lines) if ARROW in text), None)
    if (is_head and first.startswith("WEBVTT")) or re.match(r"NOTE(?:\s|\Z)", first):
        yield from _facts(block)
        at = at if first.startswith("WEBVTT") else None
    elif first.strip() in {"STYLE", "REGION"}:
        return
    elif at is None:
        yield from _stray(block)
    if at is not None:
        yield _cue(block.lines[at], tuple(text for _, text in block.lines[at + 1 :]))


def _facts(block: _Block) -> Iterator[Fact]:
    for _, text in block.lines:
        name, colon, value = text.removeprefix("NOTE").partition(":")
        if colon and value.strip() and ARROW not in text:
            yield Fact(name=name.strip().casefold(), value=value.strip())


def _stray(block: _Block) -> Iterator[RefusedRecord]:
    """A lone number or id is the name of a cue that has no words: nothing is lost with it."""
    is_identifier = (
        len(block.lines) == 1 and " " not in block.lines[0][1].strip() and re.search(r"\d", block.lines[0][1])
    )
    if not is_identifier:
        yield UnusableError(STRAY).at(f"line {block.lines[0][0]}")


def _cue(times: tuple[int, str], words: tuple[str, ...]) -> Cue:
    number, written = times
    start, _, rest = written.partition(ARROW)
    starts_at = read_time(start)
    ends_at = read_time(rest.split()[0]) if rest.split() else None
    if starts_at is not None and ends_at is not None and ends_at < starts_at:
        ends_at = None
    return Cue(line=number, starts_at_seconds=starts_at, ends_at_seconds=ends_at, lines=words)
