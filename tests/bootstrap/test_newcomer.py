"""Whoever opens the demo can be new in the company: the welcome comes first, and a question the day after."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import bootstrap
from bot.bootstrap.fiction import NEWCOMER, people_file
from bot.config import Settings
from bot.people.people_file import read_people_file
from tests.adapters.web.browser import Browser, open_browser

PAGE = {"Accept": "text/html"}
HOLIDAYS_IN_A_ROW = 2
WELCOME, QUESTION = "Hello Nela, I am Voxloop", "Hello Nela, one question for today:"


@asynccontextmanager
async def _open_demo() -> AsyncIterator[str]:
    """The demo on a free port, ended as somebody in a terminal ends it."""
    ready: asyncio.Queue[str] = asyncio.Queue()
    settings = Settings.read({"PORT": "0"})
    demo = asyncio.create_task(
        bootstrap.demo(settings, on_ready=ready.put_nowait, on_progress=lambda _done, _total: None)
    )
    address = asyncio.create_task(ready.get())
    await asyncio.wait((demo, address), return_when=asyncio.FIRST_COMPLETED)
    if demo.done():
        address.cancel()
        demo.result()  # why it did not open; told to end now, this very process would
    try:
        yield await address
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        await demo


async def _page(browser: Browser) -> str:
    return (await browser.get("/")).text


async def test_a_newcomer_is_welcomed_and_asked_the_day_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with _open_demo() as url, open_browser(url) as browser:
        assert "New here" in await _page(browser)
        await browser.act("/demo/become", PAGE, person=NEWCOMER)
        waiting = await _page(browser)
        welcomed = await _next_with(WELCOME, browser)
        asked = await _next_with(QUESTION, browser)

    assert WELCOME not in waiting
    assert QUESTION not in waiting + welcomed
    assert WELCOME in asked
    assert not any(await asyncio.to_thread(os.listdir, tmp_path))


async def _next_with(text: str, browser: Browser) -> str:
    """The page on the next workday; where that is a holiday in Ireland, on the one after."""
    for _ in range(HOLIDAYS_IN_A_ROW + 1):
        await browser.act("/demo/move", PAGE, step="workday")
        page = await _page(browser)
        if text in page:
            return page
    raise AssertionError(text)


def test_the_newcomer_is_away_until_their_first_day_and_one_more_in_the_first_team() -> None:
    first_on = datetime(2026, 11, 25, tzinfo=UTC).date()

    with_one = read_people_file(people_file(30, 1, newcomer_on=first_on).encode()).rows
    without = read_people_file(people_file(30, 1).encode()).rows

    assert len(with_one) == len(without) + 1
    [absence] = with_one[-1].absences
    assert absence.last == first_on - timedelta(days=1)
    assert with_one[-1].name == NEWCOMER
    assert not any(row.absences for row in without)
