"""Tokens that work once; only their hash is kept, and only until they expire."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, insert

from bot.transactions import Transactions
from storage.tables.chat import one_time_tokens as table
from storage.unit_of_work import UnitOfWork


class OneTimeTokens:
    """Fills `bot.chat.records.OneTimeTokens`."""

    def __init__(self, transactions: Transactions[UnitOfWork]) -> None:
        self._transactions = transactions

    async def issue(self, purpose: str, token: str, subject: str, expires_at: datetime) -> None:
        values = {"digest": _digest(purpose, token), "subject": subject, "expires_at": expires_at}
        await self._transactions.write(lambda work: work.connection.execute(insert(table), values).rowcount)

    async def redeem(self, purpose: str, token: str, now: datetime) -> str | None:
        expired = delete(table).where(table.c.expires_at <= now)
        wanted = delete(table).where(table.c.digest == _digest(purpose, token)).returning(table.c.subject)

        def change(work: UnitOfWork) -> str | None:
            work.connection.execute(expired)
            return work.connection.scalar(wanted)

        return await self._transactions.write(change)


def _digest(purpose: str, token: str) -> bytes:
    return hashlib.sha256(f"{purpose}\0{token}".encode()).digest()
