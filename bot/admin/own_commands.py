"""The commands that everyone has: about their own answers, data and settings."""

from datetime import date, time

from bot.admin.grammar import BadArgumentError, Call
from bot.admin.messages import notice
from bot.admin.my_data import show_my_data
from bot.admin.settings_form import STOPPED, longest_pause, paused, show_settings, started
from bot.chat.effects import Effect, Whisper
from bot.chat.words import words_for
from bot.people.pause import PauseError, pause_until, start, stop
from bot.people.preferences import set_check_in_hour, set_language
from bot.pulse.answer_pulse import catch_up, show_my_answers
from bot.pulse.not_now import ask_when


async def open_my_answers(call: Call) -> Effect:
    return await call.read(lambda tx: show_my_answers(tx, call.visit, call.visit.week))


async def open_catch_up(call: Call) -> Effect:
    return await call.read(lambda tx: catch_up(tx, call.visit, call.visit.week))


async def open_my_data(call: Call) -> Effect:
    return await call.read(lambda tx: show_my_data(tx, call.visit))


async def open_settings(call: Call) -> Effect:
    return await call.read(lambda tx: show_settings(tx, call.visit, call.desk, call.visit.person))


async def open_not_now(call: Call) -> Effect:
    return ask_when(call.visit, call.visit.week)


async def choose_language(call: Call, locale: str) -> Effect:
    person = await call.write(lambda tx: set_language(tx.people, call.visit.person.id, locale))
    return Whisper(notice(words_for(person.locale).say("From now on I speak English with you.")))


async def choose_hour(call: Call, hour: int) -> Effect:
    await call.write(lambda tx: set_check_in_hour(tx.people, call.visit.person.id, hour))
    quiet = call.visit.rules.quiet_hours
    at = call.words.time(time(hour))
    text = call.words.say("Check-ins now come to you at {time}, from tomorrow or the day after.", time=at)
    if not quiet.allows(time(hour)):
        end = call.words.time(time(quiet.until_hour % 24))
        text += " " + call.words.say("That hour is quiet here, so they wait until {time}.", time=end)
    return Whisper(notice(text))


async def take_a_pause(call: Call, last_day: date) -> Effect:
    visit = call.visit
    try:
        await call.write(lambda tx: pause_until(tx.people, visit.person.id, last_day, today=visit.today))
    except PauseError:
        raise BadArgumentError(longest_pause(visit)) from None
    back = call.words.say("“start” ends the pause earlier.")
    return Whisper(notice(f"{paused(call.words, last_day)} {back}"))


async def stop_all(call: Call) -> Effect:
    await call.write(lambda tx: stop(tx.people, call.visit.person.id))
    return Whisper(notice(call.words.say(STOPPED)))


async def start_again(call: Call) -> Effect:
    await call.write(lambda tx: start(tx.people, call.visit.person.id))
    return Whisper(notice(started(call.words)))
