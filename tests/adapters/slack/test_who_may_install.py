"""Which workspaces may install by OAuth, and what comes from those that may not."""

import asyncio
from dataclasses import replace

import pytest

from adapters.slack.refs import SLACK
from bot.chat.ids import WorkspaceRef
from tests.adapters.slack.conftest import TEAM, TOKEN, WORKSPACE, Room, opened_room
from tests.adapters.slack.test_installing import ANSWER, OAUTH, ORGANISATION, a_browser, begin, finish
from tests.fakes.slack_world import Token

UNLISTED = {**OAUTH, "workspaces": ()}
INSTALLED = "xoxb-installed"


async def install(room: Room, **answer: object) -> tuple[int, str]:
    """Goes through the two pages once; `answer` changes what Slack says of who installs."""
    async with a_browser() as browser:
        room.fake.codes["code-1"] = {**ANSWER, **answer}
        return await finish(room, browser, code="code-1", state=await begin(room, browser))


class TestWhoMayInstall:
    """The page is open to the world, so a stranger's workspace is turned away before anything of it is kept."""

    async def test_a_second_workspace_is_refused_and_its_token_revoked(self) -> None:
        async with opened_room(**UNLISTED) as room:
            room.fake.add_team("T5", token=INSTALLED)
            status, page = await install(room)
            assert status == 403
            assert "Harbour &amp; Sons" in page
            assert "T5" in page
            assert "SLACK_WORKSPACES" in page
            assert (set(room.installations.kept), room.core.events) == ({WORKSPACE}, [])
            assert room.fake.tokens[INSTALLED].is_revoked
            assert not room.fake.tokens[TOKEN].is_revoked

    @pytest.mark.parametrize("fault", ["http_500", "drop_before", "invalid_auth"])
    async def test_it_is_refused_as_well_when_the_token_cannot_be_revoked(self, fault: str) -> None:
        async with opened_room(**UNLISTED) as room:
            room.fake.add_team("T5", token=INSTALLED)
            room.fake.fault("auth.revoke", fault)
            assert (await install(room))[0] == 403
            assert (set(room.installations.kept), room.core.events) == ({WORKSPACE}, [])

    async def test_with_a_list_only_what_is_listed_may_install(self) -> None:
        async with opened_room(**{**OAUTH, "workspaces": ("t6",)}) as room:
            room.fake.add_team("T5", token=INSTALLED)
            assert (await install(room))[0] == 403
            assert (await install(room, team={"id": "T6", "name": "Harbour"}))[0] == 200
            assert set(room.installations.kept) == {WORKSPACE, WorkspaceRef(platform=SLACK, external_id="T6")}

    async def test_a_listed_organisation_brings_its_workspaces(self) -> None:
        async with opened_room(**{**OAUTH, "workspaces": ("e1",)}) as room:
            assert (await install(room, enterprise={"id": "E1", "name": "Example Group"}))[0] == 200
            room.fake.add_team("T5", token=INSTALLED)
            assert (await install(room, team={"id": "T7"}, enterprise={"id": "E2"}))[0] == 403

    async def test_a_listed_workspace_does_not_bring_its_organisation(self) -> None:
        async with opened_room(**{**OAUTH, "workspaces": ("t5",)}) as room:
            room.fake.tokens[INSTALLED] = Token(teams={TEAM}, is_org_wide=True)
            status, _ = await install(room, enterprise={"id": "E1"}, is_enterprise_install=True)
            assert (status, room.fake.tokens[INSTALLED].is_revoked) == (403, True)

    async def test_the_first_workspace_is_taken_and_taken_again(self) -> None:
        async with opened_room(**UNLISTED) as room:
            room.installations.kept.clear()
            assert (await install(room))[0] == 200
            await room.installations.suspend(WorkspaceRef(platform=SLACK, external_id="T5"), "app_uninstalled")
            assert (await install(room))[0] == 200
            room.fake.tokens[INSTALLED] = Token(teams={TEAM})
            assert (await install(room, team={"id": "T6"}))[0] == 403

    async def test_of_two_at_once_one_is_the_first(self) -> None:
        async with opened_room(**UNLISTED) as room, a_browser() as one, a_browser() as other:
            room.installations.kept.clear()
            room.installations.list_seconds = 0.1
            room.fake.tokens[INSTALLED] = Token(teams={TEAM})
            room.fake.codes |= {"code-1": ANSWER, "code-2": {**ANSWER, "team": {"id": "T6", "name": "Quay"}}}
            pages = await asyncio.gather(
                finish(room, one, code="code-1", state=await begin(room, one)),
                finish(room, other, code="code-2", state=await begin(room, other)),
            )
            assert sorted(status for status, _ in pages) == [200, 403]
            assert len(room.installations.kept) == 1

    async def test_the_workspace_of_the_bot_token_is_the_first(self) -> None:
        async with opened_room(**UNLISTED, bot_token=TOKEN) as room:
            room.fake.add_team("T5", token=INSTALLED)
            assert (await install(room))[0] == 403
            again = {"team": {"id": TEAM, "name": "Example"}, "access_token": TOKEN}
            assert (await install(room, **again))[0] == 200
            assert not room.fake.tokens[TOKEN].is_revoked

    async def test_what_is_installed_keeps_its_token_whatever_is_listed(self) -> None:
        async with opened_room(**OAUTH) as room:
            assert (await install(room, team={"id": TEAM, "name": "Example"}, access_token=TOKEN))[0] == 200
            assert not room.fake.tokens[TOKEN].is_revoked


class TestWhereItIsNotInstalled:
    """Slack signs for every workspace that clicked "Allow", also for those that were refused."""

    async def test_nobody_there_becomes_a_person(self, room: Room) -> None:
        room.slack.team = "T9"
        user = {"id": "U9", "team_id": "T9", "profile": {"real_name": "Mallory", "email": "u1@example.com"}}
        for kind in ("team_join", "user_change"):
            assert (await room.slack.event({"type": kind, "user": user})).status == 200
        assert (await room.slack.event({"type": "app_home_opened", "user": "U9", "tab": "home"})).status == 200
        assert room.core.events == []

    async def test_a_command_there_is_answered_without_the_core(self, room: Room) -> None:
        room.fake.add_team("T9", token="xoxb-stranger")
        room.slack.team = "T9"
        done = await room.slack.command("U9", "status")
        assert "not set up for this workspace" in done.reply.text
        assert room.core.events == []

    async def test_an_organisation_that_is_not_installed_shares_nothing(self, room: Room) -> None:
        room.slack.team, room.slack.is_org_wide, room.slack.enterprise = "T9", True, "E9"
        await room.slack.event({"type": "app_home_opened", "user": "U9", "tab": "home"})
        assert (set(room.installations.kept), room.core.events) == ({WORKSPACE}, [])

    async def test_people_from_outside_bring_no_workspace_into_the_organisation(self, room: Room) -> None:
        own = room.installations.kept[WORKSPACE]
        await room.installations.save(replace(own, workspace=ORGANISATION, is_org_wide=True))
        room.slack.is_org_wide, room.slack.enterprise = True, "E1"
        user = {"id": "U9", "team_id": "T9", "profile": {"real_name": "Mallory", "email": "u1@example.com"}}
        await room.slack.event({"type": "user_change", "user": user})
        assert (set(room.installations.kept), room.core.events) == ({WORKSPACE, ORGANISATION}, [])
