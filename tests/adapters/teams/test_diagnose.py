"""What `voxloop doctor` finds out about Teams."""

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.teams.diagnose import diagnose
from adapters.teams.settings import BadSettingsError, settings_of
from bot.config import SettingError, Settings
from tests.adapters.teams.conftest import APP, SECRET, TENANT, filled
from tests.adapters.teams.test_sending import certificate
from tests.fakes.teams import FakeTeams


def settings(url: str = "", **changed: object) -> Settings:
    given = Settings(
        teams_app_id=APP,
        teams_tenant_id=TENANT,
        teams_app_secret=SECRET,
        teams_login_url=f"{url}/login",
        teams_openid_url=f"{url}/openid",
    )
    return replace(given, **changed)  # type: ignore[arg-type] # settings are of several types


async def test_all_is_well_when_a_token_and_keys_can_be_had() -> None:
    fake = FakeTeams()
    filled(fake)
    async with fake.serve() as url:
        assert (await diagnose(settings(url))).problem == ""
        wrong = await diagnose(settings(url, teams_app_secret="another"))
        assert "no token (token_invalid_client)" in wrong.problem
        fake.faults.add("openid", "500 html")
        assert "keys" in (await diagnose(settings(url))).problem


async def test_what_the_settings_lack_is_said() -> None:
    assert "TEAMS_TENANT_ID" in (await diagnose(settings(teams_tenant_id=""))).problem
    assert "TEAMS_CERTIFICATE" in (await diagnose(settings(teams_app_secret=""))).problem
    assert "switched off" in (await diagnose(settings(dangerously_teams_without_authentication=True))).problem


def test_a_certificate_is_a_file_with_its_key(tmp_path: Path) -> None:
    file = tmp_path / "app.pem"
    for text in ("nonsense", certificate().partition("-----BEGIN PRIVATE")[0]):
        file.write_text(text)
        with pytest.raises(BadSettingsError):
            settings_of(settings(teams_certificate=str(file)))
    with pytest.raises(BadSettingsError):
        settings_of(settings(teams_certificate=str(tmp_path / "missing.pem")))
    file.write_text(certificate())
    assert len(settings_of(settings(teams_certificate=str(file))).apps) == 1


def test_further_apps_serve_further_tenants() -> None:
    read = Settings.read({"TEAMS_APP_ID": APP, "TEAMS_TENANT_ID": "T1", "TEAMS_MORE_APPS": "A2:T2:s2, A3:T3:s3"})
    apps = settings_of(replace(read, teams_app_secret=SECRET)).apps
    assert [(app.app_id, app.tenant) for app in apps] == [(APP, "t1"), ("a2", "t2"), ("a3", "t3")]
    with pytest.raises(SettingError, match="TEAMS_MORE_APPS"):
        Settings.read({"TEAMS_MORE_APPS": "only-an-app"})


@pytest.mark.parametrize("given", [{"HOST": "192.0.2.1"}, {"VOXLOOP_PUBLIC_URL": "https://voxloop.example.com"}])
def test_without_authentication_nobody_else_can_reach_it(given: dict[str, str]) -> None:
    switched_off = {"DANGEROUSLY_TEAMS_WITHOUT_AUTHENTICATION": "on"}
    assert Settings.read(switched_off).dangerously_teams_without_authentication
    with pytest.raises(SettingError, match="anybody could speak for anybody"):
        Settings.read({**switched_off, **given})
