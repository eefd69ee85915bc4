"""A channel as people use it: they read what customers say, react, comment, and see what becomes of it."""

import asyncio
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from bot.chat.events import ButtonPressed, CommandGiven, CommentChanged, ReactionChanged
from tests.adapters.web.voices import FRONT_DESK, voice
from tests.adapters.web.world import World, said
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import assert_accessible


async def enter(page: Page) -> None:
    await page.get_by_role("link", name="Front desk voices").click()
    await page.get_by_role("heading", name="Front desk voices").wait_for()
    await page.wait_for_load_state("load")


async def test_a_voice_is_read_reacted_to_and_commented(world: World, open_page: OpenPage) -> None:
    ref = await world.tell(FRONT_DESK, voice())
    async with open_page() as page:
        await enter(page)
        letter = page.locator("#letter-1")
        await expect(letter.get_by_text("I have told this story three times now")).to_be_visible()
        await letter.get_by_role("button", name="I hear this too").click()
        await expect(letter.get_by_role("button", name="I hear this too 1")).to_be_focused()
        await letter.get_by_role("button", name="Thumbs up").click()
        await expect(letter.get_by_role("button", name="Thumbs up, 1", pressed=True)).to_be_focused()
        await letter.get_by_text("Comment", exact=True).click()
        await letter.get_by_label("Your comment").fill("We had that twice today")
        await letter.get_by_role("button", name="Send").click()
        comment = letter.locator(".comment")
        await expect(comment).to_contain_text("We had that twice today")
        await expect(comment).to_contain_text("Ada Lindqvist")
        await expect(letter.get_by_label("Your comment").last).to_be_hidden()
        await comment.get_by_text("Edit").click()
        await comment.get_by_label("Your comment").fill("We had that three times today")
        await comment.get_by_role("button", name="Save").click()
        await expect(letter).to_contain_text("We had that three times today")
        await expect(comment.locator("summary")).to_be_focused()
        await comment.get_by_text("Edit").click()
        await letter.get_by_role("button", name="Delete").click()
        await expect(letter).not_to_contain_text("three times today")
    press, reaction, *comments = world.core.heard
    assert isinstance(press, ButtonPressed)
    assert press.place == FRONT_DESK
    assert isinstance(reaction, ReactionChanged)
    assert (reaction.message, reaction.reaction) == (ref, "👍")
    texts = [each.text for each in comments if isinstance(each, CommentChanged)]
    assert texts == ["We had that twice today", "We had that three times today", None]


async def test_what_others_do_is_seen_at_once_and_disturbs_nobody_who_writes(world: World, open_page: OpenPage) -> None:
    ref = await world.tell(FRONT_DESK, voice())
    async with open_page() as ada, open_page(person="bo") as bo:
        await asyncio.gather(enter(ada), enter(bo))
        await ada.locator("#letter-1 .say summary").click()
        await ada.locator("#letter-1 .say textarea").fill("half a thou")
        await bo.locator("#letter-1").get_by_role("button", name="Heart").click()
        await bo.locator("#letter-1 .say summary").click()
        await bo.locator("#letter-1 .say textarea").fill("Me too")
        await bo.locator("#letter-1 .say").get_by_role("button", name="Send").click()
        await expect(ada.locator("#letter-1 .comment")).to_contain_text("Bo Marchetti")
        await expect(ada.get_by_role("button", name="Heart, 1", pressed=False)).to_be_visible()
        await ada.keyboard.type("ght")
        await expect(ada.locator("#letter-1 .say textarea")).to_have_value("half a thought")
        await world.web.platform.edit(ref, voice(hearing=9))
        await expect(ada.get_by_role("button", name="I hear this too 9")).to_be_visible()
        await expect(ada.locator("#letter-1 .say textarea")).to_be_focused()
        await world.web.platform.delete(ref)
        for page in (ada, bo):
            await expect(page.locator("#letter-1")).to_have_count(0)
            await expect(page.locator(".day")).to_have_count(0)
        await ada.reload()
        await expect(ada.get_by_text("Nothing here yet")).to_be_visible()


async def test_an_own_comment_in_change_stays_open_while_others_write(world: World, open_page: OpenPage) -> None:
    ref = await world.tell(FRONT_DESK, voice())
    async with open_page() as ada:
        await enter(ada)
        await ada.locator("#letter-1 .say summary").click()
        await ada.locator("#letter-1 .say textarea").fill("First")
        await ada.locator("#letter-1 .say").get_by_role("button", name="Send").click()
        await ada.locator(".mend summary").click()
        await ada.locator(".mend textarea").fill("First, but bet")
        await world.web.platform.edit(ref, voice(hearing=2))
        await expect(ada.get_by_role("button", name="I hear this too 2")).to_be_visible()
        await expect(ada.locator(".mend textarea")).to_have_value("First, but bet")
        await ada.keyboard.type("ter")
        await ada.locator(".mend").get_by_role("button", name="Save").click()
        await expect(ada.locator("#letter-1 .comment").filter(has_text="First, but better")).to_be_visible()


async def test_commands_are_given_in_the_channel_and_talk_leaves_no_trace(world: World, open_page: OpenPage) -> None:
    async with open_page() as page:
        await enter(page)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        await page.get_by_label("Write a command").fill("/voice help")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("You asked for: help")).to_be_visible()
        await page.get_by_label("Write a command").fill("what I think of all this")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("What is typed here is not kept.")).to_be_visible()
    command = world.core.heard[0]
    assert isinstance(command, CommandGiven)
    assert command.place == FRONT_DESK
    assert "think" not in "".join(sent)


async def test_a_channel_works_without_a_script(world: World, open_page: OpenPage) -> None:
    await world.tell(FRONT_DESK, voice())
    async with open_page(has_script=False) as page:
        await page.goto(world.url + "/c/frontdesk")
        await page.get_by_role("button", name="I hear this too").click()
        await expect(page.get_by_role("button", name="I hear this too 1")).to_be_visible()
        await page.get_by_role("button", name="Applause").click()
        await expect(page.get_by_role("button", name="Applause, 1")).to_be_visible()
        await page.locator("#letter-1 .say summary").click()
        await page.locator("#letter-1 .say textarea").fill("Without a script")
        await page.locator("#letter-1 .say").get_by_role("button", name="Send").click()
        await expect(page.locator(".comment")).to_contain_text("Without a script")


async def test_a_long_window_keeps_its_title_and_buttons_in_sight(world: World, open_page: OpenPage) -> None:
    await world.tell(FRONT_DESK, voice())
    async with open_page(width=320) as page:
        await enter(page)
        await page.get_by_role("button", name="I can fix it").click()
        dialog = page.get_by_role("dialog", name="Voices to look at")
        await dialog.get_by_role("button", name="Approve 3").scroll_into_view_if_needed()
        await expect(dialog.get_by_role("heading", name="Voices to look at")).to_be_in_viewport()
        await expect(dialog.get_by_role("button", name="Save")).to_be_in_viewport()
        assert await page.locator("dialog").evaluate("box => box.scrollWidth <= box.clientWidth")
        await assert_accessible(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("dark", 320)])
async def test_nothing_stands_in_the_way(
    world: World, open_page: OpenPage, scheme: Literal["light", "dark"], width: int
) -> None:
    ref = await world.tell(FRONT_DESK, voice(hearing=3))
    for number in range(5):
        await world.tell(world.web.platform.below(ref), said(f"What came of it, part {number}"))
    async with open_page(scheme=scheme, width=width) as page:
        await enter(page)
        await assert_accessible(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await page.get_by_role("button", name="Thumbs up").click()
        await page.locator("#letter-1 .say summary").click()
        await page.get_by_text("Show earlier comments").click()
        await page.locator("#letter-1 .say textarea").fill("With words")
        await page.locator("#letter-1 .say").get_by_role("button", name="Send").click()
        await page.locator(".mend summary").click()
        await assert_accessible(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
