"""Reminding leaders of their promises: on the day that they chose, once more a week later, then no more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.chat.ids import Platform, direct
from bot.clock.zones import local_moment
from bot.digest.model import Action, ActionState
from bot.digest.store import DigestWork
from bot.outbox.model import Planned
from bot.people.model import Account, Person, PersonId, preferred_account

REMINDER = "digest.reminder"
AFTER_DAYS = (0, 7)
"""So many days after the chosen day leaders are reminded."""

AHEAD = timedelta(hours=18)
"""How long before its time a reminder is planned: what changes until then is heard."""

HELD_FOR = timedelta(hours=12)


def plan_reminders(tx: DigestWork, now: datetime, order: Sequence[Platform]) -> int:
    """Plans what is due within hours, to leaders only; returns how many are new. Planning again changes nothing."""
    open_ones = [
        each
        for each in tx.actions.open_due_until((now + timedelta(days=2)).date())
        if each.state is ActionState.PROMISED
    ]
    owners = {each.owner_id for each in open_ones}
    people, accounts = tx.people.many(owners), tx.people.accounts_of_many(owners)
    wanted = (row for each in open_ones for row in _reminders(tx, each, people, accounts, order))
    return tx.outbox.plan([each for each in wanted if each.due_at - AHEAD <= now < each.expires_at])


def is_on(action: Action, day: date, nth: int) -> bool:
    """Whether the reminder planned as the `nth` of a day is still to be sent."""
    return action.state is ActionState.PROMISED and action.due_on == day and nth in range(len(AFTER_DAYS))


def _reminders(
    tx: DigestWork,
    action: Action,
    people: Mapping[PersonId, Person],
    accounts: Mapping[PersonId, Sequence[Account]],
    order: Sequence[Platform],
) -> Iterator[Planned]:
    person = people.get(action.owner_id)
    if person is None:
        return
    account = preferred_account(accounts.get(person.id, ()), order, person.asked_on)
    if account is None:
        return
    hour = tx.digests.wish(person.id).hour
    for nth, days in enumerate(AFTER_DAYS):
        due_at = local_moment(action.due_on + timedelta(days=days), hour, 0, person.time_zone)
        yield Planned(
            kind=REMINDER,
            place=direct(account.ref),
            dedupe_key=f"{REMINDER}|{action.id}|{action.due_on.isoformat()}|{nth}",
            due_at=due_at,
            expires_at=due_at + HELD_FOR,
            args={"action": action.id, "due": action.due_on.isoformat(), "nth": str(nth)},
            person_id=person.id,
            is_doubled_in_doubt=True,
        )
