"""What has to be done from time to time besides sending: planning, folding, publishing, destroying, syncing."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.chat.errors import SendError
from bot.chat.ids import WorkspaceRef
from bot.chat.platform import ChatPlatform
from bot.chat.records import DirectoryEntry
from bot.clock.weeks import Block, Week
from bot.clock.working_days import WorkingCalendar
from bot.people.model import Defaults, SetBy
from bot.people.roles import add_admin
from bot.people.sync_directory import sync_directory
from bot.privacy.destroy_keys import destroy_due_keys, lost_windows
from bot.privacy.keys import KeyStore
from bot.privacy.marks import MarkStore, destroy_old_keys, forget_old_marks
from bot.privacy.windows import Window
from bot.pulse.fold_week import HEARING, SCRUB_DUE, Folded, closed_weeks, destroy_week_key, fold_some, reseal_some
from bot.pulse.hear_themes import Hearing
from bot.pulse.model import PulseRules
from bot.pulse.plan_check_ins import Planner, plan_check_ins
from bot.pulse.publish_results import (
    due_quotes,
    due_windows,
    end_published,
    publish,
    publish_quotes,
    results_of,
)
from bot.pulse.rules import current_rules
from bot.pulse.store import PulseWork
from bot.transactions import Transactions

log = logging.getLogger(__name__)

ROSTERS_KEPT = 4
"""Blocks for which rosters are kept: the current one, and those whose quarters may still be open."""


class ChoreWork(PulseWork, Protocol):
    """A transaction in which chores are done."""

    @property
    def marks(self) -> MarkStore: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Chores:
    """The chores of one organisation. Each can be run at any time and any number of times.

    `scrub` rewrites the tables whose order must not tell. `hearing` is how comments of employees are listened to.
    """

    transactions: Transactions[ChoreWork]
    keys: KeyStore
    calendar: WorkingCalendar
    configured: PulseRules
    defaults: Defaults
    platforms: Sequence[ChatPlatform]
    scrub: Callable[[], Awaitable[None]]
    hearing: Hearing = HEARING

    async def plan(self, now: datetime) -> None:
        """Plans the check-ins of the next half day."""
        rules = await self.transactions.read(lambda tx: current_rules(self.configured, tx.organisation))
        order = tuple(each.capabilities.platform for each in self.platforms)
        planner = Planner(rules=rules, calendar=self.calendar, platforms=order)
        planned = await plan_check_ins(self.transactions, planner, now)
        if planned:
            log.info("pulse.planned", extra={"count": planned})

    async def fold(self, now: datetime) -> None:
        """Folds weeks that have closed, destroys their keys, and leaves no trace of them in the files."""
        for week in await self.transactions.read(lambda tx: closed_weeks(tx, self.keys, now)):
            await self._fold_week(week)
            await self._reseal()
            await self.transactions.write(partial(destroy_week_key, keys=self.keys, week=week, now=now))
            await self.scrub_files(now)
            await self.publish(now)

    async def publish(self, now: datetime) -> None:
        """Publishes closed windows, each once, and destroys what they were formed from. Fold before.

        What ended between publishing and destroying is destroyed the next time, and not published again.
        """
        due = await self.transactions.read(lambda tx: due_windows(tx, self.keys, now))
        for window in due:
            await self._publish_window(window, now)
        for block in await self.transactions.read(lambda tx: due_quotes(tx, self.keys, now)):
            await self.transactions.write(partial(publish_quotes, keys=self.keys, block=block, now=now))
        await self.scrub_files(now)

    async def _publish_window(self, window: Window, now: datetime) -> None:
        form = partial(results_of, keys=self.keys, window=window, now=now, hearing=self.hearing)
        results = await self.transactions.read(form)
        if results is not None and await self.transactions.write(partial(publish, results=results)):
            log.info("window.published", extra={"count": len(results.cells)})
        await self.transactions.write(partial(end_published, keys=self.keys, window=window, now=now))
        if results is None:
            await self._warn_of_lost(now)

    async def _warn_of_lost(self, now: datetime) -> None:
        """Says which windows ended just now without a result, because nothing ran when they were due."""
        for window in await self.transactions.read(lambda tx: lost_windows(tx.destructions, since=now)):
            log.warning("window.lost", extra={"kind": window.subject, "week": str(window.last)})

    async def _reseal(self) -> None:
        for window in await self.transactions.read(lambda tx: tx.accumulators.groups()):
            after = await self.transactions.write(partial(reseal_some, keys=self.keys, window=window, after=b""))
            while after:
                after = await self.transactions.write(partial(reseal_some, keys=self.keys, window=window, after=after))

    async def scrub_files(self, _: datetime) -> None:
        """Leaves no trace in the files of what was folded or ended; also a job, for when somebody is in its way."""
        said = await self.transactions.read(lambda tx: tx.organisation.all())
        if said.get(SCRUB_DUE) == "yes":
            await self.scrub()
            await self.transactions.write(lambda tx: tx.organisation.set(SCRUB_DUE, "no"))

    async def _fold_week(self, week: Week) -> None:
        step = Folded(folded=1)
        unreadable = 0
        while not step.is_last:
            step = await self.transactions.write(partial(fold_some, keys=self.keys, week=week, hearing=self.hearing))
            unreadable += step.unreadable
        log.info("week.folded", extra={"week": str(week), "unreadable": unreadable})

    async def destroy_keys(self, now: datetime) -> None:
        """Destroys the keys of windows and comments whose time is over."""
        ended = await self.transactions.write(partial(destroy_due_keys, keys=self.keys, now=now))
        if ended:
            log.info("keys.destroyed", extra={"count": ended})
            await self._warn_of_lost(now)
            await self.transactions.write(lambda tx: tx.organisation.set(SCRUB_DUE, "yes"))
            await self.scrub_files(now)

    async def forget_marks(self, now: datetime) -> None:
        """Empties the marks of turns that are over, and destroys their keys."""
        await self.transactions.write(lambda tx: forget_old_marks(tx.marks, now))
        destroy_old_keys(self.keys, now)

    async def tidy(self, now: datetime) -> None:
        """Lets go of rosters and plans that nothing needs any more, and has the files rewritten."""
        week = Week.of(now.date())
        oldest = Block(week.block.ordinal - ROSTERS_KEPT)
        await self.transactions.write(lambda tx: tx.pulse.delete_rosters_before(oldest))
        await self.transactions.write(lambda tx: tx.pulse.delete_planned_before(now.date() - timedelta(days=7)))
        await self.transactions.write(lambda tx: tx.organisation.set(SCRUB_DUE, "yes"))

    async def appoint_admins(self, emails: Sequence[str]) -> None:
        """Makes the people with these addresses admins, as far as they are known by now.

        What an admin said about somebody in the chat stays: these are the first admins, not the only ones.
        """
        await self.transactions.write(partial(_appoint, emails=emails))

    async def sync_directory(self, platform: ChatPlatform, workspace: WorkspaceRef, now: datetime) -> None:
        """Reads all accounts of a workspace, a page at a time, and takes over what changed."""
        try:
            async for page in platform.read_directory(workspace):
                await self.transactions.write(partial(self._take_over, page=page, now=now))
        except SendError as error:
            log.warning("directory.not_read", extra={"code": error.code})

    def _take_over(self, tx: ChoreWork, *, page: Sequence[DirectoryEntry], now: datetime) -> None:
        sync_directory(tx.people, page, self.defaults, now.date())


def _appoint(tx: ChoreWork, *, emails: Sequence[str]) -> None:
    found = (tx.people.by_email(email) for email in emails)
    for person in found:
        if person is not None and person.is_active and person.role_set_by is not SetBy.CHAT:
            add_admin(tx.people, person.id)
