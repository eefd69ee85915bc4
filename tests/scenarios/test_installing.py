"""Installing by OAuth into a whole Voxloop: who becomes an admin by it, and who does not."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from adapters.http.server import Server, build_application
from bot.bootstrap.house import Cellar, House, open_cellar
from bot.clock.clock import MovableClock
from bot.config import Settings
from bot.people.model import Person, PersonId, Role
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.fakes.slack_world import Token

HOME, GUEST, SECRET = "T0MARIGOLD", "T0QUAY", "0123456789abcdef0123456789abcdef"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A Voxloop that nobody installed yet, and two workspaces in Slack."""

    house: House
    cellar: Cellar
    fake: FakeSlack
    url: str

    async def install(self, workspace: str, user: str, **answer: object) -> int:
        """Somebody goes through the two pages; gives the status of the last."""
        said: dict[str, Any] = {"team": {"id": workspace, "name": "Example"}, "access_token": f"xoxb-{workspace}"}
        self.fake.codes["code"] = {**said, "scope": "chat:write", "authed_user": {"id": user}, **answer}
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with browser.get(f"{self.url}/slack/install", allow_redirects=False) as began:
                [state] = parse_qs(urlsplit(began.headers["Location"]).query)["state"]
            async with browser.get(
                f"{self.url}/slack/oauth_redirect", params={"code": "code", "state": state}
            ) as ended:
                status = ended.status
        await self.house.errands_done()
        return status

    async def people(self) -> dict[str, Role]:
        found = await self.cellar.database.read(lambda tx: tuple(tx.people.everyone()))
        return {each.email.partition("@")[0]: each.role for each in found}

    def slack(self, team: str, session: aiohttp.ClientSession) -> SlackClient:
        return SlackClient(fake=self.fake, session=session, base_url=self.url, signing_secret=SECRET, team=team)


@pytest.fixture
async def scene(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """`SLACK_WORKSPACES` is the parameter, and empty without one."""
    fake = FakeSlack()
    for team, names in ((HOME, ("ANA", "BEN")), (GUEST, ("MALLORY",))):
        fake.add_team(team, token=f"xoxb-{team}")
        for name in names:
            fake.add_user(team, f"U0{name}", profile={"real_name": name.title(), "email": f"{name}@marigold.example"})
    async with AsyncExitStack() as stack:
        settings = Settings(
            organisation="Marigold",
            database_url=sqlite_url,
            key_directory=tmp_path / "keys",
            slack_signing_secret=SECRET,
            slack_client_id=fake.client[0],
            slack_client_secret=fake.client[1],
            slack_workspaces=getattr(request, "param", ()),
            slack_api_url=await stack.enter_async_context(fake.serve()),
        )
        cellar = await open_cellar(settings)
        house = House(settings, cellar, MovableClock(START))
        stack.push_async_callback(house.close)
        application = build_application(house.mounts, checks=house.checks, error_page=house.web.error_page)
        server = await stack.enter_async_context(Server(application, host="127.0.0.1", port=0))
        yield Scene(house=house, cellar=cellar, fake=fake, url=f"http://127.0.0.1:{server.port}")


async def test_who_installs_first_becomes_the_first_admin(scene: Scene) -> None:
    assert await scene.install(HOME, "U0ANA") == 200
    assert await scene.people() == {"ana": Role.ADMIN, "ben": Role.EMPLOYEE}


async def test_an_employee_who_installs_again_stays_an_employee(scene: Scene) -> None:
    await scene.install(HOME, "U0ANA")
    assert await scene.install(HOME, "U0BEN") == 200
    assert await scene.people() == {"ana": Role.ADMIN, "ben": Role.EMPLOYEE}


async def test_where_the_people_file_names_an_admin_installing_names_none(scene: Scene) -> None:
    dora = Person(
        id=PersonId("dora"),
        name="Dora",
        first_name="Dora",
        email="dora@marigold.example",
        locale="en",
        time_zone="UTC",
        joined_on=date(2026, 11, 23),
        role=Role.ADMIN,
        external_key="dora",
    )
    await scene.cellar.database.write(lambda tx: tx.people.save_person(dora))
    assert await scene.install(HOME, "U0BEN") == 200
    assert await scene.people() == {"ana": Role.EMPLOYEE, "ben": Role.EMPLOYEE, "dora": Role.ADMIN}


async def test_a_stranger_with_a_workspace_of_their_own_gets_nowhere(scene: Scene) -> None:
    """Not even under the address of somebody known, by which accounts are joined."""
    await scene.install(HOME, "U0ANA")
    profile = {"real_name": "Ana", "email": "ana@marigold.example"}
    scene.fake.add_user(GUEST, "U0MALLORY", profile=profile)
    before = await scene.people()

    assert await scene.install(GUEST, "U0MALLORY") == 403
    async with aiohttp.ClientSession() as session:
        slack = scene.slack(GUEST, session)
        user = {"id": "U0MALLORY", "team_id": GUEST, "profile": profile}
        assert (await slack.event({"type": "user_change", "user": user})).status == 200
        told = await slack.command("U0MALLORY", "status")

    assert "not set up for this workspace" in told.reply.text
    assert await scene.people() == before
    accounts = await scene.cellar.database.read(lambda tx: tuple(tx.people.accounts()))
    assert {each.ref.workspace.external_id for each in accounts} == {HOME}
    assert scene.fake.tokens[f"xoxb-{GUEST}"].is_revoked


@pytest.mark.parametrize("scene", [(HOME.casefold(), GUEST.casefold())], indirect=True)
async def test_a_listed_workspace_joins_and_brings_no_second_admin(scene: Scene) -> None:
    await scene.install(HOME, "U0ANA")
    assert await scene.install(GUEST, "U0MALLORY") == 200
    assert await scene.people() == {"ana": Role.ADMIN, "ben": Role.EMPLOYEE, "mallory": Role.EMPLOYEE}


async def test_who_installs_for_a_whole_organisation_is_found_in_its_workspaces(scene: Scene) -> None:
    scene.fake.tokens["xoxb-org"] = Token(teams={HOME, GUEST}, is_org_wide=True)
    group = {"team": None, "enterprise": {"id": "E0MARIGOLD", "name": "Marigold"}, "is_enterprise_install": True}

    assert await scene.install(HOME, "U0BEN", access_token="xoxb-org", **group) == 200
    assert await scene.people() == {"ana": Role.EMPLOYEE, "ben": Role.ADMIN, "mallory": Role.EMPLOYEE}
