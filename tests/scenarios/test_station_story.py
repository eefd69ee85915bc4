"""What a customer says, from the webhook to the channel, to a promise that is kept, and back out again."""

from tests.scenarios.listening_post import BOX, CALL, CALLS, open_post
from tests.scenarios.world import World


async def test_a_call_is_reviewed_read_answered_fixed_and_withdrawn(world: World) -> None:
    post = await open_post(world)
    answer = await post.send(CALLS, CALL)
    assert (answer["received"], answer["refused"]) == (1, [])
    assert (await post.send(CALLS, CALL))["known"] == 1
    await world.pass_minutes(1)
    assert await post.messages() == []

    waiting = await world.command("Cleo", "station review")
    assert BOX in waiting.text
    approved = await world.submit("Cleo", waiting)
    assert "Approved." in approved.text
    await world.pass_minutes(1)
    (posted,) = await post.messages()
    assert BOX in posted.text

    await post.press("Ana", posted, "I hear this too")
    assert "\N{EAR} I hear this too (1)" in (await post.latest()).buttons
    again = await post.press("Ana", await post.latest(), "I hear this too")
    assert "already" in again.text
    await post.press("Ben", await post.latest(), "I hear this too")
    assert "\N{EAR} I hear this too (2)" in (await post.latest()).buttons

    asked = await post.press("Ben", await post.latest(), "I can fix it")
    assert asked.kind == "form"
    thanked = await world.submit("Ben", asked, due="2026-11-24", plan="I call the depot.")
    assert "Tue, Nov 24" in thanked.text
    await world.pass_minutes(2)
    assert "Ben Example wants to fix this" in (await post.latest()).text

    await world.until("2026-11-24T08:30")
    reminder = await world.latest("Ben")
    assert "Today is the day" in reminder.text
    closing = await world.press("Ben", reminder, "Say what came of it")
    await world.submit("Ben", closing, ending="done", outcome="The depot rings every customer now.")
    await world.pass_minutes(2)
    outcome = (await post.messages())[-1]
    assert "The depot rings every customer now." in outcome.text
    assert "Ben Example fixed this." in (await post.messages())[0].text

    assert (await post.withdraw(CALLS, "call-1"))["withdrawn"] == 1
    await world.pass_minutes(1)
    assert await post.messages() == []
    assert BOX not in (await world.home("Ana")).text
    assert BOX not in (await world.command("Ana", "snippets box")).text
    assert BOX not in (await world.command("Ben", "fixes")).text
    told = await world.command("Dora", "snippet withdraw calls call-1")
    assert "still" not in told.text
    assert (await post.send(CALLS, CALL))["refused"] != []
    await world.pass_minutes(30)
    assert await post.messages() == []
