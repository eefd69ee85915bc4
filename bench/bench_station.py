"""What it takes to hear an hour of talk: language, cutting, redaction, mood and themes, beside bare parsing."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from textwrap import wrap
from time import process_time

from bench.bench_cutting import transcript
from bench.bench_redaction import hour_of_talk
from bench.table import BenchRow, at_most
from bot.chat.intake import ConsentState, IntakeRecord, InteractionKind, Turn
from bot.insight.listener import KeywordListener
from bot.insight.sentiment import TextBlobScorer
from bot.station.intake.hear import Ear, hear

ROUNDS = 7
HOURS = 4
MOST_TIMES_PARSING = 10.0
MOST_TIMES_FOR_MORE = HOURS * 1.25
"""So much longer may so many hours take: linear, with room for the noise of a shared machine."""

EAR = Ear(spoken=("en", "id", "pl", "ru", "de", "es"), usual="en", listener=KeywordListener(), scorer=TextBlobScorer())
KEY = bytes(32)
SECONDS_A_TURN = 5.0
CUE_CHARACTERS = 84


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds of the processor, so that a busy machine counts for less; medians of several rounds taken in turn."""

    parsing: float
    hearing: float


def rows() -> list[BenchRow]:
    """Loading the libraries is not counted: it happens once."""
    _warm_up()
    return [*_rows("an hour without personal data", transcript), *_rows("an hour full of personal data", _personal)]


def measure(turns: Sequence[Turn]) -> Measured:
    """Parsing by webvtt-py and our hearing of the same talk."""
    document, record = _as_webvtt(turns), _record(turns)
    parsing, hearing = list[float](), list[float]()
    for _ in range(ROUNDS):
        parsing.append(_seconds(lambda: _parse(document)))
        hearing.append(_seconds(lambda: hear(record, EAR, KEY)))
    return Measured(parsing=median(parsing), hearing=median(hearing))


def main() -> None:
    """Prints the figures: `python -m bench.bench_station`."""
    _warm_up()
    for row in rows():
        print(f"{row.name}: {row.measured:.2f} {row.unit} (at most {row.baseline:g}) {row.note}")


def _rows(name: str, talk: Callable[[int], Sequence[Turn]]) -> Iterator[BenchRow]:
    one, more = measure(talk(1)), measure(talk(HOURS))
    words = sum(len(turn.text.split()) for turn in talk(1))
    yield at_most(
        name=f"hearing {name}",
        measured=one.hearing / one.parsing,
        unit="times parsing",
        limit=MOST_TIMES_PARSING,
        note=f"{words:,} words: {one.hearing * 1000:.0f} ms, webvtt-py alone {one.parsing * 1000:.0f} ms",
    )
    yield at_most(
        name=f"{HOURS} hours beside {name}",
        measured=more.hearing / one.hearing,
        unit="times as long",
        limit=MOST_TIMES_FOR_MORE,
    )


def _personal(hours: int) -> tuple[Turn, ...]:
    """Ordinary talk in which one turn in nine has names, numbers and addresses, with trouble in between."""
    troubled = cycle(turn.text for turn in transcript(1) if "ridiculous" in turn.text or "arrived" in turn.text)
    personal = hour_of_talk(turns=700 * hours)
    return tuple(
        Turn(
            speaker=turn.speaker,
            text=f"{turn.text} {next(troubled)}" if place % 20 == 0 else turn.text,
            starts_at_seconds=place * SECONDS_A_TURN,
            ends_at_seconds=(place + 1) * SECONDS_A_TURN,
        )
        for place, turn in enumerate(personal)
    )


def _record(turns: Sequence[Turn]) -> IntakeRecord:
    return IntakeRecord(
        source="bench",
        external_id="1",
        kind=InteractionKind.CALL,
        turns=tuple(turns),
        consent=ConsentState.GIVEN,
    )


def _as_webvtt(turns: Sequence[Turn]) -> str:
    """As captions are written: a cue has at most two lines of 42 characters, so a long turn is several of them."""
    cues = (
        f"{_clock(turn.starts_at_seconds)} --> {_clock(turn.ends_at_seconds)}\n<v {turn.speaker}>{part}</v>\n"
        for turn in turns
        for part in wrap(turn.text, CUE_CHARACTERS)
    )
    return "WEBVTT\n\n" + "\n".join(cues)


def _clock(seconds: float | None) -> str:
    whole = int((seconds or 0.0) * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def _parse(document: str) -> list[tuple[str | None, str]]:
    import webvtt

    return [(caption.voice, caption.text) for caption in webvtt.from_buffer(io.StringIO(document)).captions]


def _warm_up() -> None:
    turns = transcript(1)
    hear(_record(turns), EAR, KEY)
    _parse(_as_webvtt(turns[:10]))


def _seconds(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


if __name__ == "__main__":
    main()
