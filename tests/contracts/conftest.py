"""Every chat platform in turn, on every database that it keeps something in."""

from collections.abc import AsyncIterator

import pytest

from tests.contracts.chat_platforms import ON_EVERY_DATABASE, PLATFORMS, WITHOUT_DATABASE, Subject


@pytest.fixture(params=ON_EVERY_DATABASE)
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    name, _, database = request.param.partition("-")
    url = "" if name in WITHOUT_DATABASE else request.getfixturevalue(f"{database or 'sqlite'}_url")
    async with PLATFORMS[name](url) as opened:
        yield opened
