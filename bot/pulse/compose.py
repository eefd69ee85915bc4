"""Composing the pulse's messages at the moment they are sent, from what is true then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat.blocks import Message
from bot.chat.words import words_for
from bot.clock.weeks import Block, Week
from bot.outbox.model import Delivery, Skip
from bot.people.model import Absence, Person, PersonId
from bot.people.pause import why_left_alone
from bot.privacy.release.model import Threshold
from bot.privacy.release.threshold import k_of
from bot.pulse.bank import question
from bot.pulse.messages import CheckInText, check_in, last_call, link_made, welcome
from bot.pulse.model import PulseRules
from bot.pulse.plan_check_ins import CHECK_IN, LAST_CALL, WELCOME
from bot.pulse.store import PulseWork

PREVIEW = "preview"
"""A check-in that an admin sends to themselves to see what people get; pressing it stores nothing."""

LINK_MADE = "link_made"
"""Word to a person that somebody made a sign-in link for them; it goes out whatever they paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Who a batch of deliveries goes to, as of now, and by which rules."""

    people: Mapping[PersonId, Person]
    absences: Mapping[PersonId, Sequence[Absence]]
    rules: PulseRules
    thresholds: Sequence[Threshold]
    organisation: str
    now: datetime


def compose(
    tx: PulseWork, deliveries: Sequence[Delivery], rules: PulseRules, organisation: str, now: datetime
) -> list[Message | Skip]:
    """The message for each delivery, or why it is not sent any more."""
    ids = {each.person_id for each in deliveries if each.person_id is not None}
    present = Present(
        people=tx.people.many(ids),
        absences=tx.people.absences_of(ids, _day(now, -1), _day(now, 1)),
        rules=rules,
        thresholds=tx.ledger.thresholds(),
        organisation=organisation,
        now=now,
    )
    return [_compose_one(present, each) for each in deliveries]


def _day(now: datetime, shift: int) -> date:
    return (now + timedelta(days=shift)).date()


def _compose_one(present: Present, delivery: Delivery) -> Message | Skip:
    person = present.people.get(delivery.person_id) if delivery.person_id else None
    if person is None:
        return Skip("person_unknown")
    if delivery.kind not in {PREVIEW, LINK_MADE} and (reason := _why_not(present, person)):
        return Skip(reason)
    return _message(present, person, delivery)


def _why_not(present: Present, person: Person) -> str:
    """Why nothing is sent to this person now; empty when it may be."""
    return "pulse_paused" if present.rules.is_paused else why_left_alone(person, present.absences, present.now)


def _message(present: Present, person: Person, delivery: Delivery) -> Message | Skip:
    words = words_for(person.locale)
    if delivery.kind == WELCOME:
        return welcome(words, person.first_name, present.organisation)
    if delivery.kind == LINK_MADE:
        return link_made(words)
    week = Week.parse(delivery.args["week"])
    if present.now >= week.closes_at and delivery.kind != PREVIEW:
        return Skip("week_closed")
    if delivery.kind == LAST_CALL:
        return last_call(words, week, person.time_zone)
    if delivery.kind in {CHECK_IN, PREVIEW}:
        text = CheckInText(
            first_name=person.first_name,
            time_zone=person.time_zone,
            week=week,
            question=question(delivery.args["question"]),
            is_preview=delivery.kind == PREVIEW,
            least_people=k_of(present.thresholds, week.block),
            least_before=k_of(present.thresholds, Block(week.block.ordinal - 1)),
        )
        return check_in(words, text)
    return Skip("kind_unknown")
