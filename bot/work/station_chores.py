"""What has to be done from time to time for the stations: asking about channels, planning, amending, forgetting."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.chat.blocks import Message
from bot.chat.ids import Platform
from bot.chat.platform import ChatPlatform
from bot.station.intake.withdraw import forget_old
from bot.station.model import Posting
from bot.station.posting.amend import amend_postings
from bot.station.posting.compose import compose_posting
from bot.station.posting.places import check_places
from bot.station.posting.route import plan_postings
from bot.station.store import StationWork
from bot.transactions import Transactions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StationChores:
    """The chores of all stations. Each can be run at any time and any number of times.

    People are written to on the first platform of `order` that they have an account on. What customers said is kept
    for `voice_days`.
    """

    transactions: Transactions[StationWork]
    platforms: Mapping[Platform, ChatPlatform]
    order: Sequence[Platform]
    organisation: str
    voice_days: int

    async def route(self, now: datetime) -> None:
        """Plans what is to be posted now, where the platforms say that it may be."""
        await check_places(self.transactions, self.platforms, now)
        planned = await self.transactions.write(lambda tx: plan_postings(tx, now, self.order))
        if planned:
            log.info("station.planned", extra={"count": planned})

    async def amend(self, now: datetime) -> None:
        """Exchanges or deletes messages whose content has changed since."""
        await amend_postings(self.transactions, self.platforms, self._compose_one, now)

    async def forget(self, now: datetime) -> None:
        """Lets go of what customers said too long ago."""
        forgotten = await self.transactions.write(partial(forget_old, now=now, days=self.voice_days))
        if forgotten:
            log.info("station.forgotten", extra={"count": forgotten})

    def _compose_one(self, tx: StationWork, posting: Posting, now: datetime) -> Message | None:
        return compose_posting(tx, posting, self.organisation, now)
