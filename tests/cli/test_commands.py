"""The command teaches: help, examples, completion, the nearest word for a wrong one, and all of it at once."""

import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from bot.cli.commands import voxloop


def _leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = tuple(_leaves(voxloop))


def test_help_tells_a_story_and_lists_every_command_in_its_order() -> None:
    told = CliRunner().invoke(voxloop, ["--help"]).output

    assert "voxloop demo" in told
    assert "voxloop doctor" in told
    listed = told.partition("Commands:")[2]
    assert [line.split()[0] for line in listed.splitlines() if line.strip()] == list(voxloop.commands)
    assert "..." not in listed, "a summary that is cut off teaches nothing"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    told = CliRunner().invoke(voxloop, [*command, "--help"])

    assert told.exit_code == 0
    assert len(told.output.split("Options:")[0]) > 150
    assert "\b" not in told.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_examples_in_help_are_commands_that_exist(command: tuple[str, ...]) -> None:
    told = CliRunner().invoke(voxloop, [*command, "--help"]).output

    for line in told.splitlines():
        words = line.split("voxloop ")[-1].split() if " voxloop " in f" {line.strip()}" else []
        if line.startswith("    ") and words:
            assert words[0] in voxloop.commands, line


@pytest.mark.parametrize(
    ("typed", "meant"), [("serv", "serve"), ("migrat", "migrate"), ("docter", "doctor"), ("sign-in", "sign-in-link")]
)
def test_a_wrong_word_gets_the_nearest_right_one(typed: str, meant: str) -> None:
    told = CliRunner().invoke(voxloop, [typed])

    assert told.exit_code == 2
    assert f"'{meant}'" in told.stderr


def test_a_file_that_is_not_there_is_named() -> None:
    told = CliRunner().invoke(voxloop, ["import", "people", "nobody.csv"])

    assert told.exit_code == 2
    assert "nobody.csv" in told.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell: str) -> None:
    told = CliRunner().invoke(voxloop, ["completion", shell])

    assert told.exit_code == 0
    assert "_VOXLOOP_COMPLETE" in told.output


def test_bash_completes_commands() -> None:
    told = _python_m_bot(_VOXLOOP_COMPLETE="bash_complete", COMP_WORDS="voxloop s", COMP_CWORD="1")

    assert {line.partition(",")[2] for line in told.stdout.split()} == {"serve", "sign-in-link", "simulate"}


def test_help_waits_for_nothing_heavy() -> None:
    script = "import sys, bot.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = set(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    )

    assert not loaded & {"aiohttp", "sqlalchemy", "babel", "jinja2", "slack_sdk", "cryptography", "alembic", "holidays"}


def _python_m_bot(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot"],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
        env={"PATH": os.environ["PATH"], **environment},
    )
