"""Planning: once for each time zone and day, the deliveries of that day are written into the outbox."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat.ids import AccountRef, Platform, WorkspaceRef, direct
from bot.clock.working_days import WorkingCalendar, week_for
from bot.clock.zones import country_of_zone, local_date, local_moment
from bot.outbox.model import Planned
from bot.people.model import Absence, PersonId, RosterRow
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.model import PulseRules
from bot.pulse.schedule import FAMILIES_IN_ORDER, drawn_days, question_of
from bot.pulse.store import PulseWork

CHECK_IN = "check_in"
WELCOME = "welcome"
LAST_CALL = "last_call"

PLANNED_AHEAD = timedelta(hours=12)
"""How long before a local day begins its deliveries are planned."""

LONGEST_LATE = timedelta(hours=8)
"""How late a check-in of somebody with an evening hour may still arrive; others end with the quiet hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """What planning goes by: rules, calendar, and the order in which platforms are preferred."""

    rules: PulseRules
    calendar: WorkingCalendar
    platforms: Sequence[Platform]


def plan_check_ins(tx: PulseWork, planner: Planner, now: datetime) -> int:
    """Plans what is due until half a day after now; returns how many deliveries are new.

    Running it again changes nothing: each zone and day is planned once, and each delivery has a name of its own.
    """
    if planner.rules.is_paused:
        return 0
    return sum(
        _plan_day(tx, planner, zone, day, now)
        for zone in tx.people.time_zones()
        for day in _days_to_plan(zone, now)
        if not tx.pulse.is_planned(zone, day)
    )


def _days_to_plan(zone: str, now: datetime) -> Iterator[date]:
    today = local_date(now, zone)
    yield today
    if local_moment(today + timedelta(days=1), 0, 0, zone) - now <= PLANNED_AHEAD:
        yield today + timedelta(days=1)


def _plan_day(tx: PulseWork, planner: Planner, zone: str, day: date, now: datetime) -> int:
    week = week_for(day)
    welcomed = tx.pulse.welcomed()
    if tx.pulse.has_any_roster() or any(on < day for on in welcomed.values()):
        freeze_roster(tx, week.block)
    slots = tx.pulse.slots(week.block)
    rows = list(tx.people.roster_rows(planner.platforms, zones=(zone,)))
    absences = tx.people.absences_of(None, week.days[0] - timedelta(days=1), week.days[-1])
    plan = _DayPlan(planner, zone, day, now, absences)
    new = [row for row in rows if row.person_id not in welcomed and row.joined_on < day and plan.reaches(row)]
    tx.pulse.mark_welcomed((row.person_id for row in new), day)
    tx.pulse.mark_planned(zone, day)
    asked = (row for row in rows if row.person_id in slots and welcomed.get(row.person_id, day) < day)
    planned = tx.outbox.plan(plan.welcomes(new))
    planned += tx.outbox.plan(plan.check_ins(asked, slots))
    return planned


class _DayPlan:
    """The deliveries of one day in one zone. What is the same for many people is worked out once."""

    def __init__(
        self,
        planner: Planner,
        zone: str,
        day: date,
        now: datetime,
        absences: Mapping[PersonId, Sequence[Absence]],
    ) -> None:
        self._rules = planner.rules
        self._calendar = planner.calendar
        self._zone = zone
        self._day = day
        self._now = now
        self._week = week_for(day)
        self._absences = absences
        self._times: dict[int, tuple[datetime, datetime]] = {}

    def reaches(self, row: RosterRow) -> bool:
        """Whether this is a working day of somebody who can be written to."""
        return bool(row.account_id) and not row.is_stopped and self._day in self._working_days(row)

    def welcomes(self, rows: Sequence[RosterRow]) -> Iterator[Planned]:
        for row in rows:
            yield self._planned(row, WELCOME, {}, f"{WELCOME}|{row.person_id}")

    def check_ins(self, rows: Iterator[RosterRow], slots: Mapping[PersonId, int]) -> Iterator[Planned]:
        for row in rows:
            if not row.account_id or row.is_stopped:
                continue
            place = self._place_in_week(row)
            if place is None:
                continue
            question = question_of(FAMILIES_IN_ORDER[place], slots[row.person_id], self._week)
            args = {"week": str(self._week), "question": question.key}
            planned = self._planned(row, CHECK_IN, args, f"{CHECK_IN}|{row.person_id}|{self._day}")
            if planned.expires_at > self._now:
                yield planned
            if self._rules.has_last_call and self._is_last(row):
                yield self._last_call(row)

    def _last_call(self, row: RosterRow) -> Planned:
        due_at = local_moment(self._day, (self._rules.quiet_hours.from_hour - 2) % 24, 0, self._zone)
        key = f"{LAST_CALL}|{row.person_id}|{self._week}"
        return self._planned(row, LAST_CALL, {"week": str(self._week)}, key, due_at=due_at)

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
            person_id=row.person_id,
        )

    def _place_in_week(self, row: RosterRow) -> int | None:
        """Which of the person's check-ins of the week falls on this day, counted from 0."""
        days = drawn_days(row.person_id, self._working_days(row), self._rules.check_ins_a_week)
        return days.index(self._day) if self._day in days else None

    def _is_last(self, row: RosterRow) -> bool:
        return self._working_days(row)[-1] == self._day

    def _working_days(self, row: RosterRow) -> tuple[date, ...]:
        country = row.country or country_of_zone(self._zone)
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
