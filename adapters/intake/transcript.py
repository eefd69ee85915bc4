"""Transcripts as WebVTT or SubRip files: of Zoom, Teams and Meet, and of call centres that mark AGENT and CLIENT."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape

from adapters.intake.cues import Cue, Fact, read_cues
from adapters.intake.encoding import MAX_BYTES, Text, read_text
from adapters.intake.facts import record_of
from adapters.intake.plain_text import clean, one_line
from adapters.intake.record import finish, refuse_too_long
from adapters.intake.refusals import WHOLE_FILE, UnusableError
from adapters.intake.speakers import NOBODY, KnownSpeakers, Label, known_speakers, prefixes_in, split_prefix
from bot.chat.intake import IntakeRecord, InteractionKind, Parsed, RefusedRecord, Speaker, Turn
from bot.chat.words import phrase

VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?(?:\s+([^<>]{0,200}))?>")
TAG = re.compile(r"<(?:/?[a-z][^<>]{0,200}|/?\d\d[\d:.]{0,20})>|\{\\[^{}]{0,80}\}", re.IGNORECASE)
"""Tags of looks and of times within a cue, and the `{\\an8}` of some SubRip writers."""
NO_SPEECH = re.compile(r"\s*(?:\[[^\[\]]{0,60}\]|\([^()]{0,60}\)|♪[^♪]*♪?)\s*")
SENTENCE_END = re.compile(r"[.!?…。؟](?:[\"”\u2019)\]]*)$")

MAX_GAP_SECONDS = 2.0
MAX_TURN_SECONDS = 30.0
MAX_TURN_CHARACTERS = 500

BROKEN_TIMES = phrase("Some times in this transcript could not be read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """Words with the label that their line, or the tag before them, gives."""

    label: str
    text: str
    starts_at_seconds: float | None
    ends_at_seconds: float | None


@dataclass(slots=True, kw_only=True)
class _Transcript:
    """What has been read of a transcript so far."""

    said: list[_Said] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    characters: int = 0
    has_broken_times: bool = False

    def add(self, cue: Cue) -> None:
        self.said.extend(_voices(cue))
        self.characters += sum(map(len, cue.lines))
        self.has_broken_times |= cue.has_broken_times
        refuse_too_long(len(self.said), self.characters)


def parse_webvtt(
    document: bytes, *, source: str, max_bytes: int = MAX_BYTES, speakers: Mapping[str, Speaker] | None = None
) -> Parsed:
    """The one call that a WebVTT file holds, and what of it cannot be read.

    `speakers` says of names on whose side they are. Without it, and without labels such as AGENT, nobody knows.
    """
    return _parse(document, source, max_bytes, known_speakers(speakers))


def parse_srt(
    document: bytes, *, source: str, max_bytes: int = MAX_BYTES, speakers: Mapping[str, Speaker] | None = None
) -> Parsed:
    """The one call that a SubRip file holds; otherwise like `parse_webvtt`."""
    return _parse(document, source, max_bytes, known_speakers(speakers))


def turns_of_lines(text: str, known: KnownSpeakers) -> tuple[Turn, ...]:
    """A conversation written as `AGENT: …` and `CLIENT: …` line by line, without times."""
    cue = Cue(line=1, starts_at_seconds=None, ends_at_seconds=None, lines=tuple(clean(text).split("\n")))
    return tuple(joined(_turns([*_voices(cue)], known)))


def joined(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Cues that one speaker said in one go as one turn, up to half a minute so that times stay exact."""
    current: Turn | None = None
    for turn in turns:
        if current and _goes_on(current, turn):
            current = replace(current, text=f"{current.text} {turn.text}", ends_at_seconds=_later(current, turn))
            continue
        if current:
            yield current
        current = turn
    if current:
        yield current


def _parse(document: bytes, source: str, max_bytes: int, known: KnownSpeakers) -> Parsed:
    try:
        text = read_text(document, max_bytes)
        transcript = _Transcript()
        yield from _read_into(transcript, text)
        yield _record(transcript, text, source, known)
    except UnusableError as error:
        yield error.at(WHOLE_FILE)


def _read_into(transcript: _Transcript, text: Text) -> Iterator[RefusedRecord]:
    for found in read_cues(text):
        match found:
            case Cue():
                transcript.add(found)
            case Fact():
                transcript.facts[found.name] = found.value
            case RefusedRecord():
                yield found


def _record(transcript: _Transcript, text: Text, source: str, known: KnownSpeakers) -> IntakeRecord:
    told = KnownSpeakers(sides={**_sides(transcript.facts), **known.sides})
    turns = tuple(joined(_in_time(_turns(transcript.said, told))))
    doubts = (*text.doubts, BROKEN_TIMES) if transcript.has_broken_times else text.doubts
    return finish(record_of(transcript.facts, source=source, kind=InteractionKind.CALL, turns=turns), doubts)


def _sides(facts: Mapping[str, object]) -> Mapping[str, Speaker]:
    """Who is who, where the head of the file says it: `customer: Ana Example; Ben Example`."""
    return {
        one_line(name).casefold(): side
        for fact, side in (("customer", Speaker.CUSTOMER), ("agent", Speaker.AGENT))
        for name in str(facts.get(fact, "")).split(";")
    }


def _voices(cue: Cue) -> Iterator[_Said]:
    """The words of each voice of a cue; where a voice is not tagged, each line is one."""
    text = "\n".join(cue.lines)
    found = list(VOICE.finditer(text))
    begin = found[0].start() if found else len(text)
    for line in text[:begin].split("\n") if begin else ():
        yield _said("", line, cue)
    for voice, following in zip(found, [*found[1:], None], strict=False):
        until = following.start() if following else len(text)
        yield _said(unescape(voice[1] or ""), text[voice.end() : until], cue)


def _said(label: str, text: str, cue: Cue) -> _Said:
    words = clean(unescape(TAG.sub("", text)))
    return _Said(label=label, text=words, starts_at_seconds=cue.starts_at_seconds, ends_at_seconds=cue.ends_at_seconds)


def _turns(said: list[_Said], known: KnownSpeakers) -> Iterator[Turn]:
    """What was said, each with its speaker. A line below a labelled one of the same cue goes on with it."""
    prefixes = prefixes_in(each.text for each in said if each.text and not each.label)
    labels: dict[str, Label] = {"": NOBODY}
    before: _Said | None = None
    for each in said:
        written, text = _label_and_text(each, prefixes, before)
        if not text or NO_SPEECH.fullmatch(text):
            before = replace(each, label=written)
            continue
        label = labels[written] = labels.get(written) or known.label(written)
        yield Turn(
            speaker=label.speaker,
            name=label.name,
            text=text,
            starts_at_seconds=each.starts_at_seconds,
            ends_at_seconds=each.ends_at_seconds,
        )
        before = replace(each, label=written)


def _label_and_text(said: _Said, prefixes: frozenset[str], before: _Said | None) -> tuple[str, str]:
    if said.label:
        return said.label, said.text
    found = split_prefix(said.text)
    if found and found[0] in prefixes:
        return found
    is_same_cue = before is not None and said.starts_at_seconds is not None and _span(before) == _span(said)
    return (before.label if is_same_cue and before else ""), said.text


def _span(said: _Said) -> tuple[float | None, float | None]:
    return said.starts_at_seconds, said.ends_at_seconds


def _in_time(turns: Iterable[Turn]) -> list[Turn]:
    """Ordered by their beginning, as some services write cues out of order; one without stays behind its neighbour."""
    last = 0.0
    keyed = []
    for turn in turns:
        last = last if turn.starts_at_seconds is None else turn.starts_at_seconds
        keyed.append((last, turn))
    return [turn for _, turn in sorted(keyed, key=lambda pair: pair[0])]


def _later(current: Turn, turn: Turn) -> float | None:
    ends = [end for end in (current.ends_at_seconds, turn.ends_at_seconds) if end is not None]
    return max(ends, default=None)


def _goes_on(current: Turn, turn: Turn) -> bool:
    is_same = (current.speaker, current.name) == (turn.speaker, turn.name)
    if not is_same or len(current.text) + len(turn.text) > MAX_TURN_CHARACTERS:
        return False
    if current.speaker is Speaker.UNKNOWN and not current.name and SENTENCE_END.search(current.text):
        return False
    return _is_near(current, turn)


def _is_near(current: Turn, turn: Turn) -> bool:
    """Without times they are near: then nothing but the speaker tells turns apart."""
    begin, end = current.starts_at_seconds, current.ends_at_seconds
    if begin is None or end is None or turn.starts_at_seconds is None:
        return begin is None and turn.starts_at_seconds is None
    last = turn.ends_at_seconds or turn.starts_at_seconds
    return turn.starts_at_seconds - end <= MAX_GAP_SECONDS and last - begin <= MAX_TURN_SECONDS
