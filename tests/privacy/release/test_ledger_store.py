"""The ledger in the database: added once, read by all, withdrawn for good, on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot.clock.weeks import Block, Week
from bot.privacy.release.model import (
    Band,
    CellKey,
    Family,
    HeadCount,
    Participation,
    Period,
    PublishedCell,
    PublishedQuote,
    Release,
    State,
)
from bot.privacy.release.threshold import FLOOR, ThresholdError, effective_k, raise_k
from storage.database import Database
from storage.tables.ledger import thresholds
from storage.unit_of_work import UnitOfWork

WEEK = Week.parse("2026-W48")
PERIOD = Period(WEEK.block.first_week, WEEK.block.last_week)
FRIDAY = date(2026, 11, 27)
RELEASE = Release(window="overall:2968:2971", k=5, published_on=FRIDAY)


def shown(unit: str = "harbour", low: float = 3.5, measure: str = "overall") -> PublishedCell:
    return PublishedCell(
        key=CellKey(family=Family.OVERALL, unit=unit, period=PERIOD, measure=measure),
        unit_name="Harbour",
        question="overall-happy",
        state=State.SHOWN,
        published_on=FRIDAY,
        band=Band(low=low, high=None),
        people=HeadCount.SOME,
        participation=Participation.HIGH,
    )


def hidden(unit: str) -> PublishedCell:
    return replace(shown(unit), state=State.HIDDEN, band=None, people=None, participation=None)


async def keep(database: Database, cells: Sequence[PublishedCell], release: Release = RELEASE) -> bool:
    return await database.write(lambda tx: tx.ledger.publish(release, cells))


async def all_of(database: Database) -> list[PublishedCell]:
    return await database.read(lambda tx: list(tx.ledger.every_cell()))


async def test_cells_come_back_as_they_were_published(database: Database) -> None:
    cells = [shown("harbour", low=-12.5), hidden("quay")]

    assert await keep(database, cells)
    assert await all_of(database) == cells
    assert await database.read(lambda tx: tx.ledger.cell(cells[0].key)) == cells[0]
    assert await database.read(lambda tx: tx.ledger.cells_of(["quay"])) == cells[1:]
    assert await database.read(lambda tx: tx.ledger.cells_of(["quay"], families=[Family.DRIVER])) == []
    assert await database.read(lambda tx: tx.ledger.cells_of(["quay"], since=PERIOD.last.next())) == []
    assert await database.read(lambda tx: tx.ledger.published_on(FRIDAY, FRIDAY)) == cells


async def test_a_window_is_published_once_whoever_tries_again(database: Database) -> None:
    await keep(database, [shown(low=3.5)])

    assert not await keep(database, [shown(low=4.0), shown("quay")])
    assert await all_of(database) == [shown(low=3.5)]


async def test_a_cell_that_is_out_is_not_stated_anew_by_another_release(database: Database) -> None:
    await keep(database, [shown(low=3.5)])
    await keep(database, [shown(low=4.0)], replace(RELEASE, window="overall:2967:2971"))

    assert await all_of(database) == [shown(low=3.5)]


async def test_a_withdrawn_cell_is_gone_for_good(database: Database) -> None:
    cell = shown()
    await keep(database, [cell, hidden("quay")])

    assert await database.write(lambda tx: tx.ledger.withdraw(cell.key))
    assert not await database.write(lambda tx: tx.ledger.withdraw(cell.key))
    assert not await database.write(lambda tx: tx.ledger.withdraw(hidden("quay").key))
    await keep(database, [cell], replace(RELEASE, window="overall:2967:2971"))

    found = await database.read(lambda tx: tx.ledger.cell(cell.key))
    assert found is not None
    assert (found.state, found.band, found.people, found.participation) == (State.WITHDRAWN, None, None, None)


async def test_quotes_of_a_block_come_out_once(database: Database) -> None:
    quote = PublishedQuote(id="a1", unit="harbour", block=WEEK.block, question="friction-week", text="The till froze.")
    release = replace(RELEASE, window="quotes:2968:2971")

    assert await database.write(lambda tx: tx.ledger.publish_quotes(release, [quote]))
    assert not await database.write(lambda tx: tx.ledger.publish_quotes(release, [replace(quote, id="a2")]))
    assert await database.read(lambda tx: tx.ledger.quotes_of("harbour", WEEK.block)) == [quote]
    assert await database.read(lambda tx: tx.ledger.quotes_of("harbour", WEEK.block.next())) == []


async def test_k_rises_from_the_next_block_on_and_never_falls(database: Database) -> None:
    def k(block: Block) -> int:
        return ks[block]

    await database.write(lambda tx: raise_k(tx.ledger, 8, WEEK.block))
    blocks = (WEEK.block, WEEK.block.next(), Block(WEEK.block.ordinal + 9))
    ks = await database.read(lambda tx: {each: effective_k(tx.ledger, each) for each in blocks})

    assert [k(each) for each in blocks] == [FLOOR, 8, 8]
    for lower in (7, 8, 4, 0, -1, 1000):
        with pytest.raises(ThresholdError):
            await database.write(lambda tx, to=lower: raise_k(tx.ledger, to, WEEK.block))  # type: ignore[misc]


@pytest.mark.parametrize("k", [-3, 0, 1, 4])
async def test_no_row_of_the_database_brings_k_below_what_it_was(sqlite_database: Database, k: int) -> None:
    later = Block(WEEK.block.ordinal + 5)
    await keep(sqlite_database, [], replace(RELEASE, k=8))

    def tamper(tx: UnitOfWork) -> None:
        tx.connection.execute(thresholds.delete())
        tx.connection.execute(thresholds.insert(), {"first_block": later.ordinal, "k": k})

    await sqlite_database.write(tamper)
    assert await sqlite_database.read(lambda tx: effective_k(tx.ledger, later)) == 8
