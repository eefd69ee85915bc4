"""I can fix it: a promise with a day, a reminder on that day, and what came of it told wherever the snippet stands."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.chat.ids import MessageRef, Place, direct
from bot.clock.zones import local_moment
from bot.insight.language import detect_language
from bot.outbox.model import Planned
from bot.people.caller import Caller
from bot.station.model import FixId, Posting, PostingId, PostingKind, PostingState, SnippetId, new_id
from bot.station.notice_forms import notice_form
from bot.station.posting.deliveries import FIX_DUE, Timing, place_label, plan_posting
from bot.station.posting.hours import quiet_hours_of
from bot.station.reactions.amending import follow
from bot.station.reactions.forms import (
    DUE,
    ENDING,
    MAX_OUTCOME,
    MAX_PLAN,
    OUTCOME,
    PLAN,
    OwnFix,
    close_form,
    fixes_form,
    promise_form,
)
from bot.station.reactions.model import Fix, FixEnding, ReactionKind
from bot.station.reactions.shown import gone, shown_voice
from bot.station.redaction.redact import redact
from bot.station.store import StationWork

LONGEST = timedelta(days=366)
"""So far ahead a promise can be due."""

USUALLY = timedelta(days=7)
REMINDED_AT_HOUR = 9
REMINDED_FOR = timedelta(hours=12)
TOLD_FOR = timedelta(days=2)
"""So long what came of a promise is tried to be posted."""

Below = Callable[[MessageRef], Place]
"""Where an answer to a message goes, as its platform says."""


def open_promise(tx: StationWork, caller: Caller, snippet_id: SnippetId) -> Effect:
    """Asks by when; who has promised already can choose another day."""
    voice = shown_voice(tx, snippet_id)
    if voice is None:
        return gone(caller)
    own = _own_open(tx, caller, snippet_id)
    due = own.due_on if own else caller.today + USUALLY
    return Ask(promise_form(caller.words, voice, due=due, plan=own.plan if own else ""))


def promise(tx: StationWork, caller: Caller, snippet_id: SnippetId, values: FormValues) -> Effect:
    """Keeps a promise, or the new day of one, and plans the reminder."""
    voice, due = shown_voice(tx, snippet_id), values.get(DUE)
    if voice is None:
        return gone(caller)
    if not isinstance(due, date) or not caller.today <= due <= caller.today + LONGEST:
        return Refuse({DUE: caller.words.say("Please choose a day from today on, within a year.")})
    plan = str(values.get(PLAN) or "").strip()[:MAX_PLAN]
    fix = _own_open(tx, caller, snippet_id) or _new_fix(caller, snippet_id, due)
    fix = replace(fix, due_on=due, plan=plan)
    tx.fixes.save(fix)
    tx.reactions.add(snippet_id, caller.person.id, ReactionKind.CAN_FIX, caller.now)
    tx.outbox.plan([_reminder(caller, fix)])
    follow(tx, snippet_id, caller.now)
    return Ask(notice_form(caller.words, _thanks(caller, due)))


def move_fix(tx: StationWork, caller: Caller, fix_id: FixId) -> Effect:
    """Opens the promise to choose another day."""
    fix = _own(tx, caller, fix_id)
    return _over(caller) if fix is None else open_promise(tx, caller, fix.snippet_id)


def list_fixes(tx: StationWork, caller: Caller, *, notice: str = "") -> Effect:
    """Shows one's own open promises."""
    fixes = tx.fixes.of_owner(caller.person.id, is_open=True)
    own = [OwnFix(fix=each, voice=shown_voice(tx, each.snippet_id)) for each in fixes]
    return Ask(fixes_form(caller.words, own, caller.today, notice=notice))


def open_close(tx: StationWork, caller: Caller, fix_id: FixId) -> Effect:
    """Asks what came of an own promise."""
    fix = _own(tx, caller, fix_id)
    if fix is None:
        return _over(caller)
    return Ask(close_form(caller.words, OwnFix(fix=fix, voice=shown_voice(tx, fix.snippet_id))))


def close_fix(
    tx: StationWork, caller: Caller, fix_id: FixId, values: FormValues, below: Below, spoken: Collection[str]
) -> Effect:
    """Keeps what came of an own promise, redacted, and plans word of it below every message that shows the snippet.

    `spoken` are the languages in which it may be written; without any it is the caller's own.
    """
    fix, outcome = _own(tx, caller, fix_id), str(values.get(OUTCOME) or "").strip()[:MAX_OUTCOME]
    if fix is None:
        return _over(caller)
    ending = _ending(values)
    if ending is None or not outcome:
        return Refuse(_missing(caller, ending, outcome))
    done = replace(fix, ending=ending, outcome=_redacted(caller, outcome, spoken), ended_at=caller.now)
    tx.fixes.save(done)
    if shown_voice(tx, fix.snippet_id):
        _tell(tx, done, caller.now, below)
    follow(tx, fix.snippet_id, caller.now)
    return list_fixes(tx, caller, notice=caller.words.say("Thank you. Everyone who saw it reads what came of it."))


def _redacted(caller: Caller, outcome: str, spoken: Collection[str]) -> str:
    usual = caller.person.locale
    return redact(outcome, detect_language(outcome, spoken, usual) if spoken else usual).text


def _tell(tx: StationWork, fix: Fix, now: datetime, below: Below) -> None:
    """One message for each place below a posting, however many postings share that place."""
    for posting in tx.postings.of_snippets((fix.snippet_id,)):
        if posting.state is PostingState.POSTED and posting.kind is not PostingKind.OUTCOME:
            _tell_below(tx, fix, posting, below(posting.message), now)


def _tell_below(tx: StationWork, fix: Fix, posting: Posting, place: Place, now: datetime) -> None:
    station = tx.stations.get(posting.station_id) if posting.station_id else None
    is_direct = posting.person_id is not None
    due_at = quiet_hours_of(station).next_allowed(now, station.time_zone) if station and not is_direct else now
    outcome = Posting(
        id=PostingId(new_id()),
        kind=PostingKind.OUTCOME,
        place=place,
        snippet_ids=(fix.snippet_id,),
        planned_at=now,
        station_id=posting.station_id,
        person_id=posting.person_id,
        fix_id=fix.id,
    )
    timing = Timing(due_at=due_at, expires_at=due_at + TOLD_FOR, is_doubled_in_doubt=True)
    plan_posting(tx, outcome, key=f"{fix.id}|{place_label(place)}", timing=timing)


def _new_fix(caller: Caller, snippet_id: SnippetId, due: date) -> Fix:
    return Fix(
        id=FixId(new_id()),
        snippet_id=snippet_id,
        owner_id=caller.person.id,
        due_on=due,
        promised_at=caller.now,
    )


def _reminder(caller: Caller, fix: Fix) -> Planned:
    """On the morning of the day; one that is due today already comes as soon as it may be of use."""
    morning = local_moment(fix.due_on, REMINDED_AT_HOUR, 0, caller.person.time_zone)
    due_at = max(morning, caller.now + timedelta(hours=2))
    return Planned(
        kind=FIX_DUE,
        place=direct(caller.actor.account),
        dedupe_key=f"{FIX_DUE}|{fix.id}|{fix.due_on.isoformat()}",
        due_at=due_at,
        expires_at=due_at + REMINDED_FOR,
        args={"fix": fix.id, "due": fix.due_on.isoformat()},
        person_id=caller.person.id,
        is_doubled_in_doubt=True,
    )


def _own(tx: StationWork, caller: Caller, fix_id: FixId) -> Fix | None:
    """The caller's own open promise of this id."""
    fix = tx.fixes.get(fix_id)
    is_own = fix is not None and fix.owner_id == caller.person.id and fix.ending is None
    return fix if is_own else None


def _own_open(tx: StationWork, caller: Caller, snippet_id: SnippetId) -> Fix | None:
    fixes = tx.fixes.of_snippet(snippet_id)
    return next((each for each in fixes if each.owner_id == caller.person.id and each.ending is None), None)


def _ending(values: FormValues) -> FixEnding | None:
    try:
        return FixEnding(str(values.get(ENDING)))
    except ValueError:
        return None


def _missing(caller: Caller, ending: FixEnding | None, outcome: str) -> dict[str, str]:
    problems = {} if ending else {ENDING: caller.words.say("Please choose one.")}
    return problems if outcome else {**problems, OUTCOME: caller.words.say("Please say what came of it.")}


def _thanks(caller: Caller, due: date) -> str:
    return caller.words.say("Thank you! I remind you on {day}.", day=caller.words.day(due))


def _over(caller: Caller) -> Effect:
    return Ask(notice_form(caller.words, caller.words.say("This promise is closed already, or it is not yours.")))
