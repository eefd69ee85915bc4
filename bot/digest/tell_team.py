"""You said, we did: a leader tells the people of the unit what came of their words, after a look at the text."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.chat.ids import AccountRef, Platform, WorkspaceRef, direct
from bot.chat.words import Words
from bot.clock.quiet_hours import QuietHours
from bot.digest.action_forms import MAX_TEXT, TEXT, check_form, tell_form
from bot.digest.model import Action, ActionId, ActionState
from bot.digest.plain_language import hints
from bot.digest.promise import leads, list_actions, over
from bot.digest.store import DigestWork
from bot.digest.subjects import STAGE, obstacle_name, subject_name
from bot.outbox.model import Planned
from bot.people.caller import Caller
from bot.people.model import RosterRow
from bot.people.units import team_path

WE_DID = "digest.we_did"
TOLD_FOR = timedelta(days=3)
"""So long a message to the team is tried to be sent: over a weekend."""

QUIET = QuietHours(20, 8)
"""In these hours, where people live, the message waits for the morning."""

MOST_NAMES = 500
"""In larger units names are no hint: every other word would be somebody's."""


def open_tell(tx: DigestWork, caller: Caller, action_id: ActionId) -> Effect:
    """Shows the draft, or what the leader wrote last."""
    action = _untold(tx, caller, action_id)
    if action is None:
        return over(caller)
    return Ask(tell_form(caller.words, action, action.told_text or draft(caller.words, action)))


def tell(
    tx: DigestWork, caller: Caller, action_id: ActionId, values: FormValues, order: Sequence[Platform] = ()
) -> Effect:
    """Sends the text if it is plain; otherwise keeps it, and shows first what could be plainer."""
    action, text = _untold(tx, caller, action_id), str(values.get(TEXT) or "").strip()[:MAX_TEXT]
    if action is None:
        return over(caller)
    if not text:
        return Refuse({TEXT: caller.words.say("Please write what you tell them.")})
    action = replace(action, told_text=text)
    found = hints(text, caller.words.language, _names(tx, action, caller))
    if not found:
        return _send(tx, caller, action, order)
    tx.actions.save(action)
    return Ask(check_form(caller.words, action, text, found))


def tell_anyway(tx: DigestWork, caller: Caller, action_id: ActionId, order: Sequence[Platform] = ()) -> Effect:
    """Sends what the leader wrote last, whatever could be plainer."""
    action = _untold(tx, caller, action_id)
    return over(caller) if action is None or not action.told_text else _send(tx, caller, action, order)


def draft(words: Words, action: Action) -> str:
    """A first text, made of what the promise is about and of the plan; it holds no figure."""
    measure = action.subject.measure
    subject, obstacle = subject_name(words, measure), obstacle_name(words, measure)
    if measure.startswith(STAGE):
        said = words.say("You said, and customers too: “{subject}” is harder than it should be.", subject=subject)
    elif obstacle:
        said = words.say("You said what gets in the way: “{obstacle}”.", obstacle=obstacle)
    else:
        said = words.say("You said: “{subject}” could be better.", subject=subject)
    return f"{said}\n{words.say('What we do: {plan}', plan=action.plan)}"


def _untold(tx: DigestWork, caller: Caller, action_id: ActionId) -> Action | None:
    """The caller's own promise that the team has not heard of, measured or not, if they still lead the unit."""
    action = tx.actions.get(action_id)
    if action is None or action.owner_id != caller.person.id or action.told_on is not None:
        return None
    is_dropped = action.state is ActionState.DROPPED
    return None if is_dropped or not leads(tx, caller.person, action.unit) else action


def _send(tx: DigestWork, caller: Caller, action: Action, order: Sequence[Platform]) -> Effect:
    is_open = action.state is ActionState.PROMISED
    told = replace(action, told_on=caller.today, state=ActionState.TOLD if is_open else action.state)
    tx.actions.save(told)
    tx.outbox.plan(_message_to(told, row, caller) for row in _members(tx, action, caller, order) if row.account_id)
    return list_actions(
        tx, caller, notice=caller.words.say("Sent. Your team reads it now, or in the morning where it is night.")
    )


def _members(tx: DigestWork, action: Action, caller: Caller, order: Sequence[Platform]) -> Iterator[RosterRow]:
    """The people of a unit, whatever team below it they are in, but for who writes to them."""
    teams = tx.people.teams()
    units = {team_id for team_id in teams if action.unit in team_path(team_id, teams)}
    for row in tx.people.roster_rows(order):
        is_inside = row.team_id in units or action.unit in team_path(row.team_id, teams)
        if is_inside and row.person_id != caller.person.id:
            yield row


def _names(tx: DigestWork, action: Action, caller: Caller) -> Collection[str]:
    """What the people of a unit are called, as far as it is small enough for names to stand out."""
    ids = [row.person_id for row in islice(_members(tx, action, caller, ()), MOST_NAMES + 1)]
    if len(ids) > MOST_NAMES:
        return ()
    return {name for person in tx.people.many(ids).values() for name in (person.first_name, *person.name.split())}


def _message_to(action: Action, row: RosterRow, caller: Caller) -> Planned:
    workspace = WorkspaceRef(platform=row.platform, external_id=row.workspace_id)
    due_at = QUIET.next_allowed(caller.now, row.time_zone)
    return Planned(
        kind=WE_DID,
        place=direct(AccountRef(workspace=workspace, external_id=row.account_id)),
        dedupe_key=f"{WE_DID}|{action.id}|{row.person_id}",
        due_at=due_at,
        expires_at=due_at + TOLD_FOR,
        args={"action": action.id},
        batch=f"{WE_DID}|{action.id}",
        person_id=row.person_id,
    )
