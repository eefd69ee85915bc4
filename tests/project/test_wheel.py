"""`pip install .` gives the command `voxloop` and takes no other name: tested on a wheel that is really built."""

import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project.repository import ROOT, files

pytestmark = pytest.mark.xdist_group("wheel")  # so that it is built once


@dataclass(frozen=True, kw_only=True)
class Installed:
    """A fresh virtual environment with the built wheel, which borrows the dependencies of this one."""

    wheel: Path
    bin: Path
    site_packages: Path

    def run(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / command[0], *command[1:]],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=self.bin,
            env={"PATH": str(self.bin), **settings},
        )


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    [wheel] = folder.glob("*.whl")
    _python("-m", "venv", "--without-pip", str(folder / "env"))
    [site_packages] = (folder / "env" / "lib").glob("*/site-packages")
    (site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    target = str(folder / "env" / "bin" / "python")
    _python("-m", "pip", "--python", target, "install", "--quiet", "--no-deps", "--no-index", str(wheel))
    return Installed(wheel=wheel, bin=folder / "env" / "bin", site_packages=site_packages)


def test_exactly_one_name_appears(installed: Installed) -> None:
    names = {path.name for path in installed.site_packages.iterdir() if path.suffix not in {".pth", ".dist-info"}}
    with zipfile.ZipFile(installed.wheel) as wheel:
        held = {name.partition("/")[0] for name in wheel.namelist()}

    assert names == {"voxloop"}
    assert {name for name in held if not name.endswith(".dist-info")} == {"voxloop"}


def test_the_command_teaches_and_knows_its_version(installed: Installed) -> None:
    told = installed.run("voxloop", "--help")
    version = installed.run("voxloop", "--version")

    assert told.returncode == 0, told.stderr
    assert "voxloop demo" in told.stdout
    assert version.stdout.strip() == f"voxloop {installed.wheel.name.split('-')[1]}"
    assert installed.run("python", "-m", "voxloop", "--help").stdout == told.stdout


def test_the_installed_command_works_on_a_database(installed: Installed, tmp_path: Path) -> None:
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'voxloop.db'}", "VOXLOOP_KEYS": str(tmp_path / "keys")}
    migrated, found = installed.run("voxloop", "migrate", **settings), installed.run("voxloop", "doctor", **settings)

    assert "was empty" in migrated.stdout, migrated.stderr
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("room", ["bot", "adapters", "storage"])
def test_the_rooms_cannot_be_imported_from_outside(installed: Installed, room: str) -> None:
    told = installed.run("python", "-c", f"import {room}")

    assert told.returncode == 1
    assert f"No module named '{room}'" in told.stderr


def test_everything_that_runs_is_in_the_wheel(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        held = {name.removeprefix("voxloop/_app/") for name in wheel.namelist()}
    needed = {
        str(path.relative_to(ROOT))
        for path in files()
        if path.relative_to(ROOT).parts[0] in {"bot", "adapters", "storage"}
    }

    assert sorted(needed - held) == []
    assert "manifest.yml" in held
    assert {"bot/locale/pl.po", "storage/migrations/env.py"} <= held
    assert any(name.startswith("adapters/web/static/") for name in held)
    assert not any("__pycache__" in name or name.startswith("tests/") for name in held)


def _python(*arguments: str) -> None:
    told = subprocess.run([sys.executable, *arguments], check=False, capture_output=True, text=True, timeout=110)
    assert told.returncode == 0, told.stdout + told.stderr
