"""The installations of adapters, their secrets sealed."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update

from bot.chat.ids import Platform, WorkspaceRef
from bot.chat.records import Installation
from bot.transactions import Transactions
from storage.crypto import SecretsBox, UnreadableSecretsError
from storage.statements import upsert
from storage.tables.chat import installations as table
from storage.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)

UNREADABLE = "keys_lost"
"""Why an installation counts as suspended whose secrets cannot be opened; installing again mends it."""


class Installations:
    """Fills `bot.chat.records.Installations`."""

    def __init__(self, transactions: Transactions[UnitOfWork], box: SecretsBox) -> None:
        self._transactions = transactions
        self._box = box

    async def save(self, installation: Installation) -> None:
        """Keeps the installation in the stead of an earlier one; a claimed rotation is over with it."""
        values = {
            **_key(installation.workspace),
            "name": installation.name,
            "document": installation.document,
            "sealed_secrets": self._box.seal(installation.workspace, installation.secrets),
            "installed_at": installation.installed_at,
            "expires_at": installation.expires_at,
            "is_org_wide": installation.is_org_wide,
            "suspended_reason": installation.suspended_reason,
            "rotation_ends_at": None,
        }
        await self._transactions.write(lambda work: upsert(work.connection, table, values))

    async def find(self, workspace: WorkspaceRef) -> Installation | None:
        question = select(table).where(_is(workspace))
        row = await self._transactions.read(lambda work: work.connection.execute(question).first())
        return None if row is None else self._installation(row)

    async def list(self, platform: Platform) -> Sequence[Installation]:
        question = select(table).where(table.c.platform == platform).order_by(table.c.workspace_id)
        rows = await self._transactions.read(lambda work: work.connection.execute(question).all())
        return [self._installation(row) for row in rows]

    async def suspend(self, workspace: WorkspaceRef, reason: str) -> None:
        change = update(table).where(_is(workspace)).values(suspended_reason=reason)
        await self._transactions.write(lambda work: work.connection.execute(change).rowcount)

    async def delete(self, workspace: WorkspaceRef) -> None:
        change = delete(table).where(_is(workspace))
        await self._transactions.write(lambda work: work.connection.execute(change).rowcount)

    async def claim_rotation(self, workspace: WorkspaceRef, *, now: datetime, until: datetime) -> bool:
        is_free = or_(table.c.rotation_ends_at.is_(None), table.c.rotation_ends_at <= now)
        claim = update(table).where(_is(workspace), is_free).values(rotation_ends_at=until)
        return await self._transactions.write(lambda work: work.connection.execute(claim).rowcount) == 1

    def _installation(self, row: Row[Any]) -> Installation:
        workspace = WorkspaceRef(platform=Platform(row.platform), external_id=row.workspace_id)
        sealed = Installation(
            workspace=workspace,
            name=row.name,
            document=row.document,
            secrets="",
            installed_at=row.installed_at,
            expires_at=row.expires_at,
            is_org_wide=row.is_org_wide,
            suspended_reason=row.suspended_reason,
        )
        try:
            return replace(sealed, secrets=self._box.open(workspace, row.sealed_secrets))
        except UnreadableSecretsError:
            logger.error("installation_unreadable", extra={"platform": workspace.platform})  # noqa: TRY400 - all is said
            return replace(sealed, suspended_reason=UNREADABLE)


def _key(workspace: WorkspaceRef) -> dict[str, str]:
    return {"platform": workspace.platform, "workspace_id": workspace.external_id}


def _is(workspace: WorkspaceRef) -> ColumnElement[bool]:
    return and_(table.c.platform == workspace.platform, table.c.workspace_id == workspace.external_id)
