"""What an attack once found, told as it was found: none of it works any more."""

from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from bot.chat.actions import ActionRef
from bot.chat.events import ButtonPressed, DirectoryChanged
from bot.chat.ids import AccountRef, Actor, Platform, WorkspaceRef
from bot.chat.records import DirectoryEntry
from bot.clock.weeks import Week
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from storage.scrub import empty_journal, scrub
from tests.scenarios.web_driver import WebDriver
from tests.scenarios.world import TEAM, World

OFFICE = WorkspaceRef(platform=Platform("slack"), external_id=TEAM)
COMMENT = "The till froze again."


async def ana_answers(world: World) -> None:
    await world.until("2026-11-25T10:00")
    answered = await world.press("Ana", await world.latest("Ana"), "2")
    await world.submit("Ana", answered, comment=COMMENT, consent="words")


def journal_bytes(world: World) -> bytes:
    return Path(world.settings.database_url.removeprefix("sqlite:///") + "-wal").read_bytes()


def pressed(account: AccountRef, verb: str, *args: str) -> ButtonPressed:
    return ButtonPressed(
        event_id=f"{verb} {args}", actor=Actor(account=account), action=ActionRef(verb, args), place=None
    )


async def test_an_admin_cannot_read_a_colleague_by_giving_her_record_another_account(slack_world: World) -> None:
    await ana_answers(slack_world)
    form = await slack_world.command("Dora", "people import")
    lines = f"name,email,team,slack:{TEAM}\nAna Example,ana@marigold.example,Harbour,{slack_world.accounts['Ben']}"
    refused = await slack_world.submit("Dora", form, lines=lines, care="lenient")
    assert "Accounts of a chat cannot be given" in refused.text
    assert COMMENT not in (await slack_world.command("Ben", "my answers")).text


@pytest.mark.parametrize(("team", "user"), [(TEAM, "U0BEN"), ("T0STRANGER", "U0EVE")])
async def test_an_account_that_comes_with_her_address_shows_nothing_of_hers(
    slack_world: World, team: str, user: str
) -> None:
    await ana_answers(slack_world)
    workspace = WorkspaceRef(platform=Platform("slack"), external_id=team)
    account = AccountRef(workspace=workspace, external_id=user)
    entry = DirectoryEntry(account=account, name="Ben", email="ana@marigold.example")
    await slack_world.house.dispatch.handle(DirectoryChanged(event_id="e", workspace=workspace, entries=(entry,)))
    shown = await slack_world.house.dispatch.handle(pressed(account, "pulse.mine", "2026-W48"))
    assert COMMENT not in repr(shown)


async def test_a_week_that_has_not_come_can_neither_be_looked_at_nor_answered(slack_world: World) -> None:
    await slack_world.until("2026-11-25T10:00")
    ana = AccountRef(workspace=OFFICE, external_id=slack_world.accounts["Ana"])
    coming = Week.parse("2026-W49")
    person = await slack_world.person("Ana")
    entry = await slack_world.cellar.database.read(lambda tx: tx.pulse.roster_entry(coming.block, person.id))
    assert entry is not None
    question = question_of(FAMILIES_IN_ORDER[0], entry.slot, coming).key
    await slack_world.house.dispatch.handle(pressed(ana, "pulse.answer", str(coming), question, "4"))
    for year in range(2030, 2040):
        await slack_world.house.dispatch.handle(pressed(ana, "pulse.mine", f"{year}-W48"))
    assert await slack_world.cellar.database.read(lambda tx: tx.answers.groups()) == []
    assert slack_world.cellar.keys.names("week:") == []


async def test_rows_of_a_postgres_table_carry_no_stamp_of_their_own_after_a_scrub(stored_world: World) -> None:
    if stored_world.cellar.database.dialect == "sqlite":
        pytest.skip("SQLite stamps no rows")
    await stored_world.until("2026-11-25T10:00")
    for name in ("Ana", "Ben", "Cleo", "Dora"):
        await stored_world.press(name, await stored_world.latest(name), "3")
    await scrub(stored_world.cellar.database)
    stamps = text("SELECT DISTINCT xmin::text FROM answers")
    assert len(await stored_world.cellar.database.read(lambda tx: list(tx.connection.scalars(stamps)))) == 1


async def test_the_journal_of_sqlite_is_emptied_and_keeps_no_order(page_world: World) -> None:
    await ana_answers(page_world)
    await empty_journal(page_world.cellar.database)
    assert journal_bytes(page_world) == b""


async def test_two_copies_of_the_database_do_not_tell_who_gave_no_answer_in_between(stored_world: World) -> None:
    async def tallies() -> dict[bytes, bytes]:
        groups = await stored_world.cellar.database.read(lambda tx: tx.accumulators.groups())
        rows = await stored_world.cellar.database.read(lambda tx: [tx.accumulators.take(each, 99) for each in groups])
        return {row.place: row.value for some in rows for row in some}

    await stored_world.until("2026-12-01T15:00")
    for name in ("Ana", "Ben"):
        await stored_world.press(name, await stored_world.latest(name), "3")
    await stored_world.until("2026-12-05T18:00")
    before = await tallies()
    await stored_world.until("2026-12-08T15:00")
    await stored_world.press("Ana", await stored_world.latest("Ana"), "3")
    await stored_world.until("2026-12-12T18:00")
    after = await tallies()
    assert before
    assert not any(after[place] == value for place, value in before.items())


async def test_codes_cannot_be_tried_without_limit_in_the_field_for_links(page_world: World) -> None:
    ends_at = page_world.clock.now() + timedelta(minutes=30)
    await page_world.cellar.tokens.issue("sign-in-code", "ABCD2345", page_world.accounts["Ana"], ends_at)
    assert isinstance(page_world.chat, WebDriver)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        hidden = await page_world.chat.sign_in_fields(browser)
        url = f"{page_world.chat.url}/sign-in"
        async with browser.post(url, data={**hidden, "token": "ABCD2345"}, allow_redirects=False) as answer:
            assert answer.status == 403
