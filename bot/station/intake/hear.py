"""Hearing: an interaction as its source tells it becomes facts and a few redacted passages; no raw word leaves here."""

import hmac
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.chat.intake import ConsentState, IntakeRecord, InteractionKind, Speaker, Turn
from bot.chat.words import phrase
from bot.insight.language import detect_language
from bot.insight.model import Cue, CueKind, Listener, Mood, Scorer, Sentiment, Theme
from bot.insight.taxonomy import SUBJECTS, stage_of, theme_of
from bot.station.cutting.cut import cut
from bot.station.cutting.model import Passage, PassageLine
from bot.station.intake.urgency import urgent_because
from bot.station.model import Source
from bot.station.redaction.model import PiiKind, Redacted
from bot.station.redaction.redact import names_said, redact_turns

CHOSEN = phrase("Somebody here found it worth hearing")

MOST_CHOSEN = 600
"""Characters that somebody may share as one passage; from more the best is cut."""

_CLEAR = 1.0
_CHOSEN_WEIGHT = 0.6
WORDS_HALF = 16
"""How many bytes of a digest are of the words alone."""


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
    """One passage, redacted, as people would hear it. `doubts` say why a person should look at it first."""

    passage: Passage
    sentiment: Sentiment
    doubts: tuple[str, ...]
    removed: Mapping[PiiKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What was heard of one interaction. Its fields are those of `Interaction`, before consent is resolved.

    `digest` is a keyed hash: its first half of the words, its second half of everything, so that a change of facts can
    be told from a change of words. `urgent_because` are marked phrases.
    """

    external_id: str
    kind: InteractionKind
    happened_at: datetime | None
    language: str
    product: str
    site: str
    region: str
    url: str
    consent: ConsentState
    consent_covers_audio: bool
    nps: int | None
    csat: int | None
    mood: Mood
    valence: float | None
    frictions: tuple[str, ...]
    themes: tuple[str, ...]
    cues: tuple[CueKind, ...]
    urgent_because: tuple[str, ...]
    digest: bytes
    heard: tuple[Heard, ...]

    @property
    def words_digest(self) -> bytes:
        return self.digest[:WORDS_HALF]


def hear(
    record: IntakeRecord, ear: Ear, digest_key: bytes, *, source: Source | None = None, is_chosen: bool = False
) -> Hearing:
    """Listens to an interaction: pure, and the heavy part of taking one in, so call it outside of a transaction.

    The sides of the `source` say whose words a name's are. With `is_chosen` a person wants just this heard, so a short
    text is one passage whatever is in it. Only the turns around the passages are redacted, with all names that the
    whole interaction gives away.
    """
    turns = _with_sides(record.turns, source)
    language = record.language or detect_language("\n".join(turn.text for turn in turns), ear.spoken, ear.usual)
    voice = _customers(turns)
    listening = _Remembering(listener=ear.listener)
    passages = _passages(turns, language, replace(ear, listener=listening), is_chosen=is_chosen)
    found = _found(listening.heard, voice, language, ear.listener)
    mood = ear.scorer.score("\n".join(turn.text for turn in voice), language)
    return Hearing(
        external_id=record.external_id,
        kind=record.kind,
        happened_at=record.happened_at,
        language=language,
        product=record.product,
        site=record.site,
        region=record.region,
        url=record.url,
        consent=record.consent,
        consent_covers_audio=record.consent_covers_audio,
        nps=record.nps,
        csat=record.csat,
        mood=mood.mood,
        valence=mood.valence,
        frictions=found.frictions,
        themes=found.themes,
        cues=found.cues,
        urgent_because=urgent_because(record.labels, passages, found.cues, nps=record.nps, csat=record.csat),
        digest=_digest(record, digest_key),
        heard=tuple(_redacted(passages, turns, record, language, ear.scorer)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remembering:
    """A listener that remembers all it heard: cutting listens to every sentence of the customer's, which is enough."""

    listener: Listener
    heard: list[Cue] = field(default_factory=list)

    def themes(self, text: str, language: str) -> Sequence[Theme]:
        return self.listener.themes(text, language)

    def cues(self, text: str, language: str) -> Sequence[Cue]:
        cues = self.listener.cues(text, language)
        self.heard.extend(cues)
        return cues


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    frictions: tuple[str, ...]
    themes: tuple[str, ...]
    cues: tuple[CueKind, ...]


def _with_sides(turns: Sequence[Turn], source: Source | None) -> tuple[Turn, ...]:
    """The turns with the side of each speaker whom the source knows by name."""
    sides = dict[str, Speaker]()
    if source is not None:
        sides |= {name.casefold(): Speaker.CUSTOMER for name in source.customer_sides}
        sides |= {name.casefold(): Speaker.AGENT for name in source.agent_sides}
    if not sides:
        return tuple(turns)
    return tuple(replace(turn, speaker=sides.get(turn.name.casefold(), turn.speaker)) for turn in turns)


def _customers(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The customer's turns; where nobody is named the customer, those of whoever is not the agent."""
    voice = Speaker.CUSTOMER if any(turn.speaker is Speaker.CUSTOMER for turn in turns) else Speaker.UNKNOWN
    return tuple(turn for turn in turns if turn.speaker is voice)


def _found(cues: Iterable[Cue], voice: Iterable[Turn], language: str, listener: Listener) -> _Found:
    """What is clearly said anywhere, each once, in the order in which it comes up."""
    clear = [cue for cue in cues if cue.strength >= _CLEAR]
    frictions = dict.fromkeys(cue.theme for cue in clear if cue.theme and _is_friction(cue.theme))
    themes = dict.fromkeys(theme.key for turn in voice for theme in listener.themes(turn.text, language))
    themes |= dict.fromkeys(theme for friction in frictions if (theme := theme_of(friction)))
    kinds = dict.fromkeys(cue.kind for cue in clear)
    return _Found(frictions=tuple(frictions), themes=tuple(themes), cues=tuple(kinds))


def _is_friction(subject: str) -> bool:
    return subject in SUBJECTS and SUBJECTS[subject].part_of is not None


def _passages(turns: Sequence[Turn], language: str, ear: Ear, *, is_chosen: bool) -> tuple[Passage, ...]:
    if is_chosen and sum(len(turn.text) for turn in turns) <= MOST_CHOSEN:
        return (_whole(turns, language, ear),)
    found = cut(turns, language, ear.listener, ear.scorer, most=ear.most)
    return found or ((_whole(turns, language, ear),) if is_chosen else ())


def _whole(turns: Sequence[Turn], language: str, ear: Ear) -> Passage:
    """All that was said as one passage."""
    text = "\n".join(turn.text for turn in turns)
    cues = sorted(ear.listener.cues(text, language), key=lambda cue: -cue.strength)
    is_glad = ear.scorer.score(text, language).mood is Mood.POSITIVE
    theme = next((cue.theme for cue in cues if cue.theme), None)
    theme = theme or next((theme.key for theme in ear.listener.themes(text, language)), None)
    return Passage(
        lines=tuple(PassageLine(speaker=turn.speaker, text=turn.text) for turn in turns),
        spans=tuple((place, 0, len(turn.text)) for place, turn in enumerate(turns)),
        first_turn=0,
        last_turn=len(turns) - 1,
        starts_at_seconds=None,
        ends_at_seconds=None,
        cue=cues[0].kind if cues else CueKind.PRAISE if is_glad else CueKind.FRICTION,
        because=CHOSEN,
        theme=theme,
        stage=stage_of(theme),
        weight=_CHOSEN_WEIGHT,
    )


def _redacted(
    passages: Sequence[Passage], turns: Sequence[Turn], record: IntakeRecord, language: str, scorer: Scorer
) -> Iterator[Heard]:
    """Each passage without anything personal. A turn is redacted as a whole, with the one before it to tell by."""
    if not passages:
        return
    names = (*record.known_names, *names_said(turns, language, known_names=record.known_names))
    regions = (record.region,) if record.region else ()
    needed = sorted({at for each in passages for at in range(max(0, each.first_turn - 1), each.last_turn + 1)})
    found = redact_turns([turns[at] for at in needed], language, known_names=names, regions=regions)
    redacted = dict(zip(needed, found, strict=True))
    for passage in passages:
        yield _heard(passage, turns, redacted, language, scorer, record.doubts)


def _heard(
    passage: Passage,
    turns: Sequence[Turn],
    redacted: Mapping[int, Redacted],
    language: str,
    scorer: Scorer,
    doubts: tuple[str, ...],
) -> Heard:
    removed = Counter[PiiKind]()
    lines = []
    for line, (turn, start, end) in zip(passage.lines, passage.spans, strict=True):
        lines.append(replace(line, text=_without(turns[turn].text, redacted[turn], start, end, removed)))
    around = (redacted[at] for at in range(passage.first_turn, passage.last_turn + 1))
    told = dict.fromkeys((*doubts, *(doubt for each in around for doubt in each.doubts)))
    return Heard(
        passage=replace(passage, lines=tuple(lines), spans=()),
        sentiment=_sentiment(lines, language, scorer),
        doubts=tuple(told),
        removed=removed,
    )


def _without(text: str, redacted: Redacted, start: int, end: int, removed: Counter[PiiKind]) -> str:
    """A stretch of a text with placeholders for all that was found in it, also where it only reaches in."""
    parts, at = list[str](), start
    for removal in redacted.removals:
        if removal.start < end and removal.end > start:
            parts += (text[at : removal.start], removal.kind.placeholder)
            at = removal.end
            removed[removal.kind] += 1
    return " ".join("".join((*parts, text[at:end])).split())


def _sentiment(lines: Sequence[PassageLine], language: str, scorer: Scorer) -> Sentiment:
    """How the customer sounds in a passage: what the agent says in between is not theirs."""
    said = [line.text for line in lines if line.speaker is not Speaker.AGENT]
    return scorer.score(" ".join(said), language)


def _digest(record: IntakeRecord, key: bytes) -> bytes:
    words = [(turn.speaker.value, turn.name, turn.text, turn.starts_at_seconds) for turn in record.turns]
    facts = (
        record.kind.value,
        record.happened_at.isoformat() if record.happened_at else "",
        (record.subject, record.language, record.product, record.site, record.region, record.url),
        (record.consent.value, record.consent_covers_audio, record.nps, record.csat),
        (record.labels, record.known_names),
    )
    return _hash(key, [words]) + _hash(key, [words, facts])


def _hash(key: bytes, content: object) -> bytes:
    return hmac.digest(key, json.dumps(content, ensure_ascii=False).encode(errors="surrogatepass"), "sha256")[
        :WORDS_HALF
    ]
