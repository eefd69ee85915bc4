"""How Voxloop is doing: people, the pulse, and an honest report of deliveries. Never anything about answering."""

from collections.abc import Sequence
from datetime import timedelta

from bot.admin.grammar import Call
from bot.admin.status_messages import Status, short_status, status, status_of_leader
from bot.admin.store import AdminWork
from bot.admin.wording import shown_team
from bot.chat.blocks import Message
from bot.chat.effects import Effect, Whisper
from bot.chat.ids import Platform
from bot.clock.zones import local_moment
from bot.outbox.model import Selection
from bot.outbox.report import DeliveryReport, report_of
from bot.people.model import Role
from bot.people.units import led_by
from bot.pulse.visit import Visit

DAYS_REPORTED = 7
"""How many days the report covers, today included."""


async def show_status(call: Call) -> Effect:
    """Admins see all of it, leaders the state of the pulse."""
    visit, platforms = call.visit, call.desk.platforms
    if visit.person.role is Role.ADMIN:
        return Whisper(await call.read(lambda tx: status(call.words, find_status(tx, visit, platforms))))
    return Whisper(await call.read(lambda tx: _leaders_status(tx, visit)))


def find_status(tx: AdminWork, visit: Visit, platforms: Sequence[Platform]) -> Status:
    """The status as of now."""
    rows = [bool(row.account_id) for row in tx.people.roster_rows(platforms)]
    return Status(
        people=len(rows),
        reachable=sum(rows),
        rules=visit.rules,
        today=deliveries_of(tx, visit, days=1),
        last_days=deliveries_of(tx, visit, days=DAYS_REPORTED),
    )


def deliveries_of(tx: AdminWork, visit: Visit, *, days: int) -> DeliveryReport:
    """What became of all that was planned for the last days of the visitor, today being one of them."""
    zone, tomorrow = visit.person.time_zone, visit.today + timedelta(days=1)
    since = local_moment(tomorrow - timedelta(days=days), 0, 0, zone)
    return report_of(tx.outbox.report(Selection(since=since, until=local_moment(tomorrow, 0, 0, zone))))


def status_in_short(tx: AdminWork, visit: Visit) -> str:
    return short_status(visit.words, visit.rules, deliveries_of(tx, visit, days=1))


def _leaders_status(tx: AdminWork, visit: Visit) -> Message:
    teams = tx.people.teams()
    led = tuple(shown_team(team.id, teams) for team in led_by(visit.person.id, teams))
    return status_of_leader(visit.words, visit.rules, led)
