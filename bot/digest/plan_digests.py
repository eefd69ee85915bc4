"""Planning: once a week a delivery for each leader and admin at their own day and hour, and one for each scoreboard."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.chat.ids import Platform, direct
from bot.clock.weeks import Week
from bot.clock.zones import local_moment
from bot.digest.model import DigestWish
from bot.digest.store import DigestWork
from bot.outbox.model import Planned
from bot.people.model import Account, Person, PersonId, Role, preferred_account
from bot.station.posting.deliveries import place_label

WEEKLY, SCOREBOARD = "digest.weekly", "digest.scoreboard"

PLANNED_AHEAD = timedelta(hours=6)
"""How long before its time a digest is planned: who chooses another time until then is heard."""

SCOREBOARD_AHEAD = timedelta(hours=1)
"""How long before its time a scoreboard is planned: its channel is asked about then, and can be shared any time."""

HELD_FOR = timedelta(days=3)
"""For how long a digest may still arrive late."""

SATURDAY = 5
SCOREBOARD_HOUR = 10


def due_digests(tx: DigestWork, now: datetime, order: Sequence[Platform]) -> Sequence[Planned]:
    """The digests that are due within hours, planned already or not; planning one again changes nothing.

    `order` are the platforms by preference. All people are looked at, so nobody who answers should wait for it.
    """
    week = newest_closed(now)
    due = _for_readers(tx, week, order) if _was_lived(tx, week) else ()
    return [each for each in due if each.due_at - PLANNED_AHEAD <= now < each.expires_at]


def due_scoreboards(tx: DigestWork, now: datetime, zone: str) -> Sequence[Planned]:
    """Likewise the scoreboards that are due within the hour, on Monday morning in `zone`.

    They go to channels, so whoever plans them asks about these first.
    """
    week = newest_closed(now)
    due = _for_scoreboards(tx, week, zone) if _was_lived(tx, week) else ()
    return [each for each in due if each.due_at - SCOREBOARD_AHEAD <= now < each.expires_at]


def newest_closed(now: datetime) -> Week:
    """The latest week that has closed."""
    week = Week.of(now.date())
    return week if now >= week.closes_at else Week(week.ordinal - 1)


def due_at(week: Week, wish: DigestWish, zone: str) -> datetime:
    """The first time after the week closed at which it is the reader's day and hour."""
    shift = (wish.weekday - SATURDAY) % 7
    days = (week.monday + timedelta(days=SATURDAY + shift + further) for further in (0, 7))
    moments = [local_moment(day, wish.hour, 0, zone) for day in days]
    return next(each for each in moments if each >= week.closes_at)


def _was_lived(tx: DigestWork, week: Week) -> bool:
    """Whether anybody was here in a week."""
    began_on = tx.people.first_joined_on()
    return began_on is not None and began_on <= week.closes_at.date()


def _for_readers(tx: DigestWork, week: Week, order: Sequence[Platform]) -> Iterator[Planned]:
    wishes, readers = tx.digests.wishes(), _readers(tx)
    accounts = tx.people.accounts_of_many(readers)
    for person in readers.values():
        wish = wishes.get(person.id, DigestWish(person_id=person.id))
        account = preferred_account(accounts.get(person.id, ()), order, person.asked_on)
        if wish.is_wanted and account is not None:
            yield _delivery(week, person, account, due_at(week, wish, person.time_zone))


def _readers(tx: DigestWork) -> Mapping[PersonId, Person]:
    """Those who get a digest: all who lead a team, and the admins."""
    leading = {team.leader_id for team in tx.people.teams().values()}
    people = (person for batch in tx.people.active() for person in batch)
    return {each.id: each for each in people if each.role is Role.ADMIN or each.id in leading}


def _delivery(week: Week, person: Person, account: Account, due: datetime) -> Planned:
    return Planned(
        kind=WEEKLY,
        place=direct(account.ref),
        dedupe_key=f"{WEEKLY}|{person.id}|{week}",
        due_at=due,
        expires_at=due + HELD_FOR,
        args={"week": str(week)},
        batch=str(week),
        person_id=person.id,
        is_doubled_in_doubt=True,
    )


def _for_scoreboards(tx: DigestWork, week: Week, zone: str) -> Iterator[Planned]:
    due = local_moment(week.next().monday, SCOREBOARD_HOUR, 0, zone)
    for place in tx.digests.scoreboards():
        yield Planned(
            kind=SCOREBOARD,
            place=place,
            dedupe_key=f"{SCOREBOARD}|{place_label(place)}|{week}",
            due_at=due,
            expires_at=due + HELD_FOR,
            args={"week": str(week)},
            batch=str(week),
        )
