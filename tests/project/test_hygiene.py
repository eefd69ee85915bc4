"""What the repository never holds, and what it always does."""

import ast
import logging
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.logs import FIELDS
from tests.project.repository import PACKAGES, ROOT, dotted, files, modules, texts

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
ORDINARY = set(vars(logging.makeLogRecord({})))

SECRETS = {
    "a Slack token": re.compile(r"\bxox[abeoprs]-\d{6,}-[\w-]{10,}|\bxapp-\d-[A-Z0-9]{8,}-\d{8,}-[0-9a-f]{20,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE " + r"KEY-----"),
    "a cloud key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a repository token": re.compile(r"\bgh[opsu]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{50,}"),
    "a password in an address": re.compile(
        r"\b(?:postgres(?:ql)?|https?)://[\w.-]+:(?!\$|\{|<|…|secret|password)[^@\s/'\"{<]{6,}@"
    ),
}
MACHINE_PATHS = re.compile(r"(?<![\w.:/}-])/(?:home|Users|root|work|private/var)/[\w.-]+")


@pytest.mark.parametrize("kind", SECRETS)
def test_no_secret_is_kept(kind: str) -> None:
    assert [_place(path, text, found) for path, text in texts() for found in SECRETS[kind].finditer(text)] == []


def test_no_path_of_somebodys_machine_is_kept() -> None:
    assert [_place(path, text, found) for path, text in texts() for found in MACHINE_PATHS.finditer(text)] == []


def test_nothing_is_kept_that_belongs_to_one_machine() -> None:
    names = [path.relative_to(ROOT) for path in files()]
    assert [
        name
        for name in names
        if name.suffix in {".pyc", ".db", ".sqlite", ".log", ".key", ".pem"} or name.name == ".env"
    ] == []


def test_texts_end_as_texts_do() -> None:
    assert [path for path, text in texts() if text and not text.endswith("\n") and path.suffix != ".svg"] == []
    assert [path for path, text in texts() if "\r" in text] == []


def test_the_version_stands_in_one_place() -> None:
    version = PYPROJECT["project"]["version"]
    code = [path for path, text in texts() if path.suffix in {".py", ".toml", ".yml"} and f'"{version}"' in text]

    assert code == [ROOT / "pyproject.toml"]


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()

    assert PYPROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License\n" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert all(f"   {number}. " in text for number in range(1, 10))


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in modules("tests")}
    folders |= {parent for folder in folders for parent in folder.parents if parent.is_relative_to(ROOT / "tests")}

    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_shell_scripts_are_well_formed() -> None:
    scripts = [path for path, text in texts() if re.match(r"#!.*\b(?:ba)?sh\b", text)]

    assert ROOT / ".ci" / "run" in scripts
    for script in scripts:
        told = subprocess.run(["bash", "-n", script], check=False, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr


def test_ci_runs_what_people_run() -> None:
    run = (ROOT / ".ci" / "run").read_text()
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    lints = re.search(r"^lint: (.*?) ##", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert re.search(r"^make .*\bcheck test\b", run, re.MULTILINE)
    assert {"run": ".ci/run"} in workflow["jobs"]["check"]["steps"]
    assert lints
    assert [f"make {lint}" for lint in lints[1].split()] == [hook["entry"] for hook in hooks]


def test_modules_stay_readable() -> None:
    assert [path for path in modules(*PACKAGES) if len(path.read_text("utf-8").splitlines()) > 400] == []


def test_log_lines_are_constant_sentences_with_fields_that_are_let_through() -> None:
    lines = [(path, call) for path in modules(*PACKAGES) for call in _log_calls(path)]
    assert lines

    assert [_line(path, call) for path, call in lines if not _is_constant(call)] == []
    fields = {(_line(path, call), name) for path, call in lines for name in _fields(call)}
    assert sorted((place, name) for place, name in fields if name not in FIELDS) == []
    assert not FIELDS & ORDINARY


def _log_calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=level)) if level in LEVELS:
                if name.strip("_").casefold() in {"log", "logger"}:
                    yield node
            case _:
                pass


def _is_constant(call: ast.Call) -> bool:
    """Nothing is put together for the sentence, and no values follow it; `log` takes a level first."""
    before = 1 if isinstance(call.func, ast.Attribute) and call.func.attr == "log" else 0
    return len(call.args) == before + 1 and isinstance(call.args[before], ast.Constant | ast.Name)


def _fields(call: ast.Call) -> Iterator[object]:
    for keyword in call.keywords:
        if keyword.arg == "extra" and isinstance(keyword.value, ast.Dict):
            yield from (key.value for key in keyword.value.keys if isinstance(key, ast.Constant))


def _line(path: Path, call: ast.Call) -> str:
    return f"{dotted(path)}:{call.lineno}"


def _place(path: Path, text: str, found: re.Match[str]) -> str:
    return f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]}"
