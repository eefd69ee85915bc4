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
    async with open_world(platform, request.getfixturevalue(f"{database}_url"), tmp_path) as opened:
        yield opened
