"""What is kept about a person, shown to that person alone, with their open answers to take along or delete."""

import json
from collections.abc import Iterator, Sequence
from datetime import time, timedelta

from bot.admin.store import AdminWork
from bot.admin.wording import role_name, shown_team
from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, Fact, Facts, Heading, Note, Paragraph
from bot.chat.effects import Ask, Effect
from bot.chat.forms import Form, FormPart
from bot.chat.words import Words
from bot.outbox.model import DeliveryState, Selection
from bot.pulse.answer_pulse import my_answers
from bot.pulse.bank import Question
from bot.pulse.model import Answer
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from bot.pulse.visit import Visit

YEAR = timedelta(days=366)

Pairs = Iterator[tuple[str, str]]


def show_my_data(tx: AdminWork, visit: Visit) -> Effect:
    """Opens what is kept about the actor, with their open answers as far as they were given where they are now."""
    return Ask(my_data_form(visit.words, tuple(_facts(tx, visit)), _open_answers(tx, visit)))


def my_data_form(words: Words, facts: tuple[Fact, ...], open_answers: tuple[FormPart, ...]) -> Form:
    """The window with what is kept about somebody."""
    return Form(
        title=words.say("My data"),
        parts=(
            Heading(words.say("What I keep about you")),
            Facts(facts),
            Note(
                words.say(
                    "It comes from your chat's directory, from your company's list of people and from you. "
                    "Mistakes in it are put right there."
                )
            ),
            Note(
                words.say(
                    "Your reactions to customer voice are kept under your name, so that you count once; of comments "
                    "below it only how they sound. I show nobody whose they are, and never join them with answers."
                )
            ),
            Heading(words.say("Your open answers")),
            *open_answers,
            Note(
                words.say(
                    "“Delete” deletes one for good while its week is open. Afterwards it is folded into "
                    "an encrypted sum, and after 12 weeks at most nobody, including us, can find what was yours."
                )
            ),
            Buttons(tuple(_ways_on(words))),
        ),
        close_label=words.say("Close"),
    )


def show_export(tx: AdminWork, visit: Visit) -> Effect:
    """Opens the actor's open answers as text that programs can read, to be copied."""
    return Ask(export_form(visit.words, [_exported(visit, asked, given) for asked, given in _given(tx, visit)]))


def export_form(words: Words, lines: Sequence[str]) -> Form:
    """The window with a copy of open answers, one on each line."""
    intro = words.say("This is all that you answered and that is still open. Copy it to wherever you want to keep it.")
    return Form(
        title=words.say("Copy of my answers"),
        parts=(
            Paragraph(intro if lines else words.say("You have no open answers this week.")),
            *(Paragraph(line) for line in lines),
        ),
        close_label=words.say("Close"),
    )


def _facts(tx: AdminWork, visit: Visit) -> Iterator[Fact]:
    """What is known, without what is not."""
    known = (*_who(tx, visit), *_wishes(visit), *_recorded(tx, visit))
    return (Fact(name=name, value=value) for name, value in known if value)


def _who(tx: AdminWork, visit: Visit) -> Pairs:
    person, words = visit.person, visit.words
    manager = tx.people.get(person.manager_id) if person.manager_id else None
    yield words.say("Name"), person.name
    yield words.say("Called"), person.first_name
    yield words.say("E-mail"), person.email
    yield words.say("Team"), shown_team(person.team_id, tx.people.teams())
    yield words.say("Manager"), manager.name if manager else ""
    yield words.say("Site"), person.site
    yield words.say("Role"), role_name(words, person.role)
    yield words.say("Country"), person.country
    yield words.say("Time zone"), person.time_zone


def _wishes(visit: Visit) -> Pairs:
    person, words = visit.person, visit.words
    yield words.say("Language"), person.locale
    yield (
        words.say("Hour of your own"),
        words.time(time(person.check_in_hour)) if person.check_in_hour is not None else "",
    )
    yield words.say("Paused until"), words.day(person.paused_until) if person.paused_until else ""
    yield words.say("Stopped"), words.say("Yes") if person.is_stopped else ""


def _recorded(tx: AdminWork, visit: Visit) -> Pairs:
    person, words = visit.person, visit.words
    absences = tx.people.absences_of((person.id,), visit.today - YEAR, visit.today + YEAR).get(person.id, ())
    accounts = tx.people.accounts_of(person.id)
    sent = [each.count for each in tx.outbox.report(Selection(person_id=person.id)) if each.state is DeliveryState.SENT]
    yield words.say("Days of absence"), ", ".join(f"{each.first} – {each.last}" for each in absences)  # noqa: RUF001 - a dash
    yield words.say("Known since"), person.joined_on.isoformat()
    yield words.say("Accounts"), ", ".join(sorted(each.ref.workspace.platform for each in accounts))
    yield words.say("Messages that I sent you lately"), str(sum(sent))
    stations = {each.id: each.name for each in tx.stations.all()}
    subscribed = (stations.get(each.station_id, "") for each in tx.stations.subscriptions_of(person.id))
    yield words.say("Subscriptions"), ", ".join(sorted(filter(None, subscribed)))
    yield words.say("Open promises to fix something"), str(len(tx.fixes.of_owner(person.id, is_open=True)) or "")


def _open_answers(tx: AdminWork, visit: Visit) -> tuple[FormPart, ...]:
    """The open answers with what changes and deletes them."""
    if not visit.is_open(visit.week):
        return (Paragraph(visit.words.say("You have no open answers this week.")),)
    return my_answers(tx, visit, visit.week).parts


def _given(tx: AdminWork, visit: Visit) -> list[tuple[Question, Answer]]:
    week = visit.week
    entry = visit.roster_entry(tx, week) if visit.is_open(week) else None
    asked = [question_of(family, entry.slot, week) for family in FAMILIES_IN_ORDER] if entry else []
    found = visit.own_answers(tx, week).find_all([each.key for each in asked])
    return [(each, found[each.key]) for each in asked if each.key in found]


def _exported(visit: Visit, asked: Question, given: Answer) -> str:
    record = {
        "week": str(visit.week),
        "question": visit.words.say(asked.text),
        "answer": given.choice if given.score is None else given.score,
        "comment": given.comment,
        "use_of_comment": given.consent.value,
    }
    return json.dumps({name: value for name, value in record.items() if value not in {None, ""}}, ensure_ascii=False)


def _ways_on(words: Words) -> Iterator[Button]:
    yield Button(label=words.say("Copy of my answers"), action=ActionRef("people.export"))
    yield Button(label=words.say("Settings"), action=ActionRef("people.settings"))
