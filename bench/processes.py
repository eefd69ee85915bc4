"""The processes that are measured: started for as long as they are needed, and ended."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from bot.config import Settings

READY_SECONDS = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A process that listens. `started_at` is on the clock of `time.perf_counter`."""

    port: int
    pid: int
    started_at: float

    def resident_mb(self, *, peak: bool = False) -> float:
        """Its resident memory in MB (millions of bytes), now or at most so far."""
        name = "VmHWM:" if peak else "VmRSS:"
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(name))


@contextmanager
def bare_bolt() -> Iterator[Serving]:
    """The baseline of `bench.bare_bolt`."""
    with _process([sys.executable, "-m", "bench.bare_bolt"], environment({})) as (process, started_at):
        assert process.stdout is not None
        yield Serving(port=int(process.stdout.readline()), pid=process.pid, started_at=started_at)


@contextmanager
def voxloop_serving(settings: Settings, module: str = "bot") -> Iterator[Serving]:
    """`voxloop serve`, once it answers; or another module that does the same."""
    port = free_port()
    own = {**as_environment(settings), "PORT": str(port), "VOXLOOP_LOG_LEVEL": "error"}
    command = [sys.executable, "-m", module, "serve"]
    with _process(command, environment(own)) as (process, started_at):
        serving = Serving(port=port, pid=process.pid, started_at=started_at)
        wait_for_answer(f"http://127.0.0.1:{port}/healthz", process)
        yield serving


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings that are not the default, as environment variables."""
    known = ((each.metadata["name"], getattr(settings, each.name), each.metadata) for each in fields(Settings))
    return {name: str(value) for name, value, meta in known if value != meta["read"](meta["default"])}


def environment(own: dict[str, str]) -> dict[str, str]:
    """This process's environment without any settings of Voxloop's, and with the given ones."""
    settings = {each.metadata["name"] for each in fields(Settings)}
    return {name: value for name, value in os.environ.items() if name not in settings} | own


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_for_answer(url: str, process: "subprocess.Popen[str]") -> None:
    """Asks every five milliseconds until the answer is 200."""
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends:
        assert process.poll() is None, f"the process ended with {process.returncode}"
        try:
            with urllib.request.urlopen(url, timeout=READY_SECONDS) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.005)
    raise TimeoutError(url)


@contextmanager
def _process(command: Sequence[str], own: dict[str, str]) -> "Iterator[tuple[subprocess.Popen[str], float]]":
    started_at = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=own
    ) as process:
        try:
            yield process, started_at
        finally:
            process.terminate()
            process.wait(timeout=READY_SECONDS)
