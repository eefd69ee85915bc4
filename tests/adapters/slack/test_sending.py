"""Messages that the bot starts: what goes out, what can go wrong, and how it is found again."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import replace

import aiohttp
import pytest

from adapters.slack import client
from adapters.slack.refs import SLACK
from adapters.slack.render import render_form
from bot.chat.blocks import Message
from bot.chat.errors import (
    BlockedError,
    InDoubtError,
    NotInstalledError,
    RejectedError,
    SendError,
    ThrottledError,
    UnreachableError,
    WorkspaceSuspendedError,
)
from bot.chat.ids import AccountRef, DeliveryId, Place, PlaceKind, WorkspaceRef, direct
from bot.chat.records import DirectoryEntry
from tests.adapters.slack.conftest import (
    DELIVERY,
    DIRECT,
    TEAM,
    TOKEN,
    USER,
    WORKSPACE,
    Room,
    installation,
    opened_room,
)
from tests.adapters.slack.examples import FORM, MESSAGE, REPLY
from tests.fakes.slack_world import Act, Token

DIRECT_ACCOUNT = AccountRef(workspace=WORKSPACE, external_id=USER)
CHANNEL = Place(workspace=WORKSPACE, kind=PlaceKind.CHANNEL, external_id="C1")


async def test_a_message_goes_to_the_person_with_one_call(room: Room) -> None:
    ref = await room.adapter.platform.send(DIRECT, MESSAGE, DELIVERY)
    (call,) = room.fake.calls
    (posted,) = room.team.messages
    assert (call.method, call.token) == ("chat.postMessage", TOKEN)
    assert posted.text == "Your check-in"
    assert posted.metadata == {"event_type": "voxloop_delivery", "event_payload": {"id": DELIVERY}}
    assert (ref.place, ref.external_id) == (DIRECT, f"D{USER}/{posted.ts}")


async def test_nothing_in_a_text_is_taken_for_a_mention_or_a_link(room: Room) -> None:
    await room.adapter.platform.send(DIRECT, Message(summary="<!channel> *a* & b", blocks=()), DELIVERY)
    (call,) = room.fake.calls
    assert call.arguments["text"] == "&lt;!channel&gt; *a* &amp; b"
    wanted = {"mrkdwn": False, "parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}
    assert {name: call.arguments[name] for name in wanted} == wanted


async def test_a_reply_in_a_thread_stands_there(room: Room) -> None:
    room.fake.add_channel(TEAM, "C1")
    thread = Place(workspace=WORKSPACE, kind=PlaceKind.THREAD, external_id="C1", thread_id="1700000000.7")
    await room.adapter.platform.send(thread, REPLY, DELIVERY)
    assert room.team.messages[0].thread_ts == "1700000000.7"


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("account_inactive", WorkspaceSuspendedError, "account_inactive"),
        ("token_revoked", WorkspaceSuspendedError, "token_revoked"),
        ("invalid_auth", WorkspaceSuspendedError, "invalid_auth"),
        ("team_access_not_granted", WorkspaceSuspendedError, "team_access_not_granted"),
        ("user_disabled", BlockedError, "user_disabled"),
        ("cannot_dm_bot", BlockedError, "cannot_dm_bot"),
        ("channel_not_found", BlockedError, "channel_not_found"),
        ("is_archived", BlockedError, "is_archived"),
        ("not_in_channel", NotInstalledError, "not_in_channel"),
        ("missing_scope", RejectedError, "missing_scope"),
        ("msg_too_long", RejectedError, "msg_too_long"),
        ("something_new", RejectedError, "something_new"),
        ("token_expired", UnreachableError, "token_expired"),
        ("fatal_error", InDoubtError, "fatal_error"),
        ("internal_error", InDoubtError, "internal_error"),
        ("service_unavailable", InDoubtError, "service_unavailable"),
        ("http_500", InDoubtError, "http_500"),
        ("html", InDoubtError, "http_200_without_json"),
        ("ratelimited", ThrottledError, "ratelimited"),
    ],
)
@pytest.mark.parametrize("method", ["chat.postMessage", "users.list"])
async def test_each_failure_has_its_meaning(
    room: Room, method: str, fault: str, kind: type[SendError], code: str
) -> None:
    room.fake.fault(method, fault)
    with pytest.raises(SendError) as caught:
        await (room.adapter.platform.send(DIRECT, REPLY, DELIVERY) if method == "chat.postMessage" else everyone(room))
    assert (type(caught.value), caught.value.code) == (kind, code)
    if isinstance(caught.value, ThrottledError):
        assert caught.value.retry_after_seconds == 7
    assert len(room.fake.calls) == 1, "nothing is tried again behind the outbox's back"


@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
async def test_a_lost_connection_leaves_doubt_and_one_attempt(room: Room, fault: str) -> None:
    room.fake.fault("chat.postMessage", fault)
    with pytest.raises(InDoubtError) as caught:
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    assert caught.value.code == "connection_lost"
    assert len(room.fake.calls) == 1


async def test_a_window_that_may_have_opened_is_not_opened_again(room: Room) -> None:
    room.fake.fault("views.open", "drop_after")
    arguments = {"trigger_id": room.fake.trigger(Act(user=USER)), "view": render_form(FORM)}
    with pytest.raises(InDoubtError):
        await room.adapter._client.call("views.open", TOKEN, arguments)
    assert len(room.fake.calls) == len(room.fake.views) == 1


async def test_nobody_listens(room: Room) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        room.adapter._client._api_url = f"http://127.0.0.1:{unused.getsockname()[1]}/api/"
        with pytest.raises(UnreachableError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)


async def test_slack_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    async with opened_room() as room:
        room.fake.fault("chat.postMessage", "hang")
        with pytest.raises(InDoubtError) as caught:
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        assert caught.value.code == "timed_out"


async def test_too_fast_says_how_long_to_wait(room: Room) -> None:
    for _ in range(5):
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    with pytest.raises(ThrottledError) as caught:
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    assert caught.value.retry_after_seconds >= 1
    assert len(room.team.messages) == 5


async def test_where_nobody_installed_us_nothing_is_sent(room: Room) -> None:
    elsewhere = direct(AccountRef(workspace=WorkspaceRef(platform=SLACK, external_id="T9"), external_id=USER))
    with pytest.raises(NotInstalledError):
        await room.adapter.platform.send(elsewhere, REPLY, DELIVERY)
    await room.installations.suspend(WORKSPACE, "token_revoked")
    with pytest.raises(WorkspaceSuspendedError):
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    assert room.fake.calls == []


async def test_a_new_token_is_used_after_the_old_one_was_refused(room: Room) -> None:
    await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    room.fake.tokens[TOKEN].is_revoked = True
    with pytest.raises(WorkspaceSuspendedError):
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    room.fake.tokens["xoxb-new"] = Token(teams={TEAM})
    await room.installations.save(installation("xoxb-new"))
    await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
    assert room.fake.calls[-1].token == "xoxb-new"


class TestFindingADelivery:
    """After a crash: did it arrive?"""

    async def test_it_had_arrived(self, room: Room) -> None:
        room.fake.fault("chat.postMessage", "drop_after")
        with pytest.raises(InDoubtError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        found = await room.adapter.platform.find_delivery(DIRECT, DELIVERY)
        assert found is not None
        assert found.external_id == f"D{USER}/{room.team.messages[0].ts}"

    async def test_it_had_not(self, room: Room) -> None:
        room.fake.fault("chat.postMessage", "drop_before")
        with pytest.raises(InDoubtError):
            await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        await room.adapter.platform.send(DIRECT, REPLY, DeliveryId("another"))
        assert await room.adapter.platform.find_delivery(DIRECT, DELIVERY) is None

    async def test_without_the_optional_scope_slack_is_not_even_asked(self, room: Room) -> None:
        await room.installations.save(installation(scopes=("chat:write",)))
        with pytest.raises(RejectedError) as caught:
            await room.adapter.platform.find_delivery(DIRECT, DELIVERY)
        assert caught.value.code == "missing_scope"
        assert room.fake.calls == []

    async def test_channels_cannot_be_looked_into(self, room: Room) -> None:
        with pytest.raises(RejectedError):
            await room.adapter.platform.find_delivery(CHANNEL, DELIVERY)


async def everyone(room: Room, workspace: WorkspaceRef = WORKSPACE) -> Sequence[DirectoryEntry]:
    return [entry async for page in room.adapter.platform.read_directory(workspace) for entry in page]


class TestDirectory:
    """Who is there."""

    async def test_it_is_read_page_by_page(self, room: Room) -> None:
        for number in range(2, 452):
            room.fake.add_user(TEAM, f"U{number}")
        assert len({entry.account.external_id for entry in await everyone(room)}) == 451
        assert [call.arguments.get("cursor") for call in room.fake.calls] == [None, "200", "400"]
        assert {call.arguments["team_id"] for call in room.fake.calls} == {TEAM}

    async def test_people_come_with_zone_language_and_address(self, room: Room) -> None:
        (entry,) = await everyone(room)
        assert entry.account == DIRECT_ACCOUNT
        assert (entry.name, entry.first_name, entry.email) == ("Person U1", "Person", "u1@example.com")
        assert (entry.time_zone, entry.locale) == ("Europe/Warsaw", "pl-PL")

    @pytest.mark.parametrize(
        ("fields", "is_person", "is_active"),
        [
            ({"is_bot": True}, False, True),
            ({"id": "USLACKBOT"}, False, True),
            ({"is_restricted": True}, False, True),
            ({"is_ultra_restricted": True}, False, True),
            ({"is_stranger": True}, False, True),
            ({"is_workflow_bot": True}, False, True),
            ({"deleted": True}, True, False),
            ({"is_invited_user": True}, True, False),
            ({"is_admin": True, "is_owner": True}, True, True),
        ],
    )
    async def test_bots_guests_and_leavers_are_told_apart(
        self, room: Room, fields: dict[str, object], *, is_person: bool, is_active: bool
    ) -> None:
        room.fake.add_user(TEAM, "U2", **fields)
        entry = (await everyone(room))[-1]
        assert (entry.is_person, entry.is_active) == (is_person, is_active)

    async def test_without_the_address_scope_the_rest_still_comes(self, room: Room) -> None:
        room.fake.tokens[TOKEN].scopes -= {"users:read.email"}
        (entry,) = await everyone(room)
        assert (entry.email, entry.first_name) == ("", "Person")

    async def test_an_organisation_is_read_workspace_by_workspace(self, room: Room) -> None:
        room.fake.add_team("T2", token="unused")
        room.fake.add_user("T2", "U7")
        token = Token(teams={TEAM, "T2"}, is_org_wide=True)
        room.fake.tokens["xoxb-org"] = token
        organisation = WorkspaceRef(platform=SLACK, external_id="E1")
        owner = installation("xoxb-org")
        await room.installations.save(replace(owner, workspace=organisation, is_org_wide=True))
        await room.installations.delete(WORKSPACE)
        accounts = [entry.account for entry in await everyone(room, organisation)]
        found = {(account.workspace.external_id, account.external_id) for account in accounts}
        assert found == {(TEAM, USER), ("T2", "U7")}
        await room.adapter.platform.send(DIRECT, REPLY, DELIVERY)
        assert room.fake.calls[-1].token == "xoxb-org"


async def test_many_at_once_share_their_connections(room: Room) -> None:
    for number in range(2, 62):
        room.fake.add_user(TEAM, f"U{number}")
    places = [direct(AccountRef(workspace=WORKSPACE, external_id=f"U{number}")) for number in range(2, 62)]
    await asyncio.gather(*(room.adapter.platform.send(place, REPLY, DeliveryId(place.external_id)) for place in places))
    assert {message.channel for message in room.team.messages} == {f"DU{number}" for number in range(2, 62)}
