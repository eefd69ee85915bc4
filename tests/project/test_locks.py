"""The locked dependencies are those that pyproject.toml asks for, from anywhere, proven by their hashes."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.repository import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {name: ROOT / "requirements" / f"{name}.lock" for name in ("run", "dev")}


def _pins(lock: Path) -> dict[str, str]:
    """The versions in a lock file; a name with one version for each kind of machine keeps the last."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", lock.read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


def _asked_for_running() -> list[Requirement]:
    """What is always needed, and what the extra `all` brings."""
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    [everything] = map(Requirement, extras["all"])
    lines = [*project["dependencies"], *(line for name in everything.extras for line in extras[name])]
    return [Requirement(line) for line in lines]


def _asked_for_development() -> list[Requirement]:
    """What the groups ask for, and every extra, also those that `all` leaves out."""
    parts = (*PYPROJECT["dependency-groups"].values(), *PYPROJECT["project"]["optional-dependencies"].values())
    asked = [Requirement(line) for part in parts for line in part if isinstance(line, str)]
    return [each for each in asked if each.name != PYPROJECT["project"]["name"]]


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_a_lock_names_no_host_and_no_folder(lock: Path) -> None:
    text = lock.read_text()

    assert "://" not in text
    assert not re.search(r"^(?:-e|--index|--extra-index|--find-links|\.|/)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_every_pin_has_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())

    assert len(entries) > 20
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_locks_satisfy_what_the_project_asks_for(lock: Path) -> None:
    asked = _asked_for_running() + (_asked_for_development() if lock == LOCKS["dev"] else [])
    pins = _pins(lock)

    unsatisfied = [
        str(each)
        for each in asked
        if not each.specifier.contains(pins.get(canonicalize_name(each.name), "0"), prereleases=True)
    ]
    assert unsatisfied == [], "run `make lock`"


def test_what_is_locked_for_development_holds_what_is_locked_for_running() -> None:
    assert _pins(LOCKS["run"]).items() <= _pins(LOCKS["dev"]).items(), "run `make lock`"
