"""Not now: a person has today's check-in brought again, later today or tomorrow morning."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.chat.ids import Actor, direct
from bot.clock.weeks import Week
from bot.clock.zones import find_zone, local_moment
from bot.outbox.model import Planned
from bot.pulse.forms import WHEN, not_now_form, notice_form
from bot.pulse.plan_check_ins import CHECK_IN
from bot.pulse.store import PulseWork
from bot.pulse.visit import Visit

LATER = (timedelta(hours=1), timedelta(hours=3))


def ask_when(visit: Visit, week: Week) -> Effect:
    """Offers the times at which the check-in can come again."""
    times = tuple((each.isoformat(timespec="minutes"), _said(visit, each)) for each in _times(visit, week))
    if not times:
        return _notice(visit, visit.words.say("The week closes soon: please answer now, or skip this one."))
    return Ask(not_now_form(visit.words, week, times))


def bring_again(tx: PulseWork, visit: Visit, actor: Actor, week: Week, values: FormValues) -> Effect:
    """Plans the latest check-in of the week once more, at the chosen time; pressing twice is once."""
    chosen = _moment(str(values.get(WHEN)))
    if chosen is None or not _is_possible(visit, week, chosen):
        return Refuse({WHEN: visit.words.say("This time has passed; please choose another.")})
    came = visit.check_ins(tx, week)
    if not came:
        return _notice(visit, visit.words.say("There is no question to bring again."))
    tx.outbox.plan([_again(visit, actor, week, came[-1].question.key, chosen)])
    return _notice(visit, visit.words.say("Gladly. See you {moment}.", moment=_said(visit, chosen)))


def _again(visit: Visit, actor: Actor, week: Week, question_key: str, due_at: datetime) -> Planned:
    return Planned(
        kind=CHECK_IN,
        place=direct(actor.account),
        dedupe_key=f"again|{visit.person.id}|{due_at.isoformat()}",
        due_at=due_at,
        expires_at=min(due_at + timedelta(hours=8), week.closes_at),
        args={"week": str(week), "question": question_key},
        person_id=visit.person.id,
    )


def _times(visit: Visit, week: Week) -> Iterator[datetime]:
    morning = visit.rules.quiet_hours.until_hour % 24
    tomorrow = local_moment(visit.today + timedelta(days=1), morning, 0, visit.person.time_zone)
    now = visit.now.replace(second=0, microsecond=0)
    return (each for each in (*(now + wait for wait in LATER), tomorrow) if _is_possible(visit, week, each))


def _is_possible(visit: Visit, week: Week, moment: datetime) -> bool:
    soon = visit.now + timedelta(days=2)
    if not visit.is_open(week) or not visit.now < moment < min(week.closes_at, soon):
        return False
    return visit.rules.quiet_hours.allows(moment.astimezone(find_zone(visit.person.time_zone)))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _said(visit: Visit, moment: datetime) -> str:
    local = moment.astimezone(find_zone(visit.person.time_zone))
    return visit.words.say("{day}, {time}", day=visit.words.day(local.date()), time=visit.words.time(local))


def _notice(visit: Visit, text: str) -> Effect:
    return Ask(notice_form(visit.words, text))
