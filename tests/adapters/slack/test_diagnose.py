"""The doctor's questions to Slack, put to a local server that answers as Slack does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.diagnose import diagnose
from adapters.slack.install import BOT_SCOPES
from bot.config import Settings
from bot.doctor import check_platform

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-good",
    "SLACK_APP_TOKEN": "xapp-good",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
}


async def _answer(request: web.Request) -> web.Response:
    token = request.headers["Authorization"].removeprefix("Bearer ")
    kind = "xoxb" if request.path == "/api/auth.test" else "xapp"
    scopes = ["commands"] if token == "xoxb-narrow" else BOT_SCOPES
    if token == "xoxb-html":
        return web.Response(text="<html>", content_type="text/html")
    if not token.startswith(kind) or token.endswith("revoked"):
        return web.json_response({"ok": False, "error": "token_revoked"})
    return web.json_response(
        {"ok": True}, headers={"x-oauth-scopes": ",".join(scopes), "Date": format_datetime(NOON, usegmt=True)}
    )


@pytest.fixture
async def slack() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/api/{method}", _answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/api"))


def _settings(api_url: str, **changes: str) -> Settings:
    return Settings.read({**GOOD, "SLACK_API_URL": api_url, **changes})


async def test_good_credentials_get_no_complaint(slack: str) -> None:
    facts = await diagnose(_settings(slack))

    assert check_platform(facts).is_fine
    assert facts.now_at == NOON


async def test_missing_scopes_are_named(slack: str) -> None:
    finding = check_platform(await diagnose(_settings(slack, SLACK_BOT_TOKEN="xoxb-narrow")))

    assert not finding.is_fine
    assert "chat:write" in finding.says
    assert "commands" not in finding.says


@pytest.mark.parametrize(
    ("setting", "token"), [("SLACK_BOT_TOKEN", "xoxb-revoked"), ("SLACK_APP_TOKEN", "xapp-revoked")]
)
async def test_a_revoked_token_is_named_and_not_shown(slack: str, setting: str, token: str) -> None:
    facts = await diagnose(_settings(slack, **{setting: token}))

    assert setting in facts.problem
    assert "token_revoked" in facts.problem
    assert token not in facts.problem + facts.advice


@pytest.mark.parametrize("setting", GOOD)
async def test_what_does_not_look_right_is_said_before_slack_is_asked(setting: str) -> None:
    facts = await diagnose(_settings("http://127.0.0.1:9", **{setting: "oops"}))

    assert facts.problem == f"{setting} does not look like one."


async def test_without_a_way_in_nothing_can_arrive(slack: str) -> None:
    facts = await diagnose(_settings(slack, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=""))

    assert "SLACK_APP_TOKEN" in facts.advice


async def test_tokens_in_the_database_are_not_asked_about() -> None:
    assert check_platform(await diagnose(_settings("http://127.0.0.1:9", SLACK_BOT_TOKEN=""))).is_fine


async def test_slack_out_of_reach_is_said() -> None:
    facts = await diagnose(_settings("http://127.0.0.1:9"))
    assert "cannot be reached" in facts.problem


async def test_a_proxy_that_answers_instead_is_said(slack: str) -> None:
    facts = await diagnose(_settings(slack, SLACK_BOT_TOKEN="xoxb-html"))
    assert "cannot be reached" in facts.problem
