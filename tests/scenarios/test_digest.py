"""The weekly digest, from the ledger to a leader's Monday: who gets it, what opens behind it, and when it comes."""

from collections.abc import Iterable
from datetime import date

import aiohttp

from bot.clock.weeks import Week
from bot.people.model import COMPANY
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
from storage.unit_of_work import UnitOfWork
from tests.scenarios.driver import Seen
from tests.scenarios.listening_post import CALL, REVIEWS, open_post
from tests.scenarios.world import World

WEEK = Week.parse("2026-W48")
SATURDAY = date(2026, 11, 28)
SENTENCE = "In one sentence"


def figure(unit: str, measure: str, low: float, high: float, weeks_ago: int = 0) -> PublishedCell:
    """A published figure of twelve weeks."""
    last = Week(WEEK.ordinal - weeks_ago)
    return PublishedCell(
        key=CellKey(family=Family.DRIVER, unit=unit, period=Period(Week(last.ordinal - 11), last), measure=measure),
        unit_name="" if unit == COMPANY else "Harbour",
        question=f"{measure}-story",
        state=State.SHOWN,
        published_on=last.closes_at.date(),
        band=Band(low=low, high=high),
        people=HeadCount.SOME,
        participation=Participation.HIGH,
    )


async def publish(world: World, cells: Iterable[PublishedCell]) -> None:
    release = Release(window="story", k=5, published_on=SATURDAY)
    rows = list(cells)

    def change(tx: UnitOfWork) -> None:
        tx.ledger.publish(release, rows)

    await world.cellar.database.write(change)


async def harbour(world: World) -> str:
    """The one team there is, which Cleo leads."""
    (team,) = (await world.cellar.database.read(lambda tx: tx.people.teams())).values()
    assert team.leader_id == (await world.person("Cleo")).id
    return team.id


async def digests(world: World, name: str) -> list[Seen]:
    return [seen for seen in await world.inbox(name) if SENTENCE in seen.text]


async def test_on_monday_at_nine_a_leader_reads_the_week_and_what_is_behind_it(world: World) -> None:
    unit = await harbour(world)
    await publish(world, [figure(unit, "tools", 3.5, 4.0, weeks_ago=12), figure(unit, "tools", 2.0, 2.5)])
    await world.until("2026-11-30T07:50")
    assert await digests(world, "Cleo") == []
    await world.until("2026-11-30T08:10")
    (digest,) = await digests(world, "Cleo")
    assert "Hello Cleo" in digest.text
    assert "Tools and processes got worse, beyond noise." in digest.text
    assert "2 to 2.5 of 5 · 10 to 19 people · ▼ worse, beyond noise" in digest.text
    assert "Nobody can look up who said what" in digest.text

    more = await world.press("Cleo", digest, "More")
    assert (more.kind, "three quarters or more took part" in more.text) == ("form", True)
    assert "No claim yet: there are not enough weeks to tell." in more.text
    customers = await world.press("Cleo", digest, "Customer voice")
    assert "No customer was heard this week." in customers.text
    page = await world.press("Cleo", more, "As a page")
    assert "Open the page" in page.buttons

    await world.until("2026-12-01T08:10")
    assert len(await digests(world, "Cleo")) == 1


async def test_who_leads_nobody_gets_no_digest_and_an_admin_the_companys(world: World) -> None:
    unit = await harbour(world)
    await publish(world, [figure(unit, "trust", 2.0, 2.5), figure(COMPANY, "purpose", 4.0, 4.5)])
    await world.until("2026-11-30T08:10")
    assert [len(await digests(world, name)) for name in ("Ana", "Ben", "Cleo", "Dora")] == [0, 0, 1, 1]
    (admins,) = await digests(world, "Dora")
    (leaders,) = await digests(world, "Cleo")
    assert ("Purpose" in admins.text, "The company, " in admins.text) == (True, True)
    assert ("Purpose" in leaders.text, "Trust" in leaders.text) == (False, True)
    refused = await world.command("Ana", "digest")
    assert "Only leaders of teams and admins may do this." in refused.text


async def test_a_week_in_which_nothing_changed_takes_three_lines(world: World) -> None:
    unit = await harbour(world)
    await publish(world, [figure(unit, "trust", 3.0, 3.5, weeks_ago=12), figure(unit, "trust", 3.0, 3.5)])
    await world.until("2026-11-30T08:10")
    (digest,) = await digests(world, "Cleo")
    lines = [line for line in digest.text.splitlines() if line.strip()]
    assert "In one sentence: Nothing changed beyond noise." in lines
    assert "No customer was heard this week." in lines
    assert "Trust" not in digest.text


async def test_what_cannot_be_shown_says_so_in_the_one_sentence(world: World) -> None:
    await world.until("2026-11-30T08:10")
    shown = await world.command("Cleo", "digest")
    more = await world.press("Cleo", shown, "More")
    assert "Not enough people to show this safely." in more.text


async def test_a_digest_comes_at_the_day_and_hour_that_its_reader_wants(world: World) -> None:
    await world.until("2026-11-26T08:00")
    form = await world.command("Cleo", "digest settings")
    await world.submit("Cleo", form, weekday="2", hour="16")
    off = await world.command("Dora", "digest settings")
    await world.submit("Dora", off, weekday="off", hour="9")
    await world.until("2026-12-02T14:50")
    assert await digests(world, "Cleo") == []
    await world.until("2026-12-02T15:10")
    assert len(await digests(world, "Cleo")) == 1
    assert await digests(world, "Dora") == []


async def test_nothing_comes_to_who_pauses_and_the_home_has_it_all_the_same(world: World) -> None:
    unit = await harbour(world)
    await publish(world, [figure(unit, "trust", 2.0, 2.5)])
    await world.until("2026-11-30T07:00")
    await world.command("Cleo", "pause until friday")
    await world.until("2026-11-30T08:30")
    assert await digests(world, "Cleo") == []
    home = await world.home("Cleo")
    assert "New figures came out" in home.text
    whole = await world.press("Cleo", home, "Read it")
    assert "Trust" in whole.text
    assert "New figures came out" not in (await world.home("Ana")).text


async def test_a_button_shows_nothing_any_more_to_who_leads_no_more(world: World) -> None:
    unit = await harbour(world)
    await publish(world, [figure(unit, "trust", 2.0, 2.5)])
    await world.until("2026-11-30T08:10")
    (digest,) = await digests(world, "Cleo")
    await world.command("Dora", "leader set ben@marigold.example Harbour")
    for label in ("More", "Customer voice"):
        refused = await world.press("Cleo", digest, label)
        assert "2 to 2.5" not in refused.text


async def test_everyone_reads_the_scoreboard_without_a_figure_of_a_team(world: World) -> None:
    unit, post = await harbour(world), await open_post(world)
    await post.send(REVIEWS, {**CALL, "kind": "review", "external_id": "review-1"})
    await publish(world, [figure(unit, "trust", 2.0, 2.5), figure(COMPANY, "purpose", 1.0, 1.5)])
    told = await post.say("Dora", "scoreboard post")
    assert "From now on the scoreboard comes to" in told.text
    assert "Only admins may do this." in (await post.say("Ana", "scoreboard post")).text
    await world.until("2026-11-30T10:30")
    (board,) = [each for each in await post.messages() if "Our customers' week" in each.text]
    assert "1 customer heard" in board.text
    assert not any(part in board.text for part in ("Trust", "2 to 2.5", "1 to 1.5"))
    await post.say("Dora", "scoreboard leave")
    await world.until("2026-12-07T10:30")
    assert len([each for each in await post.messages() if "Our customers' week" in each.text]) == 1


async def test_the_page_behind_a_digest_shows_the_same_for_half_an_hour_to_who_still_leads(world: World) -> None:
    unit = await harbour(world)
    await publish(world, [figure(unit, "trust", 2.0, 2.5)])
    await world.until("2026-11-30T08:10")
    desk = world.house.dispatch.desk.digest
    link = desk.page_links.link((await world.person("Cleo")).id, WEEK, unit, world.clock.now())
    strange = desk.page_links.link((await world.person("Ben")).id, WEEK, unit, world.clock.now())
    status, page = await _get(world, link)
    assert (status, "2 to 2.5 of 5" in page, "Nobody can look up who said what" in page) == (200, True, True)
    assert [word for word in ("<form", "<button", "<script") if word in page] == []
    assert [(await _get(world, each))[0] for each in (strange, link[:-1] + "!", link + "x")] == [404] * 3
    status, paper = await _get(world, link + "?format=pdf")
    assert (status, paper[:5]) == (200, "%PDF-")
    await world.pass_minutes(31)
    assert (await _get(world, link))[0] == 404


async def _get(world: World, link: str) -> tuple[int, str]:
    path = link.removeprefix(world.house.dispatch.desk.digest.public_url)
    async with aiohttp.ClientSession() as session, session.get(world.url + path) as response:
        return response.status, (await response.read()).decode(errors="replace")
