"""Promising, moving and dropping: by those who lead the unit alone, and once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.chat.effects import Ask, Refuse
from bot.digest.library import STAGE_STEPS, STEPS
from bot.digest.model import ActionId, ActionState, Subject
from bot.digest.promise import ask_what_to_do, drop, leads, list_actions, move, open_move, promise
from bot.digest.subjects import SUBJECT_KEYS, measures_of, subject_of, suggestion_of
from bot.people.model import COMPANY, PersonId
from storage.database import Database
from tests.digest.actions.harbour import CREW, FRIDAY, HARBOUR, QUAY, form_of, open_company

TOMORROW = date(2026, 12, 1)


async def test_a_suggestion_is_promised_in_its_words(database: Database) -> None:
    company = await open_company(database)
    cleo = await company.caller("Cleo")
    values = {"step": "stage.buy.0", "plan": None, "about": "overall", "due": FRIDAY}
    listed = form_of(await database.write(lambda tx: promise(tx, cleo, HARBOUR, values)))
    assert "I remind you on Fri, Dec 4" in repr(listed)
    (made,) = await company.actions()
    assert made.subject == Subject(measure="stage.buy", stage="buy")
    assert made.plan == STAGE_STEPS["buy"]
    assert (made.unit, made.unit_name, made.due_on) == (HARBOUR, "Harbour", FRIDAY)
    assert made.state is ActionState.PROMISED


async def test_own_words_are_about_what_was_chosen(database: Database) -> None:
    company = await open_company(database)
    made = await company.promise("We open a second till")
    assert made.subject == Subject(measure="friction.slow-order-system", stage="buy")


async def test_the_same_promise_again_is_one_with_the_new_day(database: Database) -> None:
    company = await open_company(database)
    first = await company.promise()
    again = await company.promise(due=FRIDAY + timedelta(days=7))
    assert [again] == list(await company.actions())
    assert again == replace(first, due_on=FRIDAY + timedelta(days=7))


@pytest.mark.parametrize("due", [date(2026, 11, 30), date(2027, 12, 1), None, "soon"])
async def test_a_day_that_cannot_be_is_refused(database: Database, due: date | None) -> None:
    company = await open_company(database)
    cleo = await company.caller("Cleo")
    effect = await database.write(lambda tx: promise(tx, cleo, HARBOUR, {"plan": "So", "due": due}))
    assert isinstance(effect, Refuse)
    assert set(effect.problems) == {"due"}
    assert await company.actions() == []


async def test_a_promise_needs_words(database: Database) -> None:
    company = await open_company(database)
    cleo = await company.caller("Cleo")
    effect = await database.write(lambda tx: promise(tx, cleo, HARBOUR, {"step": "own", "plan": " ", "due": TOMORROW}))
    assert isinstance(effect, Refuse)
    assert set(effect.problems) == {"plan"}


@pytest.mark.parametrize(
    ("name", "units"),
    [("Cleo", {HARBOUR}), ("Ana", set()), ("Ben", set()), ("Eva", {QUAY}), ("Dora", {COMPANY})],
)
async def test_leaders_promise_for_their_units_and_admins_for_the_company(
    database: Database, name: str, units: set[str]
) -> None:
    company = await open_company(database)
    caller = await company.caller(name)
    for unit in (HARBOUR, CREW, QUAY, COMPANY, "nothing"):
        assert await database.read(lambda tx, unit=unit: leads(tx, caller.person, unit)) is (unit in units)  # type: ignore[misc]
        await database.write(lambda tx, unit=unit: promise(tx, caller, unit, {"plan": "So", "due": FRIDAY}))  # type: ignore[misc]
        asked = await database.read(lambda tx, unit=unit: ask_what_to_do(tx, caller, unit, ()))  # type: ignore[misc]
        assert (form_of(asked).submit is not None) is (unit in units)
    assert {each.unit for each in await company.actions(name)} == units


async def test_a_promise_is_moved_and_dropped_by_its_owner_alone(database: Database) -> None:
    company = await open_company(database)
    made = await company.promise()
    cleo, eva, later = await company.caller("Cleo"), await company.caller("Eva"), {"due": FRIDAY + timedelta(days=3)}
    for refused in (
        await database.write(lambda tx: move(tx, eva, made.id, later)),
        await database.write(lambda tx: drop(tx, eva, made.id)),
        await database.read(lambda tx: open_move(tx, eva, made.id)),
        await database.write(lambda tx: drop(tx, cleo, ActionId("nothing"))),
    ):
        assert "it is not yours" in repr(form_of(refused))
    assert isinstance(await database.write(lambda tx: move(tx, cleo, made.id, {"due": None})), Refuse)
    await database.write(lambda tx: move(tx, cleo, made.id, later))
    assert [each.due_on for each in await company.actions()] == [later["due"]]
    assert "Mend the till" in repr(await database.read(lambda tx: list_actions(tx, cleo)))
    await database.write(lambda tx: drop(tx, cleo, made.id))
    assert [each.state for each in await company.actions()] == [ActionState.DROPPED]
    assert "Mend the till" not in repr(await database.read(lambda tx: list_actions(tx, cleo)))


async def test_who_does_not_lead_any_more_keeps_no_hold_of_the_promise(database: Database) -> None:
    company = await open_company(database)
    made = await company.promise()
    cleo = await company.caller("Cleo")
    teams = await database.read(lambda tx: tx.people.teams())
    await database.write(lambda tx: tx.people.save_teams([replace(teams[HARBOUR], leader_id=PersonId("Ana"))]))
    assert "not yours" in repr(await database.write(lambda tx: drop(tx, cleo, made.id)))
    assert isinstance(await database.read(lambda tx: open_move(tx, cleo, made.id)), Ask)


def test_every_step_of_the_library_is_found_by_its_key() -> None:
    keys = [f"{measure}.{place}" for measure, steps in STEPS.items() for place in range(len(steps))]
    for key in (*keys, *(f"stage.{stage}.0" for stage in STAGE_STEPS)):
        found = suggestion_of(key)
        assert found is not None
        assert found.subject == subject_of(key.rpartition(".")[0])
        assert measures_of(found.subject)
    assert suggestion_of("site.1") is not None, "what has no steps of its own gets those for all"


@pytest.mark.parametrize("key", ["", "own", "tools", "tools.9", "tools.x", "friction.none.0", "stage.buy.1", ".0"])
def test_what_is_no_step_is_not_found(key: str) -> None:
    assert suggestion_of(key) is None


def test_whatever_can_be_chosen_can_be_measured() -> None:
    assert all(measures_of(subject_of(key)) == (key,) for key in SUBJECT_KEYS)
    assert measures_of(subject_of("stage.buy")) == ("friction.slow-order-system",)
