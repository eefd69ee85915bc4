"""Composing the station's messages at the moment they are sent, from what may be shown then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat.blocks import Message
from bot.chat.words import Words, words_for
from bot.clock.working_days import WorkingCalendar
from bot.clock.zones import local_date
from bot.outbox.model import Delivery, Skip
from bot.people.model import Absence, Person, PersonId
from bot.people.pause import why_left_alone
from bot.people.units import country_of
from bot.station.model import (
    FixId,
    Posting,
    PostingId,
    PostingKind,
    PostingState,
    SnippetId,
    SnippetState,
    Station,
    Voice,
)
from bot.station.posting.deliveries import FIX_DUE
from bot.station.posting.messages import (
    FixLine,
    Heard,
    outcome_message,
    round_up_message,
    snippet_message,
    urgent_message,
)
from bot.station.reactions.messages import fix_due_message
from bot.station.reactions.model import Fix
from bot.station.store import StationWork

USUAL_LOCALE = "en"
"""What is spoken where the station is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Present:
    """What is true for all deliveries of a batch."""

    tx: StationWork
    people: Mapping[PersonId, Person]
    absences: Mapping[PersonId, Sequence[Absence]]
    now: datetime


def compose(
    tx: StationWork,
    deliveries: Sequence[Delivery],
    organisation: str,  # noqa: ARG001 - all rooms compose with the same values
    now: datetime,
) -> list[Message | Skip]:
    """The message for each delivery of the station, or why it is not sent any more."""
    ids = {each.person_id for each in deliveries if each.person_id is not None}
    absences = tx.people.absences_of(ids, _day(now, -1), _day(now, 1)) if ids else {}
    present = _Present(tx=tx, people=tx.people.many(ids), absences=absences, now=now)
    return [_compose_one(present, each) for each in deliveries]


def compose_posting(
    tx: StationWork,
    posting: Posting,
    organisation: str,  # noqa: ARG001 - as above
    now: datetime,
) -> Message | None:
    """What a posting shows as of now; `None` when nothing is left that it may show."""
    person = tx.people.get(posting.person_id) if posting.person_id else None
    return _message(_Present(tx=tx, people={}, absences={}, now=now), posting, person)


def heard_of(tx: StationWork, snippet_id: SnippetId) -> Heard:
    """What came back for a snippet so far."""
    fixes = sorted(tx.fixes.of_snippet(snippet_id), key=lambda each: each.promised_at, reverse=True)
    names = tx.people.many({each.owner_id for each in fixes}) if fixes else {}
    counts = tx.reactions.counts((snippet_id,)).get(snippet_id, {})
    return Heard(counts=counts, fixes=tuple(_line(each, names.get(each.owner_id)) for each in fixes))


def _day(now: datetime, shift: int) -> date:
    return (now + timedelta(days=shift)).date()


def _compose_one(present: _Present, delivery: Delivery) -> Message | Skip:
    person = present.people.get(delivery.person_id) if delivery.person_id else None
    if delivery.person_id is not None and (reason := _why_not(present, person)):
        return Skip(reason)
    if delivery.kind == FIX_DUE:
        return _reminder(present, person, delivery)
    posting = present.tx.postings.get(PostingId(delivery.args.get("posting", "")))
    if posting is None or posting.state is not PostingState.PLANNED:
        return Skip("posting_over")
    if reason := _why_not_there(present, posting, person):
        return Skip(reason)
    return _message(present, posting, person) or Skip("withdrawn")


def _why_not(present: _Present, person: Person | None) -> str:
    """Why nothing is sent to this person now; empty when it may be."""
    if person is None:
        return "person_unknown"
    return why_left_alone(person, present.absences, present.now)


def _why_not_there(present: _Present, posting: Posting, person: Person | None) -> str:
    """Why this posting does not belong there any more; empty when it does."""
    if posting.kind is PostingKind.OUTCOME:
        return ""
    stations = present.tx.stations
    if person is None:
        rows = stations.at(posting.place)
        has_left = all(each.station_id != posting.station_id for each in rows)
        return "place_closed" if has_left or any(each.closed_reason for each in rows) else ""
    today = local_date(present.now, person.time_zone)
    is_round_up = posting.kind is PostingKind.ROUND_UP
    if is_round_up and not WorkingCalendar().is_working_day(today, country_of(person)):
        return "day_off"
    asked = stations.subscriptions_of(person.id)
    is_wanted = any(each.wants_round_up if is_round_up else each.wants_urgent for each in asked)
    return "" if is_wanted else "unsubscribed"


def _message(present: _Present, posting: Posting, person: Person | None) -> Message | None:
    tx = present.tx
    station = tx.stations.get(posting.station_id) if posting.station_id else None
    words = _words(station, person)
    known = tx.snippets.many(posting.snippet_ids)
    voices = [known[each] for each in posting.snippet_ids if each in known and _may_be_shown(known[each])]
    if not voices:
        return None
    name = station.name if station and person else ""
    match posting.kind:
        case PostingKind.SNIPPET:
            return snippet_message(words, voices[0], heard_of(tx, voices[0].snippet.id))
        case PostingKind.URGENT:
            return urgent_message(words, voices[0], heard_of(tx, voices[0].snippet.id), name)
        case PostingKind.ROUND_UP:
            return round_up_message(words, voices, more=posting.more, station=name)
        case PostingKind.OUTCOME:
            fix = tx.fixes.get(posting.fix_id) if posting.fix_id else None
            return outcome_message(words, voices[0], _told(tx, fix)) if fix else None


def _may_be_shown(voice: Voice) -> bool:
    return voice.snippet.state is SnippetState.APPROVED


def _words(station: Station | None, person: Person | None) -> Words:
    """In the language of who reads it: the person, or the station's channel."""
    if person is not None:
        return words_for(person.locale)
    return words_for(station.locale if station else USUAL_LOCALE)


def _reminder(present: _Present, person: Person | None, delivery: Delivery) -> Message | Skip:
    fix = present.tx.fixes.get(FixId(delivery.args.get("fix", "")))
    if fix is None or person is None or fix.ending is not None:
        return Skip("fix_over")
    if fix.due_on.isoformat() != delivery.args.get("due"):
        return Skip("fix_moved")
    voice = present.tx.snippets.get(fix.snippet_id)
    return fix_due_message(words_for(person.locale), fix, voice if voice and _may_be_shown(voice) else None)


def _told(tx: StationWork, fix: Fix) -> FixLine:
    return _line(fix, tx.people.get(fix.owner_id))


def _line(fix: Fix, owner: Person | None) -> FixLine:
    return FixLine(name=owner.name if owner else "", due_on=fix.due_on, ending=fix.ending, outcome=fix.outcome)
