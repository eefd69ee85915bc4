"""The house of the commands' tests, with a team that is large enough to be asked."""

import pytest

from bot.clock.clock import MovableClock
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.admin.house import House
from tests.inbox.pier import MATES, move_in


@pytest.fixture
async def pier(database: Database, keys: KeyDirectory, clock: MovableClock) -> House:
    """Bo leads the pier, on which many work; once on each kind of database."""
    return await move_in(House(database=database, keys=keys, clock=clock))


@pytest.fixture
async def small_pier(sqlite_database: Database, keys: KeyDirectory, clock: MovableClock) -> House:
    """The same on SQLite alone: for what does not depend on the database."""
    assert len(MATES) > 5
    return await move_in(House(database=sqlite_database, keys=keys, clock=clock))
