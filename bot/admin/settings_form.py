"""The window in which people set what concerns themselves: language, hour, place, pause, stop and start."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from types import MappingProxyType

from babel import Locale

from bot.admin.ask_me_in import Ways, keep_place, place_field, place_problem, ways_to
from bot.admin.desk import CommandDesk
from bot.admin.my_data import ask_to_forget, forget_own, show_export, show_my_data
from bot.admin.store import AdminWork
from bot.chat.actions import ActionRef, BadActionError
from bot.chat.blocks import Block, Button, Buttons, ButtonStyle, Note, Paragraph
from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import ChoiceField, DateField, Form, FormValues, Option
from bot.chat.words import LANGUAGES, Words, phrase, words_for
from bot.people.changes import change
from bot.people.model import Person
from bot.people.pause import LONGEST_PAUSE, pause_until, start, stop
from bot.people.preferences import HOURS, set_check_in_hour, set_language
from bot.pulse.forms import notice_form
from bot.pulse.model import PulseRules
from bot.pulse.visit import Visit

LANGUAGE = "language"
HOUR = "hour"
UNTIL = "until"
USUAL = "usual"

STOPPED = phrase(
    "You have stopped: I do not write to you any more. You can start again at any time, here or with the command "
    "“start”. What you answered this week still counts in its group; if you do not want that, delete it under “My "
    "answers” before the week closes."
)
"""What somebody who stops can read at once: that there is a way back, and what becomes of open answers."""


def press_setting(tx: AdminWork, visit: Visit, desk: CommandDesk, action: ActionRef) -> Effect:
    """What a press on a button of the own settings does.

    Raises:
        BadActionError: no such button exists.
    """
    match action:
        case ActionRef("people.settings", ()):
            return show_settings(tx, visit, desk, visit.person)
        case ActionRef("people.stop", ()):
            return show_settings(tx, visit, desk, stop(tx.people, visit.person.id))
        case ActionRef("people.start", ()):
            person = start(tx.people, visit.person.id)
            return show_settings(tx, visit, desk, person, notice=started(visit.words))
        case ActionRef("people.data", ()):
            return show_my_data(tx, visit)
        case ActionRef("people.export", ()):
            return show_export(tx, visit)
        case ActionRef("people.ask-to-forget", ()):
            return Ask(ask_to_forget(visit.words))
        case _:
            raise BadActionError("no button of the settings has this action")


def submit_setting(tx: AdminWork, visit: Visit, desk: CommandDesk, action: ActionRef, values: FormValues) -> Effect:
    """Keeps what was chosen in the window of own settings, all of it or nothing.

    Raises:
        BadActionError: no such form exists.
    """
    if action == ActionRef("people.forget"):
        return forget_own(tx, visit)
    if action != ActionRef("people.save"):
        raise BadActionError("no form of the settings has this action")
    hour, until = values.get(HOUR), values.get(UNTIL)
    place = place_problem(visit.words, ways_to(tx, visit.person, desk), values)
    if problems := {**_problems(visit, values), **place}:
        return Refuse(problems)
    person = _with_language(tx, visit, str(values.get(LANGUAGE)))
    set_check_in_hour(tx.people, person.id, None if hour == USUAL else int(str(hour)))
    keep_place(tx, person, values)
    _with_pause(tx, visit, until if isinstance(until, date) else None)
    words = words_for(person.locale)
    return Ask(notice_form(words, words.say("Saved. From now on it is like that.")))


def show_settings(tx: AdminWork, visit: Visit, desk: CommandDesk, person: Person, *, notice: str = "") -> Effect:
    """Opens the own settings as they stand on `person`, who is the visitor with what just changed."""
    ways = ways_to(tx, person, desk)
    return Ask(settings_form(visit.words, person, visit.rules, visit.today, notice=notice, ways=ways))


def settings_form(
    words: Words,
    person: Person,
    rules: PulseRules,
    today: date,
    *,
    notice: str = "",
    ways: Ways = MappingProxyType({}),
) -> Form:
    """The window of own settings; `today` is the person's own day, and `ways` are where they can be reached."""
    return Form(
        title=words.say("Settings"),
        parts=(
            *((Paragraph(notice),) if notice else ()),
            *_resting(words, person, today),
            _language_field(words),
            _hour_field(words, rules, person),
            *place_field(words, person, ways),
            _until_field(words, person, today),
            Note(words.say("Only you decide about this, and you can change it at any time.")),
            Buttons((_data_button(words), *_stopping(words, person, today))),
        ),
        submit=ActionRef("people.save"),
        submit_label=words.say("Save"),
        close_label=words.say("Close"),
    )


def started(words: Words) -> str:
    """What somebody reads who starts again."""
    return words.say("Good to have you back: from now on I write to you again.")


def paused(words: Words, last_day: date) -> str:
    """What somebody reads who paused: until when, and from when on they hear from us again."""
    return words.say(
        "You have paused: I write nothing until the end of {last}, and again from {next}.",
        last=words.day(last_day),
        next=words.day(last_day + timedelta(days=1)),
    )


def longest_pause(visit: Visit) -> str:
    """Why a pause cannot be taken."""
    last = visit.words.day(visit.today + LONGEST_PAUSE)
    return visit.words.say(
        "A pause can end today at the earliest and a year from now, on {day}, at the latest.", day=last
    )


def _problems(visit: Visit, values: FormValues) -> dict[str, str]:
    until, hour = values.get(UNTIL), str(values.get(HOUR))
    problems: dict[str, str] = {}
    if values.get(LANGUAGE) not in LANGUAGES:
        problems[LANGUAGE] = visit.words.say("Please choose one of the languages.")
    if hour != USUAL and hour not in {str(each) for each in HOURS}:
        problems[HOUR] = visit.words.say("Please choose one of the hours.")
    if isinstance(until, date) and not visit.today <= until <= visit.today + LONGEST_PAUSE:
        problems[UNTIL] = longest_pause(visit)
    return problems


def _with_language(tx: AdminWork, visit: Visit, chosen: str) -> Person:
    """Keeps the language if it is another one: who is spoken to in Austrian German and leaves it at that, stays so."""
    if chosen == visit.words.language:
        return visit.person
    return set_language(tx.people, visit.person.id, chosen)


def _with_pause(tx: AdminWork, visit: Visit, until: date | None) -> None:
    if until is None:
        change(tx.people, visit.person.id, paused_until=None)
    else:
        pause_until(tx.people, visit.person.id, until, today=visit.today)


def _resting(words: Words, person: Person, today: date) -> Iterator[Block]:
    """Says whether somebody stopped or paused, with the way back."""
    if person.is_stopped:
        yield Paragraph(words.say(STOPPED))
        yield Buttons((_button(words.say("Start again"), "people.start", ButtonStyle.PRIMARY),))
        return
    last_day = _pause_of(person, today)
    if last_day is not None:
        yield Paragraph(paused(words, last_day))
        end_button = _button(words.say("End the pause"), "people.start", ButtonStyle.PRIMARY)
        yield Buttons((end_button, _stop_button(words)))


def _stopping(words: Words, person: Person, today: date) -> Iterator[Button]:
    """The way to stop stands last, so that nobody meets it first who only looks for another hour."""
    if not person.is_stopped and _pause_of(person, today) is None:
        yield _stop_button(words)


def _stop_button(words: Words) -> Button:
    return _button(words.say("Stop all messages"), "people.stop", ButtonStyle.DANGER)


def _pause_of(person: Person, today: date) -> date | None:
    """The last day of the pause that somebody is in."""
    return person.paused_until if person.paused_until and today <= person.paused_until else None


def _language_field(words: Words) -> ChoiceField:
    names = ((each, Locale(each).get_display_name()) for each in LANGUAGES)
    options = tuple(Option(value=value, label=(name or value).capitalize()) for value, name in names)
    return ChoiceField(name=LANGUAGE, label=words.say("Language"), options=options, selected=words.language)


def _hour_field(words: Words, rules: PulseRules, person: Person) -> ChoiceField:
    usual = words.say("The usual hour, {time}", time=words.time(time(rules.check_in_hour)))
    hours = (Option(value=str(hour), label=words.time(time(hour))) for hour in HOURS)
    return ChoiceField(
        name=HOUR,
        label=words.say("When check-ins come"),
        options=(Option(value=USUAL, label=usual), *hours),
        selected=USUAL if person.check_in_hour is None else str(person.check_in_hour),
        hint=words.say("In your time zone, {zone}. In quiet hours I wait until they end.", zone=person.time_zone),
    )


def _until_field(words: Words, person: Person, today: date) -> DateField:
    return DateField(
        name=UNTIL,
        label=words.say("Write nothing until the end of this day"),
        selected=_pause_of(person, today),
        is_required=False,
        hint=words.say("Leave it empty for no pause."),
    )


def _data_button(words: Words) -> Button:
    return _button(words.say("What is kept about me"), "people.data")


def _button(label: str, verb: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(label=label, action=ActionRef(verb), style=style)
