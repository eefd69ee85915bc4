"""An admin who wants to know what Ana answered has many levers, and none of them tells."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.privacy.thief import CANARY, answer
from tests.scenarios.web_driver import WebDriver
from tests.scenarios.world import World

QUESTIONS = ("status", "admin list", "pulse preview", "pulse now", "people import", "help", "my data", "my answers")


@pytest.mark.parametrize("act", ["answers", "comments", "deletes"])
async def test_nothing_that_an_admin_can_ask_moves_with_an_answer(chat_world: World, act: str) -> None:
    world = chat_world
    await world.until("2026-11-25T10:00")
    before = await _told(world)
    form = await world.press("Ana", await world.latest("Ana"), "2")
    if act != "answers":
        form = await world.submit("Ana", form, comment=CANARY, consent="words")
    if act == "deletes":
        await world.press("Ana", form, "Delete")
    assert await _told(world) == before


async def _told(world: World) -> list[str]:
    home = await world.home("Dora")
    return [home.text, *[(await world.command("Dora", each)).text for each in QUESTIONS]]


async def test_a_sign_in_link_in_an_admins_hands_opens_nothing_given_before(page_world: World) -> None:
    world = page_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    handed_out = (await world.command("Dora", "people link ana@marigold.example")).text
    (link,) = (line for line in handed_out.splitlines() if "token=" in line)
    (token,) = parse_qs(urlsplit(link).query)["token"]
    async with _thief(world, token) as thief:
        ana = world.accounts["Ana"]
        for text in ("my answers", "catch up", "my data"):
            seen = await thief.command(ana, text)
            assert CANARY not in seen.text
            assert "You answered" not in seen.text
        assert "3" in (await thief.command(ana, "catch up")).buttons  # as if never answered
    await world.house.worker.settle()
    assert any("sign-in link" in each.text for each in await world.inbox("Ana"))


def _thief(world: World, token: str) -> WebDriver:
    async def issue(_: str) -> str:
        return token

    assert isinstance(world.chat, WebDriver)
    return WebDriver(world.chat.url, issue)


@pytest.mark.parametrize(
    "lines",
    [
        "name,email,team\nAna Example,ana@marigold.example,Elsewhere",
        "name,email,employee_number\nAna Example,other@marigold.example,77",
        "name,email,team\nDora Example,ana@marigold.example,Harbour",
        "name,email,employee_number\nDora Example,ana@marigold.example,12",
        "name,email,role\nAna Example,ana@marigold.example,admin",
        "name,email,language,time_zone\nAna Example,ana@marigold.example,de,Asia/Tokyo",
    ],
    ids=["team", "number", "her address", "her address with a number", "role", "language"],
)
async def test_pasting_lines_about_somebody_shows_none_of_their_answers(slack_world: World, lines: str) -> None:
    world = slack_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    form = await world.command("Dora", "people import")
    told = await world.submit("Dora", form, lines=lines, care="lenient")
    assert CANARY not in told.text
    for text in ("my answers", "catch up", "my data", "status"):
        seen = await world.command("Dora", text)
        assert CANARY not in seen.text
        assert "You answered" not in seen.text


async def test_a_preview_or_a_check_in_sent_at_once_shows_no_answer(chat_world: World) -> None:
    world = chat_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    for text in ("pulse test", "pulse preview", "pulse pause", "pulse resume", "pulse now"):
        assert CANARY not in (await world.command("Dora", text)).text
    await world.house.worker.settle()
    assert not any(CANARY in each.text for each in await world.inbox("Dora"))


async def test_an_employee_who_gets_hold_of_an_admins_form_gets_no_further(slack_world: World) -> None:
    world = slack_world
    await world.until("2026-11-25T10:00")
    form = await world.command("Dora", "people import")
    taken = await world.submit("Ana", form, lines="name,email\nEve Example,eve@marigold.example", care="lenient")
    assert "admin" in taken.text
    found = await world.cellar.database.read(lambda tx: tx.people.by_email("eve@marigold.example"))
    assert found is None
