"""The commands that steer the pulse: look, try, pause, resume, hour and frequency."""

from datetime import datetime, time, timedelta

from bot.admin.grammar import Call
from bot.admin.messages import notice
from bot.admin.store import AdminWork
from bot.chat.effects import Effect, Whisper
from bot.chat.ids import direct
from bot.outbox.model import Planned
from bot.people.units import country_of
from bot.pulse.bank import Question
from bot.pulse.compose import PREVIEW
from bot.pulse.messages import CheckInText, check_in
from bot.pulse.rules import CHECK_IN_HOUR, CHECK_INS_A_WEEK, IS_PAUSED
from bot.pulse.schedule import FAMILIES_IN_ORDER, check_ins_of, question_of
from bot.pulse.visit import Visit

TEST_LIVES = timedelta(hours=1)


async def preview(call: Call) -> Effect:
    """Shows today's check-in as it looks; what is pressed in it is not stored."""
    visit = call.visit
    question = await call.read(lambda tx: question_of_today(tx, visit))
    text = CheckInText(
        first_name=visit.person.first_name,
        time_zone=visit.person.time_zone,
        week=visit.week,
        question=question,
        is_preview=True,
    )
    return Whisper(check_in(call.words, text))


async def send_test(call: Call) -> Effect:
    """Sends today's check-in to the actor on the way that all messages take."""
    now = call.desk.clock.now()
    await call.write(lambda tx: tx.outbox.plan([_test(tx, call, now)]))
    call.desk.wake()
    text = call.words.say("A test is on its way to you. “status” shows within a minute what became of it.")
    return Whisper(notice(text))


async def pause(call: Call) -> Effect:
    await call.write(lambda tx: tx.organisation.set(IS_PAUSED, "yes"))
    text = call.words.say(
        "The pulse rests: nobody gets a check-in until “pulse resume”. What is open this week can still be answered."
    )
    return Whisper(notice(text))


async def resume(call: Call) -> Effect:
    await call.write(lambda tx: tx.organisation.set(IS_PAUSED, "no"))
    call.desk.wake()
    text = call.words.say("The pulse runs again. What fell into the pause is not sent afterwards.")
    return Whisper(notice(text))


async def set_hour(call: Call, hour: int) -> Effect:
    await call.write(lambda tx: tx.organisation.set(CHECK_IN_HOUR, str(hour)))
    words, quiet = call.words, call.visit.rules.quiet_hours
    text = words.say(
        "Check-ins come at {time} in everybody's own time zone, from the day after tomorrow at the latest. "
        "Who chose an hour of their own keeps it.",
        time=words.time(time(hour)),
    )
    if not quiet.allows(time(hour)):
        end = words.time(time(quiet.until_hour % 24))
        text += " " + words.say("That hour is quiet here, so they wait until {time}.", time=end)
    return Whisper(notice(text))


async def set_frequency(call: Call, times: int) -> Effect:
    await call.write(lambda tx: tx.organisation.set(CHECK_INS_A_WEEK, str(times)))
    text = call.words.count(
        "Everybody gets {n} check-in a week, from the day after tomorrow at the latest.",
        "Everybody gets {n} check-ins a week, from the day after tomorrow at the latest.",
        times,
    )
    if times < len(FAMILIES_IN_ORDER):
        text += " " + call.words.say("The days are drawn for each person.")
    return Whisper(notice(text))


def question_of_today(tx: AdminWork, visit: Visit) -> Question:
    """What this person is or would be asked today; on a day without a check-in, the first question of the week."""
    week = visit.week
    entry = visit.roster_entry(tx, week)
    slot = entry.slot if entry else 0
    days = visit.calendar.working_days_of(week, country_of(visit.person))
    planned = check_ins_of(visit.person.id, slot, week, days, visit.rules.check_ins_a_week)
    first = question_of(FAMILIES_IN_ORDER[0], slot, week)
    return next((each.question for each in planned if each.day == visit.today), first)


def _test(tx: AdminWork, call: Call, now: datetime) -> Planned:
    person = call.visit.person
    return Planned(
        kind=PREVIEW,
        place=direct(call.actor.account),
        dedupe_key=f"{PREVIEW}|{person.id}|{now.isoformat()}",
        due_at=now,
        expires_at=now + TEST_LIVES,
        args={"week": str(call.visit.week), "question": question_of_today(tx, call.visit).key},
        person_id=person.id,
    )
