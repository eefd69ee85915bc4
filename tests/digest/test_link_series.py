"""What the search for links is fed with: figures as the ledger shows them at that moment, and no longer."""

from datetime import UTC, datetime, time

from bot.chat.intake import ConsentState, InteractionKind
from bot.clock.weeks import Block
from bot.digest.link import LEAST_PERIODS
from bot.digest.link_series import FEWEST, Links
from bot.insight.model import Mood
from bot.privacy.release.model import CellKey, Family, Period, PublishedCell, Release
from bot.station.model import Interaction, InteractionId
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.digest.figures import WEEK, cell

SITES = ("dublin", "krakow", "malang")
LAST = WEEK.block
BLOCKS = [Block(LAST.ordinal - ago) for ago in range(LEAST_PERIODS, -1, -1)]


async def test_what_was_worked_out_from_a_figure_is_gone_with_it(database: Database) -> None:
    await database.write(lambda tx: _fill(tx, SITES))
    links = Links()
    assert await database.read(lambda tx: links.by(tx, LAST.last_week, SITES)) == ((), True)

    await database.write(lambda tx: tx.ledger.withdraw(_key("krakow", BLOCKS[4])))

    assert await database.read(lambda tx: links.by(tx, LAST.last_week, SITES)) == ((), False)


async def test_a_week_without_customers_of_some_site_does_not_speak_for_the_weeks_after_it(database: Database) -> None:
    await database.write(lambda tx: _fill(tx, SITES))
    links = Links()
    assert await database.read(lambda tx: links.by(tx, LAST.last_week, SITES[:2])) == ((), False)
    assert await database.read(lambda tx: links.by(tx, LAST.last_week.next(), SITES)) == ((), True)


async def test_what_stays_as_it_was_is_worked_out_once(database: Database) -> None:
    await database.write(lambda tx: _fill(tx, SITES))
    links = Links()
    before = await database.read(lambda tx: links.by(tx, LAST.last_week, SITES))
    again = await database.read(lambda tx: links.by(tx, LAST.last_week.next(), SITES))
    assert again is before


def _fill(tx: UnitOfWork, sites: tuple[str, ...]) -> None:
    cells = [_cell(site, block) for site in sites for block in BLOCKS]
    tx.ledger.publish(Release(window="all", k=5, published_on=LAST.closes_at.date()), cells)
    for site in sites:
        for block in BLOCKS:
            for nth in range(FEWEST):
                tx.interactions.save(_met(site, block, nth))


def _cell(site: str, block: Block) -> PublishedCell:
    low = 2.0 + block.ordinal % 3 / 2
    period = Period(block.first_week, block.last_week)
    return cell((low, low + 0.5), family=Family.SITE, unit=site, measure="site", period=period)


def _key(site: str, block: Block) -> CellKey:
    return _cell(site, block).key


def _met(site: str, block: Block, nth: int) -> Interaction:
    name = f"{site}-{block.ordinal}-{nth}"
    day = datetime.combine(block.starts_on, time(12), tzinfo=UTC)
    return Interaction(
        id=InteractionId(name),
        source="calls",
        external_id=name,
        digest=name.encode(),
        kind=InteractionKind.CALL,
        happened_at=day,
        received_at=day,
        language="en",
        site=site,
        mood=Mood.NOT_SCORED,
        frictions=("late",) if nth < block.ordinal % 4 else (),
        consent=ConsentState.GIVEN,
    )
