"""The driver that tells stories on the page sees what people see."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.web.world import CHECK_IN, EVERYTHING, World
from tests.scenarios.driver import ChatDriver, Seen
from tests.scenarios.web_driver import WebDriver


@pytest.fixture
async def driver(world: World) -> AsyncIterator[ChatDriver]:
    async with WebDriver(world.url, world.token_for) as opened:
        yield opened


async def test_a_message_is_read_from_top_to_bottom(world: World, driver: ChatDriver) -> None:
    await world.post(CHECK_IN)
    (seen,) = await driver.inbox("ada")
    assert seen.kind == "message"
    assert seen.text.splitlines() == [
        "Good morning, Ada! One question today.",
        "How well could you serve customers this week?",
        *"12345",
        "Not at all",
        "Very well",
        "Catch up",
        "My answers",
        "Not today",
        "Only shown in groups of five or more. You can change your answer until Saturday, 12:00 UTC.",
    ]
    assert seen.buttons == ("1", "2", "3", "4", "5", "Catch up", "My answers", "Not today")


async def test_a_story_of_an_answer(world: World, driver: ChatDriver) -> None:
    await world.post(CHECK_IN)
    (message,) = await driver.inbox("ada")
    form = await driver.press("ada", message, "4")
    assert (form.kind, form.fields) == ("form", ("score", "comment"))
    refused = await driver.submit("ada", form, {"comment": "bad"})
    assert refused.kind == "form"
    assert refused.text.startswith("Please leave out names.")
    saved = await driver.submit("ada", refused, {"comment": "good"})
    assert saved == Seen(kind="whisper", text="Saved. You can change it until Saturday.")
    assert (await driver.press("ada", form, "Delete my answer")).text == "Deleted"
    assert [message] == await driver.inbox("ada")


async def test_fields_keep_what_stood_in_them(world: World, driver: ChatDriver) -> None:
    home = await driver.home("ada")
    settings = await driver.press("ada", home, "Change the hour")
    assert "Ada" in settings.text.splitlines()
    await driver.submit("ada", settings, {"hour": "9", "until": "2026-12-31"})
    values = getattr(world.core.heard[-1], "values")  # noqa: B009 - the last event is a submission
    assert {name: str(value) for name, value in values.items()} == {
        "hour": "9",
        "language": "None",
        "until": "2026-12-31",
        "nickname": "Ada",
    }


async def test_commands_and_other_effects(world: World, driver: ChatDriver) -> None:
    assert (await driver.command("ada", "help")).text == "You asked for: help"
    assert (await driver.command("ada", "post")).kind == "message"
    await world.post(EVERYTHING)
    seen = (await driver.inbox("ada"))[-1]
    assert "Open the guide" in seen.buttons
    assert (await driver.press("ada", seen, "Exchange")).text == "Exchanged"
    assert (await driver.press("ada", seen, "Slow tools")).kind == "nothing"
