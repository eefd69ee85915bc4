"""What is kept about a person, shown to that person alone, to take along or delete."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta
from types import MappingProxyType

from bot.admin.forget_person import forget_said
from bot.admin.store import AdminWork
from bot.admin.wording import role_name, shown_team
from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, ButtonStyle, Fact, Facts, Heading, Note, Paragraph
from bot.chat.effects import Ask, Effect
from bot.chat.forms import Form, FormPart
from bot.chat.words import Words, phrase
from bot.outbox.model import DeliveryState, Selection
from bot.pulse.answer_pulse import my_answers
from bot.pulse.bank import Question
from bot.pulse.model import Answer
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from bot.pulse.visit import Visit

YEAR = timedelta(days=366)

LONGEST_LINE = 2000
"""About how many characters stand on a line of a copy: less than what a paragraph takes anywhere."""

SAID_KINDS = MappingProxyType(
    {
        "reactions": phrase("Reactions"),
        "emoji": phrase("Emoji below messages"),
        "comments": phrase("Comments below messages (how they sound, not their words)"),
        "letters": phrase("Words written on the page"),
        "promises": phrase("Promises to fix something"),
        "faults": phrase("Faults that you reported with your name"),
        "subscriptions": phrase("Subscriptions"),
        "actions": phrase("Promises as a leader"),
        "questions": phrase("Questions to your team"),
    }
)
"""What is said in one's own name, by kind."""

Pairs = Iterator[tuple[str, str]]
Traces = Mapping[str, Sequence[Mapping[str, str]]]


def show_my_data(tx: AdminWork, visit: Visit) -> Effect:
    """Opens what is kept about the actor, with their open answers as far as they were given where they are now."""
    said = tuple(_said(visit.words, tx.traces.of(visit.person.id)))
    return Ask(my_data_form(visit.words, tuple(_facts(tx, visit)), _open_answers(tx, visit), said))


def my_data_form(
    words: Words, facts: tuple[Fact, ...], open_answers: tuple[FormPart, ...], said: tuple[Fact, ...] = ()
) -> Form:
    """The window with what is kept about somebody; `said` counts what they said in their own name."""
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
            Heading(words.say("What you said in your name")),
            *_shown(words, said),
            Note(
                words.say(
                    "What you write without a name, to your leader or as a fault, is not listed here: it stands under "
                    "no name. Your inbox shows you what you can still take back."
                )
            ),
            Buttons(tuple(_ways_on(words))),
        ),
        close_label=words.say("Close"),
    )


def show_export(tx: AdminWork, visit: Visit) -> Effect:
    """Opens all that is kept about the actor as text that programs can read, to be copied."""
    lines = (*_record_lines(tx, visit), *(_exported(visit, asked, given) for asked, given in _given(tx, visit)))
    return Ask(export_form(visit.words, lines))


def ask_to_forget(words: Words) -> Form:
    """Asks whether all that somebody said in their name shall go, and says what that means."""
    what = words.say(
        "This deletes your reactions, promises, faults with your name, subscriptions, what I noted of your comments, "
        "and what you wrote on the page. It cannot be undone. What you wrote into a chat, you delete there."
    )
    stays = words.say(
        "Answers without your name are not touched: delete open ones one by one. What was published, nobody can "
        "find again."
    )
    return Form(
        title=words.say("Delete what I said"),
        parts=(Paragraph(what), Note(stays)),
        submit=ActionRef("people.forget"),
        submit_label=words.say("Delete"),
        close_label=words.say("Cancel"),
    )


def forget_own(tx: AdminWork, visit: Visit) -> Effect:
    """Deletes what the actor said in their name, and shows what is left."""
    forget_said(tx, visit.person.id, visit.now)
    return show_my_data(tx, visit)


def export_form(words: Words, lines: Sequence[str]) -> Form:
    """The window with a copy of somebody's data, one record on each line."""
    intro = words.say(
        "This is all that is kept about you and that I can find. Copy it to wherever you want to keep it."
    )
    return Form(
        title=words.say("Copy of my data"),
        parts=(
            Paragraph(intro),
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
    yield words.say("Asked in"), person.asked_on or ""
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


def _said(words: Words, traces: Traces) -> Iterator[Fact]:
    """How much there is of each kind."""
    for kind, name in SAID_KINDS.items():
        if rows := traces.get(kind):
            yield Fact(name=words.say(name), value=str(len(rows)))


def _shown(words: Words, said: tuple[Fact, ...]) -> tuple[FormPart, ...]:
    if not said:
        return (Paragraph(words.say("Nothing.")),)
    delete = Button(
        label=words.say("Delete what I said"), action=ActionRef("people.ask-to-forget"), style=ButtonStyle.DANGER
    )
    return Facts(said), Buttons((delete,))


def _record_lines(tx: AdminWork, visit: Visit) -> Iterator[str]:
    """Who the actor is and what they said in their name, some records on each line."""
    yield json.dumps({fact.name: fact.value for fact in _facts(tx, visit)}, ensure_ascii=False)
    for kind, rows in tx.traces.of(visit.person.id).items():
        for some in _some_at_once(rows):
            yield json.dumps({kind: some}, ensure_ascii=False)


def _some_at_once(rows: Sequence[Mapping[str, str]]) -> Iterator[Sequence[Mapping[str, str]]]:
    """The rows, as many at once as fit a paragraph."""
    some: list[Mapping[str, str]] = []
    length = 0
    for row in rows:
        size = sum(len(name) + len(value) + 8 for name, value in row.items())
        if some and length + size > LONGEST_LINE:
            yield some
            some, length = [], 0
        some, length = [*some, row], length + size
    if some:
        yield some


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
    yield Button(label=words.say("Copy of my data"), action=ActionRef("people.export"))
    yield Button(label=words.say("Inbox"), action=ActionRef("inbox.open"))
    yield Button(label=words.say("Settings"), action=ActionRef("people.settings"))
