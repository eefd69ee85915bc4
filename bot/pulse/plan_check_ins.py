"""Planning: once for each time zone and day, the deliveries of that day are written into the outbox."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bot.chat.ids import AccountRef, Platform, WorkspaceRef, direct
from bot.clock.working_days import WorkingCalendar, week_for
from bot.clock.zones import local_date, local_moment
from bot.outbox.model import Planned
from bot.people.model import Absence, PersonId, RosterRow
from bot.people.units import country_of
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.model import PulseRules
from bot.pulse.schedule import FAMILIES_IN_ORDER, drawn_days, question_of
from bot.pulse.store import PulseWork
from bot.transactions import Transactions

CHECK_IN = "check_in"
WELCOME = "welcome"
LAST_CALL = "last_call"

PLANNED_AHEAD = timedelta(hours=12)
"""How long before a local day begins its deliveries are planned."""

PLANNED_AT_ONCE = 5000
"""Deliveries written in one transaction."""

LONGEST_LATE = timedelta(hours=8)
"""How late a check-in of somebody with an evening hour may still arrive; others end with the quiet hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """What planning goes by: rules, calendar, and the order in which platforms are preferred."""

    rules: PulseRules
    calendar: WorkingCalendar
    platforms: Sequence[Platform]


async def plan_check_ins(transactions: Transactions[PulseWork], planner: Planner, now: datetime) -> int:
    """Plans what is due until half a day after now; returns how many deliveries are new.

    Running it again changes nothing: each zone and day is planned once, and each delivery has a name of its own.
    """
    if planner.rules.is_paused:
        return 0
    days = await transactions.read(lambda tx: _days_to_plan(tx, now))
    return sum([await _plan_day(transactions, planner, zone, day, now) for zone, day in days])


def _days_to_plan(tx: PulseWork, now: datetime) -> list[tuple[str, date]]:
    due = ((zone, day) for zone in tx.people.time_zones() for day in _days_near(zone, now))
    return [(zone, day) for zone, day in due if not tx.pulse.is_planned(zone, day)]


def _days_near(zone: str, now: datetime) -> Iterator[date]:
    today = local_date(now, zone)
    yield today
    if local_moment(today + timedelta(days=1), 0, 0, zone) - now <= PLANNED_AHEAD:
        yield today + timedelta(days=1)


async def _plan_day(
    transactions: Transactions[PulseWork], planner: Planner, zone: str, day: date, now: datetime
) -> int:
    """Works the day out while others may write, then writes in portions so that nobody waits long."""
    await transactions.write(lambda tx: _freeze_if_begun(tx, day))
    found = await transactions.read(lambda tx: _find_deliveries(tx, planner, zone, day, now))
    planned = 0
    for portion in _portions(found):
        planned += await transactions.write(partial(_write_portion, portion=portion, day=day))
    await transactions.write(lambda tx: tx.pulse.mark_planned(zone, day))
    return planned


def _freeze_if_begun(tx: PulseWork, day: date) -> None:
    """Freezes the day's block, the very first one only when somebody who was welcomed before can be asked."""
    if tx.pulse.has_any_roster() or any(welcome_on < day for welcome_on in tx.pulse.welcomed().values()):
        freeze_roster(tx, week_for(day).block)


def _find_deliveries(tx: PulseWork, planner: Planner, zone: str, day: date, now: datetime) -> list[Planned]:
    week = week_for(day)
    slots, welcomed = tx.pulse.slots(week.block), tx.pulse.welcomed()
    absences = tx.people.absences_of(None, week.days[0] - timedelta(days=1), week.days[-1])
    plan = _DayPlan(planner, zone, day, absences)
    deliveries: list[Planned] = []
    for row in tx.people.roster_rows(planner.platforms, zones=(zone,)):
        if row.person_id not in welcomed:
            deliveries += plan.welcome(row)
        elif row.person_id in slots and welcomed[row.person_id] < day:
            deliveries += plan.check_in(row, slots[row.person_id])
    return [each for each in deliveries if each.expires_at > now]


def _portions(deliveries: Sequence[Planned]) -> Iterator[Sequence[Planned]]:
    return (deliveries[first : first + PLANNED_AT_ONCE] for first in range(0, len(deliveries), PLANNED_AT_ONCE))


def _write_portion(tx: PulseWork, *, portion: Sequence[Planned], day: date) -> int:
    tx.pulse.mark_welcomed([each.person_id for each in portion if each.kind == WELCOME and each.person_id], day)
    return tx.outbox.plan(portion)


class _DayPlan:
    """The deliveries of one day in one zone. What is the same for many people is worked out once."""

    def __init__(
        self,
        planner: Planner,
        zone: str,
        day: date,
        absences: Mapping[PersonId, Sequence[Absence]],
    ) -> None:
        self._rules = planner.rules
        self._calendar = planner.calendar
        self._zone = zone
        self._day = day
        self._batch = day.isoformat()
        self._week = week_for(day)
        self._week_label = str(self._week)
        self._absences = absences
        self._times: dict[int, tuple[datetime, datetime]] = {}

    def welcome(self, row: RosterRow) -> Iterator[Planned]:
        """The welcome, on the first working day after somebody was first seen."""
        if row.joined_on < self._day and self._is_reachable(row) and self._day in self._working_days(row):
            yield self._planned(row, WELCOME, {}, f"{WELCOME}|{row.person_id}")

    def check_in(self, row: RosterRow, slot: int) -> Iterator[Planned]:
        """The check-in of somebody on the roster, on their days; the last call, on their last working day."""
        if not self._is_reachable(row):
            return
        days = self._working_days(row)
        drawn = drawn_days(row.person_id, days, self._rules.check_ins_a_week)
        if self._day in drawn:
            question = question_of(FAMILIES_IN_ORDER[drawn.index(self._day)], slot, self._week)
            args = {"week": self._week_label, "question": question.key}
            yield self._planned(row, CHECK_IN, args, f"{CHECK_IN}|{row.person_id}|{self._batch}")
        if self._rules.has_last_call and days[-1:] == (self._day,):
            yield self._last_call(row)

    def _is_reachable(self, row: RosterRow) -> bool:
        return bool(row.account_id) and not row.is_stopped

    def _last_call(self, row: RosterRow) -> Planned:
        due_at = local_moment(self._day, (self._rules.quiet_hours.from_hour - 2) % 24, 0, self._zone)
        key = f"{LAST_CALL}|{row.person_id}|{self._week}"
        return self._planned(row, LAST_CALL, {"week": self._week_label}, key, due_at=due_at)

    def _planned(
        self, row: RosterRow, kind: str, args: Mapping[str, str], dedupe_key: str, *, due_at: datetime | None = None
    ) -> Planned:
        usual, expires_at = self._moments(row.check_in_hour)
        workspace = WorkspaceRef(platform=row.platform, external_id=row.workspace_id)
        return Planned(
            kind=kind,
            place=direct(AccountRef(workspace=workspace, external_id=row.account_id)),
            dedupe_key=dedupe_key,
            due_at=due_at or usual,
            expires_at=expires_at,
            args=args,
            batch=self._batch,
            person_id=row.person_id,
        )

    def _working_days(self, row: RosterRow) -> tuple[date, ...]:
        country = country_of(row)
        return self._calendar.working_days_of(self._week, country, self._absences.get(row.person_id, ()))

    def _moments(self, own_hour: int | None) -> tuple[datetime, datetime]:
        """When a check-in is due and until when it may arrive, for those with this hour of their own."""
        hour = self._rules.check_in_hour if own_hour is None else own_hour
        if hour not in self._times:
            wished_at = local_moment(self._day, hour, 0, self._zone)
            due_at = self._rules.quiet_hours.next_allowed(wished_at, self._zone)
            quiet_at = local_moment(self._day, self._rules.quiet_hours.from_hour % 24, 0, self._zone)
            self._times[hour] = due_at, (quiet_at if quiet_at > due_at else due_at + LONGEST_LATE)
        return self._times[hour]
