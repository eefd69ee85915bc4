"""What has to be done from time to time for the inbox: handing words over, and ending old threads."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.inbox.hand_over import end_threads, hand_over_words
from bot.inbox.store import InboxWork
from bot.inbox.threads import Threads
from bot.privacy.keys import KeyStore
from bot.transactions import Transactions
from bot.work.jobs import Job

log = logging.getLogger(__name__)


MINUTE, DAY = 60, 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxChores:
    """The chores of the inbox. Each can be run at any time and any number of times."""

    transactions: Transactions[InboxWork]
    keys: KeyStore

    async def hand_over(self, now: datetime) -> None:
        """Lets answers come out that are enough together, once a day, and leaves no trace of whose."""
        for month in await self.transactions.write(partial(hand_over_words, keys=self.keys, now=now)):
            after = await self.transactions.write(partial(self._reseal, month=month, after=b""))
            while after:
                after = await self.transactions.write(partial(self._reseal, month=month, after=after))

    async def end(self, now: datetime) -> None:
        """Destroys what is past its time."""
        ended = await self.transactions.write(partial(end_threads, keys=self.keys, now=now))
        if ended:
            log.info("threads.ended", extra={"count": ended})

    def _reseal(self, tx: InboxWork, *, month: str, after: bytes) -> bytes:
        return Threads(tx.threads, self.keys, month).reseal(after)


def inbox_jobs(transactions: Transactions[InboxWork], keys: KeyStore) -> Sequence[Job]:
    """The jobs that see to the inbox."""
    chores = InboxChores(transactions=transactions, keys=keys)
    return (
        Job(name="hand-over", every_seconds=10 * MINUTE, run=chores.hand_over),
        Job(name="end-threads", every_seconds=DAY, run=chores.end),
    )
