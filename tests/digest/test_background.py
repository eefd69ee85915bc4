"""What a digest of a week is made of."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from bot.chat.intake import InteractionKind
from bot.clock.weeks import Week
from bot.digest.compile_digest import compile_digest, read_background, reading_about_company
from bot.digest.compose import WEIGHTS
from bot.digest.link_series import Links
from bot.insight.model import Mood
from bot.people.model import COMPANY
from bot.privacy.release.model import PublishedQuote, Release
from bot.station.model import Flag, Interaction, InteractionId, Source
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.digest.figures import WEEK

REPORTED = 130


async def test_every_fault_that_colleagues_reported_counts(database: Database) -> None:
    await database.write(_report)
    background = await database.read(lambda tx: read_background(tx, WEEK, WEIGHTS, Links()))
    assert len(background.flags) == REPORTED


async def test_customers_come_from_sources_as_people_call_them(database: Database) -> None:
    def heard(tx: UnitOfWork) -> None:
        tx.sources.save(Source(key="calls", name="Phone calls", parser="webvtt"))
        for number, source in enumerate(("calls", "calls", "gone")):
            tx.interactions.save(call(f"{number}", source))

    await database.write(heard)
    background = await database.read(lambda tx: read_background(tx, WEEK, WEIGHTS, Links()))
    assert dict(background.customers.sources) == {"Phone calls": 2, "gone": 1}


def call(name: str, source: str) -> Interaction:
    at = datetime.combine(WEEK.monday, time(12), tzinfo=UTC)
    return Interaction(
        id=InteractionId(name),
        source=source,
        external_id=name,
        digest=b"d",
        kind=InteractionKind.CALL,
        happened_at=at,
        received_at=at,
        language="en",
        mood=Mood.NEUTRAL,
    )


def _report(tx: UnitOfWork) -> None:
    day = WEEK.closes_at.date() - timedelta(days=1)
    for number in range(REPORTED):
        name = f"{number:032}"
        tx.flags.add(Flag(id=name, text="Stuck.", stage="buy", theme=None, language="en", day=day, shown_on=day))


async def test_quotes_stand_in_the_digest_of_the_week_that_ended_their_block_and_in_no_other(
    database: Database,
) -> None:
    block = WEEK.block
    quote = PublishedQuote(id="q", unit=COMPANY, block=block, question="overall-good", text="The till froze.")
    release = Release(window="quotes", k=5, published_on=block.closes_at.date())
    await database.write(lambda tx: tx.ledger.publish_quotes(release, [quote]))
    company = reading_about_company({})

    def told(tx: UnitOfWork, week: Week) -> Sequence[PublishedQuote]:
        return compile_digest(tx, company, read_background(tx, week, WEIGHTS, Links())).quotes

    assert await database.read(lambda tx: told(tx, block.last_week)) == (quote,)
    assert await database.read(lambda tx: told(tx, Week(block.last_week.ordinal - 1))) == ()
