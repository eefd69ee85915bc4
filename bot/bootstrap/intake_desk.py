"""The core as ways in for customer voice see it: sources with their secrets, and what becomes of records."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from bot.chat.errors import UnavailableError
from bot.chat.intake import ConsentState, Handled, IntakeRecord, IntakeSource, RefusedRecord
from bot.clock.clock import Clock
from bot.privacy.keys import KeyStore
from bot.privacy.marks import event_mark
from bot.station.desk import DIGEST_KEY
from bot.station.intake.hear import Ear, Hearing, hear
from bot.station.intake.receive import Receipt, Taken, receive_all
from bot.station.intake.sources import webhook_secret
from bot.station.intake.withdraw import withdraw_by_id
from bot.station.model import Source, SourceMode
from bot.station.store import StationWork
from bot.transactions import Transactions


def _one_thread() -> ThreadPoolExecutor:
    """Listening takes a processor for a while; one at a time leaves the others to people who answer."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="listening")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreIntakeDesk:
    """Fills `bot.chat.intake.IntakeDesk`."""

    transactions: Transactions[StationWork]
    keys: KeyStore
    clock: Clock
    ear: Ear
    listening: ThreadPoolExecutor = field(default_factory=_one_thread)

    async def source(self, key: str) -> IntakeSource | None:
        found = await self.transactions.read(lambda tx: tx.sources.get(key))
        if found is None or found.mode is SourceMode.OFF:
            return None
        return IntakeSource(
            key=found.key,
            parser=found.parser,
            secret=webhook_secret(self.keys, found),
            customer_sides=found.customer_sides,
            agent_sides=found.agent_sides,
        )

    async def take(self, source: str, records: Sequence[IntakeRecord], *, mark: str) -> Handled:
        found = await self.transactions.read(lambda tx: _known(tx, source))
        loop = asyncio.get_running_loop()
        hearings = await loop.run_in_executor(self.listening, partial(self._hear, records, found))
        return await self.transactions.write(lambda tx: self._receive(tx, source, hearings, mark))

    async def withdraw(self, source: str, external_id: str, *, mark: str) -> bool:
        return await self.transactions.write(lambda tx: self._withdraw(tx, source, external_id, mark))

    async def stop(self) -> None:
        """Lets what is being listened to end."""
        self.listening.shutdown(wait=False, cancel_futures=True)

    def _hear(self, records: Sequence[IntakeRecord], source: Source) -> list[Hearing]:
        key = self.keys.get_or_create(DIGEST_KEY)
        return [hear(record, self.ear, key, source=source) for record in records]

    def _receive(self, tx: StationWork, source: str, hearings: Sequence[Hearing], mark: str) -> Handled:
        if not self._is_first(tx, mark):
            return Handled(is_repeat=True)
        return _handled(receive_all(tx, _known(tx, source), hearings, self.clock.now()))

    def _withdraw(self, tx: StationWork, source: str, external_id: str, mark: str) -> bool:
        if not self._is_first(tx, mark):
            known = tx.interactions.find(source, external_id)
            return known is not None and known.consent is ConsentState.WITHDRAWN
        return withdraw_by_id(tx, source, external_id, f"source:{source}", self.clock.now()) is not None

    def _is_first(self, tx: StationWork, mark: str) -> bool:
        """Whether this request was not handled before; one without a mark may come as often as it likes."""
        return not mark or tx.marks.first_seen(event_mark(self.keys, f"intake:{mark}", self.clock.now()))


def _known(tx: StationWork, key: str) -> Source:
    found = tx.sources.get(key)
    if found is None:
        raise UnavailableError("the source was removed meanwhile")
    return found


def _handled(receipts: Sequence[Receipt]) -> Handled:
    counts = {taken: sum(each.taken is taken for each in receipts) for taken in Taken}
    refused = (each for each in receipts if each.taken is Taken.REFUSED)
    return Handled(
        received=counts[Taken.NEW],
        changed=counts[Taken.CHANGED],
        known=counts[Taken.KNOWN],
        withdrawn=counts[Taken.WITHDREW],
        refused=tuple(RefusedRecord(where=each.external_id, template=each.reason) for each in refused),
    )
