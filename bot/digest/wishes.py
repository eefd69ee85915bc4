"""When somebody wants their digest: the window, and keeping what was chosen."""

from bot.chat.blocks import Message, Paragraph
from bot.chat.effects import Ask, Effect, Refuse, Whisper
from bot.chat.forms import FormValues
from bot.digest.forms import HOUR, HOURS, OFF, WEEKDAY, settings_form
from bot.digest.model import DigestWish
from bot.digest.store import DigestWork
from bot.people.caller import Caller

DAYS_IN_WEEK = 7


def open_wish(tx: DigestWork, caller: Caller) -> Effect:
    """Opens the window."""
    return Ask(settings_form(caller.words, tx.digests.wish(caller.person.id)))


def save_wish(tx: DigestWork, caller: Caller, values: FormValues) -> Effect:
    """Keeps day and hour, or that no digest is wanted."""
    before = tx.digests.wish(caller.person.id)
    day, hour = values.get(WEEKDAY), values.get(HOUR)
    weekday = _number(day, range(DAYS_IN_WEEK))
    chosen = _number(hour, HOURS)
    if (weekday is None and day != OFF) or chosen is None:
        return Refuse({WEEKDAY: caller.words.say("Please choose a day and an hour.")})
    wish = DigestWish(
        person_id=caller.person.id,
        weekday=before.weekday if weekday is None else weekday,
        hour=chosen,
        is_wanted=day != OFF,
    )
    tx.digests.save_wish(wish)
    return _said(caller, is_wanted=wish.is_wanted)


def _number(value: object, allowed: range) -> int | None:
    is_number = isinstance(value, str) and value.isdecimal() and int(value) in allowed
    return int(str(value)) if is_number else None


def _said(caller: Caller, *, is_wanted: bool) -> Effect:
    kept = caller.words.say("Saved. Your digest comes at that time from now on.")
    off = caller.words.say("Saved. I send you no digest any more; read it at any time with “digest”.")
    text = kept if is_wanted else off
    return Whisper(Message(summary=text, blocks=(Paragraph(text),)))
