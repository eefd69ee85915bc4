"""Amending: messages whose content has changed since are composed anew, or deleted where nothing is left to show.

What a customer took back must leave every place, so this is tried until it is done. A message that nobody can reach is
tried for an hour or so in growing steps, and then every hour; meanwhile the withdrawal names what is wrong.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from bot.chat.blocks import Message
from bot.chat.errors import GoneError, RejectedError, SendError, ThrottledError
from bot.chat.ids import Platform, WorkspaceRef
from bot.chat.platform import ChatPlatform
from bot.station.intake.withdraw import LIVE, postings_of
from bot.station.model import Posting, PostingState, SnippetState, Withdrawal
from bot.station.store import StationWork
from bot.transactions import Transactions

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""How many messages are amended in one go."""

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = 12
"""After so many failures a message that shows nothing withdrawn stays as it is: its counts are old, no more."""

PLATFORM_OFF = "platform_off"
"""The code of a message on a platform that is not switched on."""

ComposeOne = Callable[[StationWork, Posting, datetime], Message | None]
"""The message of a posting as of now; `None` when nothing is left to show."""


@dataclass(frozen=True, slots=True)
class _Done:
    """The platform shows this now; `None`: the message is gone."""

    shows: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    code: str
    wait: timedelta | None = None


_Result = _Done | _Failed


async def amend_postings(
    transactions: Transactions[StationWork],
    platforms: Mapping[Platform, ChatPlatform],
    compose_one: ComposeOne,
    now: datetime,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> int:
    """Amends what is due and ends withdrawals that are done; returns how many messages were handled.

    Asks the database once and is done where nothing is due. Workspaces are served side by side, each at its pace.
    """
    due = await transactions.read(partial(_due, compose_one=compose_one, now=now))
    by_workspace: dict[WorkspaceRef, list[_Task]] = defaultdict(list)
    for task in due.tasks:
        by_workspace[task.posting.place.workspace].append(task)
    amend = partial(_amend_one, transactions, compose_one, now)
    await asyncio.gather(*(_serve(platforms, each, amend, sleep) for each in by_workspace.values()))
    if due.has_withdrawals:
        await transactions.write(partial(_end_withdrawals, now=now))
    return len(due.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A posting, what it shall show, and whether it must not be given up."""

    posting: Posting
    message: Message | None
    shows_withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    tasks: tuple[_Task, ...]
    has_withdrawals: bool


def _due(tx: StationWork, *, compose_one: ComposeOne, now: datetime) -> _Due:
    postings = tx.postings.to_amend(now, AT_ONCE)
    tasks = tuple(_task(tx, posting, compose_one, now) for posting in postings)
    return _Due(tasks=tasks, has_withdrawals=bool(tx.withdrawals.open()))


def _task(tx: StationWork, posting: Posting, compose_one: ComposeOne, now: datetime) -> _Task:
    return _Task(posting=posting, message=compose_one(tx, posting, now), shows_withdrawn=_has_withdrawn(tx, posting))


def _has_withdrawn(tx: StationWork, posting: Posting) -> bool:
    """Whether something that it was to show may not be shown any more."""
    voices = tx.snippets.many(posting.snippet_ids)
    return any(
        each not in voices or voices[each].snippet.state is not SnippetState.APPROVED for each in posting.snippet_ids
    )


async def _serve(
    platforms: Mapping[Platform, ChatPlatform],
    tasks: Sequence[_Task],
    amend: Callable[[ChatPlatform | None, _Task], Awaitable[None]],
    sleep: Callable[[float], Awaitable[None]],
) -> None:
    """One workspace's messages, one after the other at its pace."""
    for number, task in enumerate(tasks):
        platform = platforms.get(task.posting.place.workspace.platform)
        if number and platform is not None:
            await sleep(1 / platform.capabilities.pacing.workspace_per_second)
        await amend(platform, task)


async def _amend_one(
    transactions: Transactions[StationWork],
    compose_one: ComposeOne,
    now: datetime,
    platform: ChatPlatform | None,
    task: _Task,
) -> None:
    result = _Failed(code=PLATFORM_OFF) if platform is None else await _exchange(platform, task)
    if isinstance(result, _Failed):
        facts = {"platform": task.posting.place.workspace.platform, "attempts": task.posting.tries + 1}
        logger.warning("posting.not_amended", extra={"code": result.code, "kind": task.posting.kind.value, **facts})
    await transactions.write(lambda tx: _note(tx, task, result, compose_one, now))


async def _exchange(platform: ChatPlatform, task: _Task) -> _Result:
    """Edits or deletes. A message that somebody else deleted is as good as deleted by us."""
    try:
        if task.message is None:
            await platform.delete(task.posting.message)
            return _Done(None)
        try:
            await platform.edit(task.posting.message, task.message)
        except RejectedError:
            if not task.shows_withdrawn:
                raise
            # What was taken back cannot stay because the rest could not be shown anew.
            await platform.delete(task.posting.message)
            return _Done(None)
        return _Done(task.message)
    except GoneError:
        return _Done(None)
    except ThrottledError as error:
        return _Failed(code=error.code, wait=timedelta(seconds=error.retry_after_seconds))
    except SendError as error:
        return _Failed(code=error.code)


def _note(tx: StationWork, task: _Task, result: _Result, compose_one: ComposeOne, now: datetime) -> None:
    """Keeps what became of it. What changed again meanwhile is left to be amended once more."""
    posting = tx.postings.get(task.posting.id)
    if posting is None or posting.state is not PostingState.POSTED:
        return
    match result:
        case _Done(shows=None):
            tx.postings.save(_settled(posting, state=PostingState.DELETED))
        case _Done(shows=shows):
            if compose_one(tx, posting, now) == shows:
                tx.postings.save(_settled(posting, state=PostingState.POSTED))
        case _Failed():
            tx.postings.save(_put_off(posting, result, now, is_needed=task.shows_withdrawn))
        case _:
            assert_never(result)


def _settled(posting: Posting, *, state: PostingState) -> Posting:
    return replace(posting, state=state, needs_amending=False, amend_at=None, tries=0, code="")


def _put_off(posting: Posting, failed: _Failed, now: datetime, *, is_needed: bool) -> Posting:
    tries = posting.tries + 1
    if tries >= GIVEN_UP_AFTER and not is_needed:
        return replace(posting, needs_amending=False, amend_at=None, tries=tries, code=failed.code)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries - 1, 20))
    return replace(posting, amend_at=now + max(wait, failed.wait or wait), tries=tries, code=failed.code)


def _end_withdrawals(tx: StationWork, *, now: datetime) -> None:
    for withdrawal in tx.withdrawals.open():
        ended = _as_it_stands(tx, withdrawal, now)
        if ended != withdrawal:
            tx.withdrawals.save(ended)
        if ended.done_at is not None:
            logger.info("withdrawal.done", extra={"count": ended.deleted})
        elif ended.failures != withdrawal.failures:
            logger.warning("withdrawal.not_done", extra={"count": ended.deleted, "failures": len(ended.failures)})


def _as_it_stands(tx: StationWork, withdrawal: Withdrawal, now: datetime) -> Withdrawal:
    """How many messages no longer show it, and the codes of those that still may."""
    postings = postings_of(tx, withdrawal)
    left = [each for each in postings if each.state in LIVE and each.needs_amending]
    gone = sum(1 for each in postings if each.state is PostingState.DELETED or _is_amended(each))
    codes = tuple(sorted({each.code for each in left if each.code}))
    return replace(withdrawal, deleted=gone, failures=codes, done_at=None if left else now)


def _is_amended(posting: Posting) -> bool:
    return posting.state is PostingState.POSTED and not posting.needs_amending
