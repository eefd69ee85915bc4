"""The local far end refuses what Slack refuses; asked with Slack's own client, not with ours."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_blocks import BlockError, check_message, check_view
from tests.fakes.slack_world import ALL_SCOPES, Act, Posted, Token

PLAIN = {"type": "plain_text", "text": "hello"}
MODAL = {"type": "modal", "title": PLAIN, "blocks": []}
BUTTON = {"type": "button", "action_id": "a", "text": PLAIN}
INPUT = {"type": "input", "block_id": "b", "label": PLAIN, "element": {"type": "plain_text_input", "action_id": "a"}}


class Moment:
    """A clock for triggers and rates."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
async def fake(moment: Moment) -> AsyncIterator[FakeSlack]:
    fake = FakeSlack(now=moment)
    fake.add_team("T1", token="xoxb-1")
    fake.add_user("T1", "U1")
    async with fake.serve():
        yield fake


@pytest.fixture
async def web(fake: FakeSlack) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token="xoxb-1", base_url=f"{fake.url}/api/", session=session, retry_handlers=[])


async def refused(call: Any) -> str:  # noqa: ANN401 - whatever the SDK returns to be awaited
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_token_opens_its_own_workspace_alone(fake: FakeSlack, web: AsyncWebClient) -> None:
    fake.add_team("T2", token="xoxb-2")
    fake.add_user("T2", "U2")
    assert (await web.auth_test())["team_id"] == "T1"
    assert await refused(web.chat_postMessage(channel="U2", text="hello")) == "channel_not_found"
    await web.chat_postMessage(channel="U2", text="hello", token="xoxb-2")
    assert [len(team.messages) for team in fake.teams.values()] == [0, 1]


@pytest.mark.parametrize(("token", "code"), [("xoxb-other", "invalid_auth"), ("", "not_authed")])
async def test_a_token_has_to_be_known(web: AsyncWebClient, token: str, code: str) -> None:
    web.token = token
    assert await refused(web.auth_test()) == code


async def test_a_revoked_or_expired_token_opens_nothing(fake: FakeSlack, web: AsyncWebClient, moment: Moment) -> None:
    fake.tokens["xoxb-1"].expires_at = moment.seconds + 10
    await web.auth_test()
    moment.seconds += 10
    assert await refused(web.auth_test()) == "token_expired"
    fake.tokens["xoxb-1"].is_revoked = True
    assert await refused(web.auth_test()) == "token_revoked"


@pytest.mark.parametrize(
    ("scope", "method", "arguments"),
    [
        ("chat:write", "chat.postMessage", {"channel": "U1", "text": "hello"}),
        ("im:write", "conversations.open", {"users": "U1"}),
        ("im:history", "conversations.history", {"channel": "DU1"}),
        ("channels:history", "conversations.history", {"channel": "C1"}),
        ("groups:history", "conversations.history", {"channel": "C2"}),
        ("channels:read", "conversations.info", {"channel": "C1"}),
        ("groups:read", "conversations.info", {"channel": "C2"}),
        ("users:read", "users.list", {}),
    ],
)
async def test_each_method_needs_its_scope(
    fake: FakeSlack, web: AsyncWebClient, scope: str, method: str, arguments: dict[str, str]
) -> None:
    fake.teams["T1"].channels["U1"] = "DU1"
    fake.add_channel("T1", "C1")
    fake.add_channel("T1", "C2", is_private=True)
    await web.api_call(method, params=arguments)
    fake.tokens["xoxb-1"] = Token(teams={"T1"}, scopes=ALL_SCOPES - {scope})
    assert await refused(web.api_call(method, params=arguments)) == "missing_scope"


async def test_an_unknown_method_is_refused(web: AsyncWebClient) -> None:
    assert await refused(web.api_call("chat.everything")) == "unknown_method"


async def test_addresses_come_with_their_scope_alone(fake: FakeSlack, web: AsyncWebClient) -> None:
    assert (await web.users_list(include_locale=True))["members"][0]["profile"]["email"] == "u1@example.com"
    fake.tokens["xoxb-1"].scopes -= {"users:read.email"}
    (member,) = (await web.users_list())["members"]
    assert "email" not in member["profile"]
    assert "locale" not in member


async def test_a_trigger_opens_one_window_within_three_seconds(
    fake: FakeSlack, web: AsyncWebClient, moment: Moment
) -> None:
    trigger = fake.trigger(Act(user="U1"))
    moment.seconds += 3
    await web.views_open(trigger_id=trigger, view=MODAL)
    assert await refused(web.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    late = fake.trigger(Act(user="U1"))
    moment.seconds += 3.1
    assert await refused(web.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refused(web.views_open(trigger_id="made-up", view=MODAL)) == "exchanged_trigger_id"


async def test_only_an_open_window_is_updated(fake: FakeSlack, web: AsyncWebClient) -> None:
    view = (await web.views_open(trigger_id=fake.trigger(Act(user="U1")), view=MODAL))["view"]["id"]
    await web.views_update(view_id=view, view=MODAL)
    fake.views[view].is_open = False
    assert await refused(web.views_update(view_id=view, view=MODAL)) == "not_found"
    assert await refused(web.views_publish(user_id="U9", view={"type": "home", "blocks": []})) == "user_not_found"


async def test_five_messages_in_five_seconds_to_one_place(fake: FakeSlack, web: AsyncWebClient, moment: Moment) -> None:
    fake.add_user("T1", "U2")
    for _ in range(5):
        await web.chat_postMessage(channel="U1", text="hello")
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel="U1", text="hello")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "5"
    await web.chat_postMessage(channel="U2", text="hello")
    moment.seconds += 5
    await web.chat_postMessage(channel="U1", text="hello")


async def test_each_method_has_its_rate(web: AsyncWebClient, moment: Moment) -> None:
    for _ in range(20):
        await web.users_list()
    assert await refused(web.users_list()) == "ratelimited"
    moment.seconds += 60
    await web.users_list()


async def test_pages_follow_their_cursor(fake: FakeSlack, web: AsyncWebClient) -> None:
    for number in range(2, 302):
        fake.add_user("T1", f"U{number}")
    first = await web.users_list(limit=1000)
    assert len(first["members"]) == 200
    second = await web.users_list(cursor=first["response_metadata"]["next_cursor"])
    assert len(second["members"]) == 101
    assert second["response_metadata"]["next_cursor"] == ""


async def test_an_org_wide_token_must_name_the_workspace(fake: FakeSlack, web: AsyncWebClient) -> None:
    fake.tokens["xoxb-1"].is_org_wide = True
    assert await refused(web.users_list()) == "missing_argument"
    await web.users_list(team_id="T1")


async def test_history_is_short_and_shows_metadata_when_asked(
    fake: FakeSlack, web: AsyncWebClient, moment: Moment
) -> None:
    for number in range(20):
        moment.seconds += 1
        metadata = {"event_type": "e", "event_payload": {"id": str(number)}}
        await web.chat_postMessage(channel="U1", text="hello", metadata=metadata)
    plain = (await web.conversations_history(channel="DU1", limit=100))["messages"]
    assert len(plain) == 15
    assert "metadata" not in plain[0]
    (newest,) = (await web.conversations_history(channel="DU1", limit=1, include_all_metadata=True))["messages"]
    assert newest["metadata"]["event_payload"] == {"id": "19"}


async def test_a_response_url_works_five_times(fake: FakeSlack, web: AsyncWebClient) -> None:
    url = fake.response_url(Act(user="U1"), fake.teams["T1"])
    assert web.session is not None
    statuses = []
    for _ in range(6):
        async with web.session.post(url, json={"text": "hello"}) as answer:
            statuses.append(answer.status)
    async with web.session.post(f"{fake.url}/response/made-up", json={"text": "hello"}) as answer:
        statuses.append(answer.status)
    assert statuses == [200] * 5 + [404] * 2


@pytest.mark.parametrize(
    ("fields", "code"), [({"deleted": True}, "user_disabled"), ({"is_bot": True}, "cannot_dm_bot")]
)
async def test_some_people_cannot_be_written_to(
    fake: FakeSlack, web: AsyncWebClient, fields: dict[str, bool], code: str
) -> None:
    fake.add_user("T1", "U2", **fields)
    assert await refused(web.chat_postMessage(channel="U2", text="hello")) == code


async def test_a_refresh_token_works_once_and_the_client_has_to_be_known(fake: FakeSlack, web: AsyncWebClient) -> None:
    fake.refresh_tokens["r"] = {"access_token": "xoxb-9"}

    async def refresh(secret: str) -> Any:  # noqa: ANN401 - the SDK's answer
        return await web.oauth_v2_access(
            client_id="client-1", client_secret=secret, grant_type="refresh_token", refresh_token="r"
        )

    with pytest.warns(DeprecationWarning, match="BasicAuth"):
        assert await refused(refresh("wrong")) == "bad_client_secret"
    with pytest.warns(DeprecationWarning, match="BasicAuth"):
        assert (await refresh("client-secret"))["access_token"] == "xoxb-9"
    with pytest.warns(DeprecationWarning, match="BasicAuth"):
        assert await refused(refresh("client-secret")) == "invalid_refresh_token"


async def test_faults_happen_as_often_as_they_are_asked_for(fake: FakeSlack, web: AsyncWebClient) -> None:
    fake.fault("chat.postMessage", "drop_after")
    fake.fault("chat.postMessage", "drop_before")
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await web.chat_postMessage(channel="U1", text="hello")
    assert len(fake.teams["T1"].messages) == 1
    await web.chat_postMessage(channel="U1", text="hello")


def message(block: dict[str, Any]) -> None:
    check_message("text", [block])


def modal(block: dict[str, Any], **others: object) -> None:
    check_view({**MODAL, "submit": PLAIN, "blocks": [block], **others})


def long(characters: int) -> dict[str, str]:
    return {"type": "plain_text", "text": "x" * characters}


def field(**element: object) -> dict[str, Any]:
    return {**INPUT, "element": {"action_id": "a", **element}}


OPTION = {"text": PLAIN, "value": "v"}
SECTION = {"type": "section", "text": PLAIN}
CELL = {"type": "raw_text", "text": "x"}


@pytest.mark.parametrize("block", [
    SECTION,
    {"type": "section", "text": long(3_000)},
    {"type": "header", "text": long(150)},
    {"type": "context", "elements": [long(2_000)] * 5},
    {"type": "divider"},
    {"type": "actions", "elements": [{**BUTTON, "action_id": str(number)} for number in range(25)]},
    {"type": "table", "rows": [[CELL] * 20] * 100},
])  # fmt: skip
def test_what_fits_is_taken(block: dict[str, Any]) -> None:
    message(block)


@pytest.mark.parametrize("block", [
    {"type": "made_up"},
    {"type": "input", "label": PLAIN},
    {"type": "section"},
    {"type": "section", "text": "hello"},
    {"type": "section", "text": long(3_001)},
    {"type": "section", "text": long(0)},
    {"type": "section", "text": {"type": "plain_text", "text": " "}},
    {"type": "section", "text": {"type": "html", "text": "x"}},
    {"type": "section", "text": {"type": "plain_text", "text": "a & b"}},
    {"type": "section", "text": {"type": "plain_text", "text": "<b>"}},
    {"type": "section", "text": {"type": "plain_text", "text": "x", "verbatim": True}},
    {"type": "section", "text": PLAIN, "colour": "red"},
    {"type": "header", "text": long(151)},
    {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    {"type": "context", "elements": []},
    {"type": "context", "elements": [PLAIN] * 11},
    {"type": "context", "elements": [long(2_001)]},
    {"type": "divider", "text": PLAIN},
    {"type": "actions", "elements": []},
    {"type": "actions", "elements": [{**BUTTON, "action_id": str(number)} for number in range(26)]},
    {"type": "actions", "elements": [BUTTON, BUTTON]},
    {"type": "actions", "elements": [{**BUTTON, "text": long(76)}]},
    {"type": "actions", "elements": [{**BUTTON, "action_id": "x" * 256}]},
    {"type": "actions", "elements": [{**BUTTON, "accessibility_label": "x" * 76}]},
    {"type": "actions", "elements": [{**BUTTON, "url": "x" * 3_001}]},
    {"type": "actions", "elements": [{**BUTTON, "style": "plain"}]},
    {"type": "actions", "elements": [{**BUTTON, "type": "made_up"}]},
    {"type": "rich_text", "elements": []},
    {"type": "rich_text", "elements": [{"type": "made_up", "elements": []}]},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]},
    {"type": "table", "rows": []},
    {"type": "table", "rows": [[CELL]] * 101},
    {"type": "table", "rows": [[CELL] * 21]},
    {"type": "table", "rows": [[CELL], [CELL, CELL]]},
    {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
])  # fmt: skip
def test_what_does_not_fit_is_refused(block: dict[str, Any]) -> None:
    with pytest.raises(BlockError, match="invalid_blocks"):
        message(block)


@pytest.mark.parametrize(("text", "blocks", "code"), [
    (None, [], "no_text"),
    ("x" * 40_001, [], "invalid_blocks"),
    ("x", [SECTION] * 51, "invalid_blocks"),
    ("x", [{**SECTION, "block_id": "b"}] * 2, "invalid_blocks"),
    ("x", [{"type": "table", "rows": [[CELL]]}] * 2, "invalid_attachments"),
    ("x", [{"type": "section", "text": long(3_000)}] * 4, "msg_blocks_too_long"),
])  # fmt: skip
def test_what_does_not_fit_together_is_refused(text: str | None, blocks: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(BlockError) as caught:
        check_message(text, blocks)
    assert caught.value.code == code


@pytest.mark.parametrize("block", [
    field(type="plain_text_input", max_length=3_000, initial_value="x" * 3_000),
    field(type="radio_buttons", options=[OPTION] * 10, initial_option=OPTION),
    field(type="static_select", options=[OPTION] * 100),
    field(type="datepicker", initial_date="2026-11-23"),
])  # fmt: skip
def test_inputs_that_fit_are_taken(block: dict[str, Any]) -> None:
    modal(block)


@pytest.mark.parametrize("block", [
    field(type="made_up"),
    {**INPUT, "block_id": "x" * 256},
    {**INPUT, "label": long(2_001)},
    {**INPUT, "hint": long(2_001)},
    {**INPUT, "element": {"type": "plain_text_input"}},
    field(type="plain_text_input", max_length=3_001),
    field(type="plain_text_input", max_length=2, initial_value="xyz"),
    field(type="radio_buttons", options=[OPTION] * 11),
    field(type="radio_buttons", options=[]),
    field(type="radio_buttons", options=[{"text": long(76), "value": "v"}]),
    field(type="static_select", options=[OPTION] * 101),
    field(type="static_select", options=[{"text": PLAIN, "value": "x" * 151}]),
    field(type="static_select", options=[OPTION], initial_option={"text": PLAIN, "value": "w"}),
    field(type="datepicker", initial_date="tomorrow"),
    {"type": "table", "rows": [[CELL]]},
])  # fmt: skip
def test_inputs_that_do_not_fit_are_refused(block: dict[str, Any]) -> None:
    with pytest.raises(BlockError):
        modal(block)


@pytest.mark.parametrize("view", [
    {**MODAL, "type": "page"},
    {**MODAL, "title": long(25)},
    {**MODAL, "close": long(25)},
    {**MODAL, "submit": long(25)},
    {**MODAL, "blocks": [INPUT]},
    {**MODAL, "blocks": [SECTION] * 101},
    {**MODAL, "private_metadata": "x" * 3_001},
    {**MODAL, "callback_id": "x" * 256},
    {**MODAL, "made_up": True},
    {**MODAL, "blocks": [{"type": "section", "text": long(3_000)}] * 100},
    {"type": "home", "title": PLAIN, "blocks": []},
    {"type": "modal", "blocks": []},
])  # fmt: skip
def test_views_that_do_not_fit_are_refused(view: dict[str, Any]) -> None:
    with pytest.raises(BlockError):
        check_view(view)


async def test_only_the_bots_own_messages_are_amended(fake: FakeSlack, web: AsyncWebClient) -> None:
    room = fake.add_channel("T1", "C1")
    mine = str((await web.chat_postMessage(channel="C1", text="hello"))["ts"])
    other = Posted(channel="C1", ts=fake.stamp(), text="hi", blocks=[], user="U1")
    fake.teams["T1"].messages.append(other)
    await web.chat_update(channel="C1", ts=mine, text="bye")
    assert fake.teams["T1"].messages[0].text == "bye"
    assert await refused(web.chat_update(channel="C1", ts=other.ts, text="bye")) == "cant_update_message"
    assert await refused(web.chat_delete(channel="C1", ts=other.ts)) == "cant_delete_message"
    assert await refused(web.chat_update(channel="C9", ts=mine, text="bye")) == "channel_not_found"
    room.is_archived = True
    assert await refused(web.chat_update(channel="C1", ts=mine, text="bye")) == "is_inactive"
    room.is_archived = False
    await web.chat_delete(channel="C1", ts=mine)
    assert await refused(web.chat_delete(channel="C1", ts=mine)) == "message_not_found"
    assert fake.teams["T1"].messages == [other]


async def test_what_somebody_alone_saw_is_out_of_reach(fake: FakeSlack, web: AsyncWebClient) -> None:
    fake.add_channel("T1", "C1")
    whispered = Posted(channel="C1", ts=fake.stamp(), text="hi", blocks=[], is_ephemeral=True)
    fake.teams["T1"].messages.append(whispered)
    assert await refused(web.chat_update(channel="C1", ts=whispered.ts, text="bye")) == "message_not_found"


async def test_channels_are_told_of_as_they_are(fake: FakeSlack, web: AsyncWebClient) -> None:
    fake.add_channel("T1", "C1", "harbour", is_ext_shared=True)
    fake.add_channel("T1", "C2", is_private=True, has_bot=False)
    told = (await web.conversations_info(channel="C1"))["channel"]
    assert (told["name"], told["is_ext_shared"], told["is_shared"], told["is_member"]) == ("harbour", True, True, True)
    assert await refused(web.conversations_info(channel="C2")) == "channel_not_found"
    assert await refused(web.conversations_info(channel="C9")) == "channel_not_found"
