"""A thief of the database without the keys learns neither what was answered nor who answered."""

import hashlib
import hmac
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.web.refs import WORKSPACE
from bot.chat.actions import ActionRef
from bot.chat.events import ButtonPressed
from bot.chat.ids import AccountRef, Actor
from bot.clock.weeks import Week
from bot.privacy.keys import KeyDestroyedError
from bot.privacy.seal import Seal, SealBrokenError
from bot.privacy.store import Sealed
from bot.pulse.bank import Family, of_family
from bot.pulse.fold_week import fold_some
from bot.pulse.model import week_key_name
from storage.database import Database
from storage.scrub import scrub
from storage.tables.schema import ORDER_MUST_NOT_TELL, whole_schema
from tests.privacy.thief import CANARY, all_rows, answer, changed, sealed, stolen_bytes
from tests.scenarios.world import World

WEEK = Week.parse("2026-W48")
SEALED_TABLES = {"answers", "accumulators", "pending_comments", "threads"}
FLAGS = {"flags"}
"""What people reported: public from the day after, and its order would tell who was at it when."""

UNORDERED = {table.name for table in whole_schema().sorted_tables if table.info.get(ORDER_MUST_NOT_TELL)}
MARKS = {"marks_even", "marks_odd", "mark_turns"}


async def test_answering_touches_nothing_but_the_sealed_row_and_the_mark(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    latest = await world.latest("Ana")  # signs in on the way
    before = await all_rows(world)
    form = await world.press("Ana", latest, "2")
    assert changed(before, await all_rows(world)) - MARKS == {"answers"}
    before = await all_rows(world)
    form = await world.submit("Ana", form, comment=CANARY, consent="words")
    assert changed(before, await all_rows(world)) - MARKS == {"answers"}
    for label in ("Change", "3", "Delete"):
        before = await all_rows(world)
        form = await world.press("Ana", form, label)
        assert changed(before, await all_rows(world)) <= {"answers"} | MARKS


async def test_looking_at_the_own_answers_leaves_no_trace(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    before = await all_rows(world)
    await world.home("Ana")
    await world.press("Ana", await world.latest("Ana"), "Catch up")
    await world.command("Ana", "my answers")
    await world.command("Ana", "my data")
    assert changed(before, await all_rows(world)) <= MARKS


async def test_sealed_rows_hold_a_group_a_place_and_bytes_marks_nothing_else_and_flags_no_time() -> None:
    columns = {table.name: set(table.c.keys()) for table in whole_schema().sorted_tables}
    assert all(columns[name] == {"group_name", "place", "value"} for name in SEALED_TABLES)
    assert columns["marks_even"] == columns["marks_odd"] == {"mark"}
    assert columns["mark_turns"] == {"parity", "turn"}
    assert {"stage", "theme", "language", "text", "id", "day", "shown_on", "person_id"} == columns["flags"]
    assert SEALED_TABLES | FLAGS | {"marks_even", "marks_odd"} <= UNORDERED


@pytest.mark.parametrize("table", sorted(UNORDERED))
async def test_no_table_whose_order_must_not_tell_counts_its_rows(sqlite_database: Database, table: str) -> None:
    with pytest.raises(Exception, match="no such column: rowid"):
        await sqlite_database.read(lambda tx: tx.connection.execute(text(f"SELECT rowid FROM {table}")).all())  # noqa: S608 - our own names
    counted = await sqlite_database.read(
        lambda tx: tx.connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")).all()
    )
    assert counted == []


async def test_the_files_hold_no_word_of_an_answer_and_no_place_that_can_be_computed(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    ana = await world.person("Ana")
    (row,) = await sealed(world)
    stolen = stolen_bytes(world)
    assert row.place in stolen  # what is looked for below would be found
    assert CANARY.encode() not in stolen
    assert CANARY[:8].encode() not in row.value
    assert ana.id.encode() not in row.place + row.value
    known = [each.key for family in Family for each in of_family(family)]
    guesses = {digest for key in known for digest in _digests(ana.id, key)}
    assert row.place not in guesses


def _digests(person: str, question: str) -> set[bytes]:
    """Places as they could be computed by whoever knows people and questions, but no key."""
    parts = f"{person}\x1f{question}".encode()
    empty = hmac.digest(b"", b"voxloop place", "sha256")
    keys = (b"", b"voxloop place", empty, hmac.digest(bytes(32), b"voxloop place", "sha256"))
    return {hashlib.sha256(parts).digest(), *(hmac.digest(key, parts, "sha256") for key in keys)}


async def test_one_person_stands_in_another_place_in_every_week_question_and_window(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    await world.until("2026-11-26T10:00")
    await answer(world, "Ana")
    first = await sealed(world)
    await world.until("2026-12-02T15:00")
    await answer(world, "Ana")
    second = await sealed(world)
    accumulators = await world.cellar.database.read(
        lambda tx: [each for group in tx.accumulators.groups() for each in tx.accumulators.take(group, 100)]
    )
    places = [each.place for each in (*first, *second, *accumulators)]
    assert len(first) == 2
    assert len(accumulators) == 1, "that of the week's own question was published and ended"
    assert len(places) == len(set(places))


async def test_a_mark_cannot_be_computed_from_the_event_that_it_is_of(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    before = await all_rows(world)
    account = AccountRef(workspace=WORKSPACE, external_id=world.accounts["Ana"])
    mine = ActionRef("pulse.mine", (str(WEEK),))
    known = "a happening that was written down elsewhere"
    await world.house.dispatch.handle(
        ButtonPressed(event_id=known, actor=Actor(account=account), action=mine, place=None)
    )
    after = await all_rows(world)
    ((mark,),) = (row for name in ("marks_even", "marks_odd") for row in after[name] - before[name])
    assert isinstance(mark, bytes)
    guesses = (hashlib.sha256(known.encode()).digest(), hmac.digest(b"", known.encode(), "sha256"), known.encode())
    assert not any(mark[:8] in guess for guess in guesses)
    assert len(mark) == 16


async def test_a_bare_answer_and_one_with_a_short_comment_have_the_same_size(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    await world.press("Ana", await world.latest("Ana"), "2")
    await answer(world, "Ben", "5", "Fine.")
    await answer(world, "Cleo", "3", "It took the whole of the afternoon, and then it took the evening as well.")
    assert len({len(row.value) for row in await sealed(world)}) == 1


async def test_the_same_answer_sealed_twice_does_not_look_the_same(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    latest = await world.latest("Ana")
    await world.press("Ana", latest, "2")
    (one,) = await sealed(world)
    await world.press("Ana", latest, "2")
    (two,) = await sealed(world)
    assert (one.place, len(one.value)) == (two.place, len(two.value))
    assert one.value != two.value


def test_with_another_key_everybody_stands_elsewhere() -> None:
    one, other = Seal(b"1" * 32), Seal(b"2" * 32)
    assert one.place("Ana", "anchor") == one.place("Ana", "anchor")
    assert one.place("Ana", "anchor") != other.place("Ana", "anchor")
    assert one.place("Ana", "anchor") != one.place("Ben", "anchor") != one.place("Ben", "mood")


async def test_a_row_that_was_moved_or_changed_opens_for_nobody(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    (row,) = await sealed(world)
    seal = Seal(world.cellar.keys.get_or_create(week_key_name(WEEK)))
    assert seal.open(row.place, row.value)["t"] == CANARY
    elsewhere = seal.place("Ben", "anchor")
    for place, value in ((elsewhere, row.value), (row.place, row.value[:-1] + bytes([row.value[-1] ^ 1]))):
        with pytest.raises(SealBrokenError):
            seal.open(place, value)
    with pytest.raises(SealBrokenError):
        Seal(bytes(32)).open(row.place, row.value)


async def test_after_the_fold_neither_rows_nor_keys_of_the_week_are_left_in_any_file(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    for name in ("Ana", "Ben", "Cleo"):
        await answer(world, name, comment=CANARY * 12)
    rows = await sealed(world)
    key = world.cellar.keys.get_or_create(week_key_name(WEEK))
    assert rows
    assert all(row.value[:64] in stolen_bytes(world) for row in rows)
    await world.until("2026-11-28T11:59")
    world.clock.move(timedelta(minutes=2))
    await world.house.chores.fold(world.clock.now())
    stolen = stolen_bytes(world)
    assert not any(row.value[:64] in stolen or row.place in stolen for row in rows)
    assert all(key not in file.read_bytes() for file in _files(world.settings.key_directory))
    assert not list(world.settings.key_directory.glob(f"week_{WEEK.ordinal}*"))


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


async def test_records_are_taken_in_the_order_of_their_places_and_not_of_time(database: Database) -> None:
    came = [Sealed(group="1", place=bytes([n]) * 32, value=b"x") for n in (7, 3, 9, 1, 8, 2, 6, 4)]
    for each in came:
        await database.write(lambda tx, each=each: tx.answers.put(each))  # type: ignore[misc]  # bound at once
    taken = await database.read(lambda tx: tx.answers.take("1", 5))
    assert [each.place[0] for each in taken] == [1, 2, 3, 4, 6]


async def test_the_tally_knows_no_comment_and_the_comment_no_score_or_person(stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana", "2")
    ana = await world.person("Ana")
    await world.until("2026-11-28T18:00")
    keys, database = world.cellar.keys, world.cellar.database
    comments = await database.read(lambda tx: tx.pending_comments.take(str(WEEK.block.ordinal), 10))
    opened = [
        Seal(keys.get_or_create(f"comments:{WEEK.block.ordinal}")).open(each.place, each.value) for each in comments
    ]
    assert [each["t"] for each in opened] == [CANARY]
    assert not {"s", "p", "v"} & opened[0].keys()
    tallies = await database.read(
        lambda tx: [each for group in tx.accumulators.groups() for each in tx.accumulators.take(group, 9)]
    )
    told = json.dumps(
        [Seal(keys.get_or_create(f"window:{each.group}")).open(each.place, each.value) for each in tallies]
    )
    assert CANARY not in told
    assert ana.id not in told + json.dumps(opened)


async def test_a_backup_of_the_open_week_is_dead_once_the_week_was_folded(page_world: World, tmp_path: Path) -> None:
    world = page_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    await scrub(world.cellar.database)
    backup = tmp_path / "backup" / "voxloop.db"
    backup.parent.mkdir()
    shutil.copy(world.settings.database_url.removeprefix("sqlite:///"), backup)
    await world.until("2026-11-28T18:00")
    with pytest.raises(KeyDestroyedError):
        world.cellar.keys.get_or_create(week_key_name(WEEK))
    restored = Database.open(f"sqlite:///{backup}")
    try:
        tallies = await restored.read(lambda tx: tx.accumulators.groups())
        assert len(await restored.read(lambda tx: tx.answers.take(str(WEEK.ordinal), 10))) == 1
        folded = await restored.write(lambda tx: fold_some(tx, world.cellar.keys, WEEK))
        assert (folded.folded, folded.unreadable) == (0, 1)
        assert await restored.read(lambda tx: (tx.answers.groups(), tx.accumulators.groups())) == ([], tallies)
    finally:
        await restored.close()


async def test_nobody_but_their_owner_may_open_database_and_keys(page_world: World) -> None:
    world = page_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    database = Path(world.settings.database_url.removeprefix("sqlite:///"))
    for file in (*database.parent.glob(f"{database.name}*"), *_files(world.settings.key_directory)):
        assert file.stat().st_mode & 0o077 == 0, file.name
    assert world.settings.key_directory.stat().st_mode & 0o077 == 0
