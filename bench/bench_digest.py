"""How fast a company's digests are made, and that this does not depend on how long it has been listening.

A company of 10,000 people in 1,000 teams on SQLite; what is measured is one core's time for compiling and rendering all
leaders' digests of a week, with 1, 26 and 104 weeks of figures behind them, and what publishing a window takes.
"""

import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from adapters.slack.render import render_message
from bench.table import BenchRow, more_is_better, to_markdown
from bot.chat.words import words_for
from bot.clock.weeks import Week
from bot.digest.compile_digest import Background, Reading, compile_digest, read_background
from bot.digest.compose import WEIGHTS
from bot.digest.link import FALSE_DISCOVERIES
from bot.digest.link_series import Links
from bot.digest.messages import digest_message
from bot.privacy.release.cells import Plan, Unit, form_cells
from bot.privacy.release.model import (
    SCORE,
    Band,
    CellKey,
    Contribution,
    Family,
    HeadCount,
    Measure,
    Participation,
    Period,
    PublishedCell,
    Release,
    State,
)
from storage.database import Database
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from tests.digest.companies import Company, figures_of

TEAMS = 1_000
WEEKS_BEHIND = (1, 26, 104)
LEAST_A_SECOND = 100
PEOPLE = (10_000, 100_000)
EFFECTS = (0.3, 0.4, 0.5)
SEEDS = 60
MOST_SECONDS = 10.0
"""Nobody asked for a figure here: a window is published once, in the background."""


def rows() -> list[BenchRow]:
    """All figures of this file."""
    return [
        *(_digests(weeks) for weeks in WEEKS_BEHIND),
        *(_publishing(people) for people in PEOPLE),
        *(_power(effect) for effect in EFFECTS),
        _false_alarms(),
    ]


def _power(effect: float) -> BenchRow:
    """How often a planted link is found: 12 sites, two years of blocks, three measures on each side, three lags."""
    company = Company(effect=effect)
    return more_is_better(
        name=f"a planted link of {effect} found ({company.units} sites, {4 * company.periods} weeks)",
        measured=figures_of(company, range(SEEDS)).found,
        unit="of all companies",
        baseline_name="power asked for",
        baseline=0.8,
        target=1.0,
        note="Smaller effects are found less often, which is the price of claiming none that is not there.",
    )


def _false_alarms() -> BenchRow:
    alarms = figures_of(Company(effect=0.0), range(SEEDS)).false_alarms
    return more_is_better(
        name=f"companies without a link of which none was claimed ({SEEDS} companies)",
        measured=1 - alarms,
        unit="of all companies",
        baseline_name="stated level",
        baseline=1 - FALSE_DISCOVERIES,
        target=1.0,
    )


def _digests(weeks: int) -> BenchRow:
    with tempfile.TemporaryDirectory() as folder:
        seconds = asyncio.run(_make_all(Path(folder), weeks))
    return more_is_better(
        name=f"digests compiled and rendered, {weeks} weeks of figures behind them",
        measured=TEAMS / seconds,
        unit="digests/s of one core",
        baseline_name="what was asked for",
        baseline=LEAST_A_SECOND,
        target=1.0,
    )


async def _make_all(folder: Path, weeks: int) -> float:
    """Processor seconds for the digests of all leaders."""
    url, week = f"sqlite:///{folder / 'digest.db'}", Week.of(datetime.now(UTC).date())
    migrate(url)
    database = Database.open(url)
    try:
        for ordinal in range(week.ordinal - weeks + 1, week.ordinal + 1):
            await database.write(partial(_publish_week, week=Week(ordinal)))
        started = time.process_time()
        background = await database.read(lambda tx: read_background(tx, week, WEIGHTS, Links()))
        for first in range(0, TEAMS, 100):
            await database.read(partial(_make_some, background=background, first=first))
        return time.process_time() - started
    finally:
        await database.close()


def _make_some(tx: UnitOfWork, *, background: Background, first: int) -> None:
    words = words_for("en")
    for team in range(first, first + 100):
        reading = Reading(unit=f"team-{team}", unit_name=f"Team {team}", units=(f"team-{team}",))
        render_message(digest_message(words, compile_digest(tx, reading, background), "Ana", ()))


def _publish_week(tx: UnitOfWork, *, week: Week) -> None:
    """A weekly figure of each team, and a driver's of each."""
    draw = random.Random(week.ordinal)
    cells = [_cell(team, family, week, draw) for team in range(TEAMS) for family in (Family.WEEKLY, Family.DRIVER)]
    tx.ledger.publish(Release(window=f"bench:{week}", k=5, published_on=week.closes_at.date()), cells)


def _cell(team: int, family: Family, week: Week, draw: random.Random) -> PublishedCell:
    low = draw.choice((2.0, 2.5, 3.0, 3.5))
    measure = "tools" if family is Family.DRIVER else "weekly"
    return PublishedCell(
        key=CellKey(family=family, unit=f"team-{team}", period=Period(week, week), measure=measure),
        unit_name=f"Team {team}",
        question="q",
        state=State.SHOWN,
        published_on=week.closes_at.date(),
        band=Band(low=low, high=low + 0.5),
        people=HeadCount.SOME,
        participation=Participation.HIGH,
    )


def _publishing(people: int) -> BenchRow:
    week = Week.of(datetime.now(UTC).date())
    contributions = [_contribution(n) for n in range(people)]
    units = {unit: Unit(key=unit, name=unit, invited=10) for each in contributions for unit in each.path}
    plan = Plan(
        family=Family.OVERALL,
        period=Period(week.block.first_week, week.block.last_week),
        measures=(Measure(key="overall", question="q", scale=SCORE),),
        units=units,
        k=5,
        published_on=week.monday,
    )
    started = time.process_time()
    form_cells(plan, contributions)
    seconds = time.process_time() - started
    return more_is_better(
        name=f"gate and bands for a window of {people:,} people ({len(units):,} units, took {seconds:.1f} s)",
        measured=1 / seconds,
        unit="windows/s of one core",
        baseline_name=f"{MOST_SECONDS:.0f} s, beyond which it would be worth another look",
        baseline=1 / MOST_SECONDS,
        target=1.0,
    )


def _contribution(n: int) -> Contribution:
    path = (f"team-{n // 10}", f"area-{n // 200}", "company")
    return Contribution(path=path, values={"overall": n % 5})


if __name__ == "__main__":
    print(to_markdown(rows()))
