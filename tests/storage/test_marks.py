"""An event that arrives again is recognised for at least six hours, and forgotten soon after."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.clock.clock import MovableClock
from bot.privacy.marks import TURN, destroy_old_keys, event_mark, forget_old_marks, mark_of, turn_of
from storage.database import Database
from storage.key_directory import KeyDirectory


async def is_new(database: Database, keys: KeyDirectory, event_id: str, now: datetime) -> bool:
    mark = event_mark(keys, event_id, now)
    return await database.write(lambda work: work.marks.first_seen(mark))


async def count_marks(database: Database) -> int:
    both = "SELECT (SELECT count(*) FROM marks_even) + (SELECT count(*) FROM marks_odd)"
    return int(await database.read(lambda work: work.connection.scalar(text(both))))


async def test_an_event_is_new_once(database: Database, keys: KeyDirectory, clock: MovableClock) -> None:
    assert await is_new(database, keys, "Ev1", clock.now())
    assert not await is_new(database, keys, "Ev1", clock.now())
    assert await is_new(database, keys, "Ev2", clock.now())


async def test_an_event_is_known_for_six_hours_at_least(
    database: Database, keys: KeyDirectory, clock: MovableClock
) -> None:
    assert await is_new(database, keys, "Ev1", clock.now())
    clock.move(TURN)
    assert not await is_new(database, keys, "Ev1", clock.now())


async def test_a_table_is_emptied_before_its_next_turn(
    database: Database, keys: KeyDirectory, clock: MovableClock
) -> None:
    for n in range(3):
        await is_new(database, keys, f"Ev{n}", clock.now())
    clock.move(2 * TURN)
    assert await is_new(database, keys, "Ev0", clock.now())
    assert await count_marks(database) == 1


async def test_old_marks_and_their_keys_go_even_when_nothing_happens(
    database: Database, keys: KeyDirectory, clock: MovableClock
) -> None:
    await is_new(database, keys, "Ev1", clock.now())
    clock.move(TURN)
    await is_new(database, keys, "Ev2", clock.now())
    await upkeep(database, keys, clock.now())
    assert await count_marks(database) == 2
    assert len(keys.names("marks:")) == 2
    clock.move(TURN)
    await upkeep(database, keys, clock.now())
    assert await count_marks(database) == 1
    assert len(keys.names("marks:")) == 1
    clock.move(TURN)
    await upkeep(database, keys, clock.now())
    assert await count_marks(database) == 0
    assert keys.names("marks:") == []


async def upkeep(database: Database, keys: KeyDirectory, now: datetime) -> None:
    await database.write(lambda work: forget_old_marks(work.marks, now))
    destroy_old_keys(keys, now)


async def test_a_mark_is_not_kept_when_the_change_fails(
    database: Database, keys: KeyDirectory, clock: MovableClock
) -> None:
    mark = event_mark(keys, "Ev1", clock.now())
    with pytest.raises(ZeroDivisionError):
        await database.write(lambda work: work.marks.first_seen(mark) and 1 // 0)
    assert await is_new(database, keys, "Ev1", clock.now())


def test_turns_last_six_hours(clock: MovableClock) -> None:
    assert turn_of(clock.now() + TURN) == turn_of(clock.now()) + 1
    midnight = clock.now().replace(hour=0, minute=0)
    assert len({turn_of(midnight + timedelta(minutes=n)) for n in range(24 * 60)}) == 4


def test_a_mark_tells_nothing_without_the_key() -> None:
    assert mark_of(b"a" * 32, "Ev1") != mark_of(b"b" * 32, "Ev1")
    assert mark_of(b"a" * 32, "Ev1") == mark_of(b"a" * 32, "Ev1")
