"""What follows when Voxloop comes to a tenant, a team or a person, and who is there then.

There is no page to install from: an administrator puts the package into the Teams admin centre, and Teams tells each
place where the app arrives. Who adds it becomes no admin of Voxloop by that, for a policy may add it for everybody;
admins are named in the settings.
"""

import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from typing import Any

from adapters.teams.client import TeamsClient
from adapters.teams.credentials import Credentials, Kept
from adapters.teams.limits import Json
from adapters.teams.parse_changes import parse_member
from adapters.teams.parsed import Arrived, Departed, Joined, MalformedError
from adapters.teams.refs import TeamId, UserId, account_ref, channel_place
from bot.chat.errors import SendError, ThrottledError, UnreachableError
from bot.chat.events import DirectoryChanged, EventHandler, PlaceChanged, WorkspaceInstalled
from bot.chat.ids import WorkspaceRef
from bot.chat.records import DirectoryEntry

log = logging.getLogger(__name__)

OnTheSide = Callable[[Coroutine[Any, Any, None]], None]
"""Begins work that nobody waits for: asking the connector who is there may take long."""


class Installer:
    """Takes in whom Teams tells of."""

    def __init__(
        self, *, client: TeamsClient, credentials: Credentials, handle: EventHandler, on_the_side: OnTheSide
    ) -> None:
        self._client = client
        self._credentials = credentials
        self._handle = handle
        self._on_the_side = on_the_side

    async def welcome(self, workspace: WorkspaceRef, service_url: str, event_id: str) -> None:
        """Notes the tenant and its newest address, and tells the core of a tenant that is new or came back.

        Only apps of ours are addressed, each by its own tenant, so whatever comes shows that the app is there.
        """
        if not await self._credentials.is_current(workspace, service_url):
            await self._keep(workspace, service_url, event_id)

    async def arrived(self, arrived: Arrived, service_url: str) -> None:
        """Voxloop came to a team, or to one person. Of a new tenant the core reads the directory itself."""
        news = await self._keep(arrived.workspace, service_url, arrived.event_id, arrived.team)
        if arrived.team is not None and news.is_new_team and not news.is_new_workspace:
            self._on_the_side(self._meet_team(arrived, arrived.team))
        elif arrived.team is None:
            self._on_the_side(self._meet(arrived))

    async def departed(self, departed: Departed) -> None:
        """Voxloop was removed from a team, so its channels cannot be posted to any more."""
        await self._credentials.drop_team(departed.workspace, departed.team)
        place = channel_place(departed.workspace, departed.team)
        await self._handle(PlaceChanged(event_id=departed.event_id, place=place))

    async def joined(self, joined: Joined, service_url: str) -> None:
        """Some people joined a team: who they are has to be asked."""
        await self.welcome(joined.workspace, service_url, joined.event_id)
        self._on_the_side(self._meet_some(joined))

    async def roster(self, workspace: WorkspaceRef, team: TeamId) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """The members of a team, a page at a time.

        Raises:
            SendError: they could not be asked for.
        """
        grant = await self._credentials.grant(workspace)
        async for page in self._client.members(grant, team):
            yield tuple(_entries(page, workspace))

    async def _meet_some(self, joined: Joined) -> None:
        entries = [await self._entry(joined.workspace, joined.team, user) for user in joined.users]
        known = [each for each in entries if each is not None]
        if known:
            await self._tell(joined.event_id, joined.workspace, known)

    async def _keep(self, workspace: WorkspaceRef, service_url: str, event_id: str, team: TeamId | None = None) -> Kept:
        news = await self._credentials.keep(workspace, service_url, workspace.external_id, team)
        if news.is_new_workspace:
            log.info("teams.installed", extra={"workspace": workspace.external_id})
            name = workspace.external_id
            await self._handle(
                WorkspaceInstalled(event_id=f"{event_id}/installed", workspace=workspace, name=name, installer=None)
            )
        return news

    async def _meet_team(self, arrived: Arrived, team: TeamId) -> None:
        number = 0
        async for entries in self.roster(arrived.workspace, team):
            number += 1
            await self._tell(f"{arrived.event_id}/{number}", arrived.workspace, entries)

    async def _meet(self, arrived: Arrived) -> None:
        """Who has the app now; where that cannot be asked, by the name that Teams gave.

        Whom the connector does not want to tell of stays unknown: they may be somebody from outside.
        """
        try:
            entry = await self._member(arrived.workspace, arrived.conversation, arrived.user, arrived.locale)
        except (UnreachableError, ThrottledError) as error:
            log.warning("teams.member_not_read", extra={"error": type(error).__name__})
            if not (arrived.user and arrived.name):
                return
            entry = _by_name(arrived)
        await self._tell(f"{arrived.event_id}/met", arrived.workspace, [entry])

    async def _entry(self, workspace: WorkspaceRef, conversation: str, user: UserId) -> DirectoryEntry | None:
        try:
            return await self._member(workspace, conversation, user)
        except (SendError, MalformedError) as error:
            log.warning("teams.member_not_read", extra={"error": type(error).__name__})
            return None

    async def _member(
        self, workspace: WorkspaceRef, conversation: str, user: UserId, locale: str = ""
    ) -> DirectoryEntry:
        grant = await self._credentials.grant(workspace)
        return parse_member(await self._client.member(grant, conversation, user), workspace, locale=locale)

    async def _tell(self, event_id: str, workspace: WorkspaceRef, entries: Sequence[DirectoryEntry]) -> None:
        await self._handle(DirectoryChanged(event_id=event_id, workspace=workspace, entries=tuple(entries)))


def _by_name(arrived: Arrived) -> DirectoryEntry:
    account = account_ref(arrived.workspace, arrived.user)
    return DirectoryEntry(account=account, name=arrived.name, locale=arrived.locale)


def _entries(members: Sequence[Json], workspace: WorkspaceRef) -> Iterator[DirectoryEntry]:
    for member in members:
        try:
            yield parse_member(member, workspace)
        except MalformedError:
            log.warning("teams.account_without_id")
