"""How this installation makes digests, and plans them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.ids import Platform
from bot.config import Settings
from bot.digest.compose import DigestRules
from bot.digest.measure_outcome import keep_outcomes, measured
from bot.digest.plan_digests import plan_digests
from bot.digest.remind import plan_reminders
from storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DigestChores:
    """What has to be done from time to time for digests. `order` are the platforms by preference."""

    transactions: Database
    order: Sequence[Platform]
    zone: str

    async def plan(self, now: datetime) -> None:
        """Plans the digests and scoreboards that are due within hours."""
        planned = await self.transactions.write(lambda tx: plan_digests(tx, now, self.order, self.zone))
        if planned:
            log.info("digest.planned", extra={"count": planned})

    async def remind(self, now: datetime) -> None:
        """Plans the reminders of promises that are due within hours."""
        planned = await self.transactions.write(lambda tx: plan_reminders(tx, now, self.order))
        if planned:
            log.info("digest.reminders_planned", extra={"count": planned})

    async def measure(self, now: datetime) -> None:
        """Measures what came of promises; customers are read without keeping anybody waiting who answers."""
        outcomes = await self.transactions.read(lambda tx: measured(tx, now))
        if outcomes:
            kept = await self.transactions.write(lambda tx: keep_outcomes(tx, outcomes, now, self.order))
            log.info("digest.outcomes_measured", extra={"count": kept})


def digest_rules(settings: Settings) -> DigestRules:
    """How digests are made here."""
    return DigestRules(locale=settings.language)
