"""Commands given in a channel: nobody else there reads them, their answers, or what comes of a press on those."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.listening_post import ListeningPost, open_post
from tests.scenarios.teams_driver import TeamsDriver
from tests.scenarios.world import World, open_world


@pytest.fixture(params=["slack", "teams", "web"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """On each platform; a database makes no difference here."""
    async with open_world(request.param, f"sqlite:///{tmp_path / 'voxloop.db'}", tmp_path) as opened:
        yield opened


async def seen_by_others(world: World, post: ListeningPost) -> list[str]:
    """All that somebody reads who is in the channel and gave no command, there and in their own chat."""
    return [each.text for each in [*await post.messages(), *await world.inbox("Ben")]]


async def test_a_command_in_a_channel_is_answered_there_to_who_gave_it_alone(world: World) -> None:
    post = await open_post(world)
    before, inbox = await seen_by_others(world, post), len(await world.inbox("Dora"))
    answer = await post.say("Dora", "station list")
    assert (answer.kind, "Everything" in answer.text) == ("whisper", True)
    assert (await seen_by_others(world, post), len(await world.inbox("Dora"))) == (before, inbox)
    if isinstance(world.chat, TeamsDriver):
        mine = world.chat.seen_in(world.accounts["Dora"], post.channel)
        assert answer.text in {each.text for each in mine}
        assert world.chat.seen_in(world.accounts["Ben"], post.channel) == []


async def test_who_may_not_is_told_so_alone(world: World) -> None:
    post = await open_post(world)
    before = await seen_by_others(world, post)
    assert "Only admins may do this." in (await post.say("Ana", "station leave everything")).text
    assert await seen_by_others(world, post) == before


async def test_a_button_of_such_an_answer_tells_nobody_either(world: World) -> None:
    post = await open_post(world)
    before = await seen_by_others(world, post)
    several = await post.say("Dora", "station")
    pressed = await world.press("Dora", several, "station list")
    assert "Everything" in pressed.text
    assert await seen_by_others(world, post) == before


async def test_a_fault_is_reported_from_a_channel_and_nobody_sees_by_whom(world: World) -> None:
    post = await open_post(world)
    before = await seen_by_others(world, post)
    text = "Boxes wait at the back door, because nobody rings."
    thanked = await world.submit("Ana", await post.say("Ana", "flag"), text=text, stage="receive", theme="late")
    assert text in thanked.text
    assert await seen_by_others(world, post) == before


async def test_what_belongs_to_one_person_opens_for_them_and_stands_in_no_channel(world: World) -> None:
    post = await open_post(world)
    before = await seen_by_others(world, post)
    shown = await post.say("Ana", "my data")
    assert (shown.kind, "ana@marigold.example" in shown.text) == ("form", True)
    assert await seen_by_others(world, post) == before
    if isinstance(world.chat, TeamsDriver):
        mine = world.chat.seen_in(world.accounts["Ana"], post.channel)
        assert [each.text for each in mine] == ["This is for you alone: I answered in your chat with me."]
