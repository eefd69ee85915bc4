"""What people do on the page, and what comes of it: with a script, without one, and with bad intentions."""

import logging
from datetime import date

import pytest

from adapters.http.headers import SECURITY_HEADERS
from adapters.web.front_desk import MAX_FORM_BYTES
from adapters.web.parse import MAX_TEXT_CHARACTERS
from bot.chat.errors import BusyError, UnavailableError
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, HomeOpened, MessageTyped
from bot.chat.ids import Actor, direct
from tests.adapters.web.browser import JSON, Browser, open_browser
from tests.adapters.web.world import ADA, CHECK_IN, EVERYTHING, World, open_world, said

PAGE = {"Accept": "text/html"}
ACT = "a" * 32


async def test_a_press_on_a_message_reaches_the_core_and_opens_a_form(world: World, ada: Browser) -> None:
    await world.post(CHECK_IN)
    answer = await ada.press("1|rate|4", source="letter-1")
    (event,) = world.core.heard
    assert isinstance(event, ButtonPressed)
    assert event.actor == Actor(account=ADA, viewer=event.actor.viewer)
    assert event.action.args == ("4",)
    assert event.place == direct(ADA)
    assert not event.in_form
    assert answer.json["effect"] == "ask"
    assert 'value="4" checked' in str(answer.json["html"])


async def test_the_message_never_shows_what_was_pressed(world: World, ada: Browser) -> None:
    await world.post(CHECK_IN)
    before = await _body(ada)
    await ada.press("1|rate|4", source="letter-1")
    await ada.act("/submit", action="1|save", field=["choice.score"], **{"value.score": "4"})
    assert await _body(ada) == before


async def _body(browser: Browser) -> str:
    page = (await browser.get("/")).text
    return page[page.index('<div class="body">') : page.index("</article>")]


async def test_a_press_in_a_form_or_on_the_home_page_has_no_place(world: World, ada: Browser) -> None:
    await ada.press("1|nothing", source="form")
    await ada.press("1|nothing", source="home")
    seen = [(event.place, event.in_form) for event in world.core.heard if isinstance(event, ButtonPressed)]
    assert seen == [(None, True), (None, False)]


async def test_a_form_comes_back_with_typed_values(world: World, ada: Browser) -> None:
    values: dict[str, str | list[str]] = {
        "field": ["choice.hour", "choice.language", "date.until", "date.since", "text.nickname", "text.empty"],
        "value.hour": "9",
        "value.until": "2026-12-24",
        "value.since": "",
        "value.nickname": "Ada\r\nL",
        "value.empty": "  ",
        "value.smuggled": "x",
    }
    answer = await ada.act("/submit", action="1|settle", **values)
    (event,) = world.core.heard
    assert isinstance(event, FormSubmitted)
    assert event.values == {
        "hour": "9",
        "language": None,
        "until": date(2026, 12, 24),
        "since": None,
        "nickname": "Ada\nL",
        "empty": None,
    }
    assert answer.json["effect"] == "whisper"


async def test_a_refused_form_says_why_at_the_field(ada: Browser) -> None:
    answer = await ada.act("/submit", action="1|save", field="text.comment", **{"value.comment": "bad"})
    assert answer.json["problems"] == {"comment": "Please leave out names."}


async def test_commands_are_heard_and_talk_is_not(world: World, ada: Browser) -> None:
    await ada.act("/command", text="/voice  pause until Friday ")
    answer = await ada.act("/command", text="my secret")
    command, typed = world.core.heard
    assert isinstance(command, CommandGiven)
    assert command.text == "pause until Friday"
    assert isinstance(typed, MessageTyped)
    assert "my secret" not in repr(typed)
    assert "not kept" in str(answer.json["html"])


async def test_the_same_press_sent_again_is_the_same_event(world: World, ada: Browser) -> None:
    fields = {"csrf": await ada.csrf(), "act": ACT, "action": "1|nothing", "source": "note"}
    await ada.send("/act", fields)
    await ada.send("/act", fields)
    await ada.send("/act", fields | {"action": "1|rate|1"})
    first, again, other = (event.event_id for event in world.core.heard)
    assert first == again != other


async def test_two_people_cannot_take_each_others_event_ids(world: World, ada: Browser) -> None:
    fields = {"act": ACT, "action": "1|nothing", "source": "note"}
    async with open_browser(world.url) as bo:
        await bo.sign_in(await world.token_for("bo"))
        await bo.send("/act", fields | {"csrf": await bo.csrf()})
    await ada.send("/act", fields | {"csrf": await ada.csrf()})
    assert len({event.event_id for event in world.core.heard}) == 2


async def test_a_posted_reply_stays_in_the_conversation_once(ada: Browser) -> None:
    fields = {"csrf": await ada.csrf(), "act": ACT, "text": "/voice post"}
    first = await ada.send("/command", fields)
    again = await ada.send("/command", fields)
    assert first.json["number"] == again.json["number"] == 1
    assert (await ada.get("/")).text.count("<p>Posted for you</p>") == 1


async def test_an_exchanged_message_keeps_its_number(world: World, ada: Browser) -> None:
    await world.post(EVERYTHING)
    answer = await ada.press("1|replace", source="letter-1")
    assert answer.json["effect"] == "replace"
    assert 'id="letter-1"' in str(answer.json["html"])
    in_window = await ada.press("1|replace", source="form")
    assert in_window.json["effect"] == "whisper"


async def test_home_is_shown_and_refreshed(world: World, ada: Browser) -> None:
    assert "Your check-ins arrive at 10:00" in (await ada.get("/home")).text
    assert "Hello, Ada" in str((await ada.act("/home")).json["html"])
    assert all(isinstance(event, HomeOpened) for event in world.core.heard)
    assert len({event.event_id for event in world.core.heard}) == 2


async def test_older_messages_come_when_asked_for(world: World, ada: Browser) -> None:
    for number in range(120):
        await world.post(said(f"message number {number};"))
    page = (await ada.get("/")).text
    assert "message number 69;" not in page
    assert "message number 70;" in page
    assert "message number 0;" in (await ada.get("/?all")).text


async def test_messages_carry_the_persons_own_day_and_time(world: World, ada: Browser) -> None:
    await world.post(CHECK_IN)
    page = (await ada.get("/")).text
    assert "10:00" in page, "09:00 UTC is 10:00 in Stockholm"
    assert "Nov 23" in page


class TestWithoutScript:
    async def test_a_press_opens_the_form_on_the_page(self, world: World, ada: Browser) -> None:
        await world.post(CHECK_IN)
        answer = await ada.act("/act", PAGE, action="1|rate|2", source="letter-1")
        assert answer.status == 200
        assert '<dialog id="window" aria-labelledby="form-title" open>' in answer.text
        assert 'value="2" checked' in answer.text
        assert answer.headers["Cache-Control"] == "no-store"

    async def test_a_command_shows_its_answer_below_the_conversation(self, ada: Browser) -> None:
        answer = await ada.act("/command", PAGE, text="/voice help")
        assert "You asked for: help" in answer.text
        assert "You asked for: help" not in (await ada.get("/")).text

    async def test_what_needs_no_words_leads_back(self, ada: Browser) -> None:
        answer = await ada.act("/act", PAGE, action="1|nothing", source="home")
        assert (answer.status, answer.headers["Location"]) == (303, "/home")
        answer = await ada.act("/act", PAGE, action="1|post", source="note")
        assert (answer.status, answer.headers["Location"]) == (303, "/")

    async def test_an_exchanged_message_stands_in_its_place(self, world: World, ada: Browser) -> None:
        await world.post(EVERYTHING)
        await world.post(CHECK_IN)
        answer = await ada.act("/act", PAGE, action="1|replace", source="letter-1")
        assert "Exchanged" in answer.text
        assert "Good morning" in answer.text
        other = await ada.press("1|replace", source="letter-2")
        assert other.json["effect"] == "nothing"
        assert "Exchanged" in (await ada.act("/act", PAGE, action="1|replace", source="home")).text
        assert "Exchanged" in (await ada.act("/act", PAGE, action="1|replace", source="note")).text

    async def test_problems_are_told(self, ada: Browser) -> None:
        answer = await ada.act("/submit", PAGE, action="1|save", field="text.comment", **{"value.comment": "bad"})
        assert answer.status == 422
        assert "Please leave out names." in answer.text


class TestRefusals:
    @pytest.mark.parametrize("path", ["/act", "/submit", "/command", "/home", "/sign-out"])
    async def test_without_the_token_of_this_browser(self, world: World, ada: Browser, path: str) -> None:
        async with open_browser(world.url) as other:
            await other.sign_in(await world.token_for("ada"))
            foreign = await other.csrf()
        for token in ("", "0" * 64, foreign, "é"):
            answer = await ada.send(path, {"csrf": token, "act": ACT, "action": "1|nothing", "source": "note"})
            assert answer.status == 403
        assert not world.core.heard

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "http://127.0.0.1"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": "null"},
        ],
    )
    async def test_from_another_site(self, world: World, ada: Browser, headers: dict[str, str]) -> None:
        answer = await ada.act("/act", JSON | headers, action="1|nothing", source="note")
        assert answer.status == 403
        assert not world.core.heard

    @pytest.mark.parametrize("site", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "null"}])
    async def test_not_from_our_own_page(self, ada: Browser, site: dict[str, str]) -> None:
        """Our pages send no referrer, so browsers may call their origin null."""
        assert (await ada.act("/act", JSON | site, action="1|nothing", source="note")).status == 200

    @pytest.mark.parametrize("path", ["/act", "/submit", "/command", "/home"])
    async def test_when_signed_out(self, world: World, browser: Browser, path: str) -> None:
        answer = await browser.send(path, {"csrf": "x", "act": ACT})
        assert answer.status == 401
        assert answer.json == {"error": "Please sign in again."}
        assert not world.core.heard

    @pytest.mark.parametrize(
        "fields",
        [
            {"action": "2|rate", "source": "note"},
            {"action": "1|" + "x" * 300, "source": "note"},
            {"action": "", "source": "note"},
            {"action": "1|rate", "source": "elsewhere"},
            {"action": "1|rate", "source": "letter-x"},
            {"action": ["1|rate", "1|rate"], "source": "note"},
            {"action": "1|rate", "source": "note", "act": "short"},
        ],
    )
    async def test_of_a_press_that_is_none_of_ours(
        self, world: World, ada: Browser, fields: dict[str, str | list[str]]
    ) -> None:
        answer = await ada.send("/act", {"csrf": await ada.csrf(), "act": ACT} | fields)
        assert answer.status == 400
        assert not world.core.heard

    @pytest.mark.parametrize(
        "fields",
        [
            {"field": "date.until", "value.until": "tomorrow"},
            {"field": "number.age", "value.age": "7"},
            {"field": "text.comment", "value.comment": "x" * (MAX_TEXT_CHARACTERS + 1)},
            {"field": "text.comment", "value.comment": "a\0b"},
        ],
    )
    async def test_of_a_form_that_is_none_of_ours(self, world: World, ada: Browser, fields: dict[str, str]) -> None:
        answer = await ada.act("/submit", action="1|save", **fields)
        assert answer.status == 400
        assert not world.core.heard

    async def test_of_bodies_that_cannot_be_read(self, ada: Browser) -> None:
        assert (await ada.send("/act", b"a" * (MAX_FORM_BYTES + 1))).status == 413
        assert (await ada.send("/act", b"a=1&" * 500)).status == 400
        assert (await ada.send("/act", b"\xff\xfe")).status == 400
        assert (await ada.send("/act", b"a=%ff")).status == 400
        assert (await ada.send("/act", b"{}", {"Content-Type": "application/json"})).status == 415

    @pytest.mark.parametrize("error", [BusyError(), UnavailableError()])
    async def test_while_nothing_can_be_kept(self, world: World, ada: Browser, error: Exception) -> None:
        world.core.error = error
        answer = await ada.press("1|rate|1")
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "1"


async def test_every_page_carries_the_security_headers(browser: Browser) -> None:
    async with open_world(is_demo=True, has_gallery=True) as world, open_browser(world.url) as ada:
        outside = [await ada.get(path) for path in ("/", "/sign-in", "/nothing-here", "/healthz")]
        await ada.sign_in(await world.token_for("ada"))
        inside = [await ada.get(path) for path in ("/", "/home", "/gallery", "/static/app.css", "/static/app.js")]
        for page in (*outside, *inside, await ada.send("/act", {})):
            assert page.headers.items() >= SECURITY_HEADERS.items()
            assert "<script>" not in page.text
            assert " style=" not in page.text
    assert "unsafe" not in SECURITY_HEADERS["Content-Security-Policy"]


async def test_errors_are_calm_and_tell_nothing(world: World, ada: Browser) -> None:
    page = await ada.get("/nothing/canary-in-path")
    assert page.status == 404
    assert "There is nothing here." in page.text
    assert "canary" not in page.text
    world.core.error = RuntimeError("canary in an exception")
    answer = await ada.press("1|rate|1")
    assert answer.status == 500
    assert answer.json == {"error": "Something went wrong on our side. Please try again."}


async def test_no_log_holds_what_people_sent(world: World, ada: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await ada.get("/?q=canary", Cookie="x=canary")
        await ada.act("/submit", action="1|save", field="text.comment", **{"value.comment": "canary"})
        await ada.act("/command", text="canary")
        world.core.error = RuntimeError("canary")
        await ada.press("1|rate|canary")
        await ada.send("/act", b"canary")
    assert caplog.records
    for record in caplog.records:
        assert "canary" not in repr(vars(record))
        assert "ada" not in repr(vars(record)).replace("adapters", "")
