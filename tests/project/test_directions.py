"""Data flows one way through the house, every room has its place in it, and SDKs stay at home."""

import subprocess
import sys
import tomllib

import pytest

from tests.project.repository import PACKAGES, ROOT, dotted, imports, modules

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

HOMES = {
    "slack_bolt": "adapters.slack",
    "slack_sdk": "adapters.slack",
    "botbuilder": "adapters.teams",
    "botframework": "adapters.teams",
    "alembic": "storage",
    "psycopg": "storage",
    "sqlalchemy": "storage",
    "sqlite3": "storage",
}
"""Where an SDK or a driver may be imported; everywhere else its words would spread."""

OPEN_TO_ADAPTERS = ("bot.chat", "bot.clock", "bot.config")
OPEN_TO_STORAGE = (
    "bot.chat",
    "bot.clock",
    "bot.transactions",
    "bot.privacy.keys",
    "bot.privacy.marks",
    "bot.privacy.release.model",
    "bot.station.cutting.model",
    "bot.station.reactions.model",
)
"""Besides each room's `model` and `store`; keys and marks are ports of the privacy room with a module each."""

PLATFORM_WORDS = ("slack", "botbuilder", "botframework", "microsoft", "msteams")
MAY_NAME_PLATFORMS = ("bot/bootstrap", "bot/config.py", "bot/cli/")


def test_the_contracts_of_imports_are_kept() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_room_has_its_place_in_the_layers() -> None:
    layers = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    rooms = {".".join(dotted(path).split(".")[:2]) for path in modules("bot")} - {"bot"}

    assert sorted(rooms - placed) == []


@pytest.mark.parametrize(("sdk", "home"), HOMES.items())
def test_an_sdk_stays_at_home(sdk: str, home: str) -> None:
    abroad = [
        f"{dotted(path)} imports {name}"
        for path in modules(*PACKAGES)
        for name in imports(path)
        if _is_within(name, sdk) and not _is_within(dotted(path), home)
    ]
    assert abroad == []


def test_adapters_know_what_can_be_said_and_heard_and_nothing_else_of_the_core() -> None:
    assert _strangers("adapters", ("bot", "storage"), OPEN_TO_ADAPTERS) == []


def test_an_adapter_knows_no_other_adapter() -> None:
    for home in {".".join(dotted(path).split(".")[:2]) for path in modules("adapters")} - {"adapters", "adapters.http"}:
        assert [name for name in _strangers(home, ("adapters",), (home, "adapters.http")) if name != "adapters"] == []


def test_storage_knows_the_values_and_needs_of_rooms_and_nothing_they_do() -> None:
    strangers = _strangers("storage", ("bot", "adapters"), OPEN_TO_STORAGE)

    assert [
        line for line in strangers if line.rpartition(" imports ")[2].split(".")[2:3] not in (["model"], ["store"])
    ] == []


def test_only_the_composition_root_knows_adapters_and_storage() -> None:
    knowing = {
        dotted(path)
        for path in modules("bot")
        if any(_is_within(name, "adapters", "storage") for name in imports(path))
    }

    assert all(_is_within(name, "bot.bootstrap") for name in knowing), knowing


def test_the_core_names_no_platform() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in modules("bot")
        if not str(path.relative_to(ROOT)).startswith(MAY_NAME_PLATFORMS)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if any(word in line.casefold() for word in PLATFORM_WORDS) and "https://" not in line
    ]
    assert named == []


def _strangers(importer: str, closed: tuple[str, ...], opened: tuple[str, ...]) -> list[str]:
    """Who of `importer` imports something of `closed` packages that is not `opened`."""
    return sorted(
        {
            f"{dotted(path)} imports {name}"
            for path in modules(importer.partition(".")[0])
            if _is_within(dotted(path), importer)
            for name in imports(path)
            if _is_within(name, *closed) and not _is_within(name, *opened) and name not in {"bot", "adapters"}
        }
    )


def _is_within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)
