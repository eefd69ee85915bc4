"""How this installation makes digests, and plans them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.ids import Platform
from bot.config import Settings
from bot.digest.compose import DigestRules
from bot.digest.plan_digests import plan_digests
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


def digest_rules(settings: Settings) -> DigestRules:
    """How digests are made here."""
    return DigestRules(locale=settings.language)
