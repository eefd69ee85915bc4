"""A served page and browsers without a screen."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.web.browser import Browser, open_browser
from tests.adapters.web.world import World, open_world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as opened:
        yield opened


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    """Nobody yet."""
    async with open_browser(world.url) as opened:
        yield opened


@pytest.fixture
async def ada(world: World, browser: Browser) -> Browser:
    """Ada, signed in."""
    await browser.sign_in(await world.token_for("ada"))
    return browser
