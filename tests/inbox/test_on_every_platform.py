"""The inbox over the real wire: a leader asks, people answer, and both talk on, on every platform."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.clock.working_days import WorkingCalendar
from bot.config import Settings
from bot.inbox.answer_team import write_answer
from bot.people.model import PersonId
from bot.pulse.rules import configured_rules
from bot.pulse.visit import Visit
from storage.unit_of_work import UnitOfWork
from tests.scenarios.world import World, open_world

MATES = tuple(f"mate-{number}" for number in range(9))


@pytest.fixture(params=["slack-sqlite", "teams-sqlite", "web-sqlite", "web-postgres"])
async def harbour(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """The organisation, with nine more people who have no account yet."""
    platform, _, database = request.param.partition("-")
    async with open_world(platform, request.getfixturevalue(f"{database}_url"), tmp_path) as world:
        ana = await world.person("Ana")
        mates = [replace(ana, id=PersonId(each), email=f"{each}@marigold.example", external_key=each) for each in MATES]
        await world.cellar.database.write(lambda tx: tx.people.save_people(mates))
        yield world


async def answer(world: World, mate: str, text: str) -> None:
    """What somebody writes who is somewhere else."""

    def change(tx: UnitOfWork) -> None:
        person = tx.people.get(PersonId(mate))
        assert person is not None
        visit = Visit(
            person=person,
            viewer="",
            now=world.clock.now(),
            rules=configured_rules(Settings()),
            keys=world.cellar.keys,
            calendar=WorkingCalendar(),
        )
        (question,) = tx.team_questions.asked_since(date(2026, 11, 1))
        write_answer(tx, visit, question.id, {"text": text})

    await world.cellar.database.write(change)


async def test_a_leader_asks_and_talks_with_somebody_unnamed(harbour: World) -> None:
    world = harbour
    await world.until("2026-11-24T10:00")
    window = await world.command("Cleo", "ask team")
    unit = (await world.person("Cleo")).team_id
    assert unit is not None
    asked = await world.submit("Cleo", window, unit=unit, text="What should we stop doing?")
    assert "waits in the inbox of everybody" in asked.text
    inbox = await world.command("Ana", "inbox")
    assert "What should we stop doing?" in inbox.text
    told = await world.submit("Ana", await world.press("Ana", inbox, "Answer without a name"), text="Double receipts.")
    assert "Your answer is kept." in told.text
    assert "handed over at 7:00" in told.text, "six in the morning in UTC, told as it is in Warsaw"
    for mate in MATES[:4]:
        await answer(world, mate, f"Something of {mate[-1]}.")
    await world.until("2026-11-25T10:00")
    answers = await world.press("Cleo", await world.command("Cleo", "inbox"), "Read the answers")
    assert "Double receipts." in answers.text
    assert "Ana" not in answers.text


async def test_the_home_page_leads_to_the_inbox_and_is_the_same_with_and_without_a_question(harbour: World) -> None:
    world = harbour
    await world.until("2026-11-24T10:00")
    before = await world.home("Ana")
    assert "Nothing waits for you." in (await world.press("Ana", before, "Inbox")).text
    unit = (await world.person("Cleo")).team_id
    assert unit is not None
    await world.submit("Cleo", await world.command("Cleo", "ask team"), unit=unit, text="What is missing?")
    assert await world.home("Ana") == before
    assert "What is missing?" in (await world.press("Ana", before, "Inbox")).text


async def test_nobody_gets_a_message_about_questions_or_answers(harbour: World) -> None:
    world = harbour
    await world.until("2026-11-24T10:00")
    unit = (await world.person("Cleo")).team_id
    assert unit is not None
    await world.submit("Cleo", await world.command("Cleo", "ask team"), unit=unit, text="A question like no other?")
    form = await world.press("Ana", await world.command("Ana", "inbox"), "Answer without a name")
    await world.submit("Ana", form, text="An answer like no other.")
    await world.until("2026-11-26T10:00")
    for name in ("Ana", "Ben", "Cleo"):
        assert not any("like no other" in seen.text for seen in await world.inbox(name))
