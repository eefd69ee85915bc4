"""What a single protection is worth: with it an attack finds nothing, and without it the same attack succeeds."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Table, text

from bot.clock.weeks import Week
from bot.privacy.release.cells import Plan, Unit, form_cells
from bot.privacy.release.model import SCORE, Contribution, Family, Measure, Period, PublishedCell, Release
from bot.privacy.seal import Seal
from bot.privacy.store import Sealed
from storage import ledger
from storage.database import Database
from storage.scrub import forget_order
from storage.statements import upsert
from storage.tables.privacy import answers
from storage.unit_of_work import UnitOfWork

BLOCK = Week.parse("2026-W48").block
PLAN = Plan(
    family=Family.OVERALL,
    period=Period(BLOCK.first_week, BLOCK.last_week),
    measures=(Measure(key="overall", question="overall-happy", scale=SCORE),),
    units={"pier": Unit(key="pier", name="Pier", invited=8)},
    k=5,
    published_on=date(2026, 12, 19),
)
OTHERS = (3, 3, 3, 3, 3, 3, 2)
TARGET = 4
"""What seven people and an eighth say, as points above the least."""


def formed(values: Sequence[int]) -> Sequence[PublishedCell]:
    return form_cells(PLAN, [Contribution(path=("pier",), values={"overall": value}) for value in values])


async def read_before_and_after_an_erasure(database: Database) -> list[PublishedCell]:
    """What stands in the ledger: first of eight people, then after one erased all that is kept of them."""
    seen: list[PublishedCell] = []
    release = Release(window="overall:2968:2971", k=5, published_on=PLAN.published_on)
    for values in ((*OTHERS, TARGET), OTHERS):
        cells = formed(values)
        await database.write(lambda tx, out=cells: tx.ledger.publish(release, out))  # type: ignore[misc]
        seen += await database.read(lambda tx: list(tx.ledger.every_cell()))
    return seen


def left_for_the_target(before: PublishedCell, after: PublishedCell) -> set[int]:
    """What the eighth can have said, to somebody who knows who erased and thinks that the figure follows."""
    with_, without = sums_of(before, 8), sums_of(after, 7)
    return {value for value in range(5) for rest in without if rest + value in with_}


def sums_of(cell: PublishedCell, people: int) -> set[int]:
    """The sums of so many people that a band leaves open."""
    assert cell.band is not None
    low, high = ((None if end is None else (end - 1) / 4) for end in (cell.band.low, cell.band.high))
    return {
        total
        for total in range(4 * people + 1)
        if (low is None or total / (4 * people) >= low) and (high is None or total / (4 * people) < high)
    }


async def test_an_erasure_after_publication_changes_nothing_to_compare(database: Database) -> None:
    before, after = await read_before_and_after_an_erasure(database)

    assert before == after


def put_in_its_stead(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    upsert(connection, table, row)
    return True


async def test_if_figures_were_stated_anew_an_erasure_would_give_the_answer_away(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "insert_new", put_in_its_stead)
    monkeypatch.setattr(ledger, "insert_new_rows", upsert)
    before, after = await read_before_and_after_an_erasure(sqlite_database)

    assert left_for_the_target(before, before) == {0, 1, 2, 3, 4}
    assert left_for_the_target(before, after) == {TARGET}


PEOPLE = 60
KEPT = "CREATE TABLE kept (group_name TEXT, place BLOB, value BLOB, PRIMARY KEY (group_name, place))"
STAMPED = (
    "CREATE TABLE stamped (group_name TEXT, place BLOB, value BLOB, at INTEGER, PRIMARY KEY (group_name, place)) "
    "WITHOUT ROWID"
)
CHANCE = 6
"""So many of sixty are matched by chance now and then; about one is on average."""


class Watcher:
    """Saw in which order, and when, people pressed; the thief of the file compares."""

    def __init__(self) -> None:
        self.seal = Seal(b"k" * 32)
        self.order = [f"person{n}" for n in range(PEOPLE)]
        random.Random(7).shuffle(self.order)
        self.began_at = datetime.fromisoformat("2026-11-25T10:00+00:00")

    def records(self) -> list[tuple[Sealed, datetime]]:
        found = []
        for number, person in enumerate(self.order):
            place = self.seal.place(person, "overall-happy")
            record = Sealed(group="1", place=place, value=self.seal.close(place, {"s": 3}))
            found.append((record, self.began_at + timedelta(seconds=number)))
        return found

    def matched(self, places: Sequence[bytes]) -> int:
        """How many people are matched with their record if the records lie in the order in which people came."""
        return sum(
            self.seal.place(who, "overall-happy") == place for who, place in zip(self.order, places, strict=True)
        )


async def places(database: Database, query: str) -> list[bytes]:
    return await database.read(lambda tx: [bytes(row[0]) for row in tx.connection.execute(text(query))])


async def answer_one_after_the_other(database: Database, watcher: Watcher) -> None:
    for record, _ in watcher.records():
        await database.write(lambda tx, each=record: tx.answers.put(each))  # type: ignore[misc]


async def test_the_order_of_records_matches_nobody_on_sqlite(sqlite_database: Database) -> None:
    watcher = Watcher()
    await answer_one_after_the_other(sqlite_database, watcher)

    assert watcher.matched(await places(sqlite_database, "SELECT place FROM answers")) < CHANCE


async def test_with_hidden_row_numbers_it_would_match_everybody(sqlite_database: Database) -> None:
    watcher = Watcher()

    def write(tx: UnitOfWork) -> None:
        tx.connection.execute(text(KEPT))
        for each, _ in watcher.records():
            row = {"g": each.group, "p": each.place, "v": each.value}
            tx.connection.execute(text("INSERT INTO kept VALUES (:g, :p, :v)"), row)

    await sqlite_database.write(write)
    assert watcher.matched(await places(sqlite_database, "SELECT place FROM kept ORDER BY rowid")) == PEOPLE


async def test_on_postgres_it_would_match_everybody_if_rows_were_not_mixed(postgres_database: Database) -> None:
    database = postgres_database
    watcher = Watcher()
    await answer_one_after_the_other(database, watcher)
    for order in ("ctid", "xmin::text::bigint"):
        assert watcher.matched(await places(database, f"SELECT place FROM answers ORDER BY {order}")) == PEOPLE  # noqa: S608 - two words of ours
    await forget_order(database)

    for order in ("ctid", "xmin::text::bigint, ctid"):
        assert watcher.matched(await places(database, f"SELECT place FROM answers ORDER BY {order}")) < CHANCE  # noqa: S608 - as above


@pytest.mark.parametrize("column", [column.name for column in answers.columns])
async def test_no_column_of_a_record_tells_when_it_came(database: Database, column: str) -> None:
    watcher = Watcher()
    await answer_one_after_the_other(database, watcher)
    await forget_order(database)

    assert watcher.matched(await places(database, f"SELECT place FROM answers ORDER BY {column}, place")) < CHANCE  # noqa: S608 - names of our own columns


async def test_with_a_time_in_each_record_it_would_match_everybody(sqlite_database: Database) -> None:
    watcher = Watcher()

    def write(tx: UnitOfWork) -> None:
        tx.connection.execute(text(STAMPED))
        for each, at in watcher.records():
            row = {"g": each.group, "p": each.place, "v": each.value, "at": int(at.timestamp())}
            tx.connection.execute(text("INSERT INTO stamped VALUES (:g, :p, :v, :at)"), row)

    await sqlite_database.write(write)
    assert watcher.matched(await places(sqlite_database, "SELECT place FROM stamped")) < CHANCE
    assert watcher.matched(await places(sqlite_database, "SELECT place FROM stamped ORDER BY at")) == PEOPLE
