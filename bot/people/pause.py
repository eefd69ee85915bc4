"""When people want to be left alone: pause until a day, stop and start again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.clock.zones import local_date
from bot.people.changes import change
from bot.people.model import Absence, Person, PersonId
from bot.people.store import PeopleStore

LONGEST_PAUSE = timedelta(days=366)


class PauseError(ValueError):
    """The day cannot be paused until: it is over, or more than a year away."""


class Resting(Protocol):
    """What tells whether somebody wants to be left alone; people and rows of the roster have it."""

    @property
    def is_stopped(self) -> bool: ...

    @property
    def paused_until(self) -> date | None: ...


def is_resting(person: Resting, *, on: date) -> bool:
    """Whether the bot must leave somebody alone on their local day `on`.

    The day until which they paused belongs to the pause.
    """
    is_paused = person.paused_until is not None and on <= person.paused_until
    return person.is_stopped or is_paused


def why_left_alone(person: Person, absences: Mapping[PersonId, Sequence[Absence]], now: datetime) -> str:
    """Why nothing that we start is sent to somebody now, as the outbox writes it; empty when it may be.

    `absences` hold at least those of the person that touch their day.
    """
    today = local_date(now, person.time_zone)
    reasons = {
        "person_left": not person.is_active,
        "person_stopped": person.is_stopped,
        "person_paused": is_resting(person, on=today),
        "person_absent": any(each.covers(today) for each in absences.get(person.id, ())),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def pause_until(store: PeopleStore, person_id: PersonId, last_day: date, *, today: date) -> Person:
    """Sends nothing until the end of `last_day`.

    Raises:
        PauseError: `last_day` is before today, or more than a year away.
        UnknownPersonError: nobody has this id.
    """
    if not today <= last_day <= today + LONGEST_PAUSE:
        raise PauseError(f"a pause ends between {today} and {today + LONGEST_PAUSE}, not on {last_day}")
    return change(store, person_id, paused_until=last_day)


def stop(store: PeopleStore, person_id: PersonId) -> Person:
    """Sends nothing any more, until the person starts again.

    Raises:
        UnknownPersonError: nobody has this id.
    """
    return change(store, person_id, is_stopped=True)


def start(store: PeopleStore, person_id: PersonId) -> Person:
    """Ends whatever stop or pause there is.

    Raises:
        UnknownPersonError: nobody has this id.
    """
    return change(store, person_id, is_stopped=False, paused_until=None)
