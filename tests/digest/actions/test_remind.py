"""Reminders: to the leader alone, on the day at their hour, once more a week later, then silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.chat.ids import Platform
from bot.digest.model import DigestWish
from bot.digest.promise import drop, move
from bot.digest.remind import plan_reminders
from bot.digest.tell_team import tell
from bot.people.model import PersonId, TeamId
from storage.database import Database
from tests.digest.actions.harbour import Company, open_company

ORDER = (Platform("chat"),)
FRIDAY_NINE = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


async def _until(company: Company, moment: datetime) -> list[tuple[datetime, dict[str, object]]]:
    """What is sent until then, hour by hour."""
    sent: list[tuple[datetime, dict[str, object]]] = []
    while company.now < moment:
        company.now += timedelta(hours=1)
        now = company.now
        await company.database.write(lambda tx, now=now: plan_reminders(tx, now, ORDER))  # type: ignore[misc]
        if delivered := await company.delivered():
            sent.append((company.now, dict(delivered)))
    return sent


async def test_twice_and_then_no_more(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    sent = await _until(company, FRIDAY_NINE + 2 * WEEK)
    assert [(at, set(to)) for at, to in sent] == [(FRIDAY_NINE, {"Cleo"}), (FRIDAY_NINE + WEEK, {"Cleo"})]
    first, second = (repr(to["Cleo"]) for _, to in sent)
    assert "Today is the day that you chose." in first
    assert "I will not remind you again." in second


async def test_at_the_leaders_own_hour(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    wish = DigestWish(person_id=PersonId("Cleo"), hour=14)
    await database.write(lambda tx: tx.digests.save_wish(wish))
    await company.change("Cleo", time_zone="Asia/Jakarta")
    ((at, _),) = await _until(company, FRIDAY_NINE + timedelta(days=1))
    assert at == datetime(2026, 12, 4, 7, 0, tzinfo=UTC)


async def test_another_day_moves_the_reminder_that_was_planned_already(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    assert await _until(company, FRIDAY_NINE - timedelta(hours=2)) == []
    cleo = await company.caller("Cleo")
    await database.write(lambda tx: move(tx, cleo, action.id, {"due": (FRIDAY_NINE + timedelta(days=3)).date()}))
    sent = await _until(company, FRIDAY_NINE + timedelta(days=4))
    assert sent == [(FRIDAY_NINE, {"Cleo": "action_over"}), (FRIDAY_NINE + timedelta(days=3), sent[1][1])]
    assert "Today is the day" in repr(sent[1][1]["Cleo"])


async def test_what_was_told_or_dropped_needs_no_reminder(database: Database) -> None:
    company = await open_company(database)
    told, dropped = await company.promise("Told"), await company.promise("Dropped")
    cleo = await company.caller("Cleo")
    await database.write(lambda tx: tell(tx, cleo, told.id, {"text": "We did it."}))
    await database.write(lambda tx: drop(tx, cleo, dropped.id))
    assert set(await company.delivered()) == {"Ana", "Ben"}
    assert await _until(company, FRIDAY_NINE + timedelta(days=1)) == []


async def test_a_leader_who_left_the_team_reads_nothing_about_it(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    teams = await database.read(lambda tx: tx.people.teams())
    changed = replace(teams[TeamId("harbour")], leader_id=PersonId("Ana"))
    await database.write(lambda tx: tx.people.save_teams([changed]))
    assert await _until(company, FRIDAY_NINE) == [(FRIDAY_NINE, {"Cleo": "not_leading"})]


async def test_a_leader_on_leave_is_left_alone(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    await company.change("Cleo", paused_until=FRIDAY_NINE.date())
    assert await _until(company, FRIDAY_NINE) == [(FRIDAY_NINE, {"Cleo": "person_paused"})]
