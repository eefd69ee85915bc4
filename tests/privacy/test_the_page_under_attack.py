"""Strangers, neighbours and other sites try to get at somebody's answers through the page."""

import base64
import json
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import CookieJar
from yarl import URL

from adapters.web.verify import seal_session
from tests.privacy.thief import CANARY, answer
from tests.scenarios.driver import Seen
from tests.scenarios.web_driver import Node, WebDriver, _Tree
from tests.scenarios.world import World

SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture
async def stranger() -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that is not signed in."""
    async with aiohttp.ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        yield browser


def address(world: World) -> str:
    assert isinstance(world.chat, WebDriver)
    return world.chat.url


async def token_for(world: World, name: str) -> str:
    token = secrets.token_urlsafe(16)
    ends_at = world.clock.now() + timedelta(hours=1)
    await world.cellar.tokens.issue("sign-in", token, world.accounts[name], ends_at)
    return token


async def form_of(browser: aiohttp.ClientSession, url: str) -> dict[str, str]:
    """The hidden fields of the sign-in page."""
    async with browser.get(url) as response:
        (form,) = _Tree(await response.text()).root.find("form", action="/sign-in")
    return {each.attributes["name"]: each.attributes["value"] for each in form.find("input", type="hidden")}


def identity_in(cookie: str) -> str:
    """The random name of a browser, to which the token of its forms is tied."""
    _, identity, _ = json.loads(base64.urlsafe_b64decode(cookie.partition(".")[0]))
    return str(identity)


async def test_signing_in_gives_another_session_than_the_browser_brought(
    page_world: World, stranger: aiohttp.ClientSession
) -> None:
    url = address(page_world)
    stranger.cookie_jar.update_cookies({"voxloop-session": "planted", "voxloop-door": "planted"})
    fields = await form_of(stranger, f"{url}/sign-in?token={await token_for(page_world, 'Ana')}")
    door = {cookie.key: cookie.value for cookie in stranger.cookie_jar}
    async with stranger.post(f"{url}/sign-in", data=fields, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/")
    after = {cookie.key: cookie.value for cookie in stranger.cookie_jar}
    assert after["voxloop-session"] not in {"planted", door["voxloop-door"]}
    assert identity_in(after["voxloop-session"]) != identity_in(door["voxloop-door"])


async def test_a_forged_session_opens_nothing(page_world: World, stranger: aiohttp.ClientSession) -> None:
    url, ana = address(page_world), page_world.accounts["Ana"]
    facts = base64.urlsafe_b64encode(json.dumps([ana, "x", 4_000_000_000]).encode()).decode()
    from adapters.web.verify import new_session

    session = new_session(ana, page_world.clock.now())
    right_key = page_world.cellar.keys.get_or_create("web-cookies")
    for cookie in (
        f"{facts}.",
        f"{facts}.{'0' * 64}",
        seal_session(session, b"", "session"),
        seal_session(session, bytes(32), "session"),
        seal_session(session, right_key, "door"),
        facts,
    ):
        stranger.cookie_jar.clear()
        headers = {"Cookie": f"voxloop-session={cookie}"}
        async with stranger.get(f"{url}/events", headers=headers) as response:
            assert response.status == 401
        async with stranger.get(url, headers=headers) as response:
            assert "Ana" not in await response.text()


async def test_a_token_works_for_its_purpose_once_and_not_after_its_time(
    page_world: World, stranger: aiohttp.ClientSession
) -> None:
    world, url = page_world, address(page_world)
    other, late = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
    await world.cellar.tokens.issue(
        "slack-install", other, world.accounts["Ana"], world.clock.now() + timedelta(hours=1)
    )
    await world.cellar.tokens.issue("sign-in", late, world.accounts["Ana"], world.clock.now())
    used = await token_for(world, "Ana")
    assert await world.cellar.tokens.redeem("sign-in", used, world.clock.now()) == world.accounts["Ana"]
    for token in (other, late, used, "", used.upper(), f"{used}\0"):
        fields = await form_of(stranger, f"{url}/sign-in")
        async with stranger.post(f"{url}/sign-in", data={**fields, "token": token}, allow_redirects=False) as response:
            assert response.status in {400, 403}


async def test_a_link_names_the_house_that_we_set_whatever_the_request_says(
    page_world: World, stranger: aiohttp.ClientSession
) -> None:
    url = address(page_world)
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    for path in ("/", "/sign-in", "/sign-in?next=https://evil.example", "/home", "/nowhere"):
        async with stranger.get(url + path, headers=evil, allow_redirects=False) as response:
            assert "evil.example" not in await response.text()
            assert "evil.example" not in response.headers.get("Location", "")
    told = await page_world.command("Dora", "people link ana@marigold.example")
    assert f"http://{page_world.settings.host}:{page_world.settings.port}/sign-in" in told.text


async def test_what_somebody_wrote_is_text_and_never_markup(page_world: World) -> None:
    world = page_world
    await world.until("2026-11-25T10:00")
    form = await world.press("Ana", await world.latest("Ana"), "2")
    saved = await world.submit("Ana", form, comment=SCRIPT, consent="words")
    changed = await world.command("Ana", SCRIPT)
    pasted = await world.command("Dora", "people import")
    lines = f'name,email,team\n"{SCRIPT}",ben@marigold.example,"{SCRIPT}"'
    await world.submit("Dora", pasted, lines=lines, care="lenient")
    listed = await world.command("Ben", "my data")
    seen = (saved, changed, listed, await world.home("Ben"), await world.command("Ana", "my answers"))
    assert SCRIPT in saved.text
    assert SCRIPT in listed.text
    for each in seen:
        assert not _elements(each)
    assert isinstance(world.chat, WebDriver)
    for path in ("/", "/home"):
        async with world.chat._browsers[world.accounts["Ben"]].get(address(world) + path) as response:
            page = await response.text()
            assert "onerror" in page  # the name that an import gave him
            assert "<img src=x" not in page
            assert "<script>alert" not in page


def _elements(seen: Seen) -> "list[Node]":
    assert isinstance(seen.handle, Node)
    return [*seen.handle.find("script"), *seen.handle.find("img", src="x"), *seen.handle.find("iframe")]


async def test_nobody_sees_another_persons_letters_or_answers(page_world: World) -> None:
    world = page_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    ben, url = world.accounts["Ben"], address(world)
    await world.inbox("Ben")
    assert isinstance(world.chat, WebDriver)
    browser = world.chat._browsers[ben]
    for path in ("/?all", "/home", f"/?account={world.accounts['Ana']}", f"/home?person={world.accounts['Ana']}"):
        async with browser.get(url + path) as response:
            page = await response.text()
            assert CANARY not in page
            assert "Hello Ana" not in page


PATHS = (
    "/demo/become", "/demo/move", "/gallery", "/docs", "/openapi.json", "/debug", "/.git/config", "/static/",
    "/static/../templates/chat.html", "/static/%2e%2e/templates/chat.html", "/static/..%2ftemplates%2fchat.html",
    "/static//etc/passwd", "/static/%00",
)  # fmt: skip


async def test_there_is_nothing_beside_the_page(page_world: World, stranger: aiohttp.ClientSession) -> None:
    for path in PATHS:
        target = URL(address(page_world) + path, encoded=True)
        async with stranger.get(target, allow_redirects=False) as response:
            assert response.status in {400, 403, 404, 405}, path
            assert "{%" not in await response.text()
        sent = {"person": page_world.accounts["Ana"]}
        async with stranger.post(target, data=sent, allow_redirects=False) as response:
            assert response.status in {400, 403, 404, 405}, path


async def test_a_token_leaves_with_no_referrer_and_stays_in_no_cache(
    page_world: World, stranger: aiohttp.ClientSession
) -> None:
    async with stranger.get(f"{address(page_world)}/sign-in?token=abc") as response:
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"
        assert "no-store" in response.headers.get("Cache-Control", "")


async def test_somebody_who_left_is_out_at_once(page_world: World) -> None:
    world = page_world
    await world.until("2026-11-25T10:00")
    await answer(world, "Ana")
    await world.cellar.database.write(
        lambda tx: tx.connection.exec_driver_sql("UPDATE people SET is_active = 0 WHERE first_name = 'Ana'").rowcount
    )
    with pytest.raises(AssertionError, match="answered 401"):
        await world.press("Ana", (await world.inbox("Ben"))[-1], "3")
