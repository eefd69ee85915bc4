"""Installing: OAuth for many workspaces, the single bot token, org-wide installations, and tokens that rotate."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from adapters.slack.client import SlackClient as WebApi
from adapters.slack.credentials import CACHED, Credentials, Document, Secrets
from adapters.slack.refs import SLACK
from bot.chat.effects import Whisper
from bot.chat.errors import UnreachableError, WorkspaceSuspendedError
from bot.chat.events import WorkspaceInstalled
from bot.chat.ids import WorkspaceRef
from tests.adapters.slack.conftest import (
    DELIVERY,
    DIRECT,
    START,
    TEAM,
    TOKEN,
    USER,
    WORKSPACE,
    Room,
    installation,
    opened_room,
)
from tests.adapters.slack.examples import REPLY
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_world import Token

OAUTH: dict[str, Any] = {"client_id": "client-1", "client_secret": "client-secret", "workspaces": ("t5", "e1")}
ORGANISATION = WorkspaceRef(platform=SLACK, external_id="E1")
ANSWER = {
    "access_token": "xoxb-installed",
    "token_type": "bot",
    "scope": "chat:write,commands,users:read",
    "team": {"id": "T5", "name": "Harbour & Sons"},
    "enterprise": None,
    "authed_user": {"id": "U50"},
    "is_enterprise_install": False,
}


async def begin(room: Room, browser: aiohttp.ClientSession) -> str:
    """Follows the link and gives the state that Slack would hand back."""
    async with browser.get(f"{room.base_url}/slack/install", allow_redirects=False) as answer:
        assert answer.status == 302
        location = urlsplit(answer.headers["Location"])
        assert location.geturl().startswith(f"{room.fake.url}/oauth/v2/authorize?")
        query = parse_qs(location.query)
        assert query["client_id"] == ["client-1"]
        assert "im:history" not in query["scope"][0]
        return query["state"][0]


async def finish(room: Room, browser: aiohttp.ClientSession, **query: str) -> tuple[int, str]:
    async with browser.get(f"{room.base_url}/slack/oauth_redirect", params=query) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status, await answer.text()


def a_browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


class TestOAuth:
    """A workspace is added by its owner in the browser."""

    async def test_a_workspace_is_installed(self) -> None:
        async with opened_room(**OAUTH) as room, a_browser() as browser:
            room.fake.codes["code-1"] = ANSWER
            status, page = await finish(room, browser, code="code-1", state=await begin(room, browser))
            assert status == 200
            assert "Harbour &amp; Sons" in page
            assert "<script" not in page
            kept = room.installations.kept[WorkspaceRef(platform=SLACK, external_id="T5")]
            assert kept.name == "Harbour & Sons"
            assert "xoxb" not in kept.document
            assert Secrets.decode(kept.secrets).access_token == "xoxb-installed"
            (event,) = room.core.events
            assert isinstance(event, WorkspaceInstalled)
            assert event.installer is not None
            assert event.installer.account.external_id == "U50"

    @pytest.mark.parametrize("how", ["forged", "missing", "used", "late", "another browser"])
    async def test_a_state_works_once_soon_and_in_its_browser(self, how: str) -> None:
        async with opened_room(**OAUTH) as room, a_browser() as browser, a_browser() as stranger:
            room.fake.codes.update({"code-1": ANSWER, "code-2": ANSWER})
            state = await begin(room, browser)
            if how == "used":
                await finish(room, browser, code="code-1", state=state)
            if how == "late":
                room.clock.move(timedelta(minutes=11))
            if how == "another browser":
                await begin(room, stranger)
            sent = {"forged": "made-up", "missing": ""}.get(how, state)
            status, page = await finish(
                room, stranger if how == "another browser" else browser, code="code-2", state=sent
            )
            assert status == 400
            assert "no longer works" in page
            assert "code-2" in room.fake.codes

    async def test_cancelling_changes_nothing(self) -> None:
        async with opened_room(**OAUTH) as room, a_browser() as browser:
            status, page = await finish(room, browser, error="access_denied", state=await begin(room, browser))
            assert (status, room.core.events) == (200, [])
            assert "Nothing was installed" in page

    @pytest.mark.parametrize("fault", ["invalid_code", "http_500", "drop_before", "html"])
    async def test_a_failure_at_slack_is_told_without_details(self, fault: str) -> None:
        async with opened_room(**OAUTH) as room, a_browser() as browser:
            room.fake.fault("oauth.v2.access", fault)
            status, page = await finish(room, browser, code="code-1", state=await begin(room, browser))
            assert (status, room.core.events) == (502, [])
            assert "error page" not in page
            assert "maintenance" not in page
            assert "invalid_code" not in page

    async def test_the_cookie_is_for_https_alone_where_the_world_sees_us(self) -> None:
        async with opened_room(**OAUTH, public_url="https://voxloop.example.com") as room:
            async with room.session.get(f"{room.base_url}/slack/install", allow_redirects=False) as answer:
                cookie = answer.headers["Set-Cookie"]
                redirect = parse_qs(urlsplit(answer.headers["Location"]).query)["redirect_uri"]
            assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
            assert redirect == ["https://voxloop.example.com/slack/oauth_redirect"]

    async def test_without_client_credentials_there_are_no_pages(self, room: Room) -> None:
        async with room.session.get(f"{room.base_url}/slack/install") as answer:
            assert answer.status == 404

    async def test_installing_again_lifts_the_suspension(self) -> None:
        async with opened_room(**{**OAUTH, "workspaces": ()}) as room, a_browser() as browser:
            await room.installations.suspend(WORKSPACE, "token_revoked")
            room.fake.codes["code-1"] = {**ANSWER, "team": {"id": TEAM, "name": "Example"}, "access_token": TOKEN}
            await finish(room, browser, code="code-1", state=await begin(room, browser))
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)


class TestOrganisations:
    """One installation for all workspaces of an enterprise."""

    async def test_its_team_is_null_and_its_workspaces_are_answered(self) -> None:
        async with opened_room(**OAUTH) as room, a_browser() as browser:
            room.fake.tokens["xoxb-org"] = Token(teams={TEAM}, is_org_wide=True)
            answer = {**ANSWER, "team": None, "enterprise": {"id": "E1", "name": "Example Group"}}
            room.fake.codes["code-1"] = {**answer, "is_enterprise_install": True, "access_token": "xoxb-org"}
            status, page = await finish(room, browser, code="code-1", state=await begin(room, browser))
            assert status == 200
            assert "Example Group" in page
            assert room.installations.kept[ORGANISATION].is_org_wide
            await self.hear_and_answer(room)

    async def hear_and_answer(self, room: Room) -> None:
        await room.installations.delete(WORKSPACE)
        room.slack.is_org_wide, room.slack.enterprise = True, "E1"
        room.core.effect = Whisper(REPLY)
        await room.slack.command(USER, "help")
        await room.slack.event({"type": "app_home_opened", "user": USER, "tab": "home"})
        await room.quiet()
        assert {event.actor.account.workspace for event in room.core.events[1:]} == {WORKSPACE}  # type: ignore[union-attr] # both have an actor
        assert room.team.homes[USER]
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        assert {call.token for call in room.fake.calls[1:]} == {"xoxb-org"}

    async def test_a_workspace_with_an_installation_of_its_own_keeps_it(self, room: Room) -> None:
        room.slack.is_org_wide, room.slack.enterprise = True, "E1"
        own = room.installations.kept[WORKSPACE]
        await room.installations.save(replace(own, workspace=ORGANISATION, is_org_wide=True))
        await room.slack.command(USER, "help")
        assert room.installations.kept[WORKSPACE] == own

    async def test_leaving_is_told_of_the_organisation(self, room: Room) -> None:
        room.slack.is_org_wide, room.slack.enterprise = True, "E1"
        await room.slack.event({"type": "app_uninstalled"})
        body = {**room.slack.event_body({"type": "app_uninstalled"}), "team_id": None, "enterprise_id": "E1"}
        del body["authorizations"]
        assert (await room.slack.deliver(json.dumps(body).encode(), "application/json")).status == 200
        assert [event.workspace for event in room.core.events] == [ORGANISATION] * 2  # type: ignore[union-attr] # both left

    async def test_a_suspended_organisation_suspends_its_workspaces(self, room: Room) -> None:
        own = room.installations.kept.pop(WORKSPACE)
        await room.installations.save(replace(own, workspace=ORGANISATION, is_org_wide=True))
        room.slack.is_org_wide, room.slack.enterprise = True, "E1"
        await room.slack.command(USER, "help")
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        await room.installations.suspend(ORGANISATION, "app_uninstalled")
        room.adapter._credentials.forget(ORGANISATION)
        with pytest.raises(WorkspaceSuspendedError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)


class TestBotToken:
    """One workspace and one token from the settings."""

    async def test_the_installation_is_made_at_the_start_once(self) -> None:
        fake = FakeSlack()
        async with opened_room(fake, bot_token=TOKEN) as room:
            kept = room.installations.kept[WORKSPACE]
            assert set(Document.decode(kept.document).scopes) == set(fake.tokens[TOKEN].scopes)
            assert room.core.events == []
            await room.installations.delete(WORKSPACE)
            await room.adapter.start()
            await room.adapter.start()
            (event,) = room.core.events
            assert isinstance(event, WorkspaceInstalled)
            assert (event.workspace, event.name, event.installer) == (WORKSPACE, "Example", None)

    async def test_a_wrong_token_is_told_at_once(self) -> None:
        with pytest.raises(WorkspaceSuspendedError):
            async with opened_room(bot_token="xoxb-wrong"):
                pass

    async def test_when_slack_is_away_the_start_goes_on_and_the_rest_follows(self) -> None:
        fake = FakeSlack()
        fake.fault("auth.test", "http_500", times=2)
        async with opened_room(fake, bot_token=TOKEN) as room:
            room.installations.kept.clear()
            for _ in range(2):
                await asyncio.sleep(0.05)
                room.clock.move(timedelta(seconds=60))
            await asyncio.sleep(0.2)
            assert WORKSPACE in room.installations.kept


class TestRotation:
    """Tokens that live twelve hours, with refresh tokens that work once."""

    async def rotating(self, room: Room, *, left: timedelta) -> None:
        kept = replace(
            installation(),
            secrets=Secrets(access_token=TOKEN, refresh_token="refresh-1").encode(),
            expires_at=room.clock.now() + left,
        )
        await room.installations.save(kept)
        room.fake.refresh_tokens["refresh-1"] = {
            "access_token": "xoxb-2",
            "refresh_token": "refresh-2",
            "expires_in": 43_200,
        }
        room.fake.tokens["xoxb-2"] = Token(teams={TEAM})

    def another_process(self, room: Room) -> Credentials:
        return Credentials(
            client=WebApi(f"{room.fake.url}/api"),
            installations=room.installations,
            clock=room.clock,
            client_id="client-1",
            client_secret="client-secret",
        )

    async def test_a_token_is_rotated_before_it_expires(self) -> None:
        async with opened_room(**OAUTH) as room:
            await self.rotating(room, left=timedelta(hours=1))
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert room.fake.calls[-1].token == "xoxb-2"
            kept = room.installations.kept[WORKSPACE]
            assert Secrets.decode(kept.secrets) == Secrets(access_token="xoxb-2", refresh_token="refresh-2")
            assert kept.expires_at == START + timedelta(hours=12)

    async def test_a_fresh_token_is_left_alone(self) -> None:
        async with opened_room(**OAUTH) as room:
            await self.rotating(room, left=timedelta(hours=5))
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert (room.fake.refreshes, room.fake.calls[-1].token) == (0, TOKEN)

    async def test_eight_senders_in_four_processes_make_one_refresh(self) -> None:
        async with opened_room(**OAUTH) as room:
            await self.rotating(room, left=timedelta(hours=1))
            room.fake.refresh_seconds = 0.3
            processes = [self.another_process(room) for _ in range(4)]
            asked = [each.grant(WORKSPACE) for each in processes for _ in range(2)]
            grants = await asyncio.gather(*asked)
            assert {grant.token for grant in grants} == {"xoxb-2"}
            assert room.fake.refreshes == 1
            for each in processes:
                await each._client.close()

    async def test_a_refresh_that_fails_for_now_leaves_the_old_token_in_use(self) -> None:
        async with opened_room(**OAUTH) as room:
            await self.rotating(room, left=timedelta(hours=1))
            room.fake.fault("oauth.v2.access", "http_500")
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert room.fake.calls[-1].token == TOKEN
            room.clock.move(timedelta(minutes=1))
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert room.fake.calls[-1].token == "xoxb-2"

    async def test_an_expired_token_is_not_used(self) -> None:
        async with opened_room(**OAUTH) as room:
            await self.rotating(room, left=timedelta(seconds=-1))
            room.fake.fault("oauth.v2.access", "http_500")
            with pytest.raises(UnreachableError):
                await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)

    async def test_a_refused_refresh_suspends_the_workspace(self) -> None:
        async with opened_room(**OAUTH) as room:
            await self.rotating(room, left=timedelta(hours=1))
            room.fake.refresh_tokens.clear()
            with pytest.raises(WorkspaceSuspendedError):
                await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert room.installations.kept[WORKSPACE].suspended_reason == "invalid_refresh_token"

    async def test_what_another_process_rotated_is_seen_within_a_minute(self) -> None:
        async with opened_room(**OAUTH) as room:
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            room.fake.tokens["xoxb-3"] = Token(teams={TEAM})
            await room.installations.save(installation("xoxb-3"))
            room.clock.move(CACHED)
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
            assert room.fake.calls[-1].token == "xoxb-3"
