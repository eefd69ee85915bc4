"""Whoever owns the chat, and can export all of it, cannot tell who answered from what the bot wrote."""

import itertools
from collections.abc import Iterator, Sequence

from bot.chat.actions import ActionRef
from bot.chat.effects import Ask, Effect, Refuse, Whisper
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.ids import AccountRef, Actor, Platform, WorkspaceRef
from bot.clock.weeks import Week
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from tests.fakes.slack import FakeSlack
from tests.privacy.thief import CANARY, answer
from tests.scenarios.world import TEAM, World

WEEK = Week.parse("2026-W48")
SPOKEN = {"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete", "reactions.add"}


async def live_two_weeks(world: World) -> None:
    """Ana answers everything, changes and deletes some of it and looks around; Ben never does anything.

    Both are asked the same questions, so that nothing but their acts can make a difference.
    """
    await world.until("2026-11-23T15:00")
    await world.cellar.database.write(lambda tx: freeze_roster(tx, WEEK.block))
    await world.cellar.database.write(lambda tx: tx.connection.exec_driver_sql("UPDATE rosters SET slot = 0").rowcount)
    for day in ("2026-11-25", "2026-11-26", "2026-11-30", "2026-12-01", "2026-12-02"):
        await world.until(f"{day}T15:00")
        await answer(world, "Ana", (await world.latest("Ana")).buttons[0])
        await world.home("Ana")
        mine = await world.command("Ana", "my answers")
        await world.command("Ana", "my data")
    await world.press("Ana", mine, "Delete")
    await world.press("Ana", await world.latest("Ana"), "Catch up")
    await world.until("2026-12-08T15:00")


async def test_on_slack_both_got_the_same_messages_at_the_same_times(slack_world: World) -> None:
    world = slack_world
    await live_two_weeks(world)
    assert isinstance(world.fake, FakeSlack)
    spoken = [each for each in world.fake.calls if each.method in SPOKEN]
    assert {each.method for each in spoken} == {"chat.postMessage"}
    assert CANARY not in repr(spoken)
    anas, bens = (_posted(world, name) for name in ("Ana", "Ben"))
    assert len(anas) == len(bens) > 4  # Slack lets no more through in so short a time
    assert [_alike(text) for text in anas] == [_alike(text) for text in bens]
    assert not [each for each in world.fake.teams[TEAM].messages if each.is_ephemeral and CANARY in repr(each.blocks)]


def _posted(world: World, name: str) -> Sequence[str]:
    assert isinstance(world.fake, FakeSlack)
    team = world.fake.teams[TEAM]
    here = team.channels[world.accounts[name]]
    return [each.text + repr(each.blocks) for each in team.messages if each.channel == here and not each.is_ephemeral]


def _alike(text: str) -> str:
    """Without the first name."""
    return text.replace("Ana", "…").replace("Ben", "…")


async def test_on_the_page_both_got_the_same_letters_at_the_same_times(page_world: World) -> None:
    world = page_world
    await live_two_weeks(world)
    anas, bens = [await world.inbox(name) for name in ("Ana", "Ben")]
    assert [_alike(each.text) for each in anas] == [_alike(each.text) for each in bens]
    assert [each.buttons for each in anas] == [each.buttons for each in bens]
    assert CANARY not in repr([each.text for each in anas])


async def test_deliveries_of_both_are_the_same_but_for_their_names(chat_world: World) -> None:
    world = chat_world
    await live_two_weeks(world)
    columns = "kind, batch, state, code, due_at, expires_at, attempts, args"
    people = {name: (await world.person(name)).id for name in ("Ana", "Ben")}
    rows = await world.cellar.database.read(
        lambda tx: {
            name: tx.connection.exec_driver_sql(
                f"SELECT {columns} FROM deliveries WHERE person_id = '{person}' ORDER BY due_at, kind"  # noqa: S608 - our own id
            ).fetchall()
            for name, person in people.items()
        }
    )
    assert rows["Ana"] == rows["Ben"]
    assert len(rows["Ana"]) > 7


VERBS = ("answer", "write", "open", "change", "delete", "mine", "catch-up", "not-now", "try", "comment", "bring-again")


async def test_an_answer_is_shown_in_a_form_and_nowhere_else(slack_world: World) -> None:
    """A message would stay in the chat; a form is seen by the person alone and kept by nobody."""
    world = slack_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    questions = await _own_questions(world)
    effects = [await _effect(world, event) for verb in VERBS for event in _events(world, verb, questions)]
    assert all(isinstance(each, Ask | Refuse | Whisper) for each in effects)
    assert not any(
        word in repr(each) for each in effects if isinstance(each, Whisper) for word in (CANARY, "You answered")
    )


async def _effect(world: World, event: ButtonPressed | FormSubmitted) -> Effect:
    return await world.house.dispatch.handle(event)


async def _own_questions(world: World) -> Sequence[str]:
    ana = await world.person("Ana")
    entry = await world.cellar.database.read(lambda tx: tx.pulse.roster_entry(WEEK.block, ana.id))
    assert entry is not None
    return [question_of(family, entry.slot, WEEK).key for family in FAMILIES_IN_ORDER]


def _events(world: World, verb: str, questions: Sequence[str]) -> Iterator[ButtonPressed | FormSubmitted]:
    """Presses and forms of one verb, right ones and bent ones."""
    workspace = WorkspaceRef(platform=Platform("slack"), external_id=TEAM)
    actor = Actor(account=AccountRef(workspace=workspace, external_id=world.accounts["Ana"]))
    weeks, keys = (str(WEEK), "2020-W01", "nonsense"), (*questions, "no-such-question")
    alone = [(week,) for week in weeks]
    pairs = [*itertools.product(weeks, keys)]
    for number, args in enumerate([(), *alone, *pairs, *((*pair, value) for pair in pairs for value in ("4", "-"))]):
        action = ActionRef(f"pulse.{verb}", args)
        values = {"comment": CANARY, "consent": "words", "when": "2026-11-25T13:00+00:00"}
        yield ButtonPressed(event_id=f"press {verb} {number}", actor=actor, action=action, place=None)
        yield FormSubmitted(event_id=f"form {verb} {number}", actor=actor, action=action, values=values)
