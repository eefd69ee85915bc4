"""Every story is told on every platform and on both databases; of the six ways two are slow tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.world import World, open_world

QUICK = ("slack-sqlite", "teams-sqlite", "web-sqlite", "web-postgres")
"""Each platform and each database: no platform knows which database there is."""

SLOW = ("slack-postgres", "teams-postgres")


@pytest.fixture(params=[*QUICK, *(pytest.param(way, marks=pytest.mark.slow) for way in SLOW)])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """An organisation of four people, whose file was imported on Monday, 23 November 2026."""
    platform, _, database = request.param.partition("-")
    async with open_world(platform, request.getfixturevalue(f"{database}_url"), tmp_path) as opened:
        yield opened
