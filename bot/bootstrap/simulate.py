"""Simulating: a fictional company with weeks behind it, which went through the same code as real ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from adapters.web.refs import WORKSPACE
from bot.bootstrap.crowd import Crowd
from bot.bootstrap.fiction import newcomer_email, people_file
from bot.bootstrap.house import Cellar, House, defaults_of, open_cellar
from bot.bootstrap.preconditions import refuse_what_cannot_run
from bot.clock.clock import MovableClock
from bot.clock.weeks import Week
from bot.clock.working_days import WorkingCalendar
from bot.config import Settings
from bot.doctor import CannotRunError
from bot.people.import_people import import_people
from bot.people.match_rows import ImportOptions
from bot.people.people_file import read_people_file
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.rules import configured_rules
from storage.migrate import current_revision, migrate
from storage.unit_of_work import UnitOfWork

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How much of a past to make up: so many people, so many weeks before the week of `today`.

    With `newcomer_on`, somebody is on the roster who comes to work on that day only and was not welcomed yet.
    """

    people: int
    weeks: int
    seed: int
    today: date
    newcomer_on: date | None = None

    @property
    def first_week(self) -> Week:
        return Week(Week.of(self.today).ordinal - self.weeks)


async def simulate(settings: Settings, *, people: int, weeks: int, seed: int, progress: Progress) -> None:
    """Fills an empty database, migrated first where need be, with a company whose last week is the one before this.

    Raises:
        CannotRunError: the database holds people already, or is one of an older version.
        UnavailableError: the database cannot be reached.
    """
    refuse_what_cannot_run(settings)
    if current_revision(settings.database_url) is None:
        migrate(settings.database_url)
    cellar = await open_cellar(settings)
    past = Past(people=people, weeks=weeks, seed=seed, today=datetime.now(UTC).date())
    clock = MovableClock(datetime.combine(past.first_week.monday, time(0), tzinfo=UTC), is_frozen=True)
    house = House(settings, cellar, clock)
    try:
        if await cellar.database.read(lambda tx: tx.people.count()):
            raise CannotRunError("This database holds people already. Simulate into an empty one (DATABASE_URL).")
        await make_past(house, cellar, settings, clock, past, progress)
    finally:
        await house.close()


async def make_past(
    house: House, cellar: Cellar, settings: Settings, clock: MovableClock, past: Past, progress: Progress
) -> None:
    """Imports the company's people file and lets its weeks pass: rosters, answers, folds, keys."""
    await cellar.database.write(partial(_hire, settings=settings, past=past))
    spared = await cellar.database.read(newcomers)
    crowd = new_crowd(cellar, settings, past.seed)
    for done in range(past.weeks):
        await _live_through(house, cellar, crowd, clock, Week(past.first_week.ordinal + done), spared)
        progress(done + 1, past.weeks)


def new_crowd(cellar: Cellar, settings: Settings, seed: int) -> Crowd:
    return Crowd(
        database=cellar.database,
        keys=cellar.keys,
        calendar=WorkingCalendar(),
        rules=configured_rules(settings),
        seed=seed,
    )


def newcomers(tx: UnitOfWork) -> frozenset[str]:
    """The ids of those who are new: one, or none."""
    newcomer = tx.people.by_email(newcomer_email())
    return frozenset({newcomer.id} if newcomer else ())


def _hire(tx: UnitOfWork, *, settings: Settings, past: Past) -> None:
    """Imports the people file, and takes everybody but the newcomer as welcomed, four weeks before the past begins."""
    began_on = past.first_week.monday - timedelta(weeks=4)
    file = read_people_file(people_file(past.people, past.seed, newcomer_on=past.newcomer_on).encode())
    options = ImportOptions(defaults=defaults_of(settings), today=began_on, page=WORKSPACE)
    import_people(tx.people, file, options)
    new = newcomers(tx)
    known = [person.id for batch in tx.people.active() for person in batch if person.id not in new]
    tx.pulse.mark_welcomed(known, began_on)


async def _live_through(
    house: House, cellar: Cellar, crowd: Crowd, clock: MovableClock, week: Week, spared: frozenset[str]
) -> None:
    await cellar.database.write(lambda tx: freeze_roster(tx, week.block))
    for day in week.days[:5]:
        await crowd.answer_day(day, spared=spared)
    clock.move(week.closes_at - clock.now())
    await house.chores.fold(clock.now())
    await house.chores.destroy_keys(clock.now())
