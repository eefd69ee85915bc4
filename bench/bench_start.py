"""How soon a process that was just started answers."""

import socket
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median

from bench.company import found_company, settings_for
from bench.processes import bare_bolt, environment, voxloop_serving
from bench.slack_requests import statuses
from bench.table import BenchRow, at_most, to_markdown
from bench.why import or_why
from bot.config import Settings

PEOPLE = 200
ROUNDS = 3
LIMIT_SECONDS = 1.5
WHY = "Most of it is imports: aiohttp, SQLAlchemy, cryptography, Babel, and slack_sdk where Slack is switched on."


def rows() -> list[BenchRow]:
    """All figures of this file."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(f"sqlite:///{Path(folder) / 'voxloop.db'}", Path(folder), "http://127.0.0.1:9/api")
        company = found_company(settings, PEOPLE)
        events = list(islice(statuses(company, "start"), ROUNDS))
        starts = [_started(settings, event) for event in events]
    healthy, answered = zip(*starts, strict=True)
    bare, nothing = median(_bare() for _ in range(ROUNDS)), median(_ran("-c", "pass") for _ in range(ROUNDS))
    beside = f"In the same run a bare bolt app took {bare:.2f} s, and a Python that does nothing {nothing:.2f} s."
    return [
        _row(f"start of `voxloop serve` with Slack, SQLite, {PEOPLE} people, until /healthz answers", median(healthy)),
        _row("the same until a signed event is answered with 200", median(answered), beside),
        _row("`voxloop --help`", median(_ran("-m", "bot", "--help") for _ in range(ROUNDS))),
    ]


def _row(name: str, seconds: float, note: str = "") -> BenchRow:
    return or_why(at_most(name=name, measured=seconds, unit="s", limit=LIMIT_SECONDS, note=note), WHY)


def _started(settings: Settings, event: bytes) -> tuple[float, float]:
    """Seconds from the start of the process until it is healthy, and until it has answered an event."""
    with voxloop_serving(settings) as serving:
        healthy = time.perf_counter() - serving.started_at
        assert _ask(serving.port, event) == 200
        return healthy, time.perf_counter() - serving.started_at


def _ask(port: int, request: bytes) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        return int(connection.recv(4096).split(b" ", 2)[1])


def _bare() -> float:
    with bare_bolt() as serving:
        return time.perf_counter() - serving.started_at


def _ran(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment({}))
    return time.perf_counter() - started


if __name__ == "__main__":
    print(to_markdown(rows()))
