"""What the figures were measured on."""

import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psycopg

from tests.storage.postgres_server import postgres_server


def describe_machine() -> str:
    """One line in Markdown for each fact."""
    return "\n".join(f"- {name}: {value}" for name, value in _facts())


def _facts() -> Iterator[tuple[str, str]]:
    yield "date", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    yield "cores", f"{len(os.sched_getaffinity(0))}, {_processor()}"
    yield "load when it began (1, 5, 15 minutes)", ", ".join(f"{each:.1f}" for each in os.getloadavg())
    yield "a durable write of 4 kB (write, fsync; median of 100)", f"{_durable_write_ms():.2f} ms"
    yield "system", f"{platform.system()} {platform.release()}"
    yield "Python", platform.python_version()
    yield "SQLite", f"{sqlite3.sqlite_version}, WAL, synchronous=FULL"
    yield "PostgreSQL", f"{_postgres()}, on the same machine, without fsync as in the tests"


def _durable_write_ms() -> float:
    """What every commit waits for at least."""
    waits = []
    with tempfile.NamedTemporaryFile(buffering=0) as file:
        for _ in range(100):
            started = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            waits.append(time.perf_counter() - started)
    return median(waits) * 1000


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _postgres() -> str:
    with postgres_server() as url, psycopg.connect(url) as connection:
        return ".".join(str(connection.info.server_version // part % 10_000) for part in (10_000, 1))
