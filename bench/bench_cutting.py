"""How long an hour of talk takes through language, mood and cutting, beside the bare library parsing its transcript.

`python -m bench.bench_cutting` prints the figures. Loading the libraries is not counted: it happens once.
"""

import io
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import median

from bot.chat.intake import Speaker, Turn
from bot.insight.language import detect_language
from bot.insight.listener import KeywordListener
from bot.insight.model import CueKind
from bot.insight.sentiment import TextBlobScorer
from bot.insight.vocabulary import vocabulary_of
from bot.station.cutting.cut import cut

WORDS_AN_HOUR = 9_000
ROUNDS = 7
"""Each is measured so often, in turn with its baseline; the median counts."""

TARGET_RATIO = 10.0
SPOKEN = ("en", "id", "pl", "ru", "de", "es")
_WORDS_A_SECOND = 2.5
_COMMON = (
    "the and that have for not with you this but his from they say her she will one all would there their what about",
    "which when make can like time just him know take people into year your good some could them see other than then",
    "now look only come over think also back after use two how our work first well way even new want because any these",
    "give day most us order number phone table window street morning garden blue small kitchen paper light",
)
_TROUBLE = (
    "the parcel never arrived and i waited two hours for nothing",
    "i was charged twice for the same order which is ridiculous",
    "this is the third time i call and nobody called me back",
    "that was really helpful i did not expect it thank you so much",
    "you promised that someone would come on monday and no one came",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds for one transcript (medians), with its length in words."""

    words: int
    turns: int
    baseline: str
    parse_seconds: float
    our_seconds: float
    scored_alone_seconds: float

    @property
    def ratio(self) -> float:
        return self.our_seconds / self.parse_seconds


def transcript(hours: int, seed: int = 7) -> tuple[Turn, ...]:
    """So many hours of talk, the same each time: short turns, and every now and then something worth hearing."""
    return tuple(_turns(random.Random(seed), hours * WORDS_AN_HOUR))


def measure(hours: int) -> Measured:
    turns = transcript(hours)
    name, parse = _baseline(turns)
    parses, ours, scored = [], [], []
    for _ in range(ROUNDS):
        parses.append(_seconds(parse))
        ours.append(_seconds(lambda: hear(turns)))
        scored.append(_seconds(lambda: _score_all(turns)))
    return Measured(
        words=sum(len(turn.text.split()) for turn in turns),
        turns=len(turns),
        baseline=name,
        parse_seconds=median(parses),
        our_seconds=median(ours),
        scored_alone_seconds=median(scored),
    )


def hear(turns: Sequence[Turn]) -> None:
    """What is done with a transcript after parsing: its language, the passages, and the mood of each."""
    scorer = TextBlobScorer()
    language = detect_language("\n".join(turn.text for turn in turns[:200]), SPOKEN, "en")
    found = cut(turns, language, KeywordListener(), scorer)
    assert found
    for passage in found:
        scorer.score(" ".join(line.text for line in passage.lines), language)


def main() -> None:
    warm = transcript(1)
    hear(warm)
    one, four = measure(1), measure(4)
    print(f"baseline: {one.baseline}; median of {ROUNDS}")
    for hours, measured in ((1, one), (4, four)):
        print(
            f"{hours} h  {measured.words} words  {measured.turns} turns  parse {measured.parse_seconds * 1000:.1f} ms  "
            f"ours {measured.our_seconds * 1000:.1f} ms  ratio {measured.ratio:.2f}  "
            f"(scoring every turn alone would be {measured.scored_alone_seconds * 1000:.0f} ms)"
        )
    print(f"4 h beside 1 h: {four.our_seconds / one.our_seconds:.2f} times the time (linear: 4)")
    verdict = "met" if one.ratio <= TARGET_RATIO else "MISSED"
    print(f"target: at most {TARGET_RATIO:.0f} times parsing, without redaction and routing: {verdict}")
    print(f"cues looked for: {', '.join(kind.value for kind in CueKind)}; vocabulary: {_phrases()} beginnings")


def _turns(chance: random.Random, words: int) -> Iterator[Turn]:
    at, said, number = 0.0, 0, 0
    while said < words:
        text = _line(chance, number)
        length = len(text.split())
        speaker = Speaker.CUSTOMER if number % 2 else Speaker.AGENT
        yield Turn(speaker=speaker, text=text, starts_at_seconds=at, ends_at_seconds=at + length / _WORDS_A_SECOND)
        at += length / _WORDS_A_SECOND
        said += length
        number += 1


def _line(chance: random.Random, number: int) -> str:
    if number % 20 == 1:
        return chance.choice(_TROUBLE)
    words = " ".join(_COMMON).split()
    return " ".join(chance.choices(words, k=chance.randint(2, 18)))


def _baseline(turns: Sequence[Turn]) -> tuple[str, Callable[[], object]]:
    if find_spec("webvtt"):
        return "webvtt-py", _parse_vtt(_as_vtt(turns))
    text = json.dumps([{"speaker": turn.speaker.value, "text": turn.text} for turn in turns])
    return "json", lambda: json.loads(text)


def _parse_vtt(text: str) -> Callable[[], object]:
    import webvtt

    return lambda: [(caption.voice, caption.text) for caption in webvtt.from_buffer(io.StringIO(text)).captions]


def _as_vtt(turns: Sequence[Turn]) -> str:
    return "\n".join(["WEBVTT\n", *map(_as_cue, turns)])


def _as_cue(turn: Turn) -> str:
    times = f"{_clock(turn.starts_at_seconds)} --> {_clock(turn.ends_at_seconds)}"
    return f"{times}\n<v {turn.speaker.value}>{turn.text}</v>\n"


def _clock(seconds: float | None) -> str:
    whole = int((seconds or 0.0) * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def _score_all(turns: Sequence[Turn]) -> None:
    scorer = TextBlobScorer()
    for turn in turns:
        scorer.score(turn.text, "en")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _phrases() -> int:
    words = vocabulary_of("en")
    return len(words.by_word) + len(words.by_stem) if words else 0


if __name__ == "__main__":
    main()
