"""The weekly fold: what becomes of answers, comments and keys when a week and a window end."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.clock.clock import MovableClock
from bot.clock.weeks import Week
from bot.people.model import Person
from bot.privacy.destroy_keys import destroy_due_keys
from bot.privacy.keys import KeyDestroyedError
from bot.privacy.seal import Seal
from bot.privacy.store import Sealed
from bot.privacy.tally import Tally
from bot.pulse.answer_pulse import answer_pulse, comment_answer
from bot.pulse.bank import Family, Kind
from bot.pulse.fold_week import closed_weeks, destroy_week_key, fold_some
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.model import week_key_name
from bot.pulse.schedule import question_of, window_of
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.pulse.company import WEEK, Company

BLOCK_WEEKS = [Week(WEEK.block.first_week.ordinal + n) for n in range(4)]


@pytest.fixture
async def company(database: Database, keys: KeyDirectory) -> Company:
    clock = MovableClock(datetime.combine(BLOCK_WEEKS[0].monday, datetime.min.time(), tzinfo=UTC), is_frozen=True)
    return Company(database=database, keys=keys, clock=clock)


async def answer_all(company: Company, person: Person, week: Week, scores: dict[Family, str]) -> None:
    """Answers the questions of a week's families on its Friday."""
    company.at(datetime.combine(week.days[4], datetime.min.time(), tzinfo=UTC))
    await company.database.write(lambda tx: freeze_roster(tx, week.block))
    entry = await company.database.read(lambda tx: tx.pulse.roster_entry(week.block, person.id))
    assert entry is not None
    for family, score in scores.items():
        key = question_of(family, entry.slot, week).key
        press = partial(answer_pulse, visit=company.visit(person), week=week, question_key=key, value=score)
        await company.database.write(press)


async def fold(company: Company) -> int:
    folded = 0
    for week in await company.database.read(lambda tx: closed_weeks(tx, company.keys, company.clock.now())):
        while not (step := await company.database.write(partial(fold_some, keys=company.keys, week=week))).is_last:
            folded += step.folded
        await company.database.write(partial(destroy_week_key, keys=company.keys, week=week, now=company.clock.now()))
    return folded


async def tallies(company: Company, window: str) -> list[Tally]:
    seal = Seal(company.keys.get_or_create(f"window:{window}"))
    rows = await company.database.read(lambda tx: tx.accumulators.take(window, 100))
    return [Tally.from_record(seal.open(row.place, row.value)) for row in rows]


async def test_four_weeks_of_answers_become_one_sealed_tally_a_person(company: Company) -> None:
    ana, ben = await company.hire("Ana"), await company.hire("Ben")
    for week, (hers, his) in zip(BLOCK_WEEKS, [("5", "1"), ("4", "1"), ("3", "2"), ("5", "2")], strict=True):
        await answer_all(company, ana, week, {Family.OVERALL: hers})
        await answer_all(company, ben, week, {Family.OVERALL: his})
        company.at(week.closes_at)
        assert await fold(company) == 2
    window = window_of(question_of(Family.OVERALL, 0, WEEK), WEEK).name
    assert sorted((each.count, each.total) for each in await tallies(company, window)) == [(4, 6), (4, 17)]
    assert await company.database.read(lambda tx: tx.answers.groups()) == []


async def test_every_family_is_folded_into_a_window_of_its_own(company: Company) -> None:
    ana = await company.hire("Ana")
    await answer_all(company, ana, BLOCK_WEEKS[0], {family: "4" for family in Family if family is not Family.FRICTION})
    entry = await company.database.read(lambda tx: tx.pulse.roster_entry(WEEK.block, ana.id))
    assert entry is not None
    choice = question_of(Family.FRICTION, entry.slot, BLOCK_WEEKS[0])
    assert choice.kind is Kind.CHOICE
    await answer_all(company, ana, BLOCK_WEEKS[0], {Family.FRICTION: choice.choices[0].key})
    company.at(BLOCK_WEEKS[0].closes_at)
    await fold(company)
    groups = await company.database.read(lambda tx: tx.accumulators.groups())
    assert {group.partition(":")[0].partition(".")[0] for group in groups} == {family.value for family in Family}
    friction = next(group for group in groups if group.startswith("friction"))
    (tally,) = await tallies(company, friction)
    assert tally.choices == {choice.choices[0].key}


async def test_a_week_that_is_still_open_is_not_folded(company: Company) -> None:
    ana = await company.hire("Ana")
    await answer_all(company, ana, WEEK, {Family.OVERALL: "4"})
    company.at(WEEK.closes_at - timedelta(seconds=1))
    assert await company.database.read(lambda tx: closed_weeks(tx, company.keys, company.clock.now())) == ()


async def test_the_key_of_a_folded_week_is_gone_and_an_old_copy_of_the_answers_tells_nothing(company: Company) -> None:
    ana = await company.hire("Ana")
    await answer_all(company, ana, WEEK, {Family.OVERALL: "1"})
    backup = await company.database.read(lambda tx: tx.answers.take(str(WEEK.ordinal), 10))
    company.at(WEEK.closes_at)
    await fold(company)
    with pytest.raises(KeyDestroyedError):
        company.keys.get(week_key_name(WEEK))
    await company.database.write(lambda tx: tx.answers.put_many(backup))  # somebody restores a backup
    step = await company.database.write(lambda tx: fold_some(tx, company.keys, WEEK))
    assert (step.folded, step.unreadable) == (0, 1)
    window = window_of(question_of(Family.OVERALL, 0, WEEK), WEEK).name
    assert [each.count for each in await tallies(company, window)] == [1]


async def test_one_tampered_record_does_not_keep_the_others_from_being_folded(company: Company) -> None:
    ana = await company.hire("Ana")
    await answer_all(company, ana, WEEK, {Family.OVERALL: "3"})
    broken = Sealed(group=str(WEEK.ordinal), place=b"\x00" * 32, value=b"\x01" * 540)
    await company.database.write(lambda tx: tx.answers.put(broken))
    company.at(WEEK.closes_at)
    step = await company.database.write(lambda tx: fold_some(tx, company.keys, WEEK))
    assert (step.folded, step.unreadable) == (1, 1)


@pytest.mark.parametrize(("consent", "kept"), [("words", 1), ("theme", 0), ("hidden", 0)])
async def test_words_that_may_be_quoted_wait_without_their_score_until_the_block_closes_and_no_others(
    company: Company, consent: str, kept: int
) -> None:
    ana = await company.hire("Ana")
    await answer_all(company, ana, WEEK, {Family.OVERALL: "2"})
    key = question_of(Family.OVERALL, 0, WEEK).key
    values = {"comment": "The till freezes.", "consent": consent}
    await company.database.write(lambda tx: comment_answer(tx, company.visit(ana), WEEK, key, values))
    company.at(WEEK.closes_at)
    await fold(company)
    group = str(WEEK.block.ordinal)
    rows = await company.database.read(lambda tx: tx.pending_comments.take(group, 10))
    assert len(rows) == kept
    if rows:
        record = Seal(company.keys.get_or_create(f"comments:{group}")).open(rows[0].place, rows[0].value)
        assert record["t"] == "The till freezes."
        assert not {"s", "p"} & set(record)


async def test_keys_of_windows_and_comments_end_on_schedule_with_their_records(company: Company) -> None:
    ana = await company.hire("Ana")
    await answer_all(company, ana, WEEK, {Family.OVERALL: "2", Family.DRIVER: "5"})
    company.at(WEEK.closes_at)
    await fold(company)
    ended = 0
    for _ in range(13):
        company.clock.move(timedelta(weeks=1))
        ended += await company.database.write(lambda tx: destroy_due_keys(tx, company.keys, company.clock.now()))
    assert ended == 2
    assert await company.database.read(lambda tx: tx.accumulators.groups()) == []
    assert company.keys.names("window:") == []
    log = await company.database.read(lambda tx: tx.destructions.latest(10))
    assert len(log) == 3  # the week's key, and those of the two windows


def raw_files(sqlite_url: str) -> bytes:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    return path.read_bytes() + Path(f"{path}-wal").read_bytes()


async def test_the_raw_files_tell_nothing_of_an_answer_without_the_keys(
    sqlite_database: Database, sqlite_url: str, keys: KeyDirectory
) -> None:
    clock = MovableClock(datetime.combine(WEEK.monday, datetime.min.time(), tzinfo=UTC), is_frozen=True)
    company = Company(database=sqlite_database, keys=keys, clock=clock)
    ana = await company.hire("Ana")
    await answer_all(company, ana, WEEK, {Family.OVERALL: "2"})
    key = question_of(Family.OVERALL, 0, WEEK).key
    values = {"comment": "CANARY-COMMENT", "consent": "words"}
    await company.database.write(lambda tx: comment_answer(tx, company.visit(ana), WEEK, key, values))
    raw = raw_files(sqlite_url)
    assert b"CANARY-COMMENT" not in raw
    assert b"U-Ana" in raw  # the directory is there; who answered is not
    (row,) = await sqlite_database.read(lambda tx: tx.answers.take(str(WEEK.ordinal), 10))
    assert b"Ana" not in row.place + row.value


async def test_a_key_that_never_sealed_anything_ends_with_its_week_too(company: Company) -> None:
    company.keys.get_or_create(week_key_name(WEEK))  # somebody only looked at "My answers"
    company.at(WEEK.closes_at)
    await fold(company)
    assert company.keys.names("week:") == []


async def test_a_key_whose_records_are_gone_ends_on_schedule_too(company: Company) -> None:
    company.keys.get_or_create(f"window:{window_of(question_of(Family.OVERALL, 0, WEEK), WEEK).name}")
    company.keys.get_or_create(f"comments:{WEEK.block.ordinal}")
    company.at(WEEK.closes_at + timedelta(weeks=13))
    assert await company.database.write(lambda tx: destroy_due_keys(tx, company.keys, company.clock.now())) == 2
    assert company.keys.names() == []
