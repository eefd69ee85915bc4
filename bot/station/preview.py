"""Previewing: what people would hear of an interaction, redacted and cut, without keeping or sending anything."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.chat.intake import IntakeRecord, Turn
from bot.insight.language import detect_language
from bot.insight.model import Listener, Scorer, Sentiment
from bot.station.cutting.cut import cut
from bot.station.model import Passage, PiiKind, Redacted
from bot.station.redaction.redact import redact_turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """How interactions are listened to: the languages that may come, the usual one, and the methods."""

    spoken: Collection[str]
    usual: str
    listener: Listener
    scorer: Scorer
    most: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One passage as people would hear it. `doubts` say why a person should look at it first."""

    passage: Passage
    sentiment: Sentiment
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What there would be to hear of one interaction. `removed` counts what was taken out of all of it, by kind."""

    language: str
    heard: tuple[Heard, ...]
    removed: Mapping[PiiKind, int]


def preview(record: IntakeRecord, ear: Ear) -> Preview:
    """Redacts the whole interaction, then chooses passages from what may be read."""
    language = record.language or detect_language(_all_words(record.turns), ear.spoken, ear.usual)
    redacted = redact_turns(
        record.turns, language, known_names=record.known_names, regions=(record.region,) if record.region else ()
    )
    turns = [replace(turn, text=each.text) for turn, each in zip(record.turns, redacted, strict=True)]
    passages = cut(turns, language, ear.listener, ear.scorer, most=ear.most)
    heard = tuple(_heard(passage, redacted, ear.scorer, language) for passage in passages)
    return Preview(
        language=language,
        heard=tuple(replace(each, doubts=(*record.doubts, *each.doubts)) for each in heard),
        removed=Counter(removal.kind for each in redacted for removal in each.removals),
    )


def _heard(passage: Passage, redacted: Sequence[Redacted], scorer: Scorer, language: str) -> Heard:
    around = redacted[passage.first_turn : passage.last_turn + 1]
    said = " ".join(line.text for line in passage.lines)
    doubts = dict.fromkeys(doubt for each in around for doubt in each.doubts)
    return Heard(passage=passage, sentiment=scorer.score(said, language), doubts=tuple(doubts))


def _all_words(turns: Sequence[Turn]) -> str:
    return "\n".join(turn.text for turn in turns)
