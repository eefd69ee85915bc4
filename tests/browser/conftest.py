"""A real Chromium, where one is found; nothing is ever downloaded."""

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.adapters.web.world import World, open_world

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

OpenPage = Callable[..., AbstractAsyncContextManager[Page]]


def find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a browser, and says so where there is none."""
    is_missing = find_chromium() is None
    for item in items:
        if item.path.parent != Path(__file__).parent:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if is_missing:
            item.add_marker(pytest.mark.skip(reason=f"no Chromium: set CHROMIUM or install one of {', '.join(NAMES)}"))


@pytest_asyncio.fixture(loop_scope="session")
async def world() -> AsyncIterator[World]:
    async with open_world(is_demo=True, has_gallery=True) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
def open_page(world: World, chromium: Browser) -> OpenPage:
    """Opens a page as somebody, on a laptop or a phone, by day or by night; fails on any error of its script."""

    @asynccontextmanager
    async def opened(
        *,
        person: str | None = "ada",
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        has_script: bool = True,
    ) -> AsyncIterator[Page]:
        context = await chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=has_script,
            reduced_motion="reduce",
        )
        page = await context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
        await page.goto(world.url)
        if person is not None:
            await page.locator(f".personas button[value={person}]").click()
            await page.locator("#log").wait_for()
            await page.wait_for_load_state("load")  # only then the script listens
        yield page
        assert not errors
        await context.close()

    return opened
