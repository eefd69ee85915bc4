"""Amending: messages whose content has changed since are composed anew, or deleted where nothing is left to show.

What a customer took back must leave every place, so this is tried until it is done. A message that nobody can reach is
tried for an hour or so in growing steps, and then every hour; meanwhile the withdrawal names what is wrong. One that
may have arrived is looked for first, where the platform can find it; elsewhere it stays named.
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
from bot.chat.ids import DeliveryId, MessageRef, Platform, WorkspaceRef
from bot.chat.platform import ChatPlatform
from bot.station.intake.withdraw import IN_DOUBT, as_it_stands
from bot.station.model import Posting, PostingState, SnippetState
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
    at: MessageRef


@dataclass(frozen=True, slots=True)
class _NeverCame:
    """The platform says that the message surely did not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    """It is tried again after a wait; `is_final` where that would change nothing."""

    code: str
    wait: timedelta | None = None
    is_final: bool = False


_Result = _Done | _NeverCame | _Failed


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
    """Edits or deletes, wherever the message is."""
    posting = task.posting
    if posting.is_in_doubt and not platform.capabilities.finds_deliveries:
        return _Failed(code=IN_DOUBT, is_final=True)
    try:
        ref = await _find(platform, posting) if posting.is_in_doubt else posting.message
        return await _exchange_at(platform, ref, task) if ref else _NeverCame()
    except ThrottledError as error:
        return _Failed(code=error.code, wait=timedelta(seconds=error.retry_after_seconds))
    except SendError as error:
        return _Failed(code=error.code)


async def _find(platform: ChatPlatform, posting: Posting) -> MessageRef | None:
    return await platform.find_delivery(posting.place, DeliveryId(posting.delivery_id))


async def _exchange_at(platform: ChatPlatform, ref: MessageRef, task: _Task) -> _Result:
    """A message that somebody else deleted is as good as deleted by us."""
    try:
        if task.message is None:
            await platform.delete(ref)
            return _Done(None, ref)
        try:
            await platform.edit(ref, task.message)
        except RejectedError:
            if not task.shows_withdrawn:
                raise
            # What was taken back cannot stay because the rest could not be shown anew.
            await platform.delete(ref)
            return _Done(None, ref)
        return _Done(task.message, ref)
    except GoneError:
        return _Done(None, ref)


def _note(tx: StationWork, task: _Task, result: _Result, compose_one: ComposeOne, now: datetime) -> None:
    """Keeps what became of it. What changed again meanwhile is left to be amended once more."""
    posting = tx.postings.get(task.posting.id)
    if posting is None or not (posting.state is PostingState.POSTED or posting.is_in_doubt):
        return
    match result:
        case _Done(shows=None, at=ref):
            tx.postings.save(_settled(_found(posting, ref, now), state=PostingState.DELETED))
        case _Done(shows=shows, at=ref):
            if compose_one(tx, posting, now) == shows:
                tx.postings.save(_settled(_found(posting, ref, now), state=PostingState.POSTED))
        case _NeverCame():
            tx.postings.save(_settled(replace(posting, delivery_id=""), state=PostingState.FAILED, code=posting.code))
        case _Failed(is_final=True, code=code):
            tx.postings.save(_settled(posting, state=posting.state, code=code))
        case _Failed():
            tx.postings.save(_put_off(posting, result, now, is_needed=task.shows_withdrawn))
        case _:
            assert_never(result)


def _found(posting: Posting, ref: MessageRef, now: datetime) -> Posting:
    """The posting with where its message was found."""
    if not posting.is_in_doubt:
        return posting
    return replace(posting, message_id=ref.external_id, posted_at=posting.posted_at or now, delivery_id="")


def _settled(posting: Posting, *, state: PostingState, code: str = "") -> Posting:
    return replace(posting, state=state, needs_amending=False, amend_at=None, tries=0, code=code)


def _put_off(posting: Posting, failed: _Failed, now: datetime, *, is_needed: bool) -> Posting:
    tries = posting.tries + 1
    if tries >= GIVEN_UP_AFTER and not is_needed:
        return replace(posting, needs_amending=False, amend_at=None, tries=tries, code=failed.code)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries - 1, 20))
    return replace(posting, amend_at=now + max(wait, failed.wait or wait), tries=tries, code=failed.code)


def _end_withdrawals(tx: StationWork, *, now: datetime) -> None:
    for withdrawal in tx.withdrawals.open():
        ended = as_it_stands(tx, withdrawal, now)
        if ended != withdrawal:
            tx.withdrawals.save(ended)
        if ended.done_at is not None:
            logger.info("withdrawal.done", extra={"count": ended.deleted})
        elif ended.failures != withdrawal.failures:
            logger.warning("withdrawal.not_done", extra={"count": ended.deleted, "failures": len(ended.failures)})
