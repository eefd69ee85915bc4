"""Reporting a fault in the service: by anyone, in one window, beside what customers say about the same."""

import secrets
from datetime import date, timedelta

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.insight.language import detect_language
from bot.insight.model import CueKind
from bot.insight.stages import STAGES
from bot.insight.taxonomy import SUBJECTS
from bot.people.caller import Caller
from bot.station.browse.forms import MAX_FLAG_CHARACTERS, NAMED, TEXT, WITH_NAME, flag_form, flag_taken_form
from bot.station.browse.query import STAGE, THEME
from bot.station.browse.search import about
from bot.station.intake.hear import Ear
from bot.station.model import Flag
from bot.station.redaction.redact import redact
from bot.station.store import StationWork

MOST_HEARD = 3
"""How many customers' words are shown beside a fault that was just reported."""


def open_flag(caller: Caller, text: str = "") -> Effect:
    """Opens the window; `text` stands in it already, and is kept only if it is sent in."""
    return Ask(flag_form(caller.words, text=text))


def report_fault(tx: StationWork, caller: Caller, values: FormValues, ear: Ear) -> Effect:
    """Keeps a fault, redacted; of who does not want to be named nothing is kept but the day."""
    if problems := _problems(caller, values):
        return Refuse(problems)
    flag = _flag(caller, values, ear)
    tx.flags.add(flag)
    return Ask(flag_taken_form(caller.words, flag, about(tx, flag.theme or "", MOST_HEARD)))


def first_shown_on(day: date, *, is_named: bool) -> date:
    """Those without a name come out together, the day after."""
    return day if is_named else day + timedelta(days=1)


def _flag(caller: Caller, values: FormValues, ear: Ear) -> Flag:
    text = _text(values)
    language = detect_language(text, ear.spoken, ear.usual)
    is_named = values.get(NAMED) == WITH_NAME
    # The day is everybody's, so that it does not tell in which part of the world somebody was awake.
    day = caller.now.date()
    return Flag(
        id=secrets.token_hex(16),
        text=redact(text, language).text,
        stage=str(values.get(STAGE)),
        theme=_theme(values) or _heard_theme(text, language, ear),
        language=language,
        day=day,
        shown_on=first_shown_on(day, is_named=is_named),
        person_id=caller.person.id if is_named else None,
    )


def _problems(caller: Caller, values: FormValues) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not _text(values) or len(_text(values)) > MAX_FLAG_CHARACTERS:
        problems[TEXT] = caller.words.say("Please write what went wrong, in a few sentences.")
    if values.get(STAGE) not in STAGES:
        problems[STAGE] = caller.words.say("Please choose one of the stages.")
    return problems


def _text(values: FormValues) -> str:
    return str(values.get(TEXT) or "").strip()


def _theme(values: FormValues) -> str | None:
    chosen = str(values.get(THEME) or "")
    return chosen if chosen in SUBJECTS else None


def _heard_theme(text: str, language: str, ear: Ear) -> str | None:
    """What it is about by its words, where nobody chose: a friction before a theme."""
    cues = ear.listener.cues(text, language)
    frictions = (each.theme for each in cues if each.kind is CueKind.FRICTION and each.theme)
    themes = (each.key for each in ear.listener.themes(text, language))
    return next(frictions, None) or next(themes, None)
