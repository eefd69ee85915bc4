"""Organisations to be attacked: on each platform over SQLite, and the page over both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.world import World, open_world


@pytest.fixture(params=["slack", "web"])
async def chat_world(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The organisation, once on Slack and once on the page."""
    async with open_world(request.param, sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def slack_world(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world("slack", sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def page_world(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world("web", sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgres"])
async def stored_world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """The organisation on the page, once on SQLite and once on PostgreSQL."""
    async with open_world("web", request.getfixturevalue(f"{request.param}_url"), tmp_path) as opened:
        yield opened
