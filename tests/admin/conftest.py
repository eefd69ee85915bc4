"""The house in which commands are given."""

import pytest

from bot.clock.clock import MovableClock
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.admin.house import House


@pytest.fixture
async def house(database: Database, keys: KeyDirectory, clock: MovableClock) -> House:
    """Ada the admin, Bo the leader and Cy, once on each kind of database."""
    house = House(database=database, keys=keys, clock=clock)
    await house.move_in()
    return house


@pytest.fixture
async def small_house(sqlite_database: Database, keys: KeyDirectory, clock: MovableClock) -> House:
    """The same house, on SQLite alone: for what does not depend on the database."""
    house = House(database=sqlite_database, keys=keys, clock=clock)
    await house.move_in()
    return house
