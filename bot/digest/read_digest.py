"""Reading a digest: the whole of it now, or one of its windows, for those who may."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.actions import BadActionError
from bot.chat.blocks import Block, Message, Paragraph
from bot.chat.effects import Ask, Effect, Whisper
from bot.clock.weeks import Week
from bot.digest.compose import Press
from bot.digest.desk import DigestDesk
from bot.digest.forms import customers_form, more_form, page_form
from bot.digest.messages import digest_message, first_lines
from bot.digest.model import Digest
from bot.digest.page_links import LIFE
from bot.digest.plan_digests import newest_closed
from bot.digest.promise import ask_what_to_do
from bot.digest.readers import other_teams, reading_for, readings_of
from bot.digest.store import DigestWork
from bot.people.caller import Caller
from bot.people.model import Person

SECONDS_IN_MINUTE = 60


def show_digest(tx: DigestWork, caller: Caller, desk: DigestDesk) -> Effect:
    """The newest digest of somebody, now."""
    readings = readings_of(caller.person, tx.people.teams())
    if not readings:
        return _said(caller.words.say("There is no digest for you: it is for those who lead a team, and for admins."))
    digest = Press(tx=tx, rules=desk.rules).digest(readings[0], newest_closed(caller.now))
    return Whisper(digest_message(caller.words, digest, caller.person.first_name, other_teams(readings)))


def show_week(tx: DigestWork, caller: Caller, week: str, unit: str, desk: DigestDesk) -> Effect:
    """The digest of one of the reader's teams."""
    digest = digest_of(tx, caller.person, week, unit, desk, caller.now)
    return _not_yours(caller) if digest is None else Whisper(digest_message(caller.words, digest, ""))


def show_more(tx: DigestWork, caller: Caller, week: str, unit: str, desk: DigestDesk) -> Effect:
    """All figures, in a window."""
    digest = digest_of(tx, caller.person, week, unit, desk, caller.now)
    return _not_yours(caller) if digest is None else Ask(more_form(caller.words, digest))


def show_customers(tx: DigestWork, caller: Caller, week: str, unit: str, desk: DigestDesk) -> Effect:
    """The customers' week in full, in a window."""
    digest = digest_of(tx, caller.person, week, unit, desk, caller.now)
    return _not_yours(caller) if digest is None else Ask(customers_form(caller.words, digest))


def show_page_link(tx: DigestWork, caller: Caller, week: str, unit: str, desk: DigestDesk) -> Effect:
    """Where the digest stands as a page, for a while."""
    if reading_for(caller.person, tx.people.teams(), unit) is None:
        return _not_yours(caller)
    url = desk.page_links.link(caller.person.id, read_week(week, caller.now), unit, caller.now)
    minutes = int(LIFE.total_seconds()) // SECONDS_IN_MINUTE
    return Ask(page_form(caller.words, url, minutes, has_pdf=desk.rules.has_pdf))


def open_act(tx: DigestWork, caller: Caller, week: str, unit: str, desk: DigestDesk) -> Effect:
    """What a leader could do about a week, in a window."""
    digest = digest_of(tx, caller.person, week, unit, desk, caller.now)
    return _not_yours(caller) if digest is None else ask_what_to_do(tx, caller, unit, digest.suggestions)


def digest_of(tx: DigestWork, person: Person, week: str, unit: str, desk: DigestDesk, now: datetime) -> Digest | None:
    """The digest about a unit; `None` where the person may not read it (any more).

    Raises:
        BadActionError: `week` is none that has closed.
    """
    reading = reading_for(person, tx.people.teams(), unit)
    return None if reading is None else Press(tx=tx, rules=desk.rules).digest(reading, read_week(week, now))


def read_week(label: str, now: datetime) -> Week:
    """The week that a button names. One that goes on has no digest: it would count what waits for its day to be shown.

    Raises:
        BadActionError: it names none, or one that has not closed.
    """
    try:
        week = Week.parse(label)
    except ValueError as error:
        raise BadActionError(str(error)) from error
    if week > newest_closed(now):
        raise BadActionError("the week has not closed")
    return week


def newest_lines(tx: DigestWork, caller: Caller, desk: DigestDesk) -> Sequence[Block]:
    """The first lines of the newest digest, for the bot's own page; empty for who gets none."""
    readings = readings_of(caller.person, tx.people.teams())
    if not readings:
        return ()
    digest = Press(tx=tx, rules=desk.rules).digest(readings[0], newest_closed(caller.now))
    return first_lines(caller.words, digest)


def _not_yours(caller: Caller) -> Effect:
    return _said(caller.words.say("You do not lead this team (any more), so I cannot show you its digest."))


def _said(text: str) -> Effect:
    return Whisper(Message(summary=text, blocks=(Paragraph(text),)))
