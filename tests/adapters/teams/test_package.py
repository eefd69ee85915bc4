"""The app package is one that Teams takes, and says what the code that lives in it can do."""

import io
import json
import struct
import zipfile
from typing import Any

import pytest

from adapters.teams.manifest.package import BadAddressError, build_package
from adapters.teams.menu import MENU, SLASH_MENU, command_in, is_answered_in_channels, private_command_in
from adapters.teams.refs import AppId
from bot.admin.commands import COMMANDS
from bot.admin.grammar import Understood, understand
from bot.chat.events import Shortcut
from bot.people.model import Role

APP = AppId("b07b07b0-0000-4000-8000-000000000b07")
URL = "https://voxloop.example.com"


def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(build_package(app_id=APP, public_url=URL, organisation="Marigold")))


def manifest() -> dict[str, Any]:
    return dict(json.loads(package().read("manifest.json")))


def test_it_holds_the_manifest_and_two_icons_of_the_right_size() -> None:
    with package() as found:
        assert sorted(found.namelist()) == ["color.png", "manifest.json", "outline.png"]
        for name, side in (("color.png", 192), ("outline.png", 32)):
            data = found.read(name)
            assert data.startswith(b"\x89PNG\r\n\x1a\n")
            assert struct.unpack(">II", data[16:24]) == (side, side)


def test_the_same_settings_give_the_same_bytes() -> None:
    made = [build_package(app_id=APP, public_url=URL, organisation="Marigold") for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize("url", ["", "http://voxloop.example.com", "https://", "voxloop.example.com"])
def test_only_an_https_address_will_do(url: str) -> None:
    with pytest.raises(BadAddressError):
        build_package(app_id=APP, public_url=url, organisation="Marigold")


def test_lengths_are_within_what_teams_takes() -> None:
    """https://learn.microsoft.com/microsoft-365/extensibility/schema."""
    told = manifest()
    assert len(told["name"]["short"]) <= 30
    assert len(told["name"]["full"]) <= 100
    assert len(told["description"]["short"]) <= 80
    assert len(told["description"]["full"]) <= 4_000
    assert len(told["developer"]["name"]) <= 32
    (bot,) = told["bots"]
    assert len(bot["commandLists"]) <= 3
    for menu in bot["commandLists"]:
        assert len(menu["commands"]) <= 12
        assert all(len(each["title"]) <= 32 and len(each["description"]) <= 128 for each in menu["commands"])
    for each in told["composeExtensions"][0]["commands"]:
        assert len(each["id"]) <= 64
        assert len(each["title"]) <= 32
        assert len(each["description"]) <= 128


def test_a_long_name_of_the_company_is_cut() -> None:
    made = build_package(app_id=APP, public_url=URL, organisation="x" * 200)
    told = json.loads(zipfile.ZipFile(io.BytesIO(made)).read("manifest.json"))
    assert len(told["developer"]["name"]) == 32


def test_every_entry_of_the_menus_is_understood() -> None:
    assert all(command_in(title) == title for title, _ in MENU)
    assert all(private_command_in(title) == title for title, _ in SLASH_MENU)
    assert all(isinstance(understand(COMMANDS, title, Role.ADMIN), Understood) for title, _ in SLASH_MENU)
    ids = {each["id"] for each in manifest()["composeExtensions"][0]["commands"]}
    assert ids == {each.value for each in Shortcut}


def test_private_requests_are_offered_in_teams_alone_and_behind_the_slash_alone() -> None:
    """Manifest 1.29 is the first that knows them: https://learn.microsoft.com/microsoft-365/extensibility/schema."""
    told = manifest()
    assert told["manifestVersion"] == "1.29"
    assert "/v1.29/" in told["$schema"]
    (bot,) = told["bots"]
    assert bot["supportsTargetedMessages"] is True
    assert [(each["scopes"], each.get("triggers", ["mention"])) for each in bot["commandLists"]] == [
        (["personal"], ["mention"]),
        (["team"], ["slash"]),
    ]


def test_what_stands_behind_the_slash_is_answered_where_it_is_chosen() -> None:
    (_, slash) = manifest()["bots"][0]["commandLists"]
    titles = [each["title"] for each in slash["commands"]]
    assert titles
    assert all(map(is_answered_in_channels, titles))


def test_a_fault_can_be_reported_behind_the_slash_without_a_message() -> None:
    entries = {each["id"]: each for each in manifest()["composeExtensions"][0]["commands"]}
    assert entries[Shortcut.REPORT_FAULT].get("triggers") == ["slash"]
    assert entries[Shortcut.REPORT_FAULT]["fetchTask"] is True
    assert "triggers" not in entries[Shortcut.SHARE_VOICE], "it needs somebody's message"


def test_it_asks_for_no_more_than_the_comments_below_its_postings() -> None:
    asked = manifest()["authorization"]["permissions"]["resourceSpecific"]
    assert asked == [{"name": "ChannelMessage.Read.Group", "type": "Application"}]
