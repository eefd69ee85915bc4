"""Whatever people do and whatever breaks meanwhile, no log at any level tells what somebody said or answered."""

import io
import logging
import sys
from collections.abc import Iterator

import aiohttp
import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot import logs
from storage.database import Database
from storage.tables.people import people
from storage.unit_of_work import UnitOfWork
from tests.fakes.slack import FakeSlack
from tests.privacy.thief import CANARY, answer
from tests.scenarios.slack_driver import SlackDriver
from tests.scenarios.web_driver import WebDriver
from tests.scenarios.world import World

SECRETS = (CANARY, "Qz7", "canary-typed", "canary-command", "canary-token", "You answered", "ana@marigold.example")


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """All that the program logs while every logger there is says all it can."""
    root, before = logging.getLogger(), (logging.getLogger().handlers[:], logging.getLogger().level)
    hooks, raising = (sys.excepthook, sys.unraisablehook), logging.raiseExceptions
    stream = io.StringIO()
    logs.configure("debug", "text", stream)
    loggers = [each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    levels = {each: each.level for each in loggers}
    for each in loggers:
        each.setLevel(logging.DEBUG)
    root.setLevel(logging.DEBUG)
    yield stream
    for each, level in levels.items():
        each.setLevel(level)
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    logging.raiseExceptions = raising
    logging.captureWarnings(capture=False)
    sys.excepthook, sys.unraisablehook = hooks


def assert_silent(told: io.StringIO) -> None:
    said = told.getvalue()
    assert len(said.splitlines()) > 3, "nothing was logged at all, so nothing was tested"
    assert not [secret for secret in SECRETS if secret in said]


async def test_a_week_of_answers_comments_and_commands(told: io.StringIO, chat_world: World) -> None:
    world = chat_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    for text in (
        "my answers",
        "my data",
        "canary-command Qz7",
        f"language {CANARY}",
        "people link ana@marigold.example",
    ):
        await world.command("Dora", text)
    await world.press("Ana", await world.latest("Ana"), "Catch up")
    await world.until("2026-11-28T18:00")
    assert_silent(told)


async def test_a_database_that_breaks_under_an_answer(told: io.StringIO, stored_world: World) -> None:
    world = stored_world
    await world.until("2026-11-25T10:00")
    form = await world.press("Ana", await world.latest("Ana"), "2")
    await world.cellar.database.write(lambda tx: tx.connection.exec_driver_sql("DROP TABLE answers").rowcount)
    with pytest.raises(AssertionError, match="answered 50"):
        await world.submit("Ana", form, comment=CANARY, consent="words")
    assert "event.failed" in told.getvalue()
    assert_silent(told)


async def test_a_key_directory_that_is_gone(told: io.StringIO, page_world: World) -> None:
    world = page_world
    await world.until("2026-11-25T10:00")
    form = await world.press("Ana", await world.latest("Ana"), "2")
    world.settings.key_directory.rename(world.settings.key_directory.with_name("elsewhere"))
    with pytest.raises(AssertionError, match="answered 50"):
        await world.submit("Ana", form, comment=CANARY, consent="words")
    assert_silent(told)


@pytest.mark.parametrize("fault", ["internal_error", "drop_before"])
async def test_slack_that_breaks_while_an_answer_is_shown(told: io.StringIO, slack_world: World, fault: str) -> None:
    world = slack_world
    await world.until("2026-11-25T10:00")
    latest = await world.latest("Ana")
    form = await world.press("Ana", latest, "2")
    await world.submit("Ana", form, comment=CANARY, consent="words")
    assert isinstance(world.fake, FakeSlack)
    assert isinstance(world.chat, SlackDriver)
    world.chat._patience = 0.5
    world.fake.fault("views.open", fault)
    await world.press("Ana", latest, "3")
    assert_silent(told)


BODIES = (
    b'{"type": "block_actions", "canary-typed": "Qz7"}',
    b'{"type": "event_callback", "event": {"type": "team_join", "user": "canary-typed"}}',
    b'payload={"type":"view_submission","view":"Qz7","user":{"id":"canary-token"}}',
    b"command=/voice&text=canary-typed",
    b"\xff\xfe Qz7",
)


@pytest.mark.parametrize("body", BODIES)
async def test_signed_requests_that_make_no_sense(told: io.StringIO, slack_world: World, body: bytes) -> None:
    assert isinstance(slack_world.chat, SlackDriver)
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    reply = await slack_world.chat._client.deliver(body, kind)
    assert reply.status in {200, 400}
    assert "Qz7" not in reply.text
    await slack_world.command("Ana", "help")
    await slack_world.home("Ana")
    assert_silent(told)


async def test_what_is_sent_to_the_page_by_hand(told: io.StringIO, page_world: World) -> None:
    assert isinstance(page_world.chat, WebDriver)
    url = page_world.chat.url
    pages: list[str] = []
    async with aiohttp.ClientSession(cookies={"voxloop-session": "canary-token"}) as http:
        for path in ("/canary-typed", "/sign-in?token=canary-token", "/events?after=canary-typed", "/static/../Qz7"):
            async with http.get(url + path, headers={"Referer": "http://canary-typed/", "User-Agent": "Qz7"}) as got:
                pages.append(await got.text() if path.startswith(("/c", "/e")) else "")
        for path in ("/act", "/submit", "/command", "/sign-in", "/slack/events"):
            async with http.post(url + path, data={"text": CANARY, "csrf": "canary-token"}) as got:
                assert got.status >= 400
                pages.append(await got.text())
    await page_world.until("2026-11-24T15:00")
    await page_world.command("Ana", "help")
    assert not any(secret in page for secret in SECRETS for page in pages)
    assert_silent(told)


async def test_figures_for_monitoring_hold_no_person_and_do_not_move_with_an_answer(chat_world: World) -> None:
    world = chat_world
    await world.until("2026-11-25T10:00")
    before = list(world.house.figures())
    await answer(world, "Ana")
    assert list(world.house.figures()) == before
    ana = await world.person("Ana")
    assert ana.id not in repr(before)
    assert CANARY not in repr(before)


async def test_an_error_of_the_database_does_not_quote_what_was_to_be_stored(sqlite_database: Database) -> None:
    def change(tx: UnitOfWork) -> None:
        tx.connection.execute(insert(people), {"id": "x", "name": CANARY})

    with pytest.raises(IntegrityError) as raised:
        await sqlite_database.write(change)
    assert "NOT NULL" in str(raised.value)
    assert CANARY not in str(raised.value) + repr(raised.value)
