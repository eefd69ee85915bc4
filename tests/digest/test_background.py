"""What all digests of a week share."""

from datetime import timedelta

from bot.digest.compile_digest import read_background
from bot.digest.compose import WEIGHTS
from bot.digest.link_series import Links
from bot.station.model import Flag
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.digest.figures import WEEK

REPORTED = 130


async def test_every_fault_that_colleagues_reported_counts(database: Database) -> None:
    await database.write(_report)
    background = await database.read(lambda tx: read_background(tx, WEEK, WEIGHTS, Links()))
    assert len(background.flags) == REPORTED


def _report(tx: UnitOfWork) -> None:
    day = WEEK.closes_at.date() - timedelta(days=1)
    for number in range(REPORTED):
        name = f"{number:032}"
        tx.flags.add(Flag(id=name, text="Stuck.", stage="buy", theme=None, language="en", day=day, shown_on=day))
