"""The doctor names what is missing in plain words, and says what to do about it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot import bootstrap
from bot.clock.clock import MovableClock
from bot.config import Settings
from bot.doctor import (
    CannotRunError,
    DatabaseFacts,
    Examination,
    Extra,
    Finding,
    check_admins,
    check_clock,
    check_database_file,
    check_extras,
    check_fingerprint,
    check_keys,
    check_migrations,
    check_platform,
    check_public_url,
    check_python,
    check_time_zones,
    diagnose,
)

T = TypeVar("T")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a chat platform of a test says."""

    name: str = "Chatterbox"
    problem: str = ""
    advice: str = ""
    granted: frozenset[str] = frozenset({"chat:write"})
    needed: frozenset[str] = frozenset({"chat:write"})
    now_at: datetime | None = NOON


def _file(tmp_path: Path) -> None:
    """The file that the settings of `_examination` name."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.db").touch()


def _answering(facts: T) -> Callable[[], Awaitable[T]]:
    async def ask() -> T:
        return facts

    return ask


def _settings(tmp_path: Path, **more: str) -> Settings:
    url = f"sqlite:///{tmp_path / 'data' / 'x.db'}"
    return Settings.read({"VOXLOOP_KEYS": str(tmp_path / "keys"), "DATABASE_URL": url, **more})


def _examination(tmp_path: Path, **more: object) -> Examination:
    parts: dict[str, object] = {
        "settings": _settings(tmp_path),
        "clock": MovableClock(NOON, is_frozen=True),
        "key_fingerprint": "aa",
        "extras": [Extra(name="all", modules=("json",), is_needed=True)],
        "ask_database": _answering(DatabaseFacts(revision="2", newest_revision="2", key_fingerprint="aa", now_at=NOON)),
        "ask_platforms": [_answering(Asked())],
    }
    return Examination(**{**parts, **more})  # type: ignore[arg-type]  # the parts are a table for this test alone


async def test_a_healthy_installation_gets_no_complaint(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    _file(tmp_path)

    findings = await diagnose(_examination(tmp_path))

    assert [finding for finding in findings if not finding.is_fine] == []
    subjects = {finding.subject for finding in findings}
    assert subjects == {"Python", "Time zones", "Installation", "Keys", "Database", "Clock", "Chatterbox", "Address"}


async def test_a_database_out_of_reach_does_not_stop_the_other_checks(tmp_path: Path) -> None:
    async def out_of_reach() -> DatabaseFacts:
        raise CannotRunError("The database server does not answer.")

    _file(tmp_path)
    findings = await diagnose(_examination(tmp_path, ask_database=out_of_reach))

    sick = [finding for finding in findings if not finding.is_fine]
    assert [finding.says for finding in sick] == ["The database server does not answer."]
    assert findings[-1].subject == "Address"


def test_an_old_python_is_named() -> None:
    assert check_python((3, 11)).is_fine
    assert check_python((3, 14)).is_fine
    assert check_python((3, 10)) == Finding(
        subject="Python", is_fine=False, says="This is Python 3.10.", advice="Install Python 3.11 or newer."
    )


def test_missing_time_zone_data_is_named() -> None:
    assert check_time_zones(["Asia/Kathmandu"]).is_fine
    sick = check_time_zones(["Asia/Kathmandu", "Mars/Phobos"])
    assert not sick.is_fine
    assert "Mars/Phobos" in sick.says
    assert "Kathmandu" not in sick.says


def test_a_missing_extra_is_named_with_the_command_that_installs_it() -> None:
    [sick] = check_extras(
        [
            Extra(name="chatterbox", modules=("json", "no_such_module"), is_needed=True),
            Extra(name="other", modules=("json", "no_such_module"), is_needed=False),
        ]
    )
    assert not sick.is_fine
    assert "pip install 'voxloop[chatterbox]'" in sick.advice


def test_keys_that_others_may_read_are_a_fault(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    keys.chmod(0o750)

    [sick] = check_keys(keys, None)

    assert not sick.is_fine
    assert f"chmod 700 {keys}" in sick.advice


def test_keys_beside_the_database_are_a_warning(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)

    [beside] = check_keys(keys, tmp_path / "voxloop.db")
    [apart] = check_keys(keys, tmp_path / "elsewhere" / "voxloop.db")

    assert beside.is_fine
    assert "VOXLOOP_KEYS" in beside.advice
    assert apart.is_fine
    assert not apart.advice


def test_keys_that_are_not_there_yet_are_no_fault(tmp_path: Path) -> None:
    [finding] = check_keys(tmp_path / "keys", None)
    assert finding.is_fine


@pytest.mark.parametrize(("present", "remembered", "is_fine"), [("a", "a", True), ("a", "", True), ("b", "a", False)])
def test_keys_of_another_database_are_recognised(present: str, remembered: str, *, is_fine: bool) -> None:
    assert check_fingerprint(present, remembered).is_fine is is_fine


def test_a_key_directory_that_is_none_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("not a folder")

    [sick] = check_keys(tmp_path / "keys", None)

    assert not sick.is_fine
    assert str(tmp_path / "keys") in sick.says
    assert "VOXLOOP_KEYS" in sick.advice


def test_a_database_file_that_is_not_there_is_never_called_reachable(tmp_path: Path) -> None:
    [told] = check_database_file(tmp_path / "data" / "x.db")

    assert told.says == f"{tmp_path / 'data' / 'x.db'} is not there yet; voxloop migrate makes it."
    assert not told.is_fine


def test_a_database_folder_or_file_that_cannot_be_used_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.db").mkdir()

    [no_folder] = check_database_file(tmp_path / "file" / "deeper" / "x.db")
    [no_file] = check_database_file(tmp_path / "folder.db")

    assert no_folder.says.startswith(str(tmp_path / "file"))
    assert no_file.says.startswith(str(tmp_path / "folder.db"))
    assert not list(check_database_file(tmp_path / "file"))
    for told in (no_folder, no_file):
        assert "DATABASE_URL" in told.advice
        assert not told.is_fine


@pytest.mark.parametrize(
    ("admins", "named", "is_told"), [(0, (), True), (1, (), False), (0, ("a@b.c",), False), (None, (), False)]
)
def test_whoever_has_no_admin_gets_a_hint(admins: int | None, named: tuple[str, ...], *, is_told: bool) -> None:
    hints = list(check_admins(admins, named))

    assert [(hint.is_fine, "VOXLOOP_ADMINS" in hint.advice) for hint in hints] == [(True, True)] * is_told


@pytest.mark.parametrize("setting", ["SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
async def test_a_slack_that_is_half_set_up_is_told_so(tmp_path: Path, setting: str) -> None:
    sick = [each for each in await bootstrap.diagnose(_settings(tmp_path, **{setting: "x"})) if each.subject == "Slack"]

    assert [(each.is_fine, each.says) for each in sick] == [
        (False, "Slack is switched off: add SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).")
    ]
    assert not [each for each in await bootstrap.diagnose(_settings(tmp_path)) if each.subject == "Slack"]


async def test_a_database_without_admins_is_noticed(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    bootstrap.migrate(settings, lambda _done, _total: None)

    hints = [each for each in await bootstrap.diagnose(settings) if each.subject == "Admins"]

    assert [hint.is_fine for hint in hints] == [True]


async def test_what_is_no_database_is_not_called_one(tmp_path: Path) -> None:
    _file(tmp_path)
    (tmp_path / "data" / "x.db").write_text("a shopping list, long enough to be looked at " * 50)

    told = [each for each in await bootstrap.diagnose(_settings(tmp_path)) if each.subject == "Database"]

    assert [each.is_fine for each in told] == [False]


async def test_keys_that_others_may_read_do_not_end_the_examination(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys").chmod(0o755)

    findings = await bootstrap.diagnose(_settings(tmp_path))

    assert [each.is_fine for each in findings if each.subject == "Keys"] == [False]
    assert findings[-1].subject == "Address"


def test_a_database_behind_its_program_is_told_to_migrate() -> None:
    behind = check_migrations(DatabaseFacts(revision="1", newest_revision="2"))
    empty = check_migrations(DatabaseFacts(revision="", newest_revision="2"))

    assert not behind.is_fine
    assert "voxloop migrate" in behind.advice
    assert "empty" in empty.says


@pytest.mark.parametrize(("seconds", "is_fine"), [(0, True), (60, True), (-60, True), (61, False), (-61, False)])
def test_a_clock_that_is_wrong_by_more_than_a_minute_is_a_fault(seconds: int, *, is_fine: bool) -> None:
    [finding] = check_clock("the database server", NOON + timedelta(seconds=seconds), NOON)
    assert finding.is_fine is is_fine


def test_missing_scopes_are_listed() -> None:
    sick = check_platform(Asked(granted=frozenset({"commands"}), needed=frozenset({"commands", "im:write", "a:b"})))

    assert not sick.is_fine
    assert "a:b, im:write" in sick.says
    assert "commands" not in sick.says


def test_what_a_platform_complains_about_is_passed_on() -> None:
    sick = check_platform(Asked(problem="The token was revoked.", advice="Install the app again."))

    assert (sick.says, sick.advice, sick.is_fine) == ("The token was revoked.", "Install the app again.", False)


@pytest.mark.parametrize(
    ("url", "host", "is_fine"),
    [
        ("", "127.0.0.1", True),
        ("", "localhost", True),
        ("", "0.0.0.0", False),  # noqa: S104 - nothing listens here
        ("https://voxloop.example.com", "127.0.0.1", True),
        ("http://voxloop.example.com", "127.0.0.1", False),
        ("http://localhost:8321", "127.0.0.1", True),
    ],
)
def test_an_address_in_the_open_is_a_fault(url: str, host: str, *, is_fine: bool) -> None:
    assert check_public_url(url, host).is_fine is is_fine
