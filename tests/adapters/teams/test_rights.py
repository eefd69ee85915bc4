"""In whose name Voxloop speaks and where: tokens that age, installations that another process changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from aiohttp import web

from adapters.teams.apps import App, AppTokens, CertificateProof, ManagedIdentityProof, Proof, SecretProof
from adapters.teams.refs import AppId, TenantId, workspace_ref
from bot.chat.errors import NotInstalledError, SendError, UnreachableError, WorkspaceSuspendedError
from bot.clock.clock import MovableClock
from tests.adapters.teams.conftest import (
    APP,
    DELIVERY,
    DIRECT,
    SECRET,
    START,
    TENANT,
    WORKSPACE,
    Room,
    filled,
    installation,
)
from tests.adapters.teams.examples import REPLY
from tests.adapters.teams.test_found_by_attack import Elsewhere, serving
from tests.fakes.teams import FakeTeams

SCOPE = "https://api.botframework.com/.default"


@dataclass(kw_only=True)
class Desk:
    """One app, its tokens, who gives them, and a clock."""

    app: App
    tokens: AppTokens
    fake: FakeTeams
    clock: MovableClock

    async def token(self) -> str:
        return await self.tokens.token(self.app)


@asynccontextmanager
async def opened_desk(login_url: str = "", proof: Proof | None = None) -> AsyncIterator[Desk]:
    fake, clock = FakeTeams(), MovableClock(START, is_frozen=True)
    filled(fake)
    app = App(app_id=AppId(APP), tenant=TenantId(TENANT), proof=proof or SecretProof(secret=SECRET))
    async with fake.serve() as url:
        tokens = AppTokens(apps=[app], login_url=login_url or f"{url}/login", scope=SCOPE, clock=clock)
        try:
            yield Desk(app=app, tokens=tokens, fake=fake, clock=clock)
        finally:
            await tokens.close()


class TestTokens:
    """For one hour each."""

    async def test_one_that_has_ended_is_not_used(self) -> None:
        async with opened_desk() as desk:
            first = await desk.token()
            desk.clock.move(timedelta(hours=1))
            assert await desk.token() != first

    async def test_one_that_ends_soon_is_used_while_the_next_does_not_come(self) -> None:
        async with opened_desk() as desk:
            first = await desk.token()
            desk.clock.move(timedelta(minutes=55))
            desk.fake.faults.add("token", "hang")
            async with asyncio.timeout(3):
                assert await desk.token() == first
            desk.fake.released.set()

    @pytest.mark.parametrize("fault", ["500 html", "503 busy"])
    async def test_a_next_one_that_is_refused_is_asked_for_again_half_a_minute_later(self, fault: str) -> None:
        async with opened_desk() as desk:
            first = await desk.token()
            desk.clock.move(timedelta(minutes=55))
            desk.fake.faults.add("token", fault)
            for _ in range(5):
                assert await desk.token() == first
                await asyncio.sleep(0.02)
            assert desk.fake.fetched["token"] == 2
            desk.clock.move(timedelta(seconds=30))
            await desk.token()
            await asyncio.sleep(0.05)
            assert await desk.token() != first

    @pytest.mark.parametrize("code", ['"AADSTS70011: The scope is wrong"', '{"x": 1}', "7", "null", '""'])
    async def test_only_a_word_of_a_refusal_is_told(self, code: str) -> None:
        async def refuse(_: web.Request) -> web.StreamResponse:
            return web.Response(status=400, text=f'{{"error": {code}}}', content_type="application/json")

        async with serving(refuse) as url, opened_desk(url) as desk:
            with pytest.raises(UnreachableError) as caught:
                await desk.token()
            assert caught.value.code == "token_http_400"

    async def test_a_redirect_takes_no_proof_of_a_machine_elsewhere(self) -> None:
        other = Elsewhere()

        async def redirect(_: web.Request) -> web.StreamResponse:
            return web.Response(status=307, headers={"Location": other.url})

        async with serving(other.take) as other.url, serving(redirect) as url:
            proof = ManagedIdentityProof(endpoint=url, header="made-up-header")
            async with opened_desk(proof=proof) as desk:
                with pytest.raises(SendError):
                    await desk.token()
        assert other.heard == []

    @pytest.mark.parametrize(
        "proof",
        [SecretProof(secret=SECRET), CertificateProof(pem=SECRET), ManagedIdentityProof(endpoint="x", header=SECRET)],
        ids=lambda proof: type(proof).__name__,
    )
    def test_no_proof_can_be_read_in_a_report(self, proof: Proof) -> None:
        assert SECRET not in repr(App(app_id=AppId(APP), tenant=TenantId(TENANT), proof=proof))


class TestInstallations:
    """As they are kept for all processes."""

    async def test_a_tenant_whose_app_was_taken_from_the_settings_gets_nothing(self, room: Room) -> None:
        former = workspace_ref(TenantId("former"))
        await room.installations.save(replace(installation(room.fake), workspace=former))
        with pytest.raises(NotInstalledError):
            await room.adapter.platform._credentials.grant(former)

    async def test_a_suspended_tenant_gets_nothing(self, room: Room) -> None:
        await room.installations.suspend(WORKSPACE, "removed")
        with pytest.raises(WorkspaceSuspendedError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        assert room.fake.calls == []

    async def test_what_another_process_was_told_counts_after_a_minute(self, room: Room) -> None:
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        await room.installations.suspend(WORKSPACE, "removed")
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        room.clock.move(timedelta(minutes=1))
        with pytest.raises(WorkspaceSuspendedError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
