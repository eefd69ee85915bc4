"""Whom and what the adapter passes on: colleagues and no guests, comments and no other words, comings and goings."""

from typing import Any

import pytest

from adapters.teams.body import MOST_TEXT
from adapters.teams.credentials import Document
from adapters.teams.parse_changes import is_from_outside, parse_member
from bot.chat.effects import Post
from bot.chat.events import CommandGiven, CommentChanged, DirectoryChanged, PlaceChanged, ShortcutUsed
from tests.adapters.teams.conftest import ADA, APP, BO, CHANNEL, DELIVERY, TEAM, TENANT, WORKSPACE, Room, opened_room
from tests.adapters.teams.examples import MESSAGE, REPLY

BOT = f"28:{APP}"
THREAD = f"{TEAM};messageid=1700"


async def tell(room: Room, kind: str, user: str = ADA, **more: Any) -> int:  # noqa: ANN401 - parts of an activity
    return (await room.teams.deliver(room.teams.activity(kind, user, **more))).status


async def teams_known(room: Room) -> tuple[str, ...]:
    kept = await room.installations.find(WORKSPACE)
    assert kept is not None
    return Document.decode(kept.document).teams


class TestMembers:
    """Of a team."""

    @pytest.mark.parametrize(
        ("told", "is_person", "is_outside"),
        [
            ({}, True, False),
            ({"userRole": "user", "tenantId": TENANT.upper()}, True, False),
            ({"userRole": "Owner"}, True, False),
            ({"userRole": "Guest"}, False, True),
            ({"userRole": "guest", "tenantId": TENANT}, False, True),
            ({"userRole": "user", "tenantId": "another"}, False, True),
            ({"userRole": "anonymous"}, False, True),
            ({"userRole": "Bot"}, False, False),
            ({"id": "28:another-bot"}, False, False),
        ],
        ids=str,
    )
    def test_only_colleagues_are_people(self, told: dict[str, str], *, is_person: bool, is_outside: bool) -> None:
        member = {"id": ADA, "name": "Ada Example", **told}
        assert (parse_member(member, WORKSPACE).is_person, is_from_outside(member, WORKSPACE)) == (
            is_person,
            is_outside,
        )

    async def test_one_that_cannot_be_read_takes_nobody_with_it(self, room: Room) -> None:
        room.fake.add_user(TENANT, "29:odd", "Odd")
        room.tenant.users["29:odd"]["id"] = ""
        members = [{"id": "29:odd"}, {"id": "29:unknown"}, {"id": BO}]
        assert await tell(room, "conversationUpdate", conversation=TEAM, membersAdded=members) == 200
        await room.quiet()
        (event,) = room.core.events
        assert isinstance(event, DirectoryChanged)
        assert [each.account.external_id for each in event.entries] == [BO]


class TestWords:
    """In channels."""

    async def test_what_begins_a_thread_is_no_comment(self, room: Room) -> None:
        assert await tell(room, "message", conversation=THREAD, id="1700", text="Look at that") == 200
        assert await tell(room, "message", conversation=TEAM, id="1701", text="Look at that") == 200
        assert room.core.events == []

    @pytest.mark.parametrize("text", ["", "<p> </p>", "<img src='https://x.example/1.png'>"])
    async def test_a_picture_is_no_comment(self, room: Room, text: str) -> None:
        assert await tell(room, "message", conversation=THREAD, text=text) == 200
        assert room.core.events == []

    @pytest.mark.parametrize("kind", ["message", "messageUpdate", "messageDelete"])
    async def test_what_the_bot_does_itself_is_not_heard(self, room: Room, kind: str) -> None:
        assert await tell(room, kind, BOT, conversation=THREAD, text="An answer") == 200
        assert await tell(room, kind, BOT, text="help") == 200
        assert room.core.events == []

    @pytest.mark.parametrize("kind", ["messageUpdate", "messageDelete"])
    async def test_what_is_changed_in_the_personal_chat_is_not_heard(self, room: Room, kind: str) -> None:
        activity = room.teams.activity(kind, ADA, text="It was my boss")
        activity["conversation"]["id"] += ";messageid=1700"
        assert (await room.teams.deliver(activity)).status == 200
        assert room.core.events == []

    async def test_who_names_somebody_else_gives_no_command(self, room: Room) -> None:
        ref = await room.adapter.platform.send(CHANNEL, MESSAGE, DELIVERY)
        mention = {"type": "mention", "text": "<at>Bo</at>", "mentioned": {"id": BO, "name": "Bo"}}
        thread = f"{TEAM};messageid={ref.external_id}"
        for place in (thread, TEAM):
            text = "<at>Bo</at> station leave Deliveries"
            assert await tell(room, "message", conversation=place, text=text, entities=[mention]) == 200
        (event,) = room.core.events
        assert isinstance(event, CommentChanged)
        assert event.text == "Bo station leave Deliveries"

    async def test_a_mention_that_is_only_written_gives_no_command(self, room: Room) -> None:
        """Anybody can write the letters; only Teams can say that the bot was named."""
        assert await tell(room, "message", conversation=TEAM, text="<at>Voxloop</at> status") == 200
        clock = {"type": "clientInfo", "locale": "en-GB"}
        assert await tell(room, "message", conversation=TEAM, text="<at>Voxloop</at> status", entities=[clock]) == 200
        assert [event for event in room.core.events if isinstance(event, CommandGiven)] == []

    async def test_the_same_number_in_two_conversations_names_two_happenings(self, room: Room) -> None:
        for user in (ADA, BO):
            await room.teams.type(user, "help", activity_id="17")
        given = [event.event_id for event in room.core.events if isinstance(event, CommandGiven)]
        assert len(set(given)) == 2

    async def test_of_a_long_text_only_the_beginning_is_read(self, room: Room) -> None:
        await room.teams.share(ADA, "late " * 10_000)
        (event,) = room.core.events
        assert isinstance(event, ShortcutUsed)
        assert 0 < len(event.text) <= MOST_TEXT

    async def test_the_personal_chat_has_no_corner_for_one_alone(self, room: Room) -> None:
        """Whoever adds the mark to a press there gets the answer where it belongs, and nothing is tried elsewhere."""
        room.core.effect = Post(REPLY)
        own = {"act": "press", "line": "1|pulse.try", "alone": True}
        value = {"action": {"type": "Action.Execute", "data": {"voxloop": own}}}
        assert (await room.teams.invoke(ADA, "adaptiveCard/action", value)).status == 200
        await room.quiet()
        assert [each.name for each in room.fake.calls] == ["create", "post"]
        assert [each.conversation for each in room.tenant.messages] == [f"a:{ADA}"]


class TestForms:
    """What was filled in."""

    @pytest.mark.parametrize("value", [7, ["a"], {"a": "b"}, True, 1.5], ids=str)
    @pytest.mark.parametrize("kind", ["TextField", "DateField"])
    async def test_a_value_that_is_no_text_is_malformed(self, room: Room, kind: str, value: object) -> None:
        own = {"act": "submit", "line": "1|pulse.comment", "fields": {"comment": kind}}
        reply = await room.teams.invoke(ADA, "task/submit", {"data": {"voxloop": own, "comment": value}})
        assert (reply.status, room.core.events) == (400, [])


class TestComingAndGoing:
    """Of the app."""

    async def test_of_a_new_tenant_the_core_reads_all_people_itself(self) -> None:
        async with opened_room(is_installed=False) as room:
            await room.teams.install(ADA, team=TEAM)
            await room.quiet()
            assert [event for event in room.core.events if isinstance(event, DirectoryChanged)] == []
            assert await teams_known(room) == (TEAM,)

    async def test_an_older_teams_tells_of_the_bot_as_of_a_member(self, room: Room) -> None:
        other = "19:pier@thread.tacv2"
        room.fake.add_team(TENANT, other, [BO])
        assert await tell(room, "conversationUpdate", conversation=other, membersAdded=[{"id": BOT}]) == 200
        assert await teams_known(room) == (TEAM, other)
        assert await tell(room, "conversationUpdate", conversation=other, membersRemoved=[{"id": BOT}]) == 200
        assert await teams_known(room) == (TEAM,)

    async def test_a_team_without_the_app_is_forgotten(self, room: Room) -> None:
        await room.teams.install(ADA, team=TEAM, action="remove")
        assert await teams_known(room) == ()
        await room.teams.install(ADA, team="19:never-there@thread.tacv2", action="remove")
        assert [type(event) for event in room.core.events] == [PlaceChanged, PlaceChanged]

    async def test_a_person_without_the_app_is_no_team_without_it(self, room: Room) -> None:
        assert await tell(room, "conversationUpdate", membersRemoved=[{"id": BOT}]) == 200
        assert (room.core.events, await teams_known(room)) == ([], (TEAM,))

    async def test_who_leaves_a_team_may_still_be_in_the_company(self, room: Room) -> None:
        gone = [{"id": BO}]
        assert await tell(room, "conversationUpdate", conversation=TEAM, membersRemoved=gone, membersAdded=[]) == 200
        await room.quiet()
        assert (room.core.events, await teams_known(room)) == ([], (TEAM,))
