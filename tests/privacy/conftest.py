"""Organisations to be attacked: on each platform over SQLite, and the page over both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.world import World, open_world


@pytest.fixture(params=["slack", "web"])
async def chat_world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """The organisation, once on Slack and once on the page."""
    async with open_world(request.param, _file(tmp_path), tmp_path) as opened:
        yield opened


@pytest.fixture
async def slack_world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world("slack", _file(tmp_path), tmp_path) as opened:
        yield opened


@pytest.fixture
async def page_world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world("web", _file(tmp_path), tmp_path) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgres"])
async def stored_world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """The organisation on the page, once on SQLite and once on PostgreSQL."""
    url = _file(tmp_path) if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url")
    async with open_world("web", url, tmp_path) as opened:
        yield opened


def _file(folder: Path) -> str:
    return f"sqlite:///{folder / 'voxloop.db'}"
