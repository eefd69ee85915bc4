"""How fast Slack's requests are taken, durably and once, beside a bare bolt app that does nothing and keeps nothing."""

import asyncio
import secrets
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import func, make_url, select

from bench.company import Company, found_company, settings_for
from bench.load import FarEnd, Outcome, closed_loop, far_end_here, open_loop
from bench.processes import Serving, bare_bolt, voxloop_serving
from bench.slack_requests import presses, renamings, statuses
from bench.table import BenchRow, more_is_better, to_markdown
from bench.why import or_why
from storage.engines import database_url, open_readers
from storage.tables.marks import marks_even, marks_odd
from storage.tables.privacy import answers
from tests.storage.postgres_server import postgres_server

PEOPLE = 2_000
AT_ONCE = 64
ROUNDS = 3
"""Each is measured so often, in turn with its baseline; the median counts."""

STEADY_SECONDS = 4
STEADY_PER_SECOND = 200
"""Twenty-four times what Slack sends for one workspace at most."""

SLACK_WAITS_SECONDS = 3.0
SLACKS_LIMIT = 30_000 / 3600
"""Events a second that Slack sends for one workspace at most: https://docs.slack.dev/apis/events-api#rate_limiting"""

CROWD = 1_500
"""So many at once are about three times of what is let in."""

Requests = Callable[[Company, str], Iterator[bytes]]
Measure = Callable[["Stage"], Coroutine[Any, Any, list[BenchRow]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of request. `calls` is how many calls to Slack each brings about, all of which are waited for."""

    name: str
    requests: Requests
    each_round: int
    calls: int
    why_missed: str


STATUSES = Kind(
    name="events that change nothing that is kept (`user_change`)",
    requests=statuses,
    each_round=3_000,
    calls=0,
    why_missed="The baseline keeps nothing. Of each event's time with us two thirds go into four statements: its mark, "
    "and who the person is by account and by address, to see that nothing is new.",
)
RENAMINGS = Kind(
    name="events that change a person (`user_change`)",
    requests=renamings,
    each_round=1_500,
    calls=0,
    why_missed="The baseline keeps nothing. Each of ours writes its mark, looks for the person by account and by "
    "address, compares and writes the person: four statements, and Python's interpreter lock lets one thread work.",
)
PRESSES = Kind(
    name="answers by one press (`block_actions`), each stored sealed and shown in a window",
    requests=presses,
    each_round=1_500,
    calls=1,
    why_missed="The baseline stores nothing and opens no window. Of each press's time with us about a third goes into "
    "building, rendering and opening the window that confirms it, and a quarter into six statements: mark, person, "
    "rules, roster, the answer before, the new one. No single part stands out.",
)


WHY_POSTGRES = (
    "Each statement is a round trip to another process, which shares the cores with Voxloop, the baseline and the load."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A company, Voxloop in front of it, the baseline, and the far end that Voxloop calls."""

    name: str
    company: Company
    voxloop: Serving
    bare: Serving
    far_end: FarEnd
    database_url: str

    def requests(self, kind: Kind, many: int) -> list[bytes]:
        return list(islice(kind.requests(self.company, secrets.token_hex(4)), many))

    def stored(self) -> tuple[int, int]:
        """How many marks and how many answers lie in the database."""
        engine = open_readers(database_url(self.database_url), 1)
        with engine.connect() as connection:
            marks, kept = (
                sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
                for tables in ((marks_even, marks_odd), (answers,))
            )
        engine.dispose()
        return marks, kept


@dataclass(slots=True, kw_only=True)
class Duel:
    """The rounds of Voxloop and of its baseline."""

    ours: list[Outcome] = field(default_factory=list)
    bare: list[Outcome] = field(default_factory=list)


def rows() -> list[BenchRow]:
    """All figures of this file."""
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        sqlite = f"sqlite:///{Path(folder) / 'voxloop.db'}"
        return [
            *asyncio.run(_on_stage("SQLite", sqlite, Path(folder) / "a", _everything)),
            *asyncio.run(_on_stage("PostgreSQL", _fresh_postgres(server), Path(folder) / "b", _rates)),
        ]


async def _on_stage(name: str, url: str, folder: Path, measure: Measure) -> list[BenchRow]:
    async with far_end_here() as far_end:
        settings = settings_for(url, folder, far_end.address)
        company = await asyncio.to_thread(found_company, settings, PEOPLE)
        with ExitStack() as processes:
            stage = Stage(
                name=name,
                company=company,
                voxloop=processes.enter_context(voxloop_serving(settings)),
                bare=processes.enter_context(bare_bolt()),
                far_end=far_end,
                database_url=url,
            )
            return await measure(stage)


async def _everything(stage: Stage) -> list[BenchRow]:
    duels = {kind.name: await _duel(stage, kind) for kind in (STATUSES, RENAMINGS, PRESSES)}
    rates = [_rate_row(stage, kind, duels[kind.name]) for kind in (STATUSES, RENAMINGS, PRESSES)]
    steady = [await _steady_row(stage, kind) for kind in (STATUSES, PRESSES)]
    most = await _highest_rate(stage, PRESSES, duels[PRESSES.name])
    return [*rates, *steady, await _alone_row(stage), most, await _overload_row(stage)]


async def _rates(stage: Stage) -> list[BenchRow]:
    return [_rate_row(stage, kind, await _duel(stage, kind)) for kind in (STATUSES, PRESSES)]


async def _duel(stage: Stage, kind: Kind) -> Duel:
    """The rounds, after a short one to warm up. What was accepted must be what is stored."""
    duel = Duel()
    await _round(stage, kind, stage.voxloop, 200)
    await _round(stage, kind, stage.bare, 200)
    for _ in range(ROUNDS):
        before = stage.stored()[0]
        duel.ours.append(await _round(stage, kind, stage.voxloop, kind.each_round))
        assert stage.stored()[0] - before == duel.ours[-1].accepted == kind.each_round
        duel.bare.append(await _round(stage, kind, stage.bare, kind.each_round))
    return duel


async def _round(stage: Stage, kind: Kind, server: Serving, many: int) -> Outcome:
    """A round lasts until the last effect has reached the far end."""
    requests = stage.requests(kind, many)
    calls_before = stage.far_end.calls
    started = asyncio.get_running_loop().time()
    outcome = await closed_loop(server.port, requests, at_once=AT_ONCE)
    if server is stage.voxloop:
        await stage.far_end.called(calls_before + kind.calls * outcome.accepted)
    outcome.seconds = asyncio.get_running_loop().time() - started
    return outcome


def _rate_row(stage: Stage, kind: Kind, duel: Duel) -> BenchRow:
    why = kind.why_missed if stage.name == "SQLite" else f"{kind.why_missed} {WHY_POSTGRES}"
    row = more_is_better(
        name=f"take {kind.name}, {stage.name}, {AT_ONCE} at once, {ROUNDS} times {kind.each_round:,}",
        measured=median(each.per_second for each in duel.ours),
        unit="a second",
        baseline_name="bare bolt, no-op listener, nothing stored",
        baseline=median(each.per_second for each in duel.bare),
        target=0.9,
    )
    return or_why(row, why)


async def _steady_row(stage: Stage, kind: Kind) -> BenchRow:
    requests = stage.requests(kind, STEADY_SECONDS * STEADY_PER_SECOND)
    ours = await open_loop(stage.voxloop.port, requests, per_second=STEADY_PER_SECOND)
    bare = await open_loop(stage.bare.port, stage.requests(kind, len(requests)), per_second=STEADY_PER_SECOND)
    assert ours.accepted == bare.accepted == len(requests)
    return _shorter_is_better(
        name=f"p99 of the answer to {kind.name}, {stage.name}, {STEADY_PER_SECOND} a second for {STEADY_SECONDS} s",
        ours=ours.wait_at(0.99) * 1000,
        bare=bare.wait_at(0.99) * 1000,
        why="Ours answers only when the disk has what was heard; how long a durable write takes here stands above.",
    )


async def _alone_row(stage: Stage) -> BenchRow:
    """One at a time: does a press wait for bolt's poll?"""
    ours = await closed_loop(stage.voxloop.port, stage.requests(PRESSES, 300), at_once=1)
    bare = await closed_loop(stage.bare.port, stage.requests(PRESSES, 300), at_once=1)
    return _shorter_is_better(
        name=f"median of the answer to a press, one at a time, {stage.name}, 300",
        ours=ours.wait_at(0.5) * 1000,
        bare=bare.wait_at(0.5) * 1000,
        why="Each press waits for its own commit to reach the disk.",
    )


def _shorter_is_better(*, name: str, ours: float, bare: float, why: str) -> BenchRow:
    row = BenchRow(
        name=name,
        measured=ours,
        unit="ms",
        baseline_name="bare bolt, no-op listener, nothing stored",
        baseline=bare,
        ratio=bare / ours,
        target=1.0,
    )
    return or_why(row, why)


async def _highest_rate(stage: Stage, kind: Kind, duel: Duel) -> BenchRow:
    capacity = median(each.per_second for each in duel.ours)
    reached = 0.0
    for share in (0.6, 0.75, 0.9, 1.05):
        per_second = share * capacity
        requests = stage.requests(kind, int(STEADY_SECONDS * per_second))
        outcome = await open_loop(stage.voxloop.port, requests, per_second=per_second)
        await asyncio.sleep(0.5)
        if outcome.accepted == len(requests) and max(outcome.waits) < SLACK_WAITS_SECONDS:
            reached = per_second
    return more_is_better(
        name=f"highest rate at which each of the {kind.name} is acknowledged within 3 s, {stage.name}",
        measured=reached,
        unit="a second",
        baseline_name="Slack's limit for events of one workspace",
        baseline=SLACKS_LIMIT,
        target=1.0,
    )


async def _overload_row(stage: Stage) -> BenchRow:
    """What was refused must not be stored, and what was acknowledged must be."""
    before = stage.stored()
    outcome = await closed_loop(stage.voxloop.port, stage.requests(PRESSES, 2 * CROWD), at_once=CROWD)
    stored, kept = stage.stored()
    assert set(outcome.statuses) == {200, 503}, outcome.statuses
    assert kept <= sum(len(each) for each in stage.company.questions.values())
    return BenchRow(
        name=f"{CROWD:,} presses at once, {2 * CROWD:,} in all, {stage.name}: how many were stored",
        measured=float(stored - before[0]),
        unit="",
        baseline_name=f"answered with 200; the other {outcome.statuses[503]:,} got 503 before anything was stored",
        baseline=float(outcome.accepted),
        ratio=(stored - before[0]) / outcome.accepted,
        target=1.0,
        note=f"the slowest 200 took {max(outcome.waits):.1f} s.",
    )


def _fresh_postgres(server: str) -> str:
    name = f"bench_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


if __name__ == "__main__":
    print(to_markdown(rows()))
