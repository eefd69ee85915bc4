"""No page and no dialog has a fault that axe-core knows of, by day or by night, wide or narrow."""

from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.adapters.web.world import CHECK_IN, EVERYTHING, World
from tests.browser.conftest import OpenPage

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def assert_accessible(page: Page) -> None:
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
async def test_the_conversation(
    world: World, open_page: OpenPage, scheme: Literal["light", "dark"], width: int
) -> None:
    await world.post(EVERYTHING)
    await world.post(CHECK_IN)
    async with open_page(scheme=scheme, width=width) as page:
        await page.get_by_label("Write a command").fill("/voice help")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("You asked for: help")).to_be_visible()
        await assert_accessible(page)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_dialogs(world: World, open_page: OpenPage, scheme: Literal["light", "dark"]) -> None:
    await world.post(CHECK_IN)
    async with open_page(scheme=scheme) as page:
        await page.locator("#letter-1 .point").nth(2).click()
        await expect(page.locator("dialog")).to_be_visible()
        await assert_accessible(page)
        await page.get_by_label("What made it so?").fill("bad")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Please leave out names.")).to_be_visible()
        await assert_accessible(page)
        await page.goto(world.url + "/home")
        await assert_accessible(page)
        await page.get_by_role("button", name="Change the hour").click()
        await expect(page.locator("dialog")).to_be_visible()
        await assert_accessible(page)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", ["/", "/sign-in?token=x", "/gallery", "/nothing-here"])
async def test_pages_at_the_door(
    world: World, open_page: OpenPage, scheme: Literal["light", "dark"], path: str
) -> None:
    async with open_page(person=None, scheme=scheme) as page:
        await page.goto(world.url + path)
        await assert_accessible(page)


async def test_an_empty_conversation(open_page: OpenPage) -> None:
    async with open_page() as page:
        await assert_accessible(page)


async def test_a_page_without_a_script(world: World, open_page: OpenPage) -> None:
    await world.post(CHECK_IN)
    async with open_page(has_script=False) as page:
        await page.locator("#letter-1 .point").nth(2).click()
        await expect(page.get_by_role("dialog", name="Thank you, it is kept")).to_be_visible()
