"""The demo leaves nothing behind, whenever and however it is ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE_SECONDS = 60


@contextmanager
def _demo(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder), "PORT": "0"},
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def _once_there_is(name: str) -> Callable[[Path, subprocess.Popen[str]], None]:
    """The moment at which a file or folder of the demo appears; a short while later, its work is under way."""

    def wait(folder: Path, _: subprocess.Popen[str]) -> None:
        _until(lambda: any(folder.glob(name)))

    return wait


def _in_the_past(folder: Path, process: subprocess.Popen[str]) -> None:
    _once_there_is("voxloop-demo-*/keys/fingerprint")(folder, process)
    time.sleep(0.3)


def _once_ready(_: Path, process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert "is ready" in process.stdout.readline()


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOMENTS = {
    "folder": _once_there_is("voxloop-demo-*"),
    "database": _once_there_is("voxloop-demo-*/voxloop.db"),
    "past": _in_the_past,
}


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        *(pytest.param(told, moment, id=f"{name}-{told.name}") for name, moment in MOMENTS.items() for told in SIGNALS),
        pytest.param(signal.SIGINT, _once_ready, id="ready-SIGINT"),
        # Opening the whole company takes its time.
        *(pytest.param(told, _once_ready, id=f"ready-{told.name}", marks=pytest.mark.slow) for told in SIGNALS[1:]),
    ],
)
def test_it_leaves_nothing_behind(
    tmp_path: Path, told: signal.Signals, moment: Callable[[Path, subprocess.Popen[str]], None]
) -> None:
    with _demo(tmp_path) as process:
        moment(tmp_path, process)
        process.send_signal(told)
        _, complaint = process.communicate(timeout=PATIENCE_SECONDS)

    assert (process.returncode, complaint) == (0, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_impatience_leaves_nothing_behind_either(tmp_path: Path) -> None:
    with _demo(tmp_path) as process:
        _once_ready(tmp_path, process)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.02)
        _, complaint = process.communicate(timeout=PATIENCE_SECONDS)

    assert (complaint, list(tmp_path.iterdir())) == ("", [])
