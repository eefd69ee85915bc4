"""Publishing in the house: answers of a closed window become cells once, and nothing is left to form them again."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest

from bot.clock.clock import MovableClock
from bot.clock.weeks import Block, Quarter, Week
from bot.clock.working_days import WorkingCalendar
from bot.people.model import COMPANY, Defaults, Person, PersonId, Team, TeamId
from bot.privacy.destroy_keys import WINDOW_KEYS
from bot.privacy.release.model import CellKey, Family, HeadCount, Participation, Period, PublishedCell, State
from bot.privacy.release.threshold import raise_k
from bot.privacy.store import Sealed
from bot.privacy.windows import Window, quarter_window
from bot.pulse import bank
from bot.pulse.answer_pulse import answer_pulse, comment_answer
from bot.pulse.drivers import ROTATION
from bot.pulse.fold_week import HEARING, closed_weeks, destroy_week_key, fold_some
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.hear_themes import Hearing
from bot.pulse.publish_results import due_windows, publish, results_of
from bot.pulse.schedule import question_of
from bot.work.chores import Chores
from storage.database import Database
from storage.key_directory import KeyDirectory
from storage.tables.ledger import releases
from storage.unit_of_work import UnitOfWork
from tests.pulse.company import RULES, WEEK, Company

BLOCK = WEEK.block
NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Fay", "Gus", "Hal", "Ida", "Jan", "Kim", "Lea")


@dataclass(frozen=True, kw_only=True)
class Office:
    """A company that lives through weeks: people answer, the week closes, the chores are done."""

    company: Company
    chores: Chores

    @property
    def database(self) -> Database:
        return self.company.database

    async def answer(
        self, person: Person, week: Week, family: bank.Family, value: str, comment: str = "", consent: str = "words"
    ) -> None:
        self.company.at(datetime.combine(week.days[4], time(9), tzinfo=UTC))
        await self.database.write(lambda tx: freeze_roster(tx, week.block))
        entry = await self.database.read(lambda tx: tx.pulse.roster_entry(week.block, person.id))
        assert entry is not None
        key = question_of(family, entry.slot, week).key
        visit = self.company.visit(person)
        await self.database.write(partial(answer_pulse, visit=visit, week=week, question_key=key, value=value))
        if comment:
            values = {"comment": comment, "consent": consent}
            await self.database.write(
                partial(comment_answer, visit=visit, week=week, question_key=key, values=values),
            )

    async def close(self, week: Week) -> None:
        self.company.at(week.closes_at + timedelta(minutes=5))
        await self.chores.fold(self.company.clock.now())

    async def cells(self) -> Mapping[tuple[str, str], PublishedCell]:
        """The cells by unit and measure."""
        found = await self.database.read(lambda tx: list(tx.ledger.every_cell()))
        return {(each.key.unit, each.key.measure): each for each in found}


@pytest.fixture
async def office(database: Database, keys: KeyDirectory) -> Office:
    clock = MovableClock(datetime.combine(BLOCK.starts_on, time(0), tzinfo=UTC), is_frozen=True)
    return open_office(database, keys, clock)


def open_office(database: Database, keys: KeyDirectory, clock: MovableClock, hearing: Hearing = HEARING) -> Office:
    async def scrub() -> None:
        """Files are looked at elsewhere."""

    chores = Chores(
        transactions=database,
        keys=keys,
        calendar=WorkingCalendar(),
        configured=RULES,
        defaults=Defaults(locale="en", time_zone="Europe/Warsaw"),
        platforms=(),
        scrub=scrub,
        hearing=hearing,
    )
    return Office(company=Company(database=database, keys=keys, clock=clock), chores=chores)


async def hire(office: Office, names: tuple[str, ...], team: str = "Harbour") -> list[Person]:
    return [await office.company.hire(name, team=team, joined_on=BLOCK.starts_on) for name in names]


async def live_a_block(office: Office, people: list[Person], scores: str, block: Block = BLOCK) -> None:
    for person, score in zip(people, scores, strict=False):
        await office.answer(person, block.last_week, bank.Family.OVERALL, score)
    await office.close(block.last_week)


async def test_a_team_of_six_sees_a_band_after_its_first_block(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    await live_a_block(office, people, "344535")

    cell = (await office.cells())["Harbour", "overall"]
    assert (cell.state, cell.people, cell.participation) == (State.SHOWN, HeadCount.FEW, Participation.HIGH)
    assert cell.band is not None
    assert (cell.band.low, cell.band.high) == (4, None)
    assert cell.unit_name == "Harbour"
    assert cell.published_on == (BLOCK.closes_at + timedelta(minutes=5)).date()


async def test_four_answers_are_hidden_and_nothing_is_kept_of_them(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    await live_a_block(office, people, "3445")

    cell = (await office.cells())["Harbour", "overall"]
    assert cell.state is State.HIDDEN
    assert (cell.band, cell.people, cell.participation) == (None, None, None)


async def test_what_a_window_was_formed_from_is_gone_with_its_key(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    await live_a_block(office, people, "344535")

    assert await office.database.read(lambda tx: tx.accumulators.groups()) == []
    assert office.company.keys.names(WINDOW_KEYS) == []
    reasons = await office.database.read(lambda tx: {each.key_name: each.reason for each in tx.destructions.latest(9)})
    assert reasons[f"window:overall:{BLOCK.first_week.ordinal}:{BLOCK.last_week.ordinal}"] == "published"


async def test_nothing_comes_out_before_its_window_closes(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    for person in people:
        await office.answer(person, BLOCK.first_week, bank.Family.OVERALL, "4")
    await office.close(BLOCK.first_week)

    assert await office.cells() == {}


async def test_answers_of_many_weeks_weigh_like_one(office: Office) -> None:
    people = await hire(office, NAMES[:5])
    for week in (BLOCK.first_week, BLOCK.first_week.next(), BLOCK.last_week):
        await office.answer(people[0], week, bank.Family.OVERALL, "1")
    await live_a_block(office, people[1:], "4444")

    cell = (await office.cells())["Harbour", "overall"]
    assert cell.band is not None
    assert (cell.band.low, cell.band.high) == (3, 4)


async def test_a_crash_after_publishing_neither_publishes_again_nor_leaves_the_key(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    await live_a_block_until_published(office, people)
    before = await office.cells()

    await office.chores.publish(office.company.clock.now())
    assert await office.cells() == before
    assert office.company.keys.names(WINDOW_KEYS) == []


async def live_a_block_until_published(office: Office, people: list[Person]) -> None:
    """As far as a process comes that ends between publishing and destroying."""
    for person in people:
        await office.answer(person, BLOCK.last_week, bank.Family.OVERALL, "4")
    office.company.at(BLOCK.closes_at + timedelta(minutes=5))
    now = await fold_only(office)
    keys = office.company.keys
    for window in await office.database.read(lambda tx: due_windows(tx, keys, now)):
        results = await office.database.read(partial(results_of, keys=keys, window=window, now=now))
        assert results is not None
        assert await office.database.write(partial(publish, results=results))
        assert not await office.database.write(partial(publish, results=results))


async def fold_only(office: Office) -> datetime:
    """Folds the weeks that have closed and publishes nothing yet."""
    now, keys = office.company.clock.now(), office.company.keys
    for week in await office.database.read(lambda tx: closed_weeks(tx, keys, now)):
        await office.database.write(partial(fold_some, keys=keys, week=week))
        await office.database.write(partial(destroy_week_key, keys=keys, week=week, now=now))
    return now


async def test_an_old_backup_with_tallies_is_not_published_again(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    for person in people:
        await office.answer(person, BLOCK.first_week, bank.Family.OVERALL, "4")
    await office.close(BLOCK.first_week)
    window = (await office.database.read(lambda tx: tx.accumulators.groups()))[0]
    backup = await office.database.read(lambda tx: tx.accumulators.take(window, 99))
    await live_a_block(office, people, "222222")
    before = await office.cells()

    await office.database.write(lambda tx: tx.accumulators.put_many(backup))
    await office.database.write(lambda tx: tx.connection.execute(releases.delete()).rowcount)
    await office.chores.publish(office.company.clock.now())

    assert await office.cells() == before
    assert await office.database.read(lambda tx: tx.accumulators.groups()) == []


async def test_a_record_that_was_tampered_with_stops_nothing(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    for person in people:
        await office.answer(person, BLOCK.first_week, bank.Family.OVERALL, "4")
    await office.close(BLOCK.first_week)
    window = (await office.database.read(lambda tx: tx.accumulators.groups()))[0]
    forged = Sealed(group=window, place=b"x" * 32, value=b"y" * 100)
    await office.database.write(lambda tx: tx.accumulators.put(forged))
    office.company.at(BLOCK.closes_at + timedelta(minutes=5))
    await office.chores.publish(office.company.clock.now())

    assert (await office.cells())["Harbour", "overall"].state is State.SHOWN


async def test_what_comes_out_is_not_counted_anew_when_more_tallies_turn_up(office: Office) -> None:
    people = await hire(office, NAMES[:8])
    await live_a_block(office, people[:7], "3445354")
    before = await office.cells()
    window = f"overall:{BLOCK.first_week.ordinal}:{BLOCK.last_week.ordinal}"

    late = Sealed(group=window, place=b"late" * 8, value=b"x" * 99)
    await office.database.write(lambda tx: tx.accumulators.put(late))
    await office.chores.publish(office.company.clock.now() + timedelta(days=1))

    assert await office.cells() == before
    assert await office.database.read(lambda tx: tx.accumulators.groups()) == []


async def test_nothing_in_the_ledger_moves_while_people_answer(office: Office) -> None:
    people = await hire(office, NAMES[:7])
    await live_a_block(office, people, "3445354")
    before = await everything_public(office)
    for person in people:
        await office.answer(person, BLOCK.next().first_week, bank.Family.OVERALL, "1", "The till froze.")
        await office.chores.publish(office.company.clock.now())

        assert await everything_public(office) == before


async def everything_public(office: Office) -> tuple[object, ...]:
    def question(tx: UnitOfWork) -> tuple[object, ...]:
        return tuple(tx.ledger.every_cell()), tuple(tx.ledger.releases()), tuple(tx.ledger.quotes_of("Harbour", BLOCK))

    return await office.database.read(question)


async def test_two_processes_publish_the_same_window_once(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    for person in people:
        await office.answer(person, BLOCK.last_week, bank.Family.OVERALL, "4")
    office.company.at(BLOCK.closes_at + timedelta(minutes=5))
    now = await fold_only(office)
    await asyncio.gather(office.chores.publish(now), office.chores.publish(now))

    cells = await office.cells()
    assert cells["Harbour", "overall"].state is State.SHOWN
    assert len(await office.database.read(lambda tx: tx.ledger.releases())) == 1


async def test_a_site_has_a_figure_of_its_own(office: Office) -> None:
    people = [*await hire(office, NAMES[:4]), *await hire(office, NAMES[4:8], team="Quay")]
    for person in people:
        await office.answer(person, BLOCK.last_week, bank.Family.SITE, "2")
    await office.close(BLOCK.last_week)

    cell = (await office.cells())["gdańsk", "site"]
    assert (cell.state, cell.unit_name, cell.people) == (State.SHOWN, "gdańsk", HeadCount.FEW)
    assert cell.band is not None
    assert (cell.band.low, cell.band.high) == (2, 2.5)


async def test_recommending_comes_out_as_a_score_between_minus_and_plus_a_hundred(office: Office) -> None:
    people = await hire(office, NAMES)
    window = await live_a_rotation(office, people, "enps", "9")

    cell = await office.database.read(
        lambda tx: tx.ledger.cell(
            CellKey(family=Family.DRIVER, unit="Harbour", period=Period.of(window), measure="enps")
        )
    )
    assert cell is not None
    assert cell.state is State.SHOWN
    assert cell.band is not None
    assert (cell.band.low, cell.band.high) == (75, None)


async def live_a_rotation(office: Office, people: list[Person], driver: str, value: str, *, weeks: int = 12) -> Window:
    """Twelve weeks, in each of which those answer who are asked about a driver; its window, `weeks` of it closed."""
    phase = ROTATION.index(driver)
    first = Quarter(phase, Quarter.of(WEEK, phase=phase).ordinal + 1).first_week
    for ordinal in range(first.ordinal, first.ordinal + 12):
        week = Week(ordinal)
        await office.database.write(partial(freeze_roster, block=week.block))
        slots = await office.database.read(partial(slots_of, block=week.block))
        for person in people:
            if question_of(bank.Family.DRIVER, slots[person.id], week).driver == driver:
                await office.answer(person, week, bank.Family.DRIVER, value)
        if ordinal < first.ordinal + weeks:
            await office.close(week)
    return quarter_window(f"driver.{driver}", first, phase=phase)


def slots_of(tx: UnitOfWork, *, block: Block) -> Mapping[PersonId, int]:
    return tx.pulse.slots(block)


async def test_a_weekly_figure_waits_for_a_roster_of_fifty(office: Office) -> None:
    people = await hire(office, tuple(f"Person{n}" for n in range(49)))
    for person in people[:12]:
        await office.answer(person, BLOCK.first_week, bank.Family.WEEKLY, "4")
    await office.close(BLOCK.first_week)

    assert await office.cells() == {}


async def test_leaving_after_publication_changes_nothing(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    await live_a_block(office, people, "344535")
    before = await office.cells()

    await office.database.write(lambda tx: tx.people.save_person(replace(people[0], is_active=False)))
    await office.database.write(lambda tx: tx.people.save_person(replace(people[1], team_id=TeamId("Quay"))))
    await office.chores.fold(office.company.clock.now())

    assert await office.cells() == before


async def test_a_split_in_the_middle_of_a_block_waits_for_the_next(office: Office) -> None:
    people = await hire(office, NAMES)
    for person in people:
        await office.answer(person, BLOCK.first_week, bank.Family.OVERALL, "4")
    await office.close(BLOCK.first_week)
    await office.database.write(lambda tx: tx.people.save_teams([Team(id=TeamId("Alone"), key="a", name="Alone")]))
    await office.database.write(lambda tx: tx.people.save_person(replace(people[0], team_id=TeamId("Alone"))))
    await live_a_block(office, people, "444444444444")

    assert set(await office.cells()) == {("Harbour", "overall"), (COMPANY, "overall")}


async def test_k_raised_by_an_admin_hides_more_from_the_next_block_on(office: Office) -> None:
    people = await hire(office, NAMES[:6])
    await office.answer(people[0], BLOCK.first_week, bank.Family.OVERALL, "4")
    await office.database.write(lambda tx: raise_k(tx.ledger, 8, BLOCK))
    await live_a_block(office, people, "344535")
    following = BLOCK.next()
    await live_a_block(office, people, "344535", following)

    states = {
        cell.key.period.first.block: cell.state
        for cell in await office.database.read(lambda tx: tx.ledger.cells_of(["Harbour"]))
    }
    assert states == {BLOCK: State.SHOWN, following: State.HIDDEN}


async def test_new_accounts_around_one_person_do_not_count_towards_k(office: Office) -> None:
    first = await hire(office, NAMES[:8], team="Quay")
    await live_a_block(office, first, "44444444")
    target = replace(first[0], team_id=TeamId("Harbour"))
    await hire(office, ("Dummy1", "Dummy2", "Dummy3", "Dummy4", "Dummy5"))
    await office.database.write(lambda tx: tx.people.save_person(target))
    people = [target, *[await office.company.hire(f"Dummy{n}", team="Harbour") for n in range(1, 6)]]
    await live_a_block(office, people, "155555", BLOCK.next())
    assert (await cell_of(office, "Harbour", BLOCK.next())).state is State.HIDDEN

    third = Block(BLOCK.ordinal + 2)
    await live_a_block(office, people, "155555", third)
    assert (await cell_of(office, "Harbour", third)).state is State.SHOWN, "colleagues of a block's standing count"


async def cell_of(office: Office, unit: str, block: Block) -> PublishedCell:
    key = CellKey(family=Family.OVERALL, unit=unit, period=Period(block.first_week, block.last_week), measure="overall")
    cell = await office.database.read(lambda tx: tx.ledger.cell(key))
    assert cell is not None
    return cell


async def test_quotes_come_out_with_the_block_once_and_without_who_said_them(office: Office) -> None:
    people = await hire(office, NAMES)
    for number, person in enumerate(people):
        comment = f"The till froze {number} times." if number < 6 else ""
        await office.answer(person, BLOCK.last_week, bank.Family.OVERALL, "3", comment)
    await office.close(BLOCK.last_week)
    quotes = await office.database.read(lambda tx: tx.ledger.quotes_of("Harbour", BLOCK))
    await office.chores.publish(office.company.clock.now())

    assert sorted(each.text for each in quotes) == [f"The till froze {number} times." for number in range(6)]
    assert await office.database.read(lambda tx: tx.ledger.quotes_of("Harbour", BLOCK)) == quotes
    assert await office.database.read(lambda tx: tx.ledger.quotes_of(COMPANY, BLOCK)) == []
