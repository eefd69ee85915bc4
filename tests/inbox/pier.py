"""A team with a leader, and how its people use their inboxes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.actions import ActionRef
from bot.chat.effects import Effect
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.inbox.acts import act_in_inbox
from bot.inbox.model import Question
from bot.work.inbox_chores import InboxChores
from storage.unit_of_work import UnitOfWork
from tests.admin.house import PIER, House, actor, form_of, hire, text_of

MATES = tuple(f"Mate{number}" for number in range(9))
ASKED = "What should we stop doing at the counter?"


async def move_in(house: House) -> House:
    await house.move_in()

    def change(tx: UnitOfWork) -> None:
        for name in MATES:
            hire(tx, name)

    await house.database.write(change)
    return house


async def press(house: House, name: str, action: ActionRef, *, viewer: str = "") -> Effect:
    visit = await house.visit(name, viewer=viewer)
    event = ButtonPressed(event_id="press", actor=actor(name), action=action, place=None)
    return await house.database.write(lambda tx: act_in_inbox(tx, visit, event))


async def submit(
    house: House, name: str, action: ActionRef, *, viewer: str = "", is_repeat: bool = False, **values: str
) -> Effect:
    visit = replace(await house.visit(name, viewer=viewer), is_repeat=is_repeat)
    event = FormSubmitted(event_id="form", actor=actor(name), action=action, values=values)
    return await house.database.write(lambda tx: act_in_inbox(tx, visit, event))


async def inbox(house: House, name: str, *, viewer: str = "") -> str:
    return text_of(await press(house, name, ActionRef("inbox.open"), viewer=viewer))


async def ask(house: House, text: str = ASKED) -> Question:
    """Bo asks the pier."""
    form_of(await submit(house, "Bo", ActionRef("inbox.ask"), unit=PIER.id, text=text))
    return await asked(house)


async def asked(house: House) -> Question:
    found = await house.database.read(lambda tx: tx.team_questions.asked_since(house.clock.now().date()))
    return found[0]


async def answer(house: House, name: str, question: Question, text: str, *, viewer: str = "") -> Effect:
    return await submit(house, name, ActionRef("inbox.answer", (question.id,)), viewer=viewer, text=text)


async def answer_all(house: House, question: Question, names: Sequence[str]) -> None:
    for name in names:
        await answer(house, name, question, said_by(name))


def said_by(name: str) -> str:
    return f"Stop the thing number {name.removeprefix('Mate')}."


async def pass_days(house: House, days: int = 1) -> None:
    """Words are handed over every morning on the way."""
    for _ in range(days):
        tomorrow = house.clock.now() + timedelta(days=1)
        await hand_over_at(house, tomorrow.replace(hour=6, minute=5))


async def hand_over_at(house: House, moment: datetime) -> None:
    house.clock.move(moment - house.clock.now())
    await InboxChores(transactions=house.database, keys=house.keys).hand_over(moment)


async def read(house: House, question: Question) -> str:
    """What Bo reads of the answers."""
    return text_of(await press(house, "Bo", ActionRef("inbox.read", (question.id,))))


async def reply_actions(house: House, question: Question) -> list[ActionRef]:
    """What Bo can press below each answer."""
    form = form_of(await press(house, "Bo", ActionRef("inbox.read", (question.id,))))
    actions = (each.action for part in form.parts for each in getattr(part, "items", ()))
    return [each for each in actions if each and each.verb == "inbox.reply"]
