"""A running Slack adapter between a core that does as it is told and the local far end of Slack."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from adapters.slack.adapter import SlackAdapter, SlackSettings, build_slack
from adapters.slack.credentials import Document, Secrets
from adapters.slack.refs import SLACK
from bot.chat.effects import Effect, Nothing
from bot.chat.events import Event
from bot.chat.ids import AccountRef, DeliveryId, Platform, WorkspaceRef, direct
from bot.chat.records import Installation
from bot.clock.clock import Clock, MovableClock
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.fakes.slack_world import Team

SECRET = "made-up-signing-secret"
TOKEN = "xoxb-made-up"
TEAM = "T1"
USER = "U1"
WORKSPACE = WorkspaceRef(platform=SLACK, external_id=TEAM)
DIRECT = direct(AccountRef(workspace=WORKSPACE, external_id=USER))
DELIVERY = DeliveryId("delivery-1")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Core:
    """Our own port, played: keeps what it hears and answers with what was prepared."""

    events: list[Event] = field(default_factory=list)
    effect: Effect = field(default_factory=Nothing)
    error: Exception | None = None
    gate: asyncio.Event | None = None

    async def handle(self, event: Event) -> Effect:
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        self.events.append(event)
        return self.effect


@dataclass(kw_only=True)
class KeptInstallations:
    """The installations of one run, shared by the processes of a story."""

    clock: Clock
    kept: dict[WorkspaceRef, Installation] = field(default_factory=dict)
    claims: dict[WorkspaceRef, datetime] = field(default_factory=dict)
    list_seconds: float = 0.0

    async def save(self, installation: Installation) -> None:
        self.kept[installation.workspace] = installation

    async def find(self, workspace: WorkspaceRef) -> Installation | None:
        await asyncio.sleep(0)
        return self.kept.get(workspace)

    async def list(self, platform: Platform) -> Sequence[Installation]:
        listed = tuple(self.kept.values())
        await asyncio.sleep(self.list_seconds)
        return listed

    async def suspend(self, workspace: WorkspaceRef, reason: str) -> None:
        self.kept[workspace] = replace(self.kept[workspace], suspended_reason=reason)

    async def delete(self, workspace: WorkspaceRef) -> None:
        self.kept.pop(workspace, None)

    async def claim_rotation(self, workspace: WorkspaceRef, *, now: datetime, until: datetime) -> bool:
        if self.claims.get(workspace, now) > now:
            return False
        self.claims[workspace] = until
        return True


@dataclass(kw_only=True)
class KeptTokens:
    kept: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)

    async def issue(self, purpose: str, token: str, subject: str, expires_at: datetime) -> None:
        self.kept[purpose, token] = (subject, expires_at)

    async def redeem(self, purpose: str, token: str, now: datetime) -> str | None:
        subject, expires_at = self.kept.pop((purpose, token), (None, now))
        return subject if expires_at > now else None


@dataclass(kw_only=True)
class Room:
    """All that a story needs."""

    core: Core
    adapter: SlackAdapter
    slack: SlackClient
    fake: FakeSlack
    team: Team
    clock: MovableClock
    installations: KeptInstallations
    tokens: KeptTokens
    base_url: str
    session: aiohttp.ClientSession

    async def quiet(self) -> None:
        """Waits until nothing goes on behind the answers."""
        await self.adapter._background.finish()


def installation(token: str = TOKEN, *, scopes: tuple[str, ...] = ("chat:write", "im:history")) -> Installation:
    return Installation(
        workspace=WORKSPACE,
        name="Example",
        document=Document(scopes=scopes).encode(),
        secrets=Secrets(access_token=token).encode(),
        installed_at=START,
    )


@asynccontextmanager
async def opened_room(fake: FakeSlack | None = None, **given: object) -> AsyncIterator[Room]:
    """Serves the adapter on a free port; `given` changes its settings."""
    fake = fake or FakeSlack()
    team = fake.add_team(TEAM, token=TOKEN)
    fake.add_user(TEAM, USER)
    clock = MovableClock(START, is_frozen=True)
    core, installations, tokens = Core(), KeptInstallations(clock=clock), KeptTokens()
    await installations.save(installation())
    async with fake.serve() as api_url, aiohttp.ClientSession() as session:
        settings = replace(SlackSettings(signing_secret=SECRET, api_url=api_url), **given)  # type: ignore[arg-type] # settings are of several types
        adapter = build_slack(
            settings=settings, handle=core.handle, installations=installations, tokens=tokens, clock=clock
        )
        async with served(adapter) as base_url:
            slack = SlackClient(fake=fake, session=session, base_url=base_url, signing_secret=SECRET, team=TEAM)
            yield Room(
                core=core,
                adapter=adapter,
                slack=slack,
                fake=fake,
                team=team,
                clock=clock,
                installations=installations,
                tokens=tokens,
                base_url=base_url,
                session=session,
            )


@asynccontextmanager
async def served(adapter: SlackAdapter) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(adapter.routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await adapter.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
        await adapter.stop()


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with opened_room() as opened:
        yield opened
