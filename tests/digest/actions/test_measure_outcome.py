"""What came of a promise: when it is measured, against what, in which words, and who hears of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.chat.blocks import Message
from bot.chat.ids import Platform
from bot.chat.intake import ConsentState, InteractionKind
from bot.clock.weeks import Week
from bot.digest.measure_outcome import is_better_for_customers, keep_outcomes, measured, plans_that_went_well, untell
from bot.digest.model import Action, ActionState
from bot.digest.promise import drop
from bot.digest.tell_team import tell
from bot.people.model import PersonId, TeamId
from bot.privacy.release.model import Family, Period, PublishedCell, Release
from bot.station.model import Interaction, InteractionId
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.digest.actions.harbour import HARBOUR, MONDAY, Company, open_company
from tests.digest.figures import cell

ORDER = (Platform("chat"),)
TILL, RULE = "friction.slow-order-system", "friction.rule"
PROMISED = MONDAY.date()
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
NOT_SHOWN = "Not enough people to show this safely."


def share(low: float | None, out_on: date, *, measure: str = TILL, question: str = "friction-week") -> PublishedCell:
    """A published share of Harbour's people, ten points wide; hidden without a figure."""
    last = Week.of(out_on)
    return cell(
        None if low is None else (low, low + 10),
        family=Family.FRICTION,
        unit=HARBOUR,
        measure=measure,
        period=Period(Week(last.ordinal - 3), last),
        question=question,
        out_on=out_on,
    )


def overall(low: float, out_on: date) -> PublishedCell:
    last = Week.of(out_on)
    return cell((low, low + 0.5), unit=HARBOUR, period=Period(Week(last.ordinal - 3), last), out_on=out_on)


async def publish(company: Company, *cells: PublishedCell) -> None:
    release = Release(window=f"{cells[0].published_on}", k=5, published_on=cells[0].published_on)
    assert await company.database.write(lambda tx: tx.ledger.publish(release, cells))


async def hear(company: Company, day: date, trouble: int, of: int = 40, friction: str = "wrong-charge") -> None:
    """Customers of one day, some of whom met an obstacle."""
    at = datetime.combine(day, time(12), tzinfo=UTC)

    def change(tx: UnitOfWork) -> None:
        for number in range(of):
            name = f"{day}-{number}"
            tx.interactions.save(
                Interaction(
                    id=InteractionId(name),
                    source="calls",
                    external_id=name,
                    digest=b"d",
                    kind=InteractionKind.CALL,
                    happened_at=at,
                    received_at=at,
                    language="en",
                    frictions=(friction,) if number < trouble else (),
                    consent=ConsentState.GIVEN,
                )
            )

    await company.database.write(change)


async def look(company: Company, day: date) -> Sequence[Action]:
    """Measures what is due on a day, keeps it, and returns the promises as they stand."""
    company.now = datetime.combine(day, time(6), tzinfo=UTC)
    outcomes = await company.database.read(lambda tx: measured(tx, company.now))
    await company.database.write(lambda tx: keep_outcomes(tx, outcomes, company.now, ORDER))
    return await company.actions()


async def test_both_sides_are_measured_when_the_next_figure_is_out(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    await publish(company, share(40, PROMISED - 2 * DAY))
    await hear(company, PROMISED - DAY, trouble=20)
    await publish(company, share(10, PROMISED + 26 * DAY))
    assert [each.state for each in await look(company, PROMISED + 30 * DAY)] == [ActionState.PROMISED], "too early"
    await publish(company, share(20, PROMISED + 33 * DAY))
    await hear(company, PROMISED + 30 * DAY, trouble=4)
    (action,) = await look(company, PROMISED + 34 * DAY)
    assert (action.state, action.measured_on) == (ActionState.MEASURED, PROMISED + 34 * DAY)
    assert action.before == (
        "Your people: 40 to 50 % named “A slow till or order system”.\nCustomers: 50 % met an obstacle at “Buying”."
    )
    assert action.after == (
        "Your people: 20 to 30 % named “A slow till or order system” (▲ better, beyond noise).\n"
        "Customers: 10 % met an obstacle at “Buying” (▲ better, beyond noise)."
    )
    assert is_better_for_customers(action)


async def test_a_figure_that_is_withdrawn_while_it_is_measured_is_not_told(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    now = share(20, PROMISED + 33 * DAY)
    await publish(company, share(40, PROMISED - 2 * DAY))
    await publish(company, now)
    company.now = datetime.combine(PROMISED + 34 * DAY, time(6), tzinfo=UTC)
    outcomes = await database.read(lambda tx: measured(tx, company.now))
    assert "20 to 30 %" in repr(outcomes)

    await database.write(lambda tx: tx.ledger.withdraw(now.key))
    await database.write(lambda tx: untell(tx, now))

    assert await database.write(lambda tx: keep_outcomes(tx, outcomes, company.now, ORDER)) == 0
    assert [each.state for each in await company.actions()] == [ActionState.PROMISED]


async def test_a_figure_that_is_withdrawn_is_told_no_more(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    then, now = share(40, PROMISED - 2 * DAY), share(20, PROMISED + 33 * DAY)
    await publish(company, then)
    await publish(company, now)
    await hear(company, PROMISED - DAY, trouble=20)
    (told,) = await look(company, PROMISED + 34 * DAY)
    assert "40 to 50 %" in told.before
    await database.write(lambda tx: untell(tx, then))
    (action,) = await company.actions()
    assert not [edge for edge in ("40 to 50 %", "20 to 30 %") if edge in action.before + action.after]
    sides = [each.splitlines()[1:] for each in (told.before, told.after)]
    assert [each.splitlines()[1:] for each in (action.before, action.after)] == sides, "what customers said stays"


async def test_the_leader_hears_of_it_once_at_their_hour(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    day = PROMISED + 56 * DAY
    for _ in range(2):
        await look(company, day)
    assert await company.delivered() == {}, "not before nine"
    company.now += timedelta(hours=2)
    told = await company.delivered()
    assert set(told) == {"Cleo"}
    assert "What came of it" in repr(told["Cleo"])
    assert "cannot tell whether your step was why" in repr(told["Cleo"])
    assert f"digest.tell', args=('{action.id}',)" in repr(told["Cleo"]), "the team can still be told"


async def test_nothing_changed_is_told_as_well(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    cleo = await company.caller("Cleo")
    await database.write(lambda tx: tell(tx, cleo, action.id, {"text": "We did it."}))
    await publish(company, share(40, PROMISED - 2 * DAY))
    await publish(company, share(40, PROMISED + 33 * DAY))
    await hear(company, PROMISED - DAY, trouble=20)
    await hear(company, PROMISED + 30 * DAY, trouble=19)
    (found,) = await look(company, PROMISED + 34 * DAY)
    assert found.after.count("= no change beyond noise") == 2
    assert not is_better_for_customers(found)
    assert found.told_on == PROMISED
    message = await company.compose("digest.outcome", "Cleo", action=action.id)
    assert isinstance(message, Message)
    assert "digest.tell" not in repr(message), "the team knows already"


async def test_worse_is_told_beside_better(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    await publish(company, share(10, PROMISED - 2 * DAY))
    await publish(company, share(40, PROMISED + 33 * DAY))
    await hear(company, PROMISED - DAY, trouble=20)
    await hear(company, PROMISED + 30 * DAY, trouble=4)
    (found,) = await look(company, PROMISED + 34 * DAY)
    assert "▼ worse" in found.after
    assert "▲ better" in found.after
    assert is_better_for_customers(found)


async def test_the_scoreboard_tells_of_plans_that_the_team_knows_and_customers_feel(database: Database) -> None:
    company = await open_company(database)
    told, _untold = await company.promise("We open a second till"), await company.promise("We rest more")
    cleo = await company.caller("Cleo")
    await database.write(lambda tx: tell(tx, cleo, told.id, {"text": "We did it."}))
    await hear(company, PROMISED - DAY, trouble=20)
    await hear(company, PROMISED + 40 * DAY, trouble=4)
    day = PROMISED + 56 * DAY
    assert all(is_better_for_customers(each) for each in await look(company, day))
    assert await database.read(lambda tx: plans_that_went_well(tx, day)) == ("We open a second till",)
    assert await database.read(lambda tx: plans_that_went_well(tx, day + DAY)) == ()


async def test_what_only_the_team_feels_is_nothing_for_the_scoreboard(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    await publish(company, share(40, PROMISED - 2 * DAY))
    await publish(company, share(10, PROMISED + 33 * DAY))
    (found,) = await look(company, PROMISED + 34 * DAY)
    assert "▲ better" in found.after
    assert not is_better_for_customers(found)


async def test_after_eight_weeks_it_is_told_without_figures_too(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    await publish(company, share(40, PROMISED - 2 * DAY), share(None, PROMISED + 33 * DAY))
    assert [each.state for each in await look(company, PROMISED + 55 * DAY)] == [ActionState.PROMISED]
    (found,) = await look(company, PROMISED + 56 * DAY)
    assert found.before == found.after == f"Your people: {NOT_SHOWN}\nCustomers: too few were heard to tell."


async def test_what_has_no_figure_of_its_own_is_seen_by_the_general_one(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    await publish(company, overall(3.0, PROMISED - 2 * DAY))
    await publish(company, overall(3.0, PROMISED + 33 * DAY))
    (found,) = await look(company, PROMISED + 56 * DAY)
    assert "Your people: Happiness at work, 3 to 3.5 of 5 (= no change beyond noise)." in found.after


@pytest.mark.parametrize(
    "later",
    [
        share(10, PROMISED + 33 * DAY, question="friction-other"),
        share(10, PROMISED + 33 * DAY, measure=RULE),
        replace(share(10, PROMISED + 33 * DAY), key=replace(share(10, PROMISED + 33 * DAY).key, unit="quay")),
    ],
)
async def test_only_like_is_compared_with_like(database: Database, later: PublishedCell) -> None:
    company = await open_company(database)
    await company.promise()
    await publish(company, share(40, PROMISED - 2 * DAY))
    await publish(company, later)
    (found,) = await look(company, PROMISED + 56 * DAY)
    assert NOT_SHOWN in found.after
    assert "10 to 20" not in found.after


async def test_customers_are_counted_in_four_weeks_before_each_day(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    await hear(company, PROMISED - 29 * DAY, trouble=40)
    await hear(company, PROMISED - 28 * DAY, trouble=20)
    await hear(company, PROMISED, trouble=40)
    await hear(company, PROMISED + 28 * DAY, trouble=20, friction="late")
    await hear(company, PROMISED + 56 * DAY, trouble=40)
    (found,) = await look(company, PROMISED + 56 * DAY)
    assert "Customers: 50 % met an obstacle at “Buying”." in found.before
    assert "Customers: 0 % met an obstacle at “Buying” (▲" in found.after


async def test_what_was_dropped_meanwhile_is_not_told(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    company.now = MONDAY + 56 * DAY
    outcomes = await database.read(lambda tx: measured(tx, company.now))
    assert [each.action.id for each in outcomes] == [action.id]
    cleo = await company.caller("Cleo")
    await database.write(lambda tx: drop(tx, cleo, action.id))
    assert await database.write(lambda tx: keep_outcomes(tx, outcomes, company.now, ORDER)) == 0
    assert [each.state for each in await company.actions()] == [ActionState.DROPPED]
    assert await database.read(lambda tx: measured(tx, company.now)) == []


async def test_who_does_not_lead_the_team_any_more_reads_no_figure_of_it(database: Database) -> None:
    company = await open_company(database)
    await company.promise()
    await look(company, PROMISED + 56 * DAY)
    teams = await database.read(lambda tx: tx.people.teams())
    changed = replace(teams[TeamId(HARBOUR)], leader_id=PersonId("Ana"))
    await database.write(lambda tx: tx.people.save_teams([changed]))
    company.now += timedelta(hours=3)
    assert await company.delivered() == {"Cleo": "not_leading"}
