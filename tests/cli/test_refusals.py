"""What goes wrong is said in one sentence, with an exit code and without a traceback."""

import asyncio
import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot import bootstrap
from bot.chat.errors import UnavailableError
from bot.cli.refusals import told_plainly
from bot.config import SettingError, Settings
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


def test_whoever_presses_ctrl_c_reads_no_complaint() -> None:
    def press() -> None:
        raise KeyboardInterrupt

    told = CliRunner().invoke(_command(press))

    assert (told.exit_code, told.output) == (130, "")


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


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"VOXLOOP_KEYS": " "}, "VOXLOOP_KEYS: "),
        ({"VOXLOOP_KEYS": "~nobody-of-that-name/keys"}, "VOXLOOP_KEYS: "),
        ({"VOXLOOP_ORGANISATION": ""}, "VOXLOOP_ORGANISATION: "),
        ({"DATABASE_URL": ""}, "DATABASE_URL: "),
        ({"HOST": ""}, "HOST: "),
        ({"PORT": "٣"}, "PORT: "),
        ({"PORT": "9" * 5000}, "PORT: "),
        ({"VOXLOOP_QUIET_FROM": "0", "VOXLOOP_QUIET_UNTIL": "24"}, "VOXLOOP_QUIET_FROM and VOXLOOP_QUIET_UNTIL: "),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_name(settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingError, match=f"^{sentence}"):
        Settings.read(settings)


@pytest.mark.parametrize(
    "url", ["mysql://ada:canary@localhost/x", "nonsense-canary", "sqlite://", "postgresql://ada@localhost:canary/x"]
)
def test_a_database_that_voxloop_does_not_know_is_refused(tmp_path: Path, url: str) -> None:
    settings = Settings.read({"DATABASE_URL": url, "VOXLOOP_KEYS": str(tmp_path / "keys")})

    for work in _all_that_open_a_database(settings, tmp_path):
        told = CliRunner().invoke(_command(work))
        assert (told.exit_code, told.stderr.count("DATABASE_URL: ")) == (2, 1), told.stderr
        assert "canary" not in told.output
    told_by_doctor = [each for each in asyncio.run(bootstrap.diagnose(settings)) if not each.is_fine]
    assert [each.says.partition(": ")[0] for each in told_by_doctor] == ["DATABASE_URL"]


def test_empty_settings_end_a_command_with_a_refusal(tmp_path: Path) -> None:
    told = _voxloop("migrate", tmp_path, DATABASE_URL="", VOXLOOP_ORGANISATION="")

    assert told.returncode == 2
    assert "DATABASE_URL" in told.stderr
    assert "VOXLOOP_ORGANISATION" in told.stderr


@pytest.mark.parametrize("command", ["migrate", "serve", "simulate", "sign-in-link a@b.c"])
def test_a_missing_driver_is_named(tmp_path: Path, command: str) -> None:
    told = _without("psycopg", command, tmp_path, DATABASE_URL="postgresql://ada@localhost/x")

    assert told.returncode == 2, told.stderr
    assert "pip install 'voxloop[postgres]'" in told.stderr


@pytest.mark.parametrize(
    ("module", "extra", "settings"),
    [
        ("psycopg", "postgres", {"DATABASE_URL": "postgresql://ada@localhost/x"}),
        ("slack_sdk", "slack", {"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"}),
        ("slack_bolt", "slack", {"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1"}),
    ],
)
def test_the_doctor_names_a_missing_part_and_goes_on(
    tmp_path: Path, module: str, extra: str, settings: dict[str, str]
) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"

    told = _without(module, "doctor", tmp_path, **{"DATABASE_URL": url, **settings})

    assert told.returncode == 1, told.stderr
    assert f"pip install 'voxloop[{extra}]'" in told.stdout
    assert "Address: " in told.stdout
    assert not told.stderr


def _all_that_open_a_database(settings: Settings, folder: Path) -> Sequence[Callable[[], object]]:
    def show(_done: int, _total: int) -> None:
        pass

    file = folder / "people.csv"
    file.touch()
    return (
        lambda: bootstrap.migrate(settings, show),
        lambda: asyncio.run(bootstrap.serve(settings, on_ready=print)),
        lambda: asyncio.run(bootstrap.work(settings)),
        lambda: asyncio.run(bootstrap.simulate(settings, people=5, weeks=0, seed=1, progress=show)),
        lambda: asyncio.run(bootstrap.import_people(settings, file, strict=True, progress=show)),
        lambda: asyncio.run(bootstrap.sign_in_link(settings, "a@b.c")),
    )


def _without(module: str, line: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command where a module is not installed."""
    program = f"import sys; sys.modules[{module!r}] = None; from bot.cli import main; main()"
    return _run(["-c", program, *line.split()], folder, settings)


def _voxloop(line: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return _run(["-m", "bot", *line.split()], folder, settings)


def _run(arguments: Sequence[str], folder: Path, settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], "VOXLOOP_KEYS": str(folder / "keys"), **settings},
    )
