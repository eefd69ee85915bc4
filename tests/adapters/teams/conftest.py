"""A running Teams adapter between a core that does as it is told and the local far end of Teams."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from adapters.teams.adapter import TeamsAdapter, TeamsSettings, build_teams
from adapters.teams.apps import App, SecretProof
from adapters.teams.credentials import Document
from adapters.teams.refs import AppId, TeamId, TenantId, channel_place, workspace_ref
from bot.chat.ids import AccountRef, DeliveryId, direct
from bot.chat.records import Installation
from bot.clock.clock import MovableClock
from tests.adapters.slack.conftest import Core, KeptInstallations
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import TeamsClient
from tests.fakes.teams_world import Tenant

TENANT, APP, SECRET = "7e0a1111-0000-4000-8000-00000000ca1e", "b07b07b0-0000-4000-8000-000000000b07", "made-up-secret"
TEAM = "19:harbour@thread.tacv2"
ADA, BO = "29:ada", "29:bo"
WORKSPACE = workspace_ref(TenantId(TENANT))
DIRECT = direct(AccountRef(workspace=WORKSPACE, external_id=ADA))
NEIGHBOUR = direct(AccountRef(workspace=WORKSPACE, external_id=BO))
CHANNEL = channel_place(WORKSPACE, TEAM)
DELIVERY = DeliveryId("delivery-1")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Room:
    """All that a story needs."""

    core: Core
    adapter: TeamsAdapter
    teams: TeamsClient
    fake: FakeTeams
    tenant: Tenant
    clock: MovableClock
    installations: KeptInstallations
    base_url: str
    session: aiohttp.ClientSession

    async def quiet(self) -> None:
        """Waits until nothing goes on behind the answers."""
        await self.adapter._background.finish()


def installation(fake: FakeTeams) -> Installation:
    document = Document(service_url=fake.service_url, teams=(TeamId(TEAM),))
    return Installation(workspace=WORKSPACE, name="Example", document=document.encode(), secrets="", installed_at=START)


def settings_for(fake: FakeTeams) -> TeamsSettings:
    app = App(app_id=AppId(APP), tenant=TenantId(TENANT), proof=SecretProof(secret=SECRET))
    return TeamsSettings(apps=(app,), login_url=f"{fake.base_url}/login", openid_url=f"{fake.base_url}/openid")


def filled(fake: FakeTeams) -> Tenant:
    tenant = fake.add_tenant(TENANT, app=APP, secret=SECRET)
    fake.add_user(TENANT, ADA, "Ada Example", givenName="Ada", email="ada@example.com")
    fake.add_user(TENANT, BO, "Bo Example", email="bo@example.com")
    fake.add_team(TENANT, TEAM, [ADA, BO])
    return tenant


@asynccontextmanager
async def opened_room(
    fake: FakeTeams | None = None, *, is_installed: bool = True, **given: object
) -> AsyncIterator[Room]:
    """Serves the adapter on a free port; `given` changes its settings."""
    fake = fake or FakeTeams()
    tenant = filled(fake)
    clock = MovableClock(START, is_frozen=True)
    core, installations = Core(), KeptInstallations(clock=clock)
    async with fake.serve(), aiohttp.ClientSession() as session:
        if is_installed:
            await installations.save(installation(fake))
        settings = replace(settings_for(fake), **given)  # type: ignore[arg-type] # settings are of several types
        adapter = build_teams(settings=settings, handle=core.handle, installations=installations, clock=clock)
        async with served(adapter) as base_url:
            yield Room(
                core=core,
                adapter=adapter,
                teams=TeamsClient(fake=fake, session=session, base_url=base_url, tenant=tenant),
                fake=fake,
                tenant=tenant,
                clock=clock,
                installations=installations,
                base_url=base_url,
                session=session,
            )


@asynccontextmanager
async def served(adapter: TeamsAdapter) -> AsyncIterator[str]:
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
