"""Once a day words are handed over: answers come out together, what was taken back goes, and old threads end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.inbox.model import (
    FEWEST_TOGETHER,
    HANDED_OVER_AT,
    KEPT_DAYS,
    Question,
    Said,
    Side,
    Written,
    key_ends_at,
    key_name,
)
from bot.inbox.store import InboxWork
from bot.inbox.threads import Held, Threads, living_months, threads_of
from bot.people.model import PersonId
from bot.privacy.keys import KeyStore
from bot.privacy.store import Destruction


def hand_over_words(tx: InboxWork, keys: KeyStore, now: datetime) -> Sequence[str]:
    """Lets answers come out that are enough together, once a day at `HANDED_OVER_AT`; the months that it touched.

    At the end of its week what was not enough is deleted and never shown. Harmless to repeat: a question that was
    looked at today is left alone. The months have to be sealed anew afterwards.
    """
    today = _day(now)
    due = [each for each in tx.team_questions.asked_since(today - timedelta(days=KEPT_DAYS)) if _is_due(each, today)]
    months = sorted({each.month for each in due})
    for month in months:
        threads = Threads(tx.threads, keys, month)
        held = threads.by_question()
        for question in (each for each in due if each.month == month):
            _hand_over(tx, threads, question, held.get(question.id, Held()), now)
    return months


def end_threads(tx: InboxWork, keys: KeyStore, now: datetime) -> int:
    """Destroys the keys of months whose time is over, with all that they sealed; how many.

    Keys go first: if the process ends in between, the records left behind are unreadable and go the next time.
    """
    ended = [each for each in living_months(tx.threads, keys) if key_ends_at(each) <= now]
    for month in ended:
        keys.destroy(key_name(month))
        tx.threads.delete_group(month)
        tx.destructions.add(Destruction(key_name=key_name(month), reason="time is over", destroyed_at=now))
    tx.team_questions.delete_before(_day(now) - timedelta(days=KEPT_DAYS))
    return len(ended)


def forget_words_of(tx: InboxWork, keys: KeyStore, person_id: PersonId, now: datetime) -> None:
    """Takes back what somebody wrote to questions, from wherever they wrote it, and deletes what they asked.

    What they wrote goes when words are handed over next, and everything is sealed anew right now: what vanished or
    changed at this moment would tell whoever compares two copies that this very person had answered.
    """
    asked = tx.team_questions.asked_since(_day(now) - timedelta(days=KEPT_DAYS))
    for question in asked:
        threads = threads_of(tx.threads, keys, question)
        if question.asked_by == person_id:
            _forget_question(threads, question)
        else:
            threads.take_back(question, person_id)
    for month in sorted({each.month for each in asked}):
        Threads(tx.threads, keys, month).reseal_all()
    tx.team_questions.delete_of(person_id)


def _forget_question(threads: Threads, question: Question) -> None:
    held = threads.by_question().get(question.id, Held())
    threads.delete_places(list(held.own))
    for reference in {each.reference for each in held.said}:
        threads.delete_thread(reference)


def _day(now: datetime) -> date:
    """The day whose words are handed over now: it begins at the hour of handing over."""
    return (now.astimezone(UTC) - timedelta(hours=HANDED_OVER_AT.hour)).date()


def _is_due(question: Question, today: date) -> bool:
    return question.asked_on < today and (question.batched_on is None or question.batched_on < today)


def _hand_over(tx: InboxWork, threads: Threads, question: Question, held: Held, now: datetime) -> None:
    today = _day(now)
    out = {each.reference for each in held.said}
    _let_go(threads, {place: each for place, each in held.own.items() if each.is_taken_back})
    kept = {place: each for place, each in held.own.items() if not each.is_taken_back}
    waiting = {place: each for place, each in kept.items() if each.reference not in out}
    if sum(each.is_counted for each in waiting.values()) >= FEWEST_TOGETHER:
        threads.bring_out(_brought_out(each, today) for each in waiting.values())
    elif not question.is_open(now):
        threads.delete_places(list(waiting))
    tx.team_questions.save(replace(question, batched_on=today))


def _let_go(threads: Threads, taken_back: Mapping[bytes, Written]) -> None:
    for each in taken_back.values():
        threads.delete_thread(each.reference)
    threads.delete_places(list(taken_back))


def _brought_out(written: Written, today: date) -> Said:
    """An answer as its reader gets it: where it lies, and so the order in which it is read, is random."""
    return Said(
        question_id=written.question_id,
        reference=written.reference,
        side=Side.AUTHOR,
        text=written.text,
        shown_on=today,
    )
