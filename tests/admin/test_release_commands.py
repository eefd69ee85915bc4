"""What is said and done about releases in the chat: how many people a figure needs, and figures taken back."""

import logging
from datetime import timedelta

import pytest

from bot.admin.release_messages import CELL, REASON
from bot.chat.actions import ActionRef
from bot.chat.blocks import Message, Note
from bot.chat.effects import Refuse
from bot.chat.forms import ChoiceField, Form
from bot.chat.ids import DeliveryId, direct
from bot.clock.weeks import Block, Week
from bot.digest.model import Action, ActionId, ActionState, Subject
from bot.outbox.model import Delivery
from bot.people.model import PersonId
from bot.privacy.release.model import (
    Band,
    CellKey,
    Family,
    HeadCount,
    Participation,
    Period,
    PublishedCell,
    Release,
    State,
)
from bot.privacy.release.threshold import effective_k
from bot.pulse.bank import Family as Asked
from bot.pulse.bank import of_family
from bot.pulse.compose import compose
from bot.pulse.messages import PROMISE
from bot.pulse.plan_check_ins import CHECK_IN
from storage.unit_of_work import UnitOfWork
from tests.admin.house import RULES, House, actor, form_of, text_of

RAISE = ActionRef("admin.raise", ("8",))
WITHDRAW = ActionRef("admin.withdraw")


def block_of(house: House) -> Block:
    return Week.of(house.clock.now().date()).block


async def k_in(house: House, block: Block) -> int:
    return await house.database.read(lambda tx: effective_k(tx.ledger, block))


async def test_everybody_can_read_how_many_people_a_figure_needs(house: House) -> None:
    for name in ("Ada", "Bo", "Cy"):
        text = text_of(await house.command(name, "privacy threshold"))
        assert "A figure comes out only where 5 people or more answered." in text
        assert "Since the beginning: 5 people" in text


async def test_an_admin_raises_it_from_the_next_block_on_after_reading_what_that_means(house: House) -> None:
    asked = form_of(await house.command("Ada", "privacy raise 8"))
    assert asked.submit == RAISE
    assert "instead of 5" in text_of(await house.command("Ada", "privacy raise 8"))
    assert await k_in(house, block_of(house).next()) == 5, "asking raises nothing"

    assert "a figure needs 8 people" in text_of(await house.submit("Ada", RAISE, {}))
    assert await k_in(house, block_of(house)) == 5
    assert await k_in(house, block_of(house).next()) == 8
    text = text_of(await house.command("Cy", "privacy threshold"))
    assert "Since the beginning: 5 people" in text
    assert text.count(": 8 people") == 1


@pytest.mark.parametrize("typed", ["5", "3", "0", "-1", "101", "999", "1000", "many", "8.5"])
async def test_it_is_never_lowered_and_nonsense_is_explained(house: House, typed: str) -> None:
    text = text_of(await house.command("Ada", f"privacy raise {typed}"))

    assert "privacy raise 8" in text, "the example"
    assert await k_in(house, block_of(house).next()) == 5


async def test_an_old_form_does_not_lower_what_was_raised_meanwhile(house: House) -> None:
    await house.submit("Ada", ActionRef("admin.raise", ("12",)), {})

    assert "It is 12 already." in text_of(await house.submit("Ada", RAISE, {}))
    assert "It is 12 already." in text_of(await house.submit("Ada", ActionRef("admin.raise", ("0",)), {}))
    assert await k_in(house, block_of(house).next()) == 12


async def test_leaders_and_employees_raise_and_withdraw_nothing(house: House) -> None:
    for name in ("Bo", "Cy"):
        for refused in (await house.submit(name, RAISE, {}), await house.submit(name, WITHDRAW, {})):
            assert text_of(refused).startswith("Only admins may do this.")
    assert await k_in(house, block_of(house).next()) == 5


async def test_respondents_read_it_below_the_check_ins_of_the_next_block_all_alike(house: House) -> None:
    block = block_of(house)
    await house.submit("Ada", RAISE, {})
    before, during, later = [
        {name: await small_print(house, name, week) for name in ("Ada", "Cy")}
        for week in (block.last_week, block.next().first_week, block.next().next().first_week)
    ]

    for told in (before, during, later):
        assert len(set(told.values())) == 1
        assert PROMISE in told["Cy"]
    assert "8" not in before["Cy"].partition("Open until")[0]
    assert "New in these four weeks: a result needs 8 people here, no longer 5." in during["Cy"]
    assert "Here a result needs 8 people." in later["Cy"]


async def small_print(house: House, name: str, week: Week) -> str:
    """What stands below the question of a week's check-in as it goes out."""
    delivery = Delivery(
        id=DeliveryId("d1"),
        kind=CHECK_IN,
        place=direct(actor(name).account),
        args={"week": str(week), "question": of_family(Asked.OVERALL)[0].key},
        batch="",
        due_at=house.clock.now(),
        expires_at=house.clock.now() + timedelta(hours=1),
        person_id=PersonId(name),
        is_doubled_in_doubt=False,
        attempts=1,
        was_in_doubt=False,
    )

    def question(tx: UnitOfWork) -> str:
        (message,) = compose(tx, [delivery], RULES, "Marigold", house.clock.now())
        assert isinstance(message, Message)
        return next(block.text for block in message.blocks if isinstance(block, Note))

    return await house.database.read(question)


def cell(house: House, unit: str = "pier", measure: str = "overall", days_ago: int = 1) -> PublishedCell:
    block = Block(block_of(house).ordinal - 1)
    return PublishedCell(
        key=CellKey(
            family=Family.OVERALL, unit=unit, period=Period(block.first_week, block.last_week), measure=measure
        ),
        unit_name=unit.title(),
        question="overall-happy",
        state=State.SHOWN,
        published_on=house.clock.now().date() - timedelta(days=days_ago),
        band=Band(low=3.5, high=4),
        people=HeadCount.SOME,
        participation=Participation.HIGH,
    )


async def publish(house: House, *cells: PublishedCell) -> None:
    release = Release(window="overall:1:4", k=5, published_on=cells[0].published_on)
    await house.database.write(lambda tx: tx.ledger.publish(release, cells))


def offered(form: Form) -> dict[str, str]:
    """What can be chosen, by what is read."""
    (field,) = (part for part in form.parts if isinstance(part, ChoiceField) and part.name == CELL)
    return {option.label: option.value for option in field.options}


async def test_a_figure_is_withdrawn_for_good_with_a_reason_and_without_the_figure(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await publish(house, cell(house), cell(house, "quay"))
    choices = offered(form_of(await house.command("Ada", "results withdraw")))
    assert [label.split(": ")[1] for label in choices] == ["Pier", "Quay"]
    (chosen,) = (value for label, value in choices.items() if label.endswith("Pier"))
    told = await house.submit("Ada", WITHDRAW, {CELL: chosen, REASON: "wrong_teams"})

    assert "Withdrawn for good: Happiness at work" in text_of(told)
    found = await house.database.read(lambda tx: {each.key.unit: each for each in tx.ledger.every_cell()})
    assert (found["pier"].state, found["pier"].band, found["pier"].people) == (State.WITHDRAWN, None, None)
    assert found["quay"].state is State.SHOWN
    (line,) = await house.database.read(lambda tx: tx.destructions.latest(5))
    assert (line.key_name.split(":")[:3], line.reason) == (
        ["figure", "overall.overall", "pier"],
        "withdrawn: wrong_teams",
    )
    (logged,) = (each for each in caplog.records if each.getMessage() == "results.withdrawn")
    assert (vars(logged)["admin"], vars(logged)["reason"]) == ("Ada", "wrong_teams")
    assert list(offered(form_of(await house.command("Ada", "results withdraw")))) == [
        label for label in choices if label.endswith("Quay")
    ]


async def test_what_came_of_a_promise_tells_a_withdrawn_figure_no_more(house: House) -> None:
    today = house.clock.now().date()
    measured = Action(
        id=ActionId("a"),
        owner_id=PersonId("Bo"),
        unit="pier",
        unit_name="Pier",
        subject=Subject(measure="overall"),
        plan="Mend the till",
        promised_on=today,
        due_on=today,
        state=ActionState.MEASURED,
        measured_on=today,
        before="Your people: 3.5 to 4.\nCustomers: too few.",
        after="Your people: 3.5 to 4.\nCustomers: too few.",
    )
    await house.database.write(lambda tx: tx.actions.save(measured))
    await publish(house, cell(house))
    (chosen,) = offered(form_of(await house.command("Ada", "results withdraw"))).values()
    await house.submit("Ada", WITHDRAW, {CELL: chosen, REASON: "wrong_teams"})
    found = await house.database.read(lambda tx: tx.actions.get(measured.id))
    assert found is not None
    assert "3.5" not in found.before + found.after
    assert found.after.endswith("Customers: too few.")


async def test_no_form_to_withdraw_tells_a_figure(house: House) -> None:
    await publish(house, cell(house))
    told = repr(await house.command("Ada", "results withdraw"))

    assert "3.5" not in told
    assert HeadCount.SOME not in told


async def test_words_look_for_a_figure_and_old_ones_are_not_offered(house: House) -> None:
    await publish(house, cell(house), cell(house, "quay"), cell(house, "old", days_ago=100))

    assert len(offered(form_of(await house.command("Ada", "results withdraw")))) == 2
    (label,) = offered(form_of(await house.command("Ada", "results withdraw QUAY")))
    assert label.endswith("Quay")
    assert "No figure" in text_of(await house.command("Ada", "results withdraw nowhere"))


async def test_what_is_not_shown_any_more_or_has_no_reason_is_refused(house: House) -> None:
    await publish(house, cell(house))
    (chosen,) = offered(form_of(await house.command("Ada", "results withdraw"))).values()

    assert isinstance(await house.submit("Ada", WITHDRAW, {CELL: chosen, REASON: "because"}), Refuse)
    assert isinstance(await house.submit("Ada", WITHDRAW, {CELL: "made up", REASON: "other"}), Refuse)
    await house.submit("Ada", WITHDRAW, {CELL: chosen, REASON: "other"})
    assert isinstance(await house.submit("Ada", WITHDRAW, {CELL: chosen, REASON: "other"}), Refuse)
