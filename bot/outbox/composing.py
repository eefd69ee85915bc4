"""Composes many messages together, and when that fails one by one, so that one cannot hold up the rest."""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.chat.blocks import Message
from bot.outbox.model import Compose, Delivery, Skip

logger = logging.getLogger(__name__)

Composed = tuple[Delivery, Message | Skip | None]
"""A delivery and its message; `None` when it could not be composed."""


async def compose_each(compose: Compose, deliveries: Sequence[Delivery], now: datetime) -> list[Composed]:
    """The message of each delivery, in the same order."""
    together = await _try(compose, deliveries, now)
    if together is not None:
        return together
    return [composed for delivery in deliveries for composed in await _alone(compose, delivery, now)]


async def _alone(compose: Compose, delivery: Delivery, now: datetime) -> list[Composed]:
    return await _try(compose, [delivery], now) or [(delivery, None)]


async def _try(compose: Compose, deliveries: Sequence[Delivery], now: datetime) -> list[Composed] | None:
    if not deliveries:
        return []
    try:
        messages = await compose(deliveries, now)
        return list(zip(deliveries, messages, strict=True))
    except Exception as error:  # noqa: BLE001 - whatever it is, the loop goes on; by type only, its text may be private
        facts = {"kind": deliveries[0].kind, "deliveries": len(deliveries), "error": type(error).__name__}
        logger.error("compose_failed", extra=facts)  # noqa: TRY400 - as above
        return None
