"""The benches measure a Voxloop that works: their requests are understood, and their table says what was missed."""

import asyncio
from itertools import islice
from pathlib import Path

from adapters.slack.body import read_body
from adapters.slack.parse import parse
from adapters.slack.parsed import Heard
from bench.company import TEAM, found_company, settings_for
from bench.load import closed_loop, far_end_here, open_loop
from bench.processes import as_environment, voxloop_serving
from bench.slack_requests import presses, renamings, statuses
from bench.table import at_most, to_markdown
from bench.why import or_why
from bot.chat.events import ButtonPressed, DirectoryChanged
from bot.config import Settings


def _parsed(request: bytes) -> Heard:
    heard = parse(read_body(request.partition(b"\r\n\r\n")[2]))
    assert isinstance(heard, Heard)
    return heard


async def test_what_is_sent_is_taken_by_a_serving_process(tmp_path: Path) -> None:
    async with far_end_here() as far_end:
        settings = settings_for(f"sqlite:///{tmp_path / 'voxloop.db'}", tmp_path, far_end.address)
        company = await asyncio.to_thread(found_company, settings, 5)
        with voxloop_serving(settings) as serving:
            answered = await closed_loop(serving.port, list(islice(presses(company, "a"), 10)), at_once=2)
            changed = await open_loop(serving.port, list(islice(renamings(company, "a"), 5)), per_second=100)
            # The kernel counts both apart, some pages late.
            assert serving.resident_mb(peak=True) > 0.9 * serving.resident_mb() > 0
        assert (answered.statuses, changed.statuses) == ({200: 10}, {200: 5})
        await far_end.called(10)
        assert answered.wait_at(0.99) >= answered.wait_at(0.5) > 0


def test_the_requests_mean_what_they_say(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'voxloop.db'}", tmp_path, "http://127.0.0.1:9/api")
    company = found_company(settings, 3)
    assert len(company.questions) == 3
    press, status, naming = (_parsed(next(kind(company, "a"))).event for kind in (presses, statuses, renamings))
    assert isinstance(press, ButtonPressed)
    assert press.action.args[0] == str(company.week)
    assert isinstance(status, DirectoryChanged)
    assert isinstance(naming, DirectoryChanged)
    assert status.workspace.external_id == TEAM
    assert status.entries[0].name != naming.entries[0].name


def test_settings_survive_the_way_through_the_environment(tmp_path: Path) -> None:
    settings = settings_for("sqlite:///x.db", tmp_path, "http://127.0.0.1:9/api")
    assert Settings.read(as_environment(settings)) == settings


def test_a_missed_target_says_by_how_much_and_why() -> None:
    met = or_why(at_most(name="start", measured=1.0, unit="s", limit=1.5), "slow")
    missed = or_why(at_most(name="start", measured=3.0, unit="s", limit=1.5), "Slow imports.")
    assert met.note == ""
    assert missed.note == "missed by 50%. Slow imports."
    assert "- start: missed by 50%" in to_markdown([missed])
