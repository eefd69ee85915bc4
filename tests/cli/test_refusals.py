"""What goes wrong is said in one sentence, with an exit code and without a traceback."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.chat.errors import UnavailableError
from bot.cli.refusals import told_plainly
from bot.config import Settings
from bot.doctor import CannotRunError


def _command(work: Callable[[], object]) -> click.Command:
    @click.command()
    def command() -> None:
        with told_plainly(host="192.0.2.1", port=8321):
            work()

    return command


def _raising(error: Exception) -> Callable[[], object]:
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.EADDRINUSE, "in use"), "Port 8321 is in use by another program. Choose another one: PORT=8322"),
        (OSError(errno.EADDRNOTAVAIL, "not available"), "no address 192.0.2.1"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "no address 192.0.2.1"),
        (PermissionError(errno.EACCES, "denied"), "may not listen on port 8321"),
        (PermissionError(errno.EACCES, "Permission denied", "people.csv"), "people.csv: Permission denied."),
        (FileNotFoundError(errno.ENOENT, "No such file", "people.csv"), "people.csv: No such file."),
        (OSError(errno.ENOSPC, "No space left"), "The disk is full."),
        (OSError(errno.EIO, "Input/output error"), "The system refused: Input/output error."),
        (CannotRunError("The database is empty. Run: voxloop migrate"), "The database is empty. Run: voxloop migrate"),
        (UnavailableError("locked"), "The database cannot be used now"),
    ],
)
def test_something_outside_that_is_wrong_is_said_in_a_sentence(error: Exception, sentence: str) -> None:
    told = CliRunner().invoke(_command(_raising(error)))

    assert told.exit_code == 2
    assert sentence in told.stderr
    assert told.stderr.count("\n") == 1
    assert not told.stdout


def test_a_port_that_is_really_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = CliRunner().invoke(_command(lambda: socket.create_server(taken.getsockname())))

    assert told.exit_code == 2
    assert "in use by another program" in told.stderr


def test_a_defect_tells_where_but_not_what() -> None:
    told = CliRunner().invoke(_command(_raising(ValueError("my-boss-shouts-at-me"))))

    assert told.exit_code == 70
    assert "ValueError at bot/cli/refusals.py" in told.stderr
    assert "my-boss" not in told.output


def test_what_click_refuses_stays_as_it_is() -> None:
    told = CliRunner().invoke(_command(_raising(click.UsageError("no such thing"))))

    assert told.exit_code == 2
    assert "no such thing" in told.stderr


@pytest.mark.parametrize(("ending", "code"), [(click.exceptions.Exit(1), 1), (click.Abort(), 1)])
def test_an_ending_that_is_meant_is_no_defect(ending: Exception, code: int) -> None:
    assert CliRunner().invoke(_command(_raising(ending))).exit_code == code


def test_wrong_settings_are_all_named_at_once_without_secrets(tmp_path: Path) -> None:
    told = _voxloop("serve", tmp_path, PORT="many", VOXLOOP_TIME_ZONE="Mars/Phobos", VOXLOOP_LAST_CALL="perhaps")

    assert told.returncode == 2
    for name in ("PORT", "VOXLOOP_TIME_ZONE", "VOXLOOP_LAST_CALL"):
        assert name in told.stderr
    assert "Traceback" not in told.stderr
    assert Settings.read({}).port == 8321


def _voxloop(line: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *line.split()],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], "VOXLOOP_KEYS": str(folder / "keys"), **settings},
    )
