"""How much memory a serving process holds after planning for, writing to and hearing 10,000 people."""

import asyncio
import tempfile
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path

from bench.big_house import week_of_sending
from bench.company import company_in, found_company, settings_for
from bench.load import closed_loop, far_end_here
from bench.processes import bare_bolt, voxloop_serving
from bench.slack_requests import presses
from bench.table import BenchRow, at_most, to_markdown
from bench.why import or_why

PEOPLE = 10_000
MESSAGES = 2 * PEOPLE
PRESSES = 3_000
AT_ONCE = 32
LIMIT_MB = 150.0
WHY = "The interpreter and what is imported take most of it, the rest is what planning and sending hold at once."


def rows() -> list[BenchRow]:
    """All figures of this file."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[BenchRow]:
    async with far_end_here() as far_end:
        settings = settings_for(f"sqlite:///{folder / 'voxloop.db'}", folder, far_end.address)
        await asyncio.to_thread(partial(found_company, settings, PEOPLE, is_paused=False))
        with ExitStack() as processes:
            started = partial(voxloop_serving, settings, "bench.big_house")
            serving = await asyncio.to_thread(lambda: processes.enter_context(started()))
            assert far_end.calls >= MESSAGES, f"only {far_end.calls} calls were made"
            after_sending = serving.resident_mb()
            company = await asyncio.to_thread(company_in, settings, week_of_sending())
            requests = list(islice(presses(company, "memory"), PRESSES))
            outcome = await closed_loop(serving.port, requests, at_once=AT_ONCE)
            assert outcome.accepted == PRESSES, outcome.statuses
            with bare_bolt() as bare:
                bare_mb = bare.resident_mb()
            return _rows(serving.resident_mb(), after_sending, serving.resident_mb(peak=True), bare_mb)


def _rows(now: float, after_sending: float, peak: float, bare: float) -> list[BenchRow]:
    note = (
        f"{after_sending:.0f} MB after the messages, at most {peak:.0f} MB at any time; a bare bolt app that does "
        f"nothing: {bare:.0f} MB."
    )
    name = (
        f"memory of a process that planned for {PEOPLE:,} people, sent them {MESSAGES:,} messages and took "
        f"{PRESSES:,} answers, SQLite"
    )
    return [or_why(at_most(name=name, measured=now, unit="MB", limit=LIMIT_MB, note=note), WHY)]


if __name__ == "__main__":
    print(to_markdown(rows()))
