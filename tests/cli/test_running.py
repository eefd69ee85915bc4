"""A first day with the command, from an empty folder to a page that answers, in processes of their own."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PEOPLE = """name,email,manager,team,site,role,language,time_zone
Ada Applefield,ada@marigold.example,,Office,Dublin,admin,en,Europe/Dublin
Budi Birchleaf,budi@marigold.example,ada@marigold.example,Office,Jakarta,employee,id,Asia/Jakarta
"""


class Terminal:
    """Somebody's terminal: a folder with the database and the keys in it, and settings."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self._settings = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite:///{folder / 'data' / 'voxloop.db'}",
            "VOXLOOP_KEYS": str(folder / "keys"),
            "PORT": str(port),
        }

    def run(self, line: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *line.split()],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            env={**self._settings, **settings},
        )

    @contextmanager
    def running(self, line: str) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(
            [sys.executable, "-m", "bot", *line.split()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._settings,
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    (tmp_path / "data").mkdir()
    return Terminal(tmp_path)


def test_a_first_day(terminal: Terminal) -> None:
    file = terminal.folder / "people.csv"
    file.write_text(PEOPLE)

    first, again = terminal.run("migrate"), terminal.run("migrate")
    assert first.returncode == 0, first.stderr
    assert "was empty" in first.stdout
    assert "nothing to do" in again.stdout

    imported, unchanged = terminal.run(f"import people {file}"), terminal.run(f"import people {file}")
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout == "2 added, 0 changed, 0 unchanged, 0 left.\n"
    assert unchanged.stdout == "0 added, 0 changed, 2 unchanged, 0 left.\n"

    link = terminal.run("sign-in-link ada@marigold.example")
    assert link.returncode == 0, link.stderr
    assert re.fullmatch(r"https?://\S+\n", link.stdout)
    stranger = terminal.run("sign-in-link nobody@marigold.example")
    assert stranger.returncode == 2
    assert stranger.stderr.startswith("Error: ")

    found = terminal.run("doctor")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "✗" not in found.stdout
    assert "✓ Time zones" in found.stdout


def test_bad_lines_are_told_and_strict_takes_none(terminal: Terminal) -> None:
    file = terminal.folder / "people.csv"
    file.write_text(PEOPLE + "Cem Cloudmoss,cem@marigold.example,,Office,Dublin,emperor,en,Mars/Phobos\n")
    terminal.run("migrate")

    strict = terminal.run(f"import people --strict {file}")
    lenient = terminal.run(f"import people {file}")

    assert strict.returncode == 1
    assert strict.stdout == "Nothing was changed.\n"
    assert "line 4: " in strict.stderr
    assert lenient.stdout != strict.stdout
    assert "line 4: " in lenient.stderr


def test_what_is_not_migrated_is_told_so(terminal: Terminal) -> None:
    told = terminal.run("serve")

    assert told.returncode == 2
    assert "voxloop migrate" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_told_so(tmp_path: Path, command: str) -> None:
    (tmp_path / "data").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        terminal = Terminal(tmp_path, port)
        terminal.run("migrate")
        told = terminal.run(command)

    assert told.returncode == 2
    sentence = rf"Error: Port {port} is in use by another program\. Choose another one: PORT=({port + 1}|{port - 1})\n"
    assert re.fullmatch(sentence, told.stderr), told.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_it_answers_until_it_is_told_to_end(terminal: Terminal, command: str) -> None:
    terminal.run("migrate")

    with terminal.running(command) as process:
        assert process.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address, process.communicate(timeout=10)
        with urllib.request.urlopen(f"{address[0]}/", timeout=10) as answer:  # noqa: S310 - our own address
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=20)

    assert process.returncode == 0, told
    assert "Traceback" not in told


def test_a_worker_ends_when_it_is_told_to(terminal: Terminal) -> None:
    terminal.run("migrate")

    with terminal.running("worker") as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=3)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)

    assert process.returncode == 0, told


def test_simulating_prepares_an_empty_database_by_itself(terminal: Terminal) -> None:
    simulated = terminal.run("simulate --people 12 --weeks 1")
    again = terminal.run("simulate --people 12 --weeks 1")

    assert simulated.returncode == 0, simulated.stderr
    assert simulated.stdout == "12 people have 1 weeks behind them.\n"
    assert again.returncode == 2
    assert "holds people already" in again.stderr
    assert "VOXLOOP_KEYS=" in terminal.run("simulate --help").stdout


def test_a_database_out_of_reach_is_told_so_without_its_password(terminal: Terminal) -> None:
    url = "postgresql://voxloop:secret-canary@127.0.0.1:1/voxloop"

    for command in ("migrate", "doctor", "serve"):
        told = terminal.run(command, DATABASE_URL=url)
        assert told.returncode in {1, 2}, command
        assert "Traceback" not in told.stderr
        assert "canary" not in told.stdout + told.stderr
