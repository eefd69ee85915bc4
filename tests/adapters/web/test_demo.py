"""The demo's bar: be anybody, let time pass. It is not there outside the demo."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.chat.events import ButtonPressed
from tests.adapters.web.browser import JSON, Browser, open_browser
from tests.adapters.web.world import ADA, START_AT, World, open_world

PAGE = {"Accept": "text/html"}


@pytest.fixture
async def demo() -> AsyncIterator[World]:
    async with open_world(is_demo=True, has_gallery=True) as opened:
        yield opened


@pytest.fixture
async def visitor(demo: World) -> AsyncIterator[Browser]:
    async with open_browser(demo.url) as opened:
        yield opened


async def test_a_newcomer_is_asked_who_to_be(demo: World, visitor: Browser) -> None:
    page = (await visitor.get("/")).text
    assert "Who do you want to be?" in page
    assert 'value="Bo Marchetti · Kitchen · leader"' in page
    answer = await visitor.act("/demo/become", PAGE, person="ada")
    assert answer.status == 303
    assert demo.controls.became == [ADA]
    assert "Ada Lindqvist" in (await visitor.get("/")).text


@pytest.mark.parametrize("typed", ["cy", "Cy Okafor · Office · admin", "okafor"])
async def test_people_are_found_by_what_is_typed(demo: World, visitor: Browser, typed: str) -> None:
    await visitor.act("/demo/become", PAGE, person=typed)
    assert "Cy Okafor</span>" in (await visitor.get("/")).text


@pytest.mark.parametrize("typed", ["", "  ", "nobody at all"])
async def test_nobody_is_nobody(demo: World, visitor: Browser, typed: str) -> None:
    assert (await visitor.act("/demo/become", PAGE, person=typed)).status == 404
    assert not demo.controls.became


async def test_whoever_one_is_the_browser_stays_the_same_viewer(demo: World, visitor: Browser) -> None:
    for person in ("ada", "bo"):
        await visitor.act("/demo/become", PAGE, person=person)
        await visitor.press("1|nothing")
    actors = [event.actor for event in demo.core.heard if isinstance(event, ButtonPressed)]
    assert [actor.account.external_id for actor in actors] == ["ada", "bo"]
    assert actors[0].viewer == actors[1].viewer


@pytest.mark.parametrize(("step", "by"), [("hour", timedelta(hours=1)), ("week", timedelta(weeks=1))])
async def test_time_passes(demo: World, visitor: Browser, step: str, by: timedelta) -> None:
    await visitor.act("/demo/become", PAGE, person="ada")
    answer = await visitor.act("/demo/move", JSON, step=step)
    assert demo.clock.now() >= START_AT + by
    assert set(answer.json) == {"day", "time"}


async def test_a_leap_in_time_signs_nobody_out(demo: World, visitor: Browser) -> None:
    await visitor.act("/demo/become", PAGE, person="ada")
    for _ in range(30):
        assert (await visitor.act("/demo/move", PAGE, step="week")).status == 303
    assert "Ada Lindqvist" in (await visitor.get("/")).text


async def test_time_passes_at_the_door_too(demo: World, visitor: Browser) -> None:
    csrf = await visitor.csrf()
    for _ in range(3):
        assert (await visitor.send("/demo/move", {"csrf": csrf, "step": "workday"})).status == 303


async def test_unknown_steps_and_foreign_requests_are_refused(demo: World, visitor: Browser) -> None:
    assert (await visitor.act("/demo/move", step="century")).status == 400
    assert (await visitor.send("/demo/move", {"csrf": "x", "step": "hour"})).status == 403
    assert (await visitor.send("/demo/become", {"csrf": "x", "person": "ada"})).status == 403
    assert demo.clock.now() < START_AT + timedelta(minutes=30)


async def test_outside_the_demo_there_is_no_bar_and_no_gallery(world: World, ada: Browser) -> None:
    assert "/demo/" not in (await ada.get("/")).text
    assert (await ada.act("/demo/become", person="bo")).status == 404
    assert (await ada.get("/gallery")).status == 404


async def test_the_gallery_shows_each_message_on_each_platform(visitor: Browser) -> None:
    page = (await visitor.get("/gallery")).text
    assert "Would you recommend us as a place to work?" in page
    assert '<span class="slack-button slack-primary">1</span>' in page
    assert page.count("<summary>JSON</summary>") == 4
