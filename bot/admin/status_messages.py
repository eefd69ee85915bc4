"""What the status says: people, pulse, and what became of deliveries, with codes in plain words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType

from bot.chat.blocks import Fact, Facts, Heading, Message, Note, Paragraph, Table
from bot.chat.words import Words, phrase
from bot.outbox.model import TOO_LATE
from bot.outbox.outcomes import ADAPTER_ERROR, COMPOSE_ERROR
from bot.outbox.report import DeliveryReport
from bot.pulse.model import PulseRules

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "pulse_paused": phrase("the pulse was paused"),
        "person_left": phrase("the person left"),
        "person_unknown": phrase("the person is not known any more"),
        "person_stopped": phrase("the person stopped"),
        "person_paused": phrase("the person paused"),
        "person_absent": phrase("a day off"),
        "week_closed": phrase("the week had closed"),
        "kind_unknown": phrase("planned by another version of Voxloop"),
        TOO_LATE: phrase("its time had passed"),
        ADAPTER_ERROR: phrase("a defect in Voxloop; the log has its type"),
        COMPOSE_ERROR: phrase("a defect in Voxloop; the log has its type"),
    }
)
"""Codes of ours in plain words; a platform's own codes are shown as they are, to be looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the status of an admin is made of. `reachable` people have an account to which messages can go."""

    people: int
    reachable: int
    rules: PulseRules
    today: DeliveryReport
    last_days: DeliveryReport


def status(words: Words, facts: Status) -> Message:
    """The status as admins see it."""
    return Message(
        summary=_pulse_line(words, facts.rules),
        blocks=(
            Heading(words.say("Status")),
            Facts((*_people(words, facts), *pulse_facts(words, facts.rules))),
            Heading(words.say("What became of messages")),
            _deliveries(words, facts),
            Note(
                words.say(
                    "Sent means that the platform took the message. Nobody, admins included, can see here or "
                    "elsewhere who answered."
                )
            ),
        ),
    )


def status_of_leader(words: Words, rules: PulseRules, teams: tuple[str, ...]) -> Message:
    """The status as leaders see it: the pulse, and the teams they lead."""
    leads = Fact(name=words.say("You lead"), value="; ".join(teams) or words.say("no team"))
    return Message(
        summary=_pulse_line(words, rules),
        blocks=(Heading(words.say("Status")), Facts((*pulse_facts(words, rules), leads))),
    )


def short_status(words: Words, rules: PulseRules, today: DeliveryReport) -> str:
    """The status in two sentences, for an admin's page."""
    sent = words.count(
        "{n} message of {total} was sent today.",
        "{n} messages of {total} were sent today.",
        today.sent,
        total=today.total,
    )
    return f"{_pulse_line(words, rules)} {sent}"


def pulse_facts(words: Words, rules: PulseRules) -> Iterator[Fact]:
    quiet = rules.quiet_hours
    often = words.count("{n} a week", "{n} a week", rules.check_ins_a_week)
    hours = words.say("{first} to {last}", first=_hour(words, quiet.from_hour), last=_hour(words, quiet.until_hour))
    yield Fact(name=words.say("Pulse"), value=words.say("paused") if rules.is_paused else words.say("running"))
    yield Fact(name=words.say("Check-ins"), value=f"{often}, {_hour(words, rules.check_in_hour)}")
    yield Fact(name=words.say("Quiet hours"), value=hours)


def _people(words: Words, facts: Status) -> Iterator[Fact]:
    yield Fact(name=words.say("People"), value=str(facts.people))
    unreachable = facts.people - facts.reachable
    shown = words.count("{n} person without an account", "{n} people without an account", unreachable)
    yield Fact(
        name=words.say("Reachable"), value=f"{facts.reachable} ({shown})" if unreachable else str(facts.reachable)
    )


def _deliveries(words: Words, facts: Status) -> Paragraph | Table:
    rows = tuple(_rows(words, facts))
    if not rows:
        return Paragraph(words.say("No message was due in the last seven days."))
    return Table(columns=(words.say("Messages"), words.say("Today"), words.say("Last 7 days")), rows=rows)


def _rows(words: Words, facts: Status) -> Iterator[tuple[str, str, str]]:
    """A row for whatever happened at all in these days."""
    today, week = dict(_lines(words, facts.today)), dict(_lines(words, facts.last_days))
    for line, count in week.items():
        if count:
            yield line, str(today.get(line, 0)), str(count)


def _lines(words: Words, report: DeliveryReport) -> Iterator[tuple[str, int]]:
    yield words.say("Sent"), report.sent
    yield words.say("Waiting"), report.waiting
    yield words.say("Blocked: the person takes no messages from me"), report.blocked
    yield words.say("Not installed there"), report.not_installed
    yield words.say("Throttled by the platform until it was too late"), report.throttled
    yield words.say("Unknown: may or may not have arrived"), report.unknown
    for code, count in report.failed.items():
        yield words.say("Failed: {reason}", reason=_reason(words, code)), count
    for code, count in report.skipped.items():
        yield words.say("Not sent: {reason}", reason=_reason(words, code)), count


def _reason(words: Words, code: str) -> str:
    return words.say(REASONS[code]) if code in REASONS else code or words.say("no reason given")


def _pulse_line(words: Words, rules: PulseRules) -> str:
    return words.say("The pulse is paused.") if rules.is_paused else words.say("The pulse is running.")


def _hour(words: Words, hour: int) -> str:
    return words.time(time(hour % 24))
