"""Voxloop comes to a tenant, to teams and to people, moves with the connector, and leaves again."""

import asyncio
from typing import Any

import pytest

from adapters.teams.credentials import Document
from bot.chat.errors import NotInstalledError
from bot.chat.events import DirectoryChanged, PlaceChanged, ReactionChanged, WorkspaceInstalled
from bot.chat.ids import AccountRef
from tests.adapters.teams.conftest import ADA, BO, DELIVERY, DIRECT, TEAM, TENANT, WORKSPACE, Room, opened_room
from tests.adapters.teams.examples import REPLY


def told(room: Room, kind: type) -> list[Any]:
    return [event for event in room.core.events if isinstance(event, kind)]


async def test_a_team_makes_the_tenant_known_and_nobody_an_admin() -> None:
    async with opened_room(is_installed=False) as room:
        with pytest.raises(NotInstalledError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        assert (await room.teams.install(ADA, team=TEAM)).status == 200
        (event,) = told(room, WorkspaceInstalled)
        assert (event.workspace, event.installer) == (WORKSPACE, None)
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        names = [each.name async for page in room.adapter.platform.read_directory(WORKSPACE) for each in page]
        assert names == ["Ada Example", "Bo Example"]


async def test_another_team_brings_its_people(room: Room) -> None:
    other = "19:pier@thread.tacv2"
    room.fake.add_user(TENANT, "29:cy", "Cy Example")
    room.fake.add_team(TENANT, other, ["29:cy"])
    await room.teams.install(ADA, team=other)
    await room.quiet()
    (event,) = told(room, DirectoryChanged)
    assert [each.name for each in event.entries] == ["Cy Example"]
    await room.teams.install(ADA, team=other)
    await room.quiet()
    assert len(told(room, DirectoryChanged)) == 1


@pytest.mark.parametrize(("fault", "email"), [("", "ada@example.com"), ("502 html", "")])
async def test_a_person_who_gets_the_app_becomes_known(room: Room, fault: str, email: str) -> None:
    if fault:
        room.fake.faults.add("member", fault)
    await room.teams.install(ADA)
    await room.quiet()
    (event,) = told(room, DirectoryChanged)
    (entry,) = event.entries
    assert (entry.account, entry.email, entry.locale) == (DIRECT_ACCOUNT, email, "en-GB")


DIRECT_ACCOUNT = AccountRef(workspace=WORKSPACE, external_id=ADA)


async def test_who_joins_a_team_becomes_known(room: Room) -> None:
    room.fake.add_user(TENANT, "29:cy", "Cy Example")
    activity = room.teams.activity("conversationUpdate", ADA, conversation=TEAM, membersAdded=[{"id": "29:cy"}])
    assert (await room.teams.deliver(activity)).status == 200
    await room.quiet()
    (event,) = told(room, DirectoryChanged)
    assert [each.name for each in event.entries] == ["Cy Example"]


async def test_the_newest_address_of_the_connector_is_used(room: Room) -> None:
    room.fake.service_path = "/connector-moved/"
    await room.teams.type(ADA, "help")
    kept = await room.installations.find(WORKSPACE)
    assert kept is not None
    assert Document.decode(kept.document).service_url == room.fake.service_url
    await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    assert told(room, WorkspaceInstalled) == []


async def test_a_tenant_that_was_suspended_comes_back_with_the_next_word(room: Room) -> None:
    await room.installations.suspend(WORKSPACE, "removed")
    await room.teams.type(ADA, "help")
    assert len(told(room, WorkspaceInstalled)) == 1
    await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)


async def test_a_team_that_removes_the_app(room: Room) -> None:
    room.tenant.teams[TEAM].is_installed = False
    await room.teams.install(ADA, team=TEAM, action="remove")
    (event,) = told(room, PlaceChanged)
    assert event.place.external_id == TEAM
    assert [page async for page in room.adapter.platform.read_directory(WORKSPACE)] == []


async def test_a_person_who_removes_the_app_is_told_of_by_the_next_refusal(room: Room) -> None:
    await room.teams.install(BO, action="remove")
    assert room.core.events == []
    room.tenant.without_app.add(ADA)
    with pytest.raises(NotInstalledError):
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)


@pytest.mark.parametrize("event", ["channelRenamed", "channelDeleted", "teamArchived", "teamHardDeleted"])
async def test_changes_of_channels_are_told(room: Room, event: str) -> None:
    activity = room.teams.activity("conversationUpdate", ADA, conversation=TEAM)
    activity["channelData"] |= {"eventType": event}
    await room.teams.deliver(activity)
    (changed,) = told(room, PlaceChanged)
    assert changed.place.external_id == TEAM


async def test_reactions_in_the_personal_chat_are_not_passed_on(room: Room) -> None:
    await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    await room.teams.react(ADA, room.tenant.messages[0], added=("like", "1f602_joy"))
    assert room.core.events == []


async def test_one_activity_may_change_several_reactions(room: Room) -> None:
    from tests.adapters.teams.conftest import CHANNEL

    ref = await room.adapter.platform.send(CHANNEL, REPLY, DELIVERY)
    await room.teams.react(ADA, room.tenant.messages[0], added=("like", "1f602_joy"), removed=("heart",))
    changed = told(room, ReactionChanged)
    assert [(each.reaction, each.is_added) for each in changed] == [
        ("like", True),
        ("1f602_joy", True),
        ("heart", False),
    ]
    assert {each.message for each in changed} == {ref}
    assert len({each.event_id for each in changed}) == 3


async def test_two_at_once_install_once() -> None:
    async with opened_room(is_installed=False) as room:
        await asyncio.gather(room.teams.install(ADA, team=TEAM), room.teams.type(BO, "help"))
        assert len(told(room, WorkspaceInstalled)) == 1
