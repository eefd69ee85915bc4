"""Knows where and as whom to speak in each tenant: the app from the settings, the address from what Teams told last."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from adapters.teams.apps import AppTokens
from adapters.teams.client import Grant
from adapters.teams.refs import TeamId, tenant_of
from bot.chat.errors import NotInstalledError, WorkspaceSuspendedError
from bot.chat.ids import WorkspaceRef
from bot.chat.records import Installation, Installations
from bot.clock.clock import Clock

CACHED: Final = timedelta(minutes=1)
"""How long an installation is used without looking whether another process changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What storage keeps of a tenant: the connector's newest address there, and the teams that we were added to."""

    service_url: str
    teams: tuple[TeamId, ...] = ()

    @classmethod
    def decode(cls, text: str) -> Self:
        data = json.loads(text)
        return cls(service_url=data["service_url"], teams=tuple(map(TeamId, data.get("teams", ()))))

    def encode(self) -> str:
        return json.dumps({"service_url": self.service_url, "teams": list(self.teams)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was news about an installation."""

    is_new_workspace: bool
    is_new_team: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    installation: Installation
    document: Document
    until_at: datetime


class Credentials:
    """The installations of all tenants, kept for a minute."""

    def __init__(self, *, tokens: AppTokens, installations: Installations, clock: Clock) -> None:
        self._tokens = tokens
        self._installations = installations
        self._clock = clock
        self._seen: dict[WorkspaceRef, _Seen] = {}
        self._changing = asyncio.Lock()

    async def grant(self, workspace: WorkspaceRef) -> Grant:
        """The right to speak there now.

        Raises:
            NotInstalledError: Voxloop was never installed there, or no app in the settings serves that tenant.
            WorkspaceSuspendedError: it was removed.
        """
        app = self._tokens.app_of(tenant_of(workspace))
        seen = await self._find(workspace)
        if app is None or seen is None:
            raise NotInstalledError("not_installed")
        if seen.installation.suspended_reason:
            raise WorkspaceSuspendedError(seen.installation.suspended_reason)
        return Grant(app=app, service_url=seen.document.service_url)

    async def teams(self, workspace: WorkspaceRef) -> Sequence[TeamId]:
        """The teams that Voxloop was added to."""
        seen = await self._find(workspace)
        return seen.document.teams if seen else ()

    async def is_current(self, workspace: WorkspaceRef, service_url: str) -> bool:
        """Whether Voxloop is installed there and that address is the one we know; asked at most once a minute."""
        seen = await self._find(workspace)
        return bool(seen and not seen.installation.suspended_reason and seen.document.service_url == service_url)

    async def keep(self, workspace: WorkspaceRef, service_url: str, name: str, team: TeamId | None = None) -> Kept:
        """Keeps that Voxloop is there, perhaps in a team, and reached by this address; says what of it is news.

        Nothing is written where nothing is news: the app may come to thousands of people at once, and what another
        process has just written would be lost.
        """
        async with self._changing:
            known = await self._installations.find(workspace)
            before = _document(known)
            is_new_team = team is not None and team not in before.teams
            teams = (*before.teams, team) if team is not None and is_new_team else before.teams
            document = Document(service_url=service_url, teams=teams)
            is_new_workspace = known is None or bool(known.suspended_reason)
            if is_new_workspace or document != before:
                await self._save(workspace, known, document, name)
        return Kept(is_new_workspace=is_new_workspace, is_new_team=is_new_team)

    async def drop_team(self, workspace: WorkspaceRef, team: TeamId) -> None:
        async with self._changing:
            known = await self._installations.find(workspace)
            document = _document(known)
            if known is not None and team in document.teams:
                left = tuple(each for each in document.teams if each != team)
                await self._save(workspace, known, replace(document, teams=left), known.name)

    def forget(self, workspace: WorkspaceRef) -> None:
        """Drops what is cached."""
        self._seen.pop(workspace, None)

    async def _find(self, workspace: WorkspaceRef) -> _Seen | None:
        now = self._clock.now()
        seen = self._seen.get(workspace)
        if seen and now < seen.until_at:
            return seen
        installation = await self._installations.find(workspace)
        if installation is None:
            return None
        seen = _Seen(installation=installation, document=_document(installation), until_at=now + CACHED)
        self._seen[workspace] = seen
        return seen

    async def _save(self, workspace: WorkspaceRef, known: Installation | None, document: Document, name: str) -> None:
        installation = Installation(
            workspace=workspace,
            name=(known.name if known else "") or name,
            document=document.encode(),
            secrets="",
            installed_at=known.installed_at if known else self._clock.now(),
            suspended_reason="",
        )
        await self._installations.save(installation)
        self.forget(workspace)


def _document(known: Installation | None) -> Document:
    return Document.decode(known.document) if known else Document(service_url="")
