"""Sending today's check-ins at once: first a forecast, then, when somebody agrees, what still waits becomes due."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from bot.admin.forms import forecast_form
from bot.admin.grammar import Call
from bot.admin.messages import notice
from bot.admin.store import AdminWork
from bot.chat.effects import Ask, Effect, Whisper
from bot.chat.ids import DeliveryId, Platform, WorkspaceRef
from bot.chat.platform import Pacing
from bot.clock.zones import find_zone, local_date
from bot.outbox.model import Selection, Waiting
from bot.people.model import PersonId, RosterRow
from bot.pulse.forms import notice_form
from bot.pulse.plan_check_ins import CHECK_IN
from bot.pulse.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Which of today's check-ins would go out at once, and how many keep their time.

    They keep it where it is a quiet hour now, and where people chose an hour of their own.
    """

    ids: tuple[DeliveryId, ...]
    workspaces: Mapping[WorkspaceRef, int]
    later: int

    def minutes(self, pacing: Mapping[Platform, Pacing]) -> int | None:
        """How long sending takes, workspaces side by side; `None` where nobody knows the pace of a platform."""
        if any(each.platform not in pacing for each in self.workspaces):
            return None
        seconds = (count / pacing[each.platform].workspace_per_second for each, count in self.workspaces.items())
        return ceil(max(seconds, default=0) / 60)


async def ask_before_sending(call: Call) -> Effect:
    """Opens the forecast, to be agreed to; says so where nothing can be sent."""
    forecast = await call.read(lambda tx: forecast_of(tx, call.visit, call.desk.platforms))
    if not forecast.ids:
        return Whisper(notice(_nothing(call, forecast)))
    minutes = forecast.minutes(call.desk.pacing)
    return Ask(forecast_form(call.words, people=len(forecast.ids), minutes=minutes, later=forecast.later))


async def send_now(call: Call) -> Effect:
    """Makes today's waiting check-ins due, as they are found at this moment."""

    def change(tx: AdminWork) -> tuple[Forecast, int]:
        forecast = forecast_of(tx, call.visit, call.desk.platforms)
        return forecast, tx.outbox.hasten(forecast.ids, call.visit.now)

    forecast, sent = await call.write(change)
    if not sent:
        return Ask(notice_form(call.words, _nothing(call, forecast)))
    call.desk.wake()
    text = call.words.count(
        "{n} check-in is on its way. “status” shows what becomes of it.",
        "{n} check-ins are on their way. “status” shows what becomes of them.",
        sent,
    )
    return Ask(notice_form(call.words, text))


def forecast_of(tx: AdminWork, visit: Visit, platforms: Sequence[Platform]) -> Forecast:
    """What would go out if everything that may were due now; nothing while the pulse is paused."""
    if visit.rules.is_paused:
        return Forecast(ids=(), workspaces={}, later=0)
    rows = {row.person_id: row for row in tx.people.roster_rows(platforms)}
    zones = _Zones(visit)
    waiting = list(_waiting(tx, zones, rows))
    at_once = [delivery for delivery, row in waiting if row.check_in_hour is None and zones.is_awake(row.time_zone)]
    return Forecast(
        ids=tuple(each.id for each in at_once),
        workspaces=Counter(each.workspace for each in at_once),
        later=len(waiting) - len(at_once),
    )


class _Zones:
    """What day it is in each time zone, and whether messages may go out there; worked out once for each."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._days: dict[str, str] = {}
        self._awake: dict[str, bool] = {}

    def today(self, zone: str) -> str:
        if zone not in self._days:
            self._days[zone] = local_date(self._visit.now, zone).isoformat()
        return self._days[zone]

    def is_awake(self, zone: str) -> bool:
        if zone not in self._awake:
            local = self._visit.now.astimezone(find_zone(zone))
            self._awake[zone] = self._visit.rules.quiet_hours.allows(local)
        return self._awake[zone]


def _waiting(tx: AdminWork, zones: _Zones, rows: Mapping[PersonId, RosterRow]) -> Iterator[tuple[Waiting, RosterRow]]:
    """Today's untried check-ins with whom they go to; today is what it is where each of them lives."""
    for day in sorted({zones.today(row.time_zone) for row in rows.values()}):
        for delivery in tx.outbox.waiting(Selection(kind=CHECK_IN, batch=day)):
            row = rows.get(delivery.person_id) if delivery.person_id else None
            if row is not None and zones.today(row.time_zone) == day:
                yield delivery, row


def _nothing(call: Call, forecast: Forecast) -> str:
    """Why nothing goes out."""
    if call.visit.rules.is_paused:
        return call.words.say("The pulse is paused; “pulse resume” starts it again.")
    if not forecast.later:
        return call.words.say("No check-in waits today: all have gone out, or nobody is asked today.")
    return call.words.count(
        "{n} check-in waits, and keeps its time: it is a quiet hour there, or the person chose an hour of their own.",
        "{n} check-ins wait, and keep their time: it is a quiet hour there, or people chose an hour of their own.",
        forecast.later,
    )
