"""The bot's own page on a platform: what is next, the ways on, and the promise. It never shows an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.admin.status import status_in_short
from bot.admin.store import AdminWork
from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Button, Buttons, Divider, Heading, Message, Note, Paragraph
from bot.chat.words import Words
from bot.clock.weeks import Week
from bot.clock.zones import find_zone, local_moment
from bot.people.model import Role
from bot.people.pause import is_resting
from bot.people.units import country_of
from bot.pulse.messages import PROMISE
from bot.pulse.schedule import drawn_days
from bot.pulse.visit import Visit
from bot.station.browse.search import latest
from bot.station.excerpts import excerpt_of
from bot.station.intake.review import REVIEWERS, waiting_for_review
from bot.station.model import Voice
from bot.station.posting.messages import open_button

SHOWN = 2
"""How many of customers' latest words the page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """What the page shows of customers. `waiting` counts what waits for a look, for those who may look."""

    voices: tuple[Voice, ...] = ()
    has_stations: bool = False
    waiting: int | None = None


def home(tx: AdminWork, visit: Visit, digest: Sequence[Block] = ()) -> Message:
    """What a person sees on the bot's own page. Nothing on it depends on what they answered, or whether.

    `digest` are the first lines of their newest digest, for those who get one.
    """
    status = status_in_short(tx, visit) if visit.person.role is Role.ADMIN else ""
    heard = Listening(
        voices=tuple(latest(tx, SHOWN)),
        has_stations=any(each.is_active for each in tx.stations.all()),
        waiting=waiting_for_review(tx) if visit.person.role in REVIEWERS else None,
    )
    page = home_page(visit.words, visit.person.first_name, whats_next(tx, visit), visit.week, heard, status=status)
    return replace(page, blocks=(*page.blocks, Divider(), *digest)) if digest else page


def home_page(
    words: Words, first_name: str, next_line: str, week: Week, heard: Listening, *, status: str = ""
) -> Message:
    """The page; `status` is what admins see besides."""
    greeting = words.say("Hello {name}", name=first_name) if first_name else words.say("Hello")
    return Message(
        summary=greeting,
        blocks=(
            Heading(greeting),
            Paragraph(next_line),
            Buttons(tuple(_ways_on(words, week))),
            Note(words.say(PROMISE)),
            Divider(),
            *_customers(words, heard),
            *(_for_admins(words, status) if status else ()),
        ),
    )


def whats_next(tx: AdminWork, visit: Visit) -> str:
    """When the next check-in comes, or why none does."""
    words = visit.words
    if visit.person.is_stopped:
        return words.say("You have stopped, so I do not write to you. Start again whenever you like, in the settings.")
    if visit.rules.is_paused:
        return words.say("The pulse rests at the moment; an admin will start it again.")
    if visit.roster_entry(tx, visit.week) is None:
        return words.say("Your first question comes with the next four-week block; until then there is nothing to do.")
    moment = next((each for each in _moments(tx, visit)), None)
    if moment is None:
        return words.say("No check-in is planned for you in the next two weeks.")
    local = moment.astimezone(find_zone(visit.person.time_zone))
    day, at = words.day(local.date()), words.time(local)
    return words.say("Your next check-in comes on {day} at {time}.", day=day, time=at)


def _moments(tx: AdminWork, visit: Visit) -> Iterator[datetime]:
    """When check-ins come to this person in this week and the next, from now on."""
    person = visit.person
    weeks = (visit.week, visit.week.next())
    absences = tx.people.absences_of((person.id,), visit.today, weeks[-1].days[-1]).get(person.id, ())
    hour = visit.rules.check_in_hour if person.check_in_hour is None else person.check_in_hour
    for week in weeks:
        days = visit.calendar.working_days_of(week, country_of(person), absences)
        for day in drawn_days(person.id, days, visit.rules.check_ins_a_week):
            moment = visit.rules.quiet_hours.next_allowed(
                local_moment(day, hour, 0, person.time_zone), person.time_zone
            )
            if moment > visit.now and not is_resting(person, on=day):
                yield moment


def _ways_on(words: Words, week: Week) -> Iterator[Button]:
    yield Button(label=words.say("Catch up"), action=ActionRef("pulse.catch-up", (str(week),)))
    yield Button(label=words.say("My answers"), action=ActionRef("pulse.mine", (str(week),)))
    yield Button(label=words.say("Inbox"), action=ActionRef("inbox.open"))
    yield Button(label=words.say("Settings"), action=ActionRef("people.settings"))


def _customers(words: Words, heard: Listening) -> Iterator[Block]:
    """What customers said last, and the ways to hear more of them."""
    yield Heading(words.say("Listen to customers"))
    if not heard.voices:
        yield Paragraph(words.say("Nothing that customers said is here to be read yet."))
    for each in heard.voices:
        yield excerpt_of(words, each)
        yield Buttons((open_button(words, each.snippet.id),))
    yield Buttons(tuple(_ways_to_listen(words, heard)))
    if heard.waiting is not None:
        review = words.say("Review ({n} waiting)", n=heard.waiting) if heard.waiting else words.say("Review snippets")
        yield Buttons((_run(review, "station review"), _run(words.say("Coverage"), "station coverage")))


def _ways_to_listen(words: Words, heard: Listening) -> Iterator[Button]:
    yield _run(words.say("Browse"), "snippets")
    yield _run(words.say("Report a fault"), "flag")
    yield _run(words.say("My fixes"), "fixes")
    if heard.has_stations:
        yield _run(words.say("My subscriptions"), "subscriptions")


def _run(label: str, command: str) -> Button:
    """A button that is as good as the command typed."""
    return Button(label=label, action=ActionRef("admin.run", (command,)))


def _for_admins(words: Words, status: str) -> tuple[Block, ...]:
    return Divider(), Paragraph(status), Buttons((_run(words.say("Status"), "status"),))
