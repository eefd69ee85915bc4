"""The weekly fold: a closed week's answers become tallies and waiting comments, and are gone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock.weeks import Week
from bot.people.model import PersonId
from bot.privacy.destroy_keys import WINDOW_KEYS
from bot.privacy.keys import KeyDestroyedError, KeyStore
from bot.privacy.seal import Seal, SealBrokenError
from bot.privacy.store import Destruction, Sealed, SealedStore
from bot.privacy.tally import Tally, of_choice, of_choices, of_enps, of_scale
from bot.privacy.windows import block_window
from bot.pulse.bank import Kind, UnknownQuestionError, question
from bot.pulse.counted import counted_people
from bot.pulse.hear_themes import Hearing, counts_as_theme
from bot.pulse.model import WEEK_KEYS, Answer, Consent, comments_key_name, week_key_name
from bot.pulse.schedule import window_of
from bot.pulse.store import PulseWork

SCRUB_DUE = "scrub_due"
"""The setting that says that deleted records still lie in the database's files."""

THEMES = "theme"
"""The subject of the windows in which comments are counted by what they are about."""

FOLDED_AT_ONCE = 500
"""Answers folded in one transaction: it either happened for all of them or for none, and nobody waits long."""

HEARING = Hearing()
"""Listening for themes, and not for how comments sound."""

Voice = tuple[PersonId, Tally | None]
"""A person and what one answer of theirs adds to a window, if anything."""


def closed_weeks(tx: PulseWork, keys: KeyStore, now: datetime) -> tuple[Week, ...]:
    """Weeks that have closed and of which an answer or the key is still there."""
    weeks = {Week(int(group)) for group in tx.answers.groups()}
    weeks |= {Week(int(name.removeprefix(WEEK_KEYS))) for name in keys.names(WEEK_KEYS)}
    return tuple(week for week in sorted(weeks) if week.closes_at <= now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """How many answers a step folded, and how many records told nobody anything any more and were deleted."""

    folded: int = 0
    unreadable: int = 0

    @property
    def is_last(self) -> bool:
        return not self.folded + self.unreadable


def fold_some(tx: PulseWork, keys: KeyStore, week: Week, hearing: Hearing = HEARING) -> Folded:
    """Folds up to `FOLDED_AT_ONCE` answers of a closed week, in the random order of their places.

    Records whose key is gone (an old backup was restored) or that were tampered with are deleted and counted.
    """
    group = str(week.ordinal)
    try:
        seal = Seal(keys.get_or_create(week_key_name(week)))
    except KeyDestroyedError:
        return Folded(unreadable=tx.answers.delete_group(group))
    rows = tx.answers.take(group, FOLDED_AT_ONCE)
    answers = [answer for row in rows if (answer := _read(seal, row)) is not None]
    counted = counted_people(tx, week.block, {answer.person_id for answer in answers})
    _add_tallies(tx, keys, week, answers, counted)
    _add_themes(tx, keys, week, [each for each in answers if counts_as_theme(each)], counted, hearing)
    _keep_comments(tx.pending_comments, keys, week, answers)
    tx.answers.delete_many(group, [row.place for row in rows])
    return Folded(folded=len(answers), unreadable=len(rows) - len(answers))


def _read(seal: Seal, row: Sealed) -> Answer | None:
    """The answer in a record; `None` for one that was tampered with, or whose question left the bank."""
    try:
        answer = Answer.from_record(seal.open(row.place, row.value))
        question(answer.question_key)
    except (SealBrokenError, UnknownQuestionError):
        return None
    return answer


def reseal_some(tx: PulseWork, keys: KeyStore, window: str, after: bytes) -> bytes:
    """Seals up to `FOLDED_AT_ONCE` tallies of a window anew, behind a place; the last place done, empty at the end.

    Done to all tallies of open windows after each fold: else two copies of the database would show whose did not
    change, which is who gave no answer that week.
    """
    rows = tx.accumulators.take(window, FOLDED_AT_ONCE, after=after)
    if not rows:
        return b""
    try:
        seal = Seal(keys.get_or_create(WINDOW_KEYS + window))
    except KeyDestroyedError:
        return b""
    tx.accumulators.put_many(replace(row, value=seal.close(row.place, seal.open(row.place, row.value))) for row in rows)
    return rows[-1].place


def destroy_week_key(tx: PulseWork, keys: KeyStore, week: Week, now: datetime) -> None:
    """Destroys the key of a folded week, after which none of its answers can be read from anywhere."""
    keys.destroy(week_key_name(week))
    tx.destructions.add(Destruction(key_name=week_key_name(week), reason="week folded", destroyed_at=now))
    tx.organisation.set(SCRUB_DUE, "yes")


def _add_tallies(
    tx: PulseWork, keys: KeyStore, week: Week, answers: Sequence[Answer], counted: Collection[PersonId]
) -> None:
    """Adds each answer to its author's tally of the window that the question belongs to."""
    by_window: dict[str, list[Voice]] = {}
    for answer in answers:
        tally = tally_of(answer, is_counted=answer.person_id in counted)
        by_window.setdefault(window_of(question(answer.question_key), week).name, []).append((answer.person_id, tally))
    for name, members in by_window.items():
        _add_to_window(tx.accumulators, keys, name, members)


def _add_themes(
    tx: PulseWork,
    keys: KeyStore,
    week: Week,
    commented: Sequence[Answer],
    counted: Collection[PersonId],
    hearing: Hearing,
) -> None:
    """Adds what comments are about to their authors' tallies of the block's themes, apart from all scores."""
    if not commented:
        return
    authors = tx.people.many({each.person_id for each in commented})
    voices: list[Voice] = []
    for each in commented:
        language = authors[each.person_id].locale if each.person_id in authors else ""
        tally = of_choices(each.units, each.sites, hearing.subjects_of(each.comment, language))
        voices.append((each.person_id, replace(tally, is_counted=each.person_id in counted)))
    _add_to_window(tx.accumulators, keys, block_window(THEMES, week).name, voices)


def _add_to_window(store: SealedStore, keys: KeyStore, window: str, voices: Iterable[Voice]) -> None:
    try:
        seal = Seal(keys.get_or_create(WINDOW_KEYS + window))
    except KeyDestroyedError:
        return
    tallies = [(seal.place(person_id, window), tally) for person_id, tally in voices]
    before = store.find_many(window, [place for place, _ in tallies])
    kept = {place: Tally.from_record(seal.open(place, value)) for place, value in before.items()}
    for place, tally in tallies:
        if tally is not None:
            kept[place] = kept[place].plus(tally) if place in kept else tally
    store.put_many(
        Sealed(group=window, place=place, value=seal.close(place, tally.to_record())) for place, tally in kept.items()
    )


def tally_of(answer: Answer, *, is_counted: bool = True) -> Tally | None:
    """What an answer adds to its author's tally; an open one adds nothing but its comment."""
    tally = _tally_of(answer)
    return tally and replace(tally, is_counted=is_counted)


def _tally_of(answer: Answer) -> Tally | None:
    asked = question(answer.question_key)
    match asked.kind:
        case Kind.SCALE if answer.score is not None:
            return of_scale(answer.units, answer.sites, answer.score)
        case Kind.ENPS if answer.score is not None:
            return of_enps(answer.units, answer.sites, answer.score)
        case Kind.CHOICE if answer.choice is not None:
            return of_choice(answer.units, answer.sites, answer.choice)
        case _:
            return None


def _keep_comments(store: SealedStore, keys: KeyStore, week: Week, answers: Sequence[Answer]) -> None:
    """Moves words that may be quoted to where they wait until their block closes, without score; others end here."""
    group = str(week.block.ordinal)
    commented = [each for each in answers if each.comment and each.consent is Consent.WORDS]
    if not commented:
        return
    try:
        seal = Seal(keys.get_or_create(comments_key_name(week)))
    except KeyDestroyedError:
        return
    for answer in commented:
        place = seal.place(answer.person_id, answer.question_key, str(week.ordinal))
        record = {
            "a": seal.place(answer.person_id).hex(),
            "u": answer.units,
            "i": answer.sites,
            "q": answer.question_key,
            "t": answer.comment,
            "w": answer.consent,
        }
        store.put(Sealed(group=group, place=place, value=seal.close(place, record)))
