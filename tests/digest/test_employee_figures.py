"""What a change of a published figure means: better or worse for the people who work there."""

from datetime import date, timedelta

import pytest

from bot.clock.weeks import Block, Week
from bot.digest.employee_figures import employee_week
from bot.digest.model import Change
from bot.privacy.release.model import Family, Period, Release
from storage.database import Database
from tests.digest.figures import cell

TODAY = date(2026, 11, 24)
LAST_MONTH = TODAY - timedelta(days=28)


async def change(database: Database, family: Family, measure: str) -> list[Change]:
    """How a measure reads whose published share rose from a tenth to a half."""
    for day, band in ((LAST_MONTH, (5.0, 15.0)), (TODAY, (45.0, 55.0))):
        block = Week.of(day - timedelta(days=7)).block
        period = Period(block.first_week, block.last_week)
        told = cell(band, family=family, measure=measure, period=period, out_on=day)
        release = Release(window=str(day), k=5, published_on=day)
        await database.write(lambda tx, release=release, told=told: tx.ledger.publish(release, [told]))  # type: ignore[misc]
    week = await database.read(lambda tx: employee_week(tx.ledger, ["harbour"], (TODAY, TODAY)))
    return [each.change for each in week.out_now]


@pytest.mark.parametrize(
    ("family", "measure", "changes"),
    [
        (Family.FRICTION, "friction.slow-order-system", [Change.WORSE]),
        (Family.FRICTION, "friction.nothing", [Change.BETTER]),
        (Family.THEME, "theme.pay", []),
    ],
)
async def test_more_of_an_obstacle_is_worse_and_more_of_none_is_better(
    database: Database, family: Family, measure: str, changes: list[Change]
) -> None:
    assert await change(database, family, measure) == changes


async def test_a_figure_stands_beside_those_only_that_were_asked_in_the_same_words(database: Database) -> None:
    blocks = [Block(Week.of(TODAY).block.ordinal - ago) for ago in (3, 2, 1)]
    for block, question in zip(blocks, ("overall-good", "overall-happy", "overall-good"), strict=True):
        out_on = block.closes_at.date()
        period = Period(block.first_week, block.last_week)
        told = cell((3.0, 3.5), period=period, question=question, out_on=out_on)
        release = Release(window=str(block.ordinal), k=5, published_on=out_on)
        await database.write(lambda tx, release=release, told=told: tx.ledger.publish(release, [told]))  # type: ignore[misc]
    out_on = blocks[-1].closes_at.date()
    week = await database.read(lambda tx: employee_week(tx.ledger, ["harbour"], (out_on, out_on)))
    (figure,) = week.out_now
    assert [each.key.period.last for each in figure.before] == [blocks[0].last_week]
    assert figure.change is Change.STEADY
