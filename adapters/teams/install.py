"""What follows when Voxloop comes to a tenant, a team or a person, and who is there then.

There is no page to install from: an administrator puts the package into the Teams admin centre, and Teams tells each
place where the app arrives. Who adds it becomes no admin of Voxloop by that, for a policy may add it for everybody;
admins are named in the settings.
"""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence

from adapters.teams.client import TeamsClient
from adapters.teams.credentials import Credentials
from adapters.teams.limits import Json
from adapters.teams.parse_changes import parse_member
from adapters.teams.parsed import Arrived, Departed, Joined, MalformedError
from adapters.teams.refs import TeamId, UserId, account_ref, channel_place
from bot.chat.errors import SendError
from bot.chat.events import DirectoryChanged, EventHandler, PlaceChanged, WorkspaceInstalled
from bot.chat.ids import WorkspaceRef
from bot.chat.records import DirectoryEntry

log = logging.getLogger(__name__)


class Installer:
    """Takes in whom Teams tells of."""

    def __init__(self, *, client: TeamsClient, credentials: Credentials, handle: EventHandler) -> None:
        self._client = client
        self._credentials = credentials
        self._handle = handle

    async def welcome(self, workspace: WorkspaceRef, service_url: str, event_id: str) -> None:
        """Notes the tenant and its newest address, and tells the core of a tenant that is new or came back.

        Only apps of ours are addressed, each by its own tenant, so whatever comes shows that the app is there.
        """
        if await self._credentials.is_current(workspace, service_url):
            return
        if await self._credentials.keep(workspace, service_url, workspace.external_id):
            log.info("teams.installed", extra={"workspace": workspace.external_id})
            await self._handle(
                WorkspaceInstalled(
                    event_id=f"{event_id}/installed", workspace=workspace, name=workspace.external_id, installer=None
                )
            )

    async def arrived(self, arrived: Arrived) -> None:
        """Voxloop came to a team, or to one person."""
        if arrived.team is None:
            await self._meet(arrived)
        elif await self._credentials.add_team(arrived.workspace, arrived.team):
            number = 0
            async for entries in self.roster(arrived.workspace, arrived.team):
                number += 1
                await self._tell(f"{arrived.event_id}/{number}", arrived.workspace, entries)

    async def departed(self, departed: Departed) -> None:
        """Voxloop was removed from a team, so its channels cannot be posted to any more."""
        await self._credentials.drop_team(departed.workspace, departed.team)
        place = channel_place(departed.workspace, departed.team)
        await self._handle(PlaceChanged(event_id=departed.event_id, place=place))

    async def joined(self, joined: Joined) -> None:
        """Some people joined a team: who they are has to be asked."""
        entries = [await self._entry(joined.workspace, joined.team, user) for user in joined.users]
        known = [each for each in entries if each is not None]
        if known:
            await self._tell(joined.event_id, joined.workspace, known)

    async def roster(self, workspace: WorkspaceRef, team: TeamId) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """The members of a team, a page at a time.

        Raises:
            SendError: they could not be asked for.
        """
        grant = await self._credentials.grant(workspace)
        continuation = ""
        while True:
            page = await self._client.members(grant, team, continuation)
            yield tuple(_entries(page.get("members") or (), workspace))
            continuation = str(page.get("continuationToken") or "")
            if not continuation:
                return

    async def _meet(self, arrived: Arrived) -> None:
        """Who has the app now; where that cannot be asked, by the name that Teams gave."""
        entry = await self._entry(arrived.workspace, arrived.conversation, arrived.user, locale=arrived.locale)
        if entry is None and arrived.user and arrived.name:
            account = account_ref(arrived.workspace, arrived.user)
            entry = DirectoryEntry(account=account, name=arrived.name, locale=arrived.locale)
        if entry is not None:
            await self._tell(f"{arrived.event_id}/met", arrived.workspace, [entry])

    async def _entry(
        self, workspace: WorkspaceRef, conversation: str, user: UserId, *, locale: str = ""
    ) -> DirectoryEntry | None:
        try:
            grant = await self._credentials.grant(workspace)
            member = await self._client.member(grant, conversation, user)
            return parse_member(member, workspace, locale=locale)
        except (SendError, MalformedError) as error:
            log.warning("teams.member_not_read", extra={"error": type(error).__name__})
            return None

    async def _tell(self, event_id: str, workspace: WorkspaceRef, entries: Sequence[DirectoryEntry]) -> None:
        await self._handle(DirectoryChanged(event_id=event_id, workspace=workspace, entries=tuple(entries)))


def _entries(members: Sequence[Json], workspace: WorkspaceRef) -> Iterator[DirectoryEntry]:
    for member in members:
        try:
            yield parse_member(member, workspace)
        except MalformedError:
            log.warning("teams.account_without_id")
