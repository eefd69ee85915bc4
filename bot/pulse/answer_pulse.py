"""Answering: one press stores, and every further act changes or deletes what was stored while the week is open."""

from dataclasses import replace

from bot.chat.effects import Ask, Effect, Nothing, Refuse
from bot.chat.forms import Form, FormValues
from bot.clock.weeks import Week
from bot.pulse.bank import Kind, Question, UnknownQuestionError, question
from bot.pulse.forms import (
    COMMENT,
    CONSENT,
    answer_form,
    catch_up_form,
    change_form,
    my_answers_form,
    notice_form,
    write_form,
)
from bot.pulse.model import MAX_COMMENT_CHARACTERS, Answer, Consent, RosterEntry
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from bot.pulse.store import PulseWork
from bot.pulse.visit import Visit


def answer_pulse(tx: PulseWork, visit: Visit, week: Week, question_key: str, value: str) -> Effect:
    """Stores an answer given by one press; a second press changes it and keeps the comment."""
    asked = _asked(tx, visit, week, question_key)
    if isinstance(asked, str):
        return _notice(visit, asked)
    entry, pressed = asked
    own = visit.own_answers(tx, week)
    before = own.find(question_key)
    if visit.is_repeat:
        return show_my_answers(tx, visit, week) if before is None else _show(visit, week, pressed, before)
    answer = _with_value(before or _blank(visit, entry, pressed), pressed, value)
    if answer is None:
        return _notice(visit, visit.words.say("That is not one of the answers to choose from; nothing was stored."))
    own.put(answer)
    return _show(visit, week, pressed, answer)


def comment_answer(tx: PulseWork, visit: Visit, week: Week, question_key: str, values: FormValues) -> Effect:
    """Stores the comment, and what may become of it, with the answer; for an open question it is the answer."""
    asked = _asked(tx, visit, week, question_key)
    if isinstance(asked, str):
        return _notice(visit, asked)
    entry, pressed = asked
    comment = str(values.get(COMMENT) or "").strip()
    if problem := _comment_problem(visit, pressed, comment):
        return Refuse({COMMENT: problem})
    if visit.is_repeat:
        return Nothing()
    own = visit.own_answers(tx, week)
    before = own.find(question_key)
    if before is None and pressed.kind is not Kind.OPEN:
        return _notice(visit, visit.words.say("Your answer was deleted, so the comment was not kept either."))
    answer = before or _blank(visit, entry, pressed)
    own.put(replace(answer, comment=comment, consent=_consent(values)))
    return show_my_answers(tx, visit, week, notice=visit.words.say("Saved. Thank you!"))


def delete_answer(tx: PulseWork, visit: Visit, week: Week, question_key: str) -> Effect:
    """Deletes an open answer with its comment, for good."""
    asked = _asked(tx, visit, week, question_key)
    if isinstance(asked, str):
        return _notice(visit, asked)
    if not visit.is_repeat:
        visit.own_answers(tx, week).delete(question_key)
    return show_my_answers(tx, visit, week, notice=visit.words.say("Your answer is deleted."))


def open_answer(tx: PulseWork, visit: Visit, week: Week, question_key: str) -> Effect:
    """Shows one own answer, or asks for it where there is none yet."""
    asked = _asked(tx, visit, week, question_key)
    if isinstance(asked, str):
        return _notice(visit, asked)
    _, pressed = asked
    answer = visit.own_answers(tx, week).find(question_key)
    if answer is not None:
        return _show(visit, week, pressed, answer, notice=visit.words.say("You can change this until the week closes."))
    if pressed.kind is Kind.OPEN:
        return Ask(write_form(visit.words, week, pressed))
    return Ask(change_form(visit.words, week, pressed))


def change_answer(tx: PulseWork, visit: Visit, week: Week, question_key: str) -> Effect:
    """Asks again what shall be changed; an open question is changed where it is commented."""
    asked = _asked(tx, visit, week, question_key)
    if isinstance(asked, str):
        return _notice(visit, asked)
    _, pressed = asked
    if pressed.kind is Kind.OPEN:
        return open_answer(tx, visit, week, question_key)
    return Ask(change_form(visit.words, week, pressed))


def show_my_answers(tx: PulseWork, visit: Visit, week: Week, *, notice: str = "") -> Effect:
    """Shows the own answers of a week while it is open."""
    if not visit.is_open(week):
        return _notice(visit, _closed(visit))
    return Ask(my_answers(tx, visit, week, notice=notice))


def my_answers(tx: PulseWork, visit: Visit, week: Week, *, notice: str = "") -> Form:
    """The form with the own answers of a week."""
    entry = visit.roster_entry(tx, week)
    asked = _questions_of(entry, week) if entry else ()
    found = visit.own_answers(tx, week).find_all([each.key for each in asked])
    given = [(each, found[each.key]) for each in asked if each.key in found]
    return my_answers_form(visit.words, week, given, notice=notice)


def catch_up(tx: PulseWork, visit: Visit, week: Week) -> Effect:
    """Shows what has come this week and is still open for this person."""
    if not visit.is_open(week):
        return _notice(visit, _closed(visit))
    if visit.roster_entry(tx, week) is None:
        return _notice(visit, _not_yet(visit))
    came = [each.question for each in visit.check_ins(tx, week)]
    found = visit.own_answers(tx, week).find_all([each.key for each in came])
    return Ask(catch_up_form(visit.words, week, [each for each in came if each.key not in found]))


def try_answer(visit: Visit) -> Effect:
    """What a press on a preview does: nothing, and it says so."""
    return _notice(visit, visit.words.say("This was a preview: nothing was stored."))


def _asked(tx: PulseWork, visit: Visit, week: Week, question_key: str) -> tuple[RosterEntry, Question] | str:
    """The person's roster entry and the question, or why they cannot answer it."""
    if not visit.is_open(week):
        return _closed(visit)
    entry = visit.roster_entry(tx, week)
    if entry is None:
        return _not_yet(visit)
    try:
        asked = question(question_key)
    except UnknownQuestionError:
        return visit.words.say("This question is not asked any more; nothing was stored.")
    if question_of(asked.family, entry.slot, week) != asked:
        return visit.words.say("This is not one of your questions this week; nothing was stored.")
    return entry, asked


def _questions_of(entry: RosterEntry, week: Week) -> tuple[Question, ...]:
    return tuple(question_of(family, entry.slot, week) for family in FAMILIES_IN_ORDER)


def _closed(visit: Visit) -> str:
    return visit.words.say("This week is closed: its answers can no longer be seen or changed.")


def _not_yet(visit: Visit) -> str:
    return visit.words.say(
        "Your first question comes with the next four-week block; until then there is nothing to do."
    )


def _notice(visit: Visit, text: str) -> Effect:
    return Ask(notice_form(visit.words, text))


def _show(visit: Visit, week: Week, asked: Question, answer: Answer, *, notice: str = "") -> Effect:
    return Ask(answer_form(visit.words, week, asked, answer, notice=notice))


def _blank(visit: Visit, entry: RosterEntry, asked: Question) -> Answer:
    return Answer(
        person_id=visit.person.id,
        question_key=asked.key,
        units=entry.units,
        sites=entry.sites,
        viewer=visit.viewer,
    )


def _with_value(answer: Answer, asked: Question, value: str) -> Answer | None:
    """The answer with what was pressed, or `None` if that cannot be pressed."""
    if asked.kind is Kind.CHOICE and value in {each.key for each in asked.choices}:
        return replace(answer, choice=value)
    if value.isascii() and value.isdecimal() and int(value) in asked.points:
        return replace(answer, score=int(value))
    return None


def _comment_problem(visit: Visit, asked: Question, comment: str) -> str:
    if not comment and asked.kind is Kind.OPEN:
        return visit.words.say("Please write something, or close the window.")
    if len(comment) > MAX_COMMENT_CHARACTERS:
        return visit.words.say("Please keep it below {limit} characters.", limit=MAX_COMMENT_CHARACTERS)
    return ""


def _consent(values: FormValues) -> Consent:
    return next((each for each in Consent if each == values.get(CONSENT)), Consent.THEME)
