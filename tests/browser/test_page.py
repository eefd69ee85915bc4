"""The page as people use it: by mouse, by keyboard, on a phone, with and without a script."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from bot.chat.events import ButtonPressed, FormSubmitted, MessageTyped
from tests.adapters.web.world import CHECK_IN, EVERYTHING, World, said
from tests.browser.conftest import OpenPage

LOOKS = """points => points.map(point => {
  const look = getComputedStyle(point);
  return [look.backgroundColor, look.borderColor, look.color, look.outlineStyle, look.boxShadow].join();
})"""


async def test_an_answer_by_keyboard_alone(world: World, open_page: OpenPage) -> None:
    await world.post(CHECK_IN)
    async with open_page() as page:
        await page.locator("#letter-1").focus()
        for _ in range(4):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Thank you, it is kept")
        await expect(dialog).to_be_visible()
        await expect(page.locator("#form-title")).to_be_focused()
        await expect(dialog.get_by_label("4", exact=True)).to_be_checked()
        await dialog.get_by_label("What made it so?").focus()
        await page.keyboard.type("Quiet shop")
        await page.keyboard.press("Tab")  # delete
        await page.keyboard.press("Tab")  # close
        await page.keyboard.press("Tab")  # save
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Saved. You can change it until Saturday.")).to_be_visible()
        await expect(dialog).to_be_hidden()
    press, submission = world.core.heard
    assert isinstance(press, ButtonPressed)
    assert press.action.args == ("4",)
    assert isinstance(submission, FormSubmitted)
    assert submission.values == {"score": "4", "comment": "Quiet shop"}


async def test_escape_leaves_the_dialog_and_nothing_tells_which_button_was_pressed(
    world: World, open_page: OpenPage
) -> None:
    await world.post(CHECK_IN)
    async with open_page() as page:
        await page.mouse.move(0, 0)
        html = await page.locator("#letter-1").inner_html()
        await page.locator("#letter-1 .point").nth(1).focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog")).to_be_hidden()
        await expect(page.locator("#letter-1")).to_be_focused()
        assert await page.locator("dialog").inner_html() == "", "the answer is not left behind in the page"
        assert await page.locator("#letter-1").inner_html() == html
        looks = await page.locator("#letter-1 .point").evaluate_all(LOOKS)
        assert len(looks) == 5
        assert len(set(looks)) == 1


async def test_the_focus_stays_inside_an_open_dialog(world: World, open_page: OpenPage) -> None:
    await world.post(CHECK_IN)
    async with open_page() as page:
        await page.locator("#letter-1 .point").first.click()
        await expect(page.locator("dialog")).to_be_visible()
        for _ in range(12):
            await page.keyboard.press("Tab")
            inside = await page.evaluate(
                "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
            )
            assert inside


async def test_a_refused_form_leads_to_the_field(open_page: OpenPage, world: World) -> None:
    await world.post(CHECK_IN)
    async with open_page() as page:
        await page.get_by_role("button", name="Catch up").click()
        await page.get_by_label("3", exact=True).check()
        await page.get_by_label("What made it so?").fill("bad")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Please leave out names.")).to_be_visible()
        await expect(page.locator("#form-comment")).to_be_focused()
        await expect(page.locator("#form-comment")).to_have_attribute("aria-invalid", "true")
        await page.locator("#form-comment").fill("better")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator("dialog")).to_be_hidden()


async def test_a_required_choice_is_asked_for_before_anything_is_sent(open_page: OpenPage, world: World) -> None:
    await world.post(CHECK_IN)
    async with open_page() as page:
        await page.get_by_role("button", name="Catch up").click()
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator("dialog")).to_be_visible()
    assert not any(isinstance(event, FormSubmitted) for event in world.core.heard)


async def test_new_messages_arrive_by_themselves(world: World, open_page: OpenPage) -> None:
    async with open_page() as page:
        await expect(page.get_by_text("Nothing here yet")).to_be_visible()
        await world.post(said("Good news"))
        await expect(page.get_by_text("Good news")).to_be_visible()
        await expect(page.get_by_text("Nothing here yet")).to_have_count(0)
        await expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


async def test_reading_older_messages_is_not_disturbed(world: World, open_page: OpenPage) -> None:
    for number in range(12):
        await world.post(said(f"Message {number}"))
    async with open_page() as page:
        await page.evaluate("window.scrollTo(0, 0)")
        await world.post(said("The newest"))
        button = page.get_by_role("button", name="New message")
        await expect(button).to_be_visible()
        assert await page.evaluate("window.scrollY") == 0
        await button.click()
        await expect(page.get_by_text("The newest")).to_be_in_viewport()


async def test_a_note_stands_by_the_message_that_it_is_about(world: World, open_page: OpenPage) -> None:
    await world.post(CHECK_IN)
    for number in range(12):
        await world.post(said(f"Message {number}"))
    async with open_page() as page:
        await page.locator("#letter-1 .point").nth(1).click()
        await page.get_by_role("button", name="Save").click()
        note = page.get_by_text("Saved. You can change it until Saturday.")
        await expect(note).to_be_in_viewport()
        await expect(page.locator("#letter-1 + .note")).to_be_visible()


async def test_a_command_is_answered_and_the_answer_goes_on_reload(open_page: OpenPage) -> None:
    async with open_page() as page:
        await page.get_by_label("Write a command").fill("/voice help")
        await page.keyboard.press("Enter")
        note = page.get_by_text("You asked for: help")
        await expect(note).to_be_visible()
        await expect(page.get_by_label("Write a command")).to_have_value("")
        await page.get_by_role("button", name="Dismiss").click()
        await expect(note).to_have_count(0)
        await page.get_by_label("Write a command").fill("/voice help")
        await page.keyboard.press("Enter")
        await expect(note).to_be_visible()
        await page.reload()
        await expect(page.locator("#log")).to_be_visible()
        await expect(note).to_have_count(0)


async def test_what_is_no_command_never_leaves_the_browser(world: World, open_page: OpenPage) -> None:
    async with open_page() as page:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        await page.get_by_label("Write a command").fill("my manager is unfair")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("What is typed here is not kept.")).to_be_visible()
    assert any("act=" in body for body in sent)
    assert "unfair" not in "".join(sent)
    assert isinstance(world.core.heard[0], MessageTyped)


async def test_a_lost_connection_is_tried_again_with_the_same_act(world: World, open_page: OpenPage) -> None:
    await world.post(CHECK_IN)
    async with open_page() as page:
        bodies: list[str] = []

        async def lose_once(route: object) -> None:
            bodies.append(getattr(route, "request").post_data)  # noqa: B009 - playwright's route
            if len(bodies) == 1:
                await getattr(route, "fetch")()  # noqa: B009 - the server hears it, the page never learns
                await getattr(route, "abort")()  # noqa: B009 - as above
            else:
                await getattr(route, "continue_")()  # noqa: B009 - as above

        await page.route("**/act", lose_once)
        await page.locator("#letter-1 .point").nth(2).click()
        await expect(page.locator("dialog")).to_be_visible()
        await page.unroute_all(behavior="wait")
    assert bodies[0] == bodies[1]
    first, again = world.core.heard
    assert first.event_id == again.event_id


async def test_a_page_out_of_reach_says_so(open_page: OpenPage, world: World) -> None:
    await world.post(CHECK_IN)
    async with open_page() as page:
        await page.context.set_offline(True)
        await page.locator("#letter-1 .point").first.click()
        await expect(page.get_by_role("alert")).to_contain_text("That did not reach us", timeout=8000)
        await page.context.set_offline(False)


async def test_whoever_was_signed_out_is_told_so(open_page: OpenPage, world: World) -> None:
    await world.post(CHECK_IN)
    async with open_page() as page:
        await page.context.clear_cookies()
        await page.locator("#letter-1 .point").first.click()
        await expect(page.get_by_role("alert")).to_contain_text("Please sign in again")
        await expect(page.get_by_role("alert").get_by_role("link", name="Sign in")).to_be_visible()


async def test_the_demo_lets_one_be_anybody_and_time_pass(world: World, open_page: OpenPage) -> None:
    async with open_page() as page:
        await page.get_by_role("button", name="Next workday").click()
        await expect(page.locator("#demo-day")).to_contain_text("Nov 24")
        await world.post(said("A new day"))
        await expect(page.get_by_text("A new day")).to_be_visible()
        await page.get_by_role("button", name="Leader").click()
        await expect(page.locator(".me .name")).to_have_text("Bo Marchetti")
        await page.get_by_text("Others").click()
        await page.locator("#person").fill("Cy Okafor · Office · admin")
        await expect(page.locator(".me .name")).to_have_text("Cy Okafor")


async def test_the_home_page_shows_what_was_changed_on_it(world: World, open_page: OpenPage) -> None:
    async with open_page() as page:
        await page.get_by_role("link", name="Home").click()
        await page.get_by_role("button", name="Change the hour").click()
        await page.get_by_label("Hour").select_option("9")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator("dialog")).to_be_hidden()
        await expect(page.get_by_text("Saved. You can change it until Saturday.")).to_be_visible()


async def test_the_essentials_work_without_a_script(world: World, open_page: OpenPage) -> None:
    await world.post(CHECK_IN)
    async with open_page(has_script=False) as page:
        await page.locator("#letter-1 .point").nth(3).click()
        await expect(page.locator("dialog")).to_be_visible()
        await page.get_by_label("What made it so?").fill("Good team")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved. You can change it until Saturday.")).to_be_visible()
        await page.get_by_label("Write a command").fill("/voice help")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("You asked for: help")).to_be_visible()
    assert isinstance(world.core.heard[1], FormSubmitted)
    assert world.core.heard[1].values == {"score": "4", "comment": "Good team"}


@pytest.mark.parametrize("path", ["/", "/home", "/gallery", "/sign-in"])
async def test_a_phone_needs_no_sideways_scrolling(world: World, open_page: OpenPage, path: str) -> None:
    await world.post(EVERYTHING)
    await world.post(CHECK_IN)
    await world.post(said("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 3))
    async with open_page(width=320) as page:
        await page.goto(world.url + path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        if path == "/":
            await page.locator("#letter-1 .point").first.click()
            await expect(page.locator("dialog")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320
            assert await page.locator("dialog").evaluate("box => box.scrollWidth <= box.clientWidth")


async def test_points_of_a_scale_are_big_enough_for_a_thumb(world: World, open_page: OpenPage) -> None:
    await world.post(EVERYTHING)
    async with open_page(width=320) as page:
        for point in await page.locator(".point").all():
            box = await point.bounding_box()
            assert box is not None
            assert box["height"] >= 44
            assert box["width"] >= 34


async def test_the_page_is_dark_at_night(open_page: OpenPage) -> None:
    async def brightness(page: Page) -> int:
        color = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in color.removeprefix("rgb(").removesuffix(")").split(","))

    async with open_page(scheme="light") as day, open_page(scheme="dark") as night:
        light, dark = await asyncio.gather(brightness(day), brightness(night))
    assert light > 600
    assert dark < 150
