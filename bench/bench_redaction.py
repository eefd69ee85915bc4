"""Prints how much redaction finds and how fast it is: `python -m bench.bench_redaction`."""

import io
import json
import time
from collections.abc import Callable

from bot.chat.intake import Speaker, Turn
from bot.station.redaction.redact import names_said, redact, redact_turns
from tests.station.redaction.figures import examples, figures_of, table

TURNS_AN_HOUR = 700
REPEATS = 3


def main() -> None:
    for split in ("development", "held_out"):
        print("\n".join(table(split.replace("_", " "), figures_of(split))), end="\n\n")
    _print_speed()


def hour_of_talk(language: str = "en", turns: int = TURNS_AN_HOUR) -> tuple[Turn, ...]:
    """About one hour on the phone: ordinary sentences, one turn in nine with personal data."""
    personal = [each.text for each in examples("development") if each.language == language and each.spans]
    clean = [each.text for each in examples("development") if each.language == language and not each.spans]
    return tuple(
        Turn(
            speaker=(Speaker.CUSTOMER, Speaker.AGENT)[at % 2],
            text=" ".join(
                (clean[at % len(clean)], personal[at % len(personal)] if at % 9 == 0 else clean[at * 7 % len(clean)])
            ),
        )
        for at in range(turns)
    )


def seconds(work: Callable[[], object]) -> float:
    """The best of a few runs."""
    best = float("inf")
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def _print_speed() -> None:
    texts = [(each.text, each.language) for each in examples("held_out")]
    took = seconds(lambda: [redact(text, language) for text, language in texts])
    print(f"short texts of six languages: {len(texts) / took:,.0f} a second")
    for language in ("en", "ru"):
        _print_hour(language)


def _print_hour(language: str) -> None:
    turns, many = hour_of_talk(language), hour_of_talk(language, 4 * TURNS_AN_HOUR)
    payload = json.dumps([{"text": turn.text, "starts": at} for at, turn in enumerate(turns)])
    cues = _as_webvtt(turns)
    parse, split = seconds(lambda: json.loads(payload)), seconds(lambda: _parse_webvtt(cues))
    one, four = seconds(lambda: redact_turns(turns, language)), seconds(lambda: redact_turns(many, language))
    words = sum(len(turn.text.split()) for turn in turns)
    print(f"an hour of talk ({language}, {words} words): {one * 1000:.0f} ms, {words / one:,.0f} words a second")
    print(f"  {one / parse:.0f} times json.loads, {one / split:.0f} times webvtt-py")
    names = seconds(lambda: names_said(turns, language))
    print(f"  names of the whole hour alone: {names * 1000:.0f} ms, {names / split:.1f} times webvtt-py")
    print(f"  four hours take {four / one:.1f} times as long")


def _as_webvtt(turns: tuple[Turn, ...]) -> str:
    cues = (
        f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}.000 --> {at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}.900\n"
        f"<v {turn.speaker}>{turn.text}</v>\n"
        for at, turn in enumerate(turns)
    )
    return "WEBVTT\n\n" + "\n".join(cues)


def _parse_webvtt(text: str) -> int:
    import webvtt

    return len(webvtt.from_buffer(io.StringIO(text)).captions)


if __name__ == "__main__":
    main()
