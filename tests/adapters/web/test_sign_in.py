"""Coming in and going out: links, codes, cookies."""

from datetime import timedelta

import pytest
from aiohttp import ClientSession

from adapters.web.adapter import build_web
from adapters.web.install import CODE_PURPOSE, MOST_CALLERS, TRIES, TRIES_MINUTES, Tries, parse_code
from adapters.web.verify import new_session, seal_session
from tests.adapters.web.browser import Browser, open_browser
from tests.adapters.web.world import CHECK_IN, KEY, START_AT, World, find_profile


async def test_a_link_shows_a_button_and_the_button_signs_in_once(world: World, browser: Browser) -> None:
    token = await world.token_for("ada")
    for _ in range(3):  # previews of links and virus scanners look at a link before the person does
        assert "One press and you are in" in (await browser.get(f"/sign-in?token={token}")).text
    answer = await browser.sign_in(token)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert "Ada Lindqvist" in (await browser.get("/")).text
    async with open_browser(world.url) as other:
        assert (await other.sign_in(token)).status == 403
        assert "Ada Lindqvist" not in (await other.get("/")).text


async def test_an_old_link_says_what_to_do(world: World, browser: Browser) -> None:
    token = await world.token_for("ada")
    world.clock.move(timedelta(hours=2))
    answer = await browser.sign_in(token)
    assert answer.status == 403
    assert "Ask for a new one" in answer.text


async def test_a_code_works_however_it_is_typed(world: World, browser: Browser) -> None:
    await world.tokens.issue(CODE_PURPOSE, "K7QF2MXD", "ada", world.clock.now() + timedelta(minutes=10))
    assert (await browser.send("/sign-in", {"csrf": await browser.csrf(), "code": " k7qf-2MXD "})).status == 303


async def test_codes_cannot_be_tried_out(world: World, browser: Browser) -> None:
    csrf = await browser.csrf()
    tries = [await browser.send("/sign-in", {"csrf": csrf, "code": "WRNG2345"}) for _ in range(TRIES + 1)]
    assert [each.status for each in tries] == [403] * TRIES + [429]
    elsewhere = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9"}
    assert (await browser.send("/sign-in", {"csrf": csrf, "code": "WRNG2345"}, elsewhere)).status == 403
    world.clock.move(timedelta(minutes=TRIES_MINUTES + 1))
    assert (await browser.send("/sign-in", {"csrf": csrf, "code": "WRNG2345"})).status == 403


def test_tries_are_remembered_for_a_bounded_number_of_addresses_and_time() -> None:
    tries = Tries(most=2, within=timedelta(minutes=1))
    assert all(tries.allow(f"address {number}", START_AT) for number in range(MOST_CALLERS))
    assert not tries.allow("one more", START_AT)
    assert tries.allow("address 7", START_AT)
    assert not tries.allow("address 7", START_AT)
    assert tries.allow("one more", START_AT + timedelta(minutes=1))
    assert len(tries._made) == 1


@pytest.mark.parametrize("typed", ["K7QF2MXD", "k7qf 2mxd", "k7qf-2mxd", " K7QF.2MXD\t"])
def test_people_write_codes_in_many_ways(typed: str) -> None:
    assert parse_code(typed) == "K7QF2MXD"


async def test_signing_out_forgets_the_browser(ada: Browser) -> None:
    answer = await ada.send("/sign-out", {"csrf": await ada.csrf()})
    assert answer.status == 303
    assert "Sign in with a code" in (await ada.get("/")).text


async def test_each_sign_in_is_a_viewer_of_its_own(world: World, ada: Browser) -> None:
    await ada.press("1|nothing")
    await ada.sign_in(await world.token_for("ada"))
    await ada.press("1|nothing")
    viewers = {getattr(event, "actor").viewer for event in world.core.heard}  # noqa: B009 - all events here have one
    assert len(viewers) == 2
    assert "" not in viewers


async def test_a_forged_or_expired_cookie_opens_nothing(world: World, browser: Browser) -> None:
    await world.post(CHECK_IN)
    session = new_session("ada", world.clock.now())
    good = seal_session(session, KEY)
    payload, _, signature = good.rpartition(".")
    forged = (
        seal_session(session, b"x" * 32),
        seal_session(session, KEY, "door"),
        f"{payload}.{signature[:-1]}{'0' if signature[-1] != '0' else '1'}",
        f"{payload[:-2]}==.{signature}",
        "\udcff\udcfe",
        "",
        seal_session(new_session("ada", world.clock.now() - timedelta(days=91)), KEY),
        seal_session(new_session("nobody", world.clock.now()), KEY),
    )
    for cookie in forged:
        assert not await _sees_the_check_in(world, cookie), cookie
    assert await _sees_the_check_in(world, good)


async def _sees_the_check_in(world: World, cookie: str) -> bool:
    headers = {"Cookie": f"voxloop-session={cookie}"}
    async with ClientSession() as http, http.get(world.url, headers=headers) as response:
        return "Good morning, Ada" in await response.text()


async def test_cookies_are_out_of_reach_of_scripts_and_of_plain_http(world: World, browser: Browser) -> None:
    cookie = (await browser.sign_in(await world.token_for("ada"))).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "this test is served without TLS"


async def test_behind_tls_cookies_are_tied_to_host_and_tls(world: World) -> None:
    from aiohttp import web

    desk = build_web(
        handle=world.core,
        mailbox=world.mailbox,
        tokens=world.tokens,
        clock=world.clock,
        cookie_key=KEY,
        organisation="Bramble & Finch",
        is_secure=True,
        profile=find_profile,
    ).desk
    response = web.Response()
    desk.let_in(response, new_session("ada", world.clock.now()))
    cookie = response.cookies["__Host-voxloop-session"]
    assert cookie["secure"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_a_short_key_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        build_web(
            handle=world.core,
            mailbox=world.mailbox,
            tokens=world.tokens,
            clock=world.clock,
            cookie_key=b"short",
            organisation="",
            is_secure=False,
            profile=find_profile,
        )
