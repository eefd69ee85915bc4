"""The Slack app as `manifest.yml` describes it and the code that lives in it stay in step."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from adapters.slack.client import OPTIONAL_SCOPES, SCOPES, SCOPES_BESIDE_METHODS
from adapters.slack.install import BOT_SCOPES, REDIRECT_PATH
from adapters.slack.parse import COMMAND, EVENT_TYPES, SHORTCUTS
from adapters.slack.routes import EVENTS_PATH
from tests.fakes.slack_world import SCOPES_BY_KIND, SCOPES_OF_METHODS

# https://docs.slack.dev/reference/app-manifest
KNOWN = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"redirect_urls", "scopes"},
    "oauth_config.scopes": {"bot", "bot_optional"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"request_url", "bot_events"},
    "settings.interactivity": {"is_enabled", "request_url"},
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    text = (Path(__file__).parents[3] / "manifest.yml").read_text()
    return dict(yaml.safe_load(text))


def test_only_known_keys_are_used(manifest: dict[str, Any]) -> None:
    for path, known in KNOWN.items():
        part = manifest
        for name in filter(None, path.split(".")):
            part = part[name]
        assert set(part) <= known, path


def test_texts_are_as_long_as_slack_takes(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert 1 <= len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4_000
    (command,) = manifest["features"]["slash_commands"]
    assert len(command["command"]) <= 32
    assert len(command["description"]) <= 2_000


def test_the_scopes_are_those_that_the_code_uses(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    assert tuple(sorted(scopes["bot"])) == BOT_SCOPES
    assert set(scopes["bot_optional"]) == set(OPTIONAL_SCOPES)
    assert set(BOT_SCOPES) == SCOPES_BESIDE_METHODS.union(*SCOPES.values()) - OPTIONAL_SCOPES


def test_the_table_of_scopes_says_what_the_far_end_enforces() -> None:
    extra = {"users.list": {"users:read.email"}, "apps.connections.open": {"connections:write"}}
    for method, scopes in SCOPES.items():
        enforced = SCOPES_OF_METHODS.get(method, set()) | set(SCOPES_BY_KIND.get(method, {}).values())
        assert scopes ^ enforced <= extra.get(method, set()), method


def test_the_events_are_those_that_are_parsed(manifest: dict[str, Any]) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == set(EVENT_TYPES)


def test_the_command_and_the_addresses_are_those_that_are_served(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == COMMAND
    addresses = [
        command["url"],
        *(manifest["settings"][name]["request_url"] for name in ("event_subscriptions", "interactivity")),
    ]
    assert {urlsplit(address).path for address in addresses} == {EVENTS_PATH}
    assert [urlsplit(url).path for url in manifest["oauth_config"]["redirect_urls"]] == [REDIRECT_PATH]


def test_nobody_can_type_to_the_bot(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert home["messages_tab_enabled"]
    assert home["messages_tab_read_only_enabled"]
    events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert not {"message.im", "message.mpim", "message.app_home"} & events


def test_reading_channels_is_left_to_whoever_installs(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    assert not {each for each in scopes["bot"] if each.endswith(":history")}
    assert {"channels:history", "groups:history"} <= set(scopes["bot_optional"])


def test_the_entries_in_the_menus_are_those_that_are_parsed(manifest: dict[str, Any]) -> None:
    shortcuts = manifest["features"]["shortcuts"]
    assert {each["callback_id"] for each in shortcuts} == set(SHORTCUTS)
    assert len(shortcuts) == len(SHORTCUTS)
    for each in shortcuts:
        assert set(each) == {"name", "type", "callback_id", "description"}
        assert each["type"] in {"message", "global"}
        assert (len(each["name"]) <= 24, len(each["description"]) <= 150) == (True, True)
