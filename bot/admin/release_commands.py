"""The commands about releases: how many people a figure needs, raising that, and taking a figure back for good."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.admin.grammar import BadArgumentError, Call
from bot.admin.messages import notice
from bot.admin.release_messages import (
    CELL,
    REASON,
    REASONS,
    ThresholdNow,
    raise_form,
    raised_text,
    threshold_message,
    too_low_text,
    withdraw_form,
    withdrawn_figure,
)
from bot.admin.store import AdminWork
from bot.chat.effects import Ask, Effect, Refuse, Whisper
from bot.chat.forms import FormValues
from bot.clock.weeks import Block
from bot.digest.measure_outcome import untell
from bot.digest.wording import measure_name, unit_name
from bot.privacy.release.ledger import LedgerReader
from bot.privacy.release.model import CellKey, PublishedCell, State, Threshold
from bot.privacy.release.threshold import HIGHEST, ThresholdError, effective_k, k_of, raise_k, raised
from bot.privacy.store import Destruction
from bot.pulse.forms import notice_form

log = logging.getLogger(__name__)

MOST_LISTED = 40
"""How many figures the form to withdraw one offers."""

LOOKED_BACK = timedelta(weeks=13)
"""How old a figure can be that is offered."""


async def show_threshold(call: Call) -> Effect:
    now = await call.read(lambda tx: threshold_now(tx.ledger, call.visit.week.block))
    return Whisper(threshold_message(call.words, now))


def threshold_now(ledger: LedgerReader, block: Block) -> ThresholdNow:
    """How k stands in a block."""
    history, k = ledger.thresholds(), effective_k(ledger, block)
    since = (line.first_block for line in history if line.k >= k and line.first_block <= block)
    coming = tuple(line for line in history if line.first_block > block and line.k > k)
    return ThresholdNow(k=k, since=min(since, default=None), coming=coming)


async def ask_to_raise(call: Call, k: int) -> Effect:
    """Explains what raising k means, and asks to agree."""

    def question(tx: AdminWork) -> Effect:
        line = _line(call, tx, k)
        return Ask(raise_form(call.words, line, _k_to_come(call, tx)))

    return await call.read(question)


async def raise_now(call: Call, k: int) -> Effect:
    """Raises k from the next block on, for good."""

    def change(tx: AdminWork) -> Threshold:
        _line(call, tx, k)
        return raise_k(tx.ledger, k, call.visit.week.block)

    return Ask(notice_form(call.words, raised_text(call.words, await call.write(change))))


def _line(call: Call, tx: AdminWork, k: int) -> Threshold:
    """The line that raises k; refused where that would raise nothing."""
    before = _k_to_come(call, tx)
    if k <= before:
        raise BadArgumentError(too_low_text(call.words, before))
    try:
        return raised(tx.ledger.thresholds(), k, call.visit.week.block)
    except ThresholdError as error:
        text = call.words.say("A threshold is a whole number up to {most}.", most=HIGHEST)
        raise BadArgumentError(text) from error


def _k_to_come(call: Call, tx: AdminWork) -> int:
    following = call.visit.week.block.next()
    return max(k_of(tx.ledger.thresholds(), following), effective_k(tx.ledger, following))


async def ask_to_withdraw(call: Call, sought: str) -> Effect:
    """Opens the newest figures, or those whose unit or subject has these words, to withdraw one."""
    cells = await call.read(lambda tx: list(_shown(call, tx.ledger)))
    found = [cell for cell in cells if sought.casefold() in _said(call, cell)]
    if not found:
        return Whisper(notice(call.words.say("No figure of the last three months is shown that could be withdrawn.")))
    return Ask(withdraw_form(call.words, [(_name(cell.key), cell) for cell in found[:MOST_LISTED]]))


async def withdraw_now(call: Call, values: FormValues) -> Effect:
    """Withdraws the chosen figure for good, and keeps who did it and why, without the figure."""
    shown = await call.read(lambda tx: {_name(cell.key): cell for cell in _shown(call, tx.ledger)})
    cell, reason = shown.get(str(values.get(CELL))), values.get(REASON)
    if reason not in REASONS:
        return Refuse({REASON: call.words.say("Please say why.")})
    if cell is None or not await call.write(lambda tx: _withdraw(call, tx, cell, str(reason))):
        return Refuse({CELL: call.words.say("This figure is not shown any more.")})
    log.info("results.withdrawn", extra={"admin": call.visit.person.id, "reason": reason})
    return Ask(notice_form(call.words, withdrawn_figure(call.words, cell)))


def _withdraw(call: Call, tx: AdminWork, cell: PublishedCell, reason: str) -> bool:
    is_gone = tx.ledger.withdraw(cell.key)
    if is_gone:
        key = cell.key
        untell(tx, cell)
        what = f"figure:{key.family}.{key.measure}:{key.unit}:{key.period.first.ordinal}:{key.period.last.ordinal}"
        tx.destructions.add(
            Destruction(key_name=what, reason=f"withdrawn: {reason}", destroyed_at=call.desk.clock.now())
        )
    return is_gone


def _shown(call: Call, ledger: LedgerReader) -> Iterator[PublishedCell]:
    """The shown figures of the last months, the newest first."""
    today = call.visit.now.date()
    cells: Sequence[PublishedCell] = ledger.published_on(today - LOOKED_BACK, today)
    newest = sorted(cells, key=lambda cell: cell.published_on, reverse=True)
    return (cell for cell in newest if cell.state is State.SHOWN)


def _said(call: Call, cell: PublishedCell) -> str:
    return f"{unit_name(call.words, cell)} {measure_name(call.words, cell.key.measure)}".casefold()


def _name(key: CellKey) -> str:
    """What a figure is called in a form: short, whatever its unit is called."""
    whole = f"{key.family}\x1f{key.unit}\x1f{key.period.first.ordinal}\x1f{key.period.last.ordinal}\x1f{key.measure}"
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
