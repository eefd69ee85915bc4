"""Every story is told on every platform and on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.world import World, open_world

PLATFORMS, DATABASES = ("slack", "teams", "web"), ("sqlite", "postgres")


@pytest.fixture(params=[f"{platform}-{database}" for platform in PLATFORMS for database in DATABASES])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """An organisation of four people, whose file was imported on Monday, 23 November 2026."""
    platform, _, database = request.param.partition("-")
    if database == "sqlite":
        url = f"sqlite:///{tmp_path / 'voxloop.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    async with open_world(platform, url, tmp_path) as opened:
        yield opened
