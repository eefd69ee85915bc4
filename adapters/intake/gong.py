"""Call transcripts as the Gong API gives them.

`POST /v2/calls/transcript` answers with `callTranscripts`; who the speakers are stands in the `parties` of
`POST /v2/calls/extensive`, whose `calls` may stand beside them in the same object, or in an earlier line or element.
https://help.gong.io/apidocs/retrieve-transcripts-of-calls-by-date-or-callids-v2callstranscript-2
"""

from collections.abc import Iterator
from functools import partial

from adapters.intake.encoding import MAX_BYTES
from adapters.intake.fields import consent_of, read_labels, read_moment, read_seconds, read_short, read_url
from adapters.intake.generic import attempt
from adapters.intake.json_values import Value, as_list, as_object, as_text, json_values
from adapters.intake.record import finish
from adapters.intake.refusals import UnusableError
from adapters.intake.transcript import BROKEN_TIMES, joined
from bot.chat.intake import IntakeRecord, InteractionKind, Parsed, RefusedRecord, Speaker, Turn
from bot.chat.words import phrase

MAX_CALLS = 10_000
SIDES = {"internal": Speaker.AGENT, "external": Speaker.CUSTOMER}
MAX_NUMBER = 1e12
FEWEST_CHARACTERS_A_SECOND = 0.4
"""People say about 15 characters a second; of milliseconds taken for seconds it would be 0.015."""

NO_TRANSCRIPT = phrase("There is no Gong transcript in it.")

Call = dict[str, object]


def parse_gong(document: bytes, *, source: str, max_bytes: int = MAX_BYTES) -> Parsed:
    """The calls of Gong's answers, times in milliseconds (as documented) or seconds, whichever fits the words."""
    calls: dict[str, Call] = {}
    for found in json_values(document, max_bytes=max_bytes):
        match found:
            case RefusedRecord():
                yield found
            case Value():
                yield from _transcripts(found, source, calls)


def _transcripts(found: Value, source: str, calls: dict[str, Call]) -> Parsed:
    answer = as_object(found.value)
    for call in map(as_object, as_list(answer.get("calls"))):
        if len(calls) < MAX_CALLS:
            calls[_id(call)] = call
    if "calls" in answer and "callTranscripts" not in answer:
        return
    transcripts = as_list(answer.get("callTranscripts")) or [answer]
    for number, transcript in enumerate(map(as_object, transcripts)):
        where = f"callTranscripts[{number}]" if "callTranscripts" in answer else found.where
        call = calls.get(as_text(transcript.get("callId")), transcript)
        yield attempt(where, partial(_record, transcript, call, source, found.doubts))


def _id(call: Call) -> str:
    return as_text(as_object(call.get("metaData")).get("id")) or as_text(call.get("id"))


def _record(transcript: Call, call: Call, source: str, doubts: tuple[str, ...]) -> IntakeRecord:
    if not isinstance(transcript.get("transcript"), list):
        raise UnusableError(NO_TRANSCRIPT)
    facts = as_object(call.get("metaData"))
    parties = [as_object(party) for party in as_list(call.get("parties"))]
    monologues = [as_object(each) for each in as_list(transcript.get("transcript"))]
    turns = tuple(joined(_turns(monologues, parties)))
    labels = read_labels([each.get("topic") for each in monologues])
    record = IntakeRecord(
        source=source,
        external_id=read_short(transcript.get("callId")),
        kind=InteractionKind.CALL,
        turns=turns,
        happened_at=read_moment(facts.get("started"), "started"),
        subject=read_short(facts.get("title")),
        language=_language(read_short(facts.get("language"))),
        url=read_url(facts.get("url")),
        consent=consent_of(labels),
        known_names=read_labels([party.get("name") for party in parties]),
        labels=labels,
    )
    return finish(record, (*doubts, BROKEN_TIMES) if _has_broken_times(turns) else doubts)


def _turns(monologues: list[dict[str, object]], parties: list[dict[str, object]]) -> Iterator[Turn]:
    people = {as_text(party.get("speakerId")): party for party in parties if as_text(party.get("speakerId"))}
    factor = _seconds_per_unit([as_object(one) for each in monologues for one in as_list(each.get("sentences"))])
    for monologue in monologues:
        person = people.get(as_text(monologue.get("speakerId")), {})
        for sentence in map(as_object, as_list(monologue.get("sentences"))):
            yield Turn(
                speaker=SIDES.get(as_text(person.get("affiliation")).casefold(), Speaker.UNKNOWN),
                name=read_short(person.get("name")),
                text=as_text(sentence.get("text")),
                starts_at_seconds=_seconds(sentence.get("start"), factor),
                ends_at_seconds=_seconds(sentence.get("end"), factor),
            )


def _seconds_per_unit(sentences: list[dict[str, object]]) -> float:
    """1 where the times are seconds, 0.001 where they are milliseconds: told by how fast people would have spoken."""
    length = characters = 0.0
    for sentence in sentences:
        start, end = _number(sentence.get("start")), _number(sentence.get("end"))
        if start is not None and end is not None and end > start:
            length += end - start
            characters += len(as_text(sentence.get("text")))
    is_seconds = length > 0 and characters / length >= FEWEST_CHARACTERS_A_SECOND
    return 1.0 if is_seconds else 0.001


def _number(value: object) -> float | None:
    """A number that is one; `None` for infinity, NaN, and what no clock shows."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < MAX_NUMBER else None


def _seconds(value: object, factor: float) -> float | None:
    number = _number(value)
    return None if number is None else read_seconds(round(number * factor, 3))


def _has_broken_times(turns: tuple[Turn, ...]) -> bool:
    return any(turn.starts_at_seconds is None or turn.ends_at_seconds is None for turn in turns)


def _language(written: str) -> str:
    """Gong writes ISO 639-2B, such as `eng`, with `und` where it does not know."""
    return "" if written in {"und", "other"} else TWO_LETTERS.get(written, written)


TWO_LETTERS = {
    "eng": "en", "ind": "id", "pol": "pl", "rus": "ru", "deu": "de", "ger": "de", "spa": "es", "fra": "fr",
    "fre": "fr", "ita": "it", "por": "pt", "nld": "nl", "dut": "nl", "jpn": "ja", "heb": "he", "ara": "ar",
}  # fmt: skip
