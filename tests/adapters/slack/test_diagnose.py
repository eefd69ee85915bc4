"""What `voxloop doctor` hears from Slack."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.diagnose import diagnose
from bot.config import Settings
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_world import ALL_SCOPES


@pytest.fixture
def fake() -> FakeSlack:
    fake = FakeSlack()
    fake.add_team("T1", token="xoxb-1")
    return fake


async def test_all_is_well(fake: FakeSlack) -> None:
    async with fake.serve() as url:
        facts = await diagnose(Settings(slack_bot_token="xoxb-1", slack_api_url=url))
    assert facts.problem == ""
    assert facts.needed <= facts.granted
    assert facts.now_at is not None
    assert abs(facts.now_at - datetime.now(UTC)) < timedelta(seconds=10)


async def test_a_scope_is_missing(fake: FakeSlack) -> None:
    fake.tokens["xoxb-1"].scopes = ALL_SCOPES - {"users:read.email"}
    async with fake.serve() as url:
        facts = await diagnose(Settings(slack_bot_token="xoxb-1", slack_api_url=url))
    assert facts.needed - facts.granted == {"users:read.email"}


@pytest.mark.parametrize(
    ("fault", "said"), [("invalid_auth", "does not accept"), ("http_500", "could not be asked"), ("odd", "refused")]
)
async def test_slack_says_no(fake: FakeSlack, fault: str, said: str) -> None:
    fake.fault("auth.test", fault)
    async with fake.serve() as url:
        facts = await diagnose(Settings(slack_bot_token="xoxb-1", slack_api_url=url))
    assert said in facts.problem
    assert facts.advice
    assert "xoxb-1" not in facts.problem + facts.advice


async def test_without_a_bot_token() -> None:
    assert "no bot token" in (await diagnose(Settings(slack_app_token="xapp-1"))).problem
    assert (await diagnose(Settings(slack_client_id="c", slack_client_secret="s"))).problem == ""
