"""Commands as people type them."""

import pytest

from tests.scenarios.world import World


async def test_help_tells_what_there_is_and_unknown_words_get_the_nearest_command(world: World) -> None:
    assert "pause" in (await world.command("Ana", "help")).text
    assert "settings" in (await world.command("Ana", "setings")).text


@pytest.mark.parametrize("text", ["status", "pulse pause", "admin add ben@marigold.example"])
async def test_who_may_not_is_told_who_may(world: World, text: str) -> None:
    refused = await world.command("Ana", text)
    assert refused.kind == "whisper"
    assert "Dora" in refused.text


async def test_an_admin_pauses_and_resumes_the_pulse_for_everybody(world: World) -> None:
    await world.command("Dora", "pulse pause")
    await world.until("2026-11-26T15:00")
    assert await world.inbox("Ana") == []
    await world.command("Dora", "pulse resume")
    await world.until("2026-11-28T15:00")
    assert len(await world.inbox("Ana")) > 0


async def test_the_status_is_an_honest_delivery_report(world: World) -> None:
    await world.until("2026-11-25T10:00")
    assert "4" in (await world.command("Dora", "status")).text


async def test_an_admin_tries_a_check_in_that_stores_nothing(world: World) -> None:
    await world.until("2026-11-25T10:00")
    await world.command("Dora", "pulse test")
    await world.house.worker.settle()
    preview = await world.latest("Dora")
    assert "This is a preview" in preview.text
    pressed = await world.press("Dora", preview, preview.buttons[0])
    assert "nothing was stored" in pressed.text
    assert await world.cellar.database.read(lambda tx: tx.answers.groups()) == []


async def test_who_gets_a_sign_in_link_made_for_them_is_told(world: World) -> None:
    await world.command("Dora", "people link ana@marigold.example")
    await world.house.worker.settle()
    assert "An admin made a sign-in link" in (await world.latest("Ana")).text


async def test_my_data_tells_what_is_kept(world: World) -> None:
    shown = await world.command("Ana", "my data")
    assert shown.kind == "form"
    assert "ana@marigold.example" in shown.text
