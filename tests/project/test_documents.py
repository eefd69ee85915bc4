"""What the documents say is so: settings, commands, targets and links."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.commands import voxloop
from bot.config import setting_facts
from tests.cli.test_commands import COMMANDS
from tests.project.repository import ROOT, files

README = ROOT / "README.md"
DOCUMENTS = tuple(path for path in files() if path.suffix == ".md")
BLOCK = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.DOTALL | re.MULTILINE)
CHEAP = re.compile(r"(?:voxloop(?: [a-z-]+)* --help|voxloop --version|voxloop completion [a-z]+|make help|make)")


def _settings_in_readme() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| `([A-Z][A-Z_]+)` \| *(.*?) *\| (.*?) \|$", README.read_text("utf-8"), re.MULTILINE)
    return {name: (default.strip().strip("`"), meaning.strip()) for name, default, meaning in rows}


def test_the_table_of_settings_is_the_one_in_the_code() -> None:
    """Each row is written as: | `NAME` | `default` | meaning |, with nothing between the bars when it is empty."""
    facts = setting_facts()
    rows = "\n".join(f"| `{fact.name}` | {fact.default and f'`{fact.default}`'} | {fact.meaning} |" for fact in facts)

    assert _settings_in_readme() == {fact.name: (fact.default, fact.meaning) for fact in facts}, rows


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_is_in_the_readme(command: tuple[str, ...]) -> None:
    assert f"voxloop {' '.join(command)}" in README.read_text("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_only_commands_that_exist(path: Path) -> None:
    named = {
        word
        for block in BLOCK.findall(path.read_text("utf-8"))
        for word in re.findall(r"^(?:[A-Z_]+=\S+ )*(?:\S*/)?voxloop ([a-z][a-z-]*)", block, re.MULTILINE)
    }
    assert named <= set(voxloop.commands)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_only_targets_that_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    code = "\n".join([*BLOCK.findall(text), *re.findall(r"`([^`\n]+)`", text)])
    named = set(re.findall(r"^(?:[A-Z_]+=\S+ )*make ([a-z][a-z-]*)", code, re.MULTILINE))

    assert named <= _targets()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    inside = [target for target in targets if "://" not in target and not target.startswith("mailto:")]

    assert [target for target in inside if not (path.parent / target).exists()] == []


def test_every_target_that_is_asked_for_is_explained() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    for target in ("demo", "test", "check", "bench", "lock", "words", "clean"):
        assert re.search(rf"^ +{target} +\S", told, re.MULTILINE), target


def test_cheap_lines_of_the_readme_run() -> None:
    lines = [line.strip() for block in BLOCK.findall(README.read_text("utf-8")) for line in block.splitlines()]
    cheap = sorted({line for line in lines if CHEAP.fullmatch(line.partition("  #")[0].strip())})

    for line in cheap:
        _run(line.partition("  #")[0].strip())


def test_the_changelog_knows_this_version() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    assert f"## {version[1]} - " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def _targets() -> set[str]:
    rules = re.findall(r"^([a-z][a-z -]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return {name for rule in rules for name in rule.split()}


def _run(line: str) -> None:
    words = line.split()
    command = [sys.executable, "-m", "bot", *words[1:]] if words[0] == "voxloop" else words
    told = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=30)
    assert told.returncode == 0, f"{line}: {told.stderr}"
