"""Finds the token for a workspace, and rotates it before it expires: one refresh, however many ask at once."""

import asyncio
import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from adapters.slack.client import SlackClient
from adapters.slack.limits import Json
from adapters.slack.refs import EnterpriseId, TeamId, is_organisation, workspace_ref
from bot.chat.errors import NotInstalledError, RejectedError, SendError, UnreachableError, WorkspaceSuspendedError
from bot.chat.ids import WorkspaceRef
from bot.chat.records import Installation, Installations
from bot.clock.clock import Clock

log = logging.getLogger(__name__)

ROTATE_BEFORE = timedelta(hours=2)
"""Rotated tokens live twelve hours: https://docs.slack.dev/authentication/using-token-rotation"""

CLAIM = timedelta(seconds=30)
"""How long one process may take to rotate before another one tries."""

CACHED = timedelta(minutes=1)
"""How long a token is used without looking whether it was changed or suspended by another process."""

RETRY_ROTATION = timedelta(seconds=15)
"""How long a token that could not be rotated yet is used before the next attempt."""

POLLS, POLL_SECONDS = 100, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What storage keeps encrypted."""

    access_token: str
    refresh_token: str = ""

    @classmethod
    def decode(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def encode(self) -> str:
        return json.dumps({"access_token": self.access_token, "refresh_token": self.refresh_token})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What storage keeps in clear.

    `scopes` are those that were granted; `organisation` is set for a workspace that shares an org-wide installation.
    """

    scopes: tuple[str, ...] = ()
    organisation: str = ""

    @classmethod
    def decode(cls, text: str) -> Self:
        data = json.loads(text)
        return cls(scopes=tuple(data.get("scopes", ())), organisation=data.get("organisation", ""))

    def encode(self) -> str:
        return json.dumps({"scopes": list(self.scopes), "organisation": self.organisation})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The right to speak in a workspace."""

    token: str
    scopes: frozenset[str]
    is_org_wide: bool
    use_until_at: datetime


class Credentials:
    """The tokens of all workspaces, read from `installations` and kept for a minute."""

    def __init__(
        self,
        *,
        client: SlackClient,
        installations: Installations,
        clock: Clock,
        client_id: str = "",
        client_secret: str = "",
    ) -> None:
        self._client = client
        self._installations = installations
        self._clock = clock
        self._client_id = client_id
        self._client_secret = client_secret
        self._grants: dict[WorkspaceRef, Grant] = {}
        self._locks: dict[WorkspaceRef, asyncio.Lock] = {}
        self._shared: set[WorkspaceRef] = set()
        self._known_until: dict[WorkspaceRef, datetime] = {}

    async def grant(self, workspace: WorkspaceRef) -> Grant:
        """The token to use now.

        Raises:
            NotInstalledError: nobody installed Voxloop there.
            WorkspaceSuspendedError: it was removed, or its rights were taken away.
            UnreachableError: the token has expired and could not be rotated yet.
        """
        if grant := self._cached(workspace):
            return grant
        async with self._locks.setdefault(workspace, asyncio.Lock()):
            if grant := self._cached(workspace):
                return grant
            grant = await self._read(workspace)
            self._grants[workspace] = grant
            return grant

    def forget(self, workspace: WorkspaceRef) -> None:
        """Drops what is cached, for a workspace or for all that share an organisation's installation."""
        self._shared.discard(workspace)
        self._known_until.pop(workspace, None)
        if is_organisation(workspace):
            self._grants.clear()
        self._grants.pop(workspace, None)

    async def is_installed(self, workspace: WorkspaceRef) -> bool:
        """Whether Voxloop was installed there, or in its organisation; asked at most once a minute."""
        now = self._clock.now()
        if now < self._known_until.get(workspace, now):
            return True
        if await self._installations.find(workspace) is None:
            return False
        self._known_until[workspace] = now + CACHED
        return True

    async def share(self, workspace: WorkspaceRef, organisation: WorkspaceRef) -> None:
        """Notes that a workspace is reached through its organisation's installation."""
        if workspace in self._shared or workspace == organisation:
            return
        if await self._installations.find(workspace) is None:
            owner = await self._installations.find(organisation)
            if owner is None:
                return
            document = Document(organisation=organisation.external_id)
            shared = replace(owner, workspace=workspace, document=document.encode(), secrets="", is_org_wide=False)
            await self._installations.save(replace(shared, expires_at=None))
        self._shared.add(workspace)

    def _cached(self, workspace: WorkspaceRef) -> Grant | None:
        grant, now = self._grants.get(workspace), self._clock.now()
        return grant if grant and now < grant.use_until_at else None

    async def _read(self, workspace: WorkspaceRef) -> Grant:
        installation = await self._find(workspace)
        if _is_due(installation.expires_at, self._clock.now()):
            installation = await self._rotated(installation)
        now = self._clock.now()
        is_still_due = _is_due(installation.expires_at, now)
        return Grant(
            token=Secrets.decode(installation.secrets).access_token,
            scopes=frozenset(Document.decode(installation.document).scopes),
            is_org_wide=installation.is_org_wide,
            use_until_at=now + (RETRY_ROTATION if is_still_due else CACHED),
        )

    async def _find(self, workspace: WorkspaceRef) -> Installation:
        found = await self._installations.find(workspace)
        if found is None:
            raise NotInstalledError("not_installed")
        if found.suspended_reason:
            raise WorkspaceSuspendedError(found.suspended_reason)
        organisation = Document.decode(found.document).organisation
        return await self._find(workspace_ref(EnterpriseId(organisation))) if organisation else found

    async def _rotated(self, installation: Installation) -> Installation:
        """Rotates, or waits for the process that does; a token that still works is used meanwhile at the latest."""
        for _ in range(POLLS):
            now = self._clock.now()
            if await self._installations.claim_rotation(installation.workspace, now=now, until=now + CLAIM):
                return await self._rotate(await self._find(installation.workspace))
            await self._clock.sleep(POLL_SECONDS)
            installation = await self._find(installation.workspace)
            if not _is_due(installation.expires_at, self._clock.now()):
                return installation
        return self._still_working(installation)

    async def _rotate(self, installation: Installation) -> Installation:
        if not _is_due(installation.expires_at, self._clock.now()):
            return installation
        secrets = Secrets.decode(installation.secrets)
        arguments = {"grant_type": "refresh_token", "refresh_token": secrets.refresh_token}
        try:
            answer = await self._client.exchange(self._client_id, self._client_secret, arguments)
        except RejectedError as error:
            log.error("slack.rotation_refused", extra={"code": error.code})  # noqa: TRY400 - the code says it all
            await self._installations.suspend(installation.workspace, error.code)
            raise WorkspaceSuspendedError(error.code) from None
        except SendError as error:
            log.warning("slack.rotation_failed", extra={"code": error.code})
            return self._still_working(installation)
        rotated = replace(installation, **tokens_of(answer, self._clock.now()))
        await self._installations.save(rotated)
        log.info("slack.token_rotated")
        return rotated

    def _still_working(self, installation: Installation) -> Installation:
        if installation.expires_at and installation.expires_at <= self._clock.now():
            raise UnreachableError("token_expired")
        return installation


def tokens_of(answer: Json, now: datetime) -> Json:
    """The fields of an `Installation` that hold the tokens of an answer of `oauth.v2.access`."""
    secrets = Secrets(access_token=answer["access_token"], refresh_token=answer.get("refresh_token", ""))
    lifetime = answer.get("expires_in")
    expires_at = now + timedelta(seconds=float(lifetime)) if lifetime else None
    return {"secrets": secrets.encode(), "expires_at": expires_at}


def installation_of(answer: Json, now: datetime) -> Installation:
    """The record for an answer of `oauth.v2.access`; an org-wide installation has no team."""
    team, enterprise = answer.get("team") or {}, answer.get("enterprise") or {}
    is_org_wide = bool(answer.get("is_enterprise_install"))
    owner = EnterpriseId(enterprise["id"]) if is_org_wide else TeamId(team["id"])
    scopes = tuple(sorted(filter(None, str(answer.get("scope", "")).split(","))))
    return Installation(
        workspace=workspace_ref(owner),
        name=(enterprise if is_org_wide else team).get("name") or owner,
        document=Document(scopes=scopes).encode(),
        installed_at=now,
        is_org_wide=is_org_wide,
        **tokens_of(answer, now),
    )


def _is_due(expires_at: datetime | None, now: datetime) -> bool:
    return expires_at is not None and expires_at - now <= ROTATE_BEFORE
