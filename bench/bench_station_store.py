"""What it takes to keep and find 100,000 interactions with customers, on SQLite: rate, memory, length of a look.

What was heard is made once and varied, so that neither listening nor redaction is measured again; receiving is ours.
"""

import asyncio
import resource
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from bench.bench_cutting import transcript
from bench.bench_station import EAR, KEY
from bench.table import BenchRow, at_most, more_is_better, to_markdown
from bench.why import or_why
from bot.chat.intake import ConsentState, IntakeRecord, InteractionKind
from bot.station.intake.hear import Hearing, hear
from bot.station.intake.receive import receive_all
from bot.station.model import SnippetSearch, SnippetState, Source, SourceMode
from storage.database import Database
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork

INTERACTIONS = 100_000
SNIPPETS_EACH = 2
FIRST = 10_000
"""After so many the process has all that it holds for good; from then on memory should stay where it is."""

AT_ONCE = 200
APART = timedelta(minutes=5)
"""Between two meetings: 100,000 of them are nearly a year."""

ROUNDS = 5
ASKED_A_SECOND = 1_000.0
MOST_MORE_MB = 20.0
LONGEST_LOOK_MS = 100.0
MONTH = timedelta(days=28)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOURCE = Source(key="bench", name="Bench", mode=SourceMode.AUTOMATIC)
NOBODY_SAID = "quetzalcoatl"

WHY = "All of it goes through SQLAlchemy, one interaction after the other, as it does in a running Voxloop."


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`per_second` counts seconds of the processor, as others use it too; `looks` are milliseconds."""

    per_second: float
    first_mb: float
    peak_mb: float
    looks: dict[str, float]


def rows() -> list[BenchRow]:
    """All figures of this file, measured in a process of their own."""
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        measured = process.submit(measure, Path(folder) / "voxloop.db", INTERACTIONS).result()
    return [or_why(row, WHY) for row in _rows(measured)]


def measure(path: Path, interactions: int) -> Measured:
    """Fills an empty database and looks into it."""
    url = f"sqlite:///{path}"
    migrate(url)
    return asyncio.run(_measure(url, interactions))


async def _measure(url: str, interactions: int) -> Measured:
    database = Database.open(url)
    try:
        hearings = _hearings(interactions)
        await _take(database, islice(hearings, min(FIRST, interactions // 2)))
        first_mb = _peak_mb()
        started = time.process_time()
        taken = await _take(database, hearings)
        seconds = time.process_time() - started
        found = await database.read(lambda tx: tx.snippets.count_in_state(SnippetState.APPROVED))
        assert found == interactions * SNIPPETS_EACH
        looks = {name: await _milliseconds(database, look) for name, look in _looks().items()}
        return Measured(per_second=taken / seconds, first_mb=first_mb, peak_mb=_peak_mb(), looks=looks)
    finally:
        await database.close()


async def _take(database: Database, hearings: Iterator[Hearing]) -> int:
    taken = 0
    while some := list(islice(hearings, AT_ONCE)):
        await database.write(partial(receive_all, source=SOURCE, hearings=some, now=NOW))
        taken += len(some)
    return taken


def _hearings(interactions: int) -> Iterator[Hearing]:
    record = IntakeRecord(
        source=SOURCE.key,
        external_id="0",
        kind=InteractionKind.CALL,
        turns=transcript(1),
        language="en",
        consent=ConsentState.GIVEN,
    )
    one = hear(record, EAR, KEY)
    assert len(one.heard) >= SNIPPETS_EACH
    # What made somebody doubt would wait for a person, and what waits is not found.
    heard = tuple(replace(each, doubts=()) for each in one.heard[:SNIPPETS_EACH])
    for number in range(interactions):
        yield replace(
            one,
            external_id=str(number),
            happened_at=NOW - number * APART,
            digest=secrets.token_bytes(len(one.digest)),
            heard=heard,
        )


def _looks() -> dict[str, Callable[[UnitOfWork], object]]:
    return {
        "the ten newest": lambda tx: tx.snippets.search(SnippetSearch()),
        "a word that nobody said, in four weeks": lambda tx: tx.snippets.search(
            SnippetSearch(words=NOBODY_SAID, since=NOW - MONTH)
        ),
        "the hundred fresh ones worth hearing most": lambda tx: tx.snippets.fresh(
            approved_since=NOW - timedelta(days=7), happened_since=NOW - timedelta(days=14), limit=100
        ),
        "frictions of four weeks": lambda tx: tx.interactions.frictions_since(NOW - MONTH),
    }


async def _milliseconds(database: Database, look: Callable[[UnitOfWork], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await database.read(look)
        took.append((time.perf_counter() - started) * 1000)
    return median(took)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _rows(measured: Measured) -> Iterator[BenchRow]:
    yield more_is_better(
        name=f"receiving interactions with {SNIPPETS_EACH} snippets each, until {INTERACTIONS:,} are kept",
        measured=measured.per_second,
        unit="interactions/s",
        baseline_name="what is asked for",
        baseline=ASKED_A_SECOND,
        target=1.0,
        note="Seconds of the processor: a busy machine counts for less.",
    )
    yield at_most(
        name=f"memory taken on while the last {INTERACTIONS - FIRST:,} of them came in",
        measured=max(measured.peak_mb - measured.first_mb, 0.1),
        unit="MB",
        limit=MOST_MORE_MB,
        note=f"{measured.peak_mb:.0f} MB at most; most of it is what listening loads.",
    )
    for what, took in measured.looks.items():
        name = f"looking for {what} among {INTERACTIONS * SNIPPETS_EACH:,} snippets"
        yield at_most(name=name, measured=took, unit="ms", limit=LONGEST_LOOK_MS)


if __name__ == "__main__":
    print(to_markdown(rows()))
