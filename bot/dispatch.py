"""From an event to its use case: each has one effect however often it is told, and mistakes become friendly replies."""

import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.admin.desk import CommandDesk
from bot.admin.home import home
from bot.admin.run_command import press_admin, run_command, submit_admin
from bot.admin.settings_form import press_setting, submit_setting
from bot.admin.store import AdminWork
from bot.chat.actions import ActionRef, BadActionError
from bot.chat.blocks import Message, Paragraph
from bot.chat.effects import Effect, Nothing, Post, Whisper
from bot.chat.errors import ChatError
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    CommentChanged,
    DirectoryChanged,
    Event,
    FormSubmitted,
    HomeOpened,
    MessageTyped,
    PlaceChanged,
    ReactionChanged,
    ShortcutUsed,
    WorkspaceInstalled,
    WorkspaceLeft,
)
from bot.chat.ids import Actor, WorkspaceRef
from bot.chat.words import Words, words_for
from bot.clock.clock import Clock
from bot.clock.weeks import Week
from bot.clock.working_days import WorkingCalendar
from bot.digest.acts import READING
from bot.digest.acts import VERBS as DIGEST_VERBS
from bot.digest.acts import act as act_on_digest
from bot.digest.read_digest import newest_lines
from bot.inbox.acts import VERBS as INBOX_VERBS
from bot.inbox.acts import act_in_inbox
from bot.people.caller import Caller
from bot.people.sync_directory import sync_directory
from bot.privacy.keys import KeyStore
from bot.privacy.marks import EventMark, MarkStore, event_mark
from bot.pulse.answer_pulse import (
    answer_pulse,
    catch_up,
    change_answer,
    comment_answer,
    delete_answer,
    open_answer,
    show_my_answers,
    try_answer,
)
from bot.pulse.not_now import ask_when, bring_again
from bot.pulse.rules import current_rules
from bot.pulse.visit import Visit
from bot.station.acts import VERBS, act, overhear
from bot.transactions import Transactions

log = logging.getLogger(__name__)


class DispatchWork(AdminWork, Protocol):
    """A transaction in which any event can be handled."""

    @property
    def marks(self) -> MarkStore: ...


class Workspaces(Protocol):
    """What becomes of a workspace; filled by the composition root."""

    async def joined(self, workspace: WorkspaceRef, installer: Actor | None) -> None: ...

    async def left(self, workspace: WorkspaceRef, reason: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Handles every event of every platform: `handle` is the `EventHandler` that adapters are given.

    `undone` are the marks of commands that were begun and could not be kept, so that telling them again helps even
    while the database cannot be asked to forget them.
    """

    desk: CommandDesk
    keys: KeyStore
    clock: Clock
    calendar: WorkingCalendar
    workspaces: Workspaces
    transactions: Transactions[DispatchWork]
    undone: set[bytes] = field(default_factory=set)

    async def handle(self, event: Event) -> Effect:
        """Lets the event have its one effect; returns when that is durable.

        Raises:
            BusyError: more comes in than can be kept; nothing was stored.
            UnavailableError: the database cannot take it now; nothing was stored.
        """
        try:
            return await self._handle(event)
        except ChatError:
            raise
        except Exception as error:
            # The traceback could carry what a person wrote.
            log.error("event.failed", extra={"event": type(event).__name__, "error": type(error).__name__})  # noqa: TRY400
            raise

    async def _handle(self, event: Event) -> Effect:
        match event:
            case ButtonPressed() | FormSubmitted():
                return await self._act(event)
            case CommandGiven():
                return await self._command(event)
            case HomeOpened():
                return await self.transactions.read(lambda tx: self._home(tx, event))
            case MessageTyped():
                return await self.transactions.read(lambda tx: self._typed(tx, event))
            case ShortcutUsed():
                return await self.transactions.write(lambda tx: self._at_station(tx, event, self._mark(event)))
            case ReactionChanged() | CommentChanged() | PlaceChanged():
                return await self.transactions.write(lambda tx: self._overhear(tx, event))
            case DirectoryChanged():
                return await self.transactions.write(lambda tx: self._directory_changed(tx, event))
            case WorkspaceInstalled():
                await self.workspaces.joined(event.workspace, event.installer)
                return Nothing()
            case WorkspaceLeft():
                await self.workspaces.left(event.workspace, event.reason)
                return Nothing()

    async def _act(self, event: ButtonPressed | FormSubmitted) -> Effect:
        mark = self._mark(event)
        if event.action.verb.startswith("admin."):
            return await self._administer(event, mark)
        if event.action.verb.startswith(VERBS):
            return await self.transactions.write(lambda tx: self._at_station(tx, event, mark))
        if event.action.verb in READING:
            return await self.transactions.read(lambda tx: self._at_digest(tx, event))
        if event.action.verb.startswith(DIGEST_VERBS):
            return await self.transactions.write(lambda tx: self._at_digest(tx, event, mark))
        return await self.transactions.write(lambda tx: self._press_or_submit(tx, event, mark))

    def _press_or_submit(self, tx: DispatchWork, event: ButtonPressed | FormSubmitted, mark: EventMark) -> Effect:
        visit = self._visit(tx, event.actor, is_repeat=not tx.marks.first_seen(mark))
        if visit is None:
            return _stranger()
        try:
            if event.action.verb.startswith(INBOX_VERBS):
                return act_in_inbox(tx, visit, event)
            return self._press(tx, visit, event) if isinstance(event, ButtonPressed) else self._submit(tx, visit, event)
        except BadActionError:
            return _unknown(visit.words)

    def _press(self, tx: DispatchWork, visit: Visit, event: ButtonPressed) -> Effect:
        match event.action:
            case ActionRef("pulse.answer", (week, question, value)):
                return answer_pulse(tx, visit, _week(week), question, value)
            case ActionRef("pulse.write" | "pulse.open", (week, question)):
                return open_answer(tx, visit, _week(week), question)
            case ActionRef("pulse.change", (week, question)):
                return change_answer(tx, visit, _week(week), question)
            case ActionRef("pulse.delete", (week, question)):
                return delete_answer(tx, visit, _week(week), question)
            case ActionRef("pulse.mine", (week,)):
                return show_my_answers(tx, visit, _week(week))
            case ActionRef("pulse.catch-up", (week,)):
                return catch_up(tx, visit, _week(week))
            case ActionRef("pulse.not-now", (week,)):
                return ask_when(visit, _week(week))
            case ActionRef("pulse.try"):
                return try_answer(visit)
            case ActionRef(verb) if verb.startswith("people."):
                return press_setting(tx, visit, self.desk, event.action)
            case _:
                return _unknown(visit.words)

    def _submit(self, tx: DispatchWork, visit: Visit, event: FormSubmitted) -> Effect:
        match event.action:
            case ActionRef("pulse.comment", (week, question)):
                return comment_answer(tx, visit, _week(week), question, event.values)
            case ActionRef("pulse.bring-again", (week,)):
                effect = bring_again(tx, visit, event.actor, _week(week), event.values)
                self.desk.wake()
                return effect
            case ActionRef(verb) if verb.startswith("people."):
                return submit_setting(tx, visit, self.desk, event.action, event.values)
            case _:
                return _unknown(visit.words)

    def _at_station(
        self, tx: DispatchWork, event: ButtonPressed | FormSubmitted | ShortcutUsed, mark: EventMark
    ) -> Effect:
        caller = self._caller(tx, event.actor)
        if caller is None:
            return _stranger()
        if not tx.marks.first_seen(mark):
            return Nothing()
        try:
            return act(tx, caller, event, self.desk.station)
        except BadActionError:
            return _unknown(caller.words)

    def _at_digest(
        self, tx: DispatchWork, event: ButtonPressed | FormSubmitted, mark: EventMark | None = None
    ) -> Effect:
        """What is done with a digest; without a mark it is only read, and told as often as it is asked for."""
        caller = self._caller(tx, event.actor)
        if caller is None:
            return _stranger()
        if mark is not None and not tx.marks.first_seen(mark):
            return Nothing()
        try:
            return act_on_digest(tx, caller, event, self.desk.digest)
        except BadActionError:
            return _unknown(caller.words)

    def _overhear(self, tx: DispatchWork, event: ReactionChanged | CommentChanged | PlaceChanged) -> Effect:
        """What happens in channels without being said to us: it has its effect, and is never answered."""
        if not tx.marks.first_seen(self._mark(event)):
            return Nothing()
        if isinstance(event, PlaceChanged):
            tx.stations.look_again(event.place)
            return Nothing()
        caller = self._caller(tx, event.actor)
        if caller is not None:
            overhear(tx, caller, event, self.desk.station)
        return Nothing()

    async def _administer(self, event: ButtonPressed | FormSubmitted, mark: EventMark) -> Effect:
        visit = await self.transactions.write(lambda tx: self._first_visit(tx, event.actor, mark))
        if not isinstance(visit, Visit):
            return visit
        if isinstance(event, ButtonPressed):
            pressing = press_admin(self.desk, visit, event.actor, event.action, event.place)
            return await self._or_again(pressing, mark)
        return await self._or_again(submit_admin(self.desk, visit, event.actor, event.action, event.values), mark)

    async def _command(self, event: CommandGiven) -> Effect:
        mark = self._mark(event)
        visit = await self.transactions.write(lambda tx: self._first_visit(tx, event.actor, mark))
        if not isinstance(visit, Visit):
            return visit
        return await self._or_again(run_command(self.desk, visit, event.actor, event.text, event.place), mark)

    async def _or_again(self, work: Coroutine[Any, Any, Effect], mark: EventMark) -> Effect:
        """Work of several transactions: when the database could not take it, the event may be told again."""
        try:
            effect = await work
        except ChatError:
            self.undone.add(mark.mark)
            raise
        self.undone.discard(mark.mark)
        return effect

    def _first_visit(self, tx: DispatchWork, actor: Actor, mark: EventMark) -> Visit | Effect:
        """The visit of an event that arrives for the first time; what to say instead otherwise."""
        if not tx.marks.first_seen(mark) and mark.mark not in self.undone:
            return Nothing()
        return self._visit(tx, actor) or _stranger()

    def _home(self, tx: DispatchWork, event: HomeOpened) -> Effect:
        visit = self._visit(tx, event.actor)
        if visit is None:
            return _stranger()
        caller = Caller(person=visit.person, actor=event.actor, now=visit.now)
        return Post(home(tx, visit, newest_lines(tx, caller, self.desk.digest)))

    def _typed(self, tx: DispatchWork, event: MessageTyped) -> Effect:
        visit = self._visit(tx, event.actor)
        return _stranger() if visit is None else _not_recorded(visit)

    def _directory_changed(self, tx: DispatchWork, event: DirectoryChanged) -> Effect:
        if tx.marks.first_seen(self._mark(event)):
            sync_directory(tx.people, event.entries, self.desk.defaults, self.clock.now().date())
        return Nothing()

    def _caller(self, tx: DispatchWork, actor: Actor) -> Caller | None:
        person = tx.people.by_account(actor.account)
        if person is None or not person.is_active:
            return None
        return Caller(person=person, actor=actor, now=self.clock.now())

    def _visit(self, tx: DispatchWork, actor: Actor, *, is_repeat: bool = False) -> Visit | None:
        caller = self._caller(tx, actor)
        if caller is None:
            return None
        return Visit(
            person=caller.person,
            viewer=_viewer(actor),
            now=caller.now,
            rules=current_rules(self.desk.configured, tx.organisation),
            keys=self.keys,
            calendar=self.calendar,
            is_repeat=is_repeat,
        )

    def _mark(self, event: Event) -> EventMark:
        return event_mark(self.keys, event.event_id, self.clock.now())


def _viewer(actor: Actor) -> str:
    """From where an answer is given. An account that is taken for somebody else one day shows nothing given before."""
    account = actor.account
    return f"{account.workspace.platform}/{account.workspace.external_id}/{account.external_id}/{actor.viewer}"


def _week(label: str) -> Week:
    try:
        return Week.parse(label)
    except ValueError as error:
        raise BadActionError(str(error)) from error


def _stranger() -> Effect:
    words = words_for("en")
    return _whisper(words.say("I do not know you yet. Please ask an admin of Voxloop to add you."))


def _unknown(words: Words) -> Effect:
    return _whisper(words.say("This button is too old for me; nothing was stored. Please use a newer message."))


def _not_recorded(visit: Visit) -> Effect:
    text = visit.words.say(
        "I did not keep what you wrote: what is typed into a chat is not confidential. Please use the buttons and "
        "forms, or a command such as “help”."
    )
    return _whisper(text)


def _whisper(text: str) -> Effect:
    return Whisper(Message(summary=text, blocks=(Paragraph(text),)))
