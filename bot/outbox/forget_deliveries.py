"""Delivery records are kept for ninety days, then forgotten."""

from datetime import datetime, timedelta

from bot.outbox.store import OutboxStores
from bot.transactions import Transactions

KEPT = timedelta(days=90)


async def forget_deliveries(transactions: Transactions[OutboxStores], now: datetime) -> int:
    """Deletes the records of deliveries that expired long enough ago; returns how many."""
    return await transactions.write(lambda tx: tx.outbox.forget_before(now - KEPT))
