"""The fictional company of the stories, as Teams knows it."""

from collections.abc import Iterable, Mapping

import aiohttp

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import TeamsClient
from tests.scenarios.teams_driver import TeamsDriver

TENANT, APP, SECRET = "7e0a1111-0000-4000-8000-00000000ca1e", "b07b07b0-0000-4000-8000-000000000b07", "a-made-up-secret"
TEAM = "19:marigold@thread.tacv2"


def fill(fake: FakeTeams, people: Iterable[str]) -> None:
    """Puts everybody into one team."""
    fake.add_tenant(TENANT, app=APP, secret=SECRET)
    for name in people:
        email = f"{name.casefold()}@marigold.example"
        fake.add_user(TENANT, f"29:{name.casefold()}", f"{name} Example", givenName=name, email=email)
    fake.add_team(TENANT, TEAM, list(fake.tenants[TENANT].users))


def settings(url: str) -> Mapping[str, str]:
    """What Voxloop has to be told of the company and of its local far end."""
    return {
        "teams_app_id": APP,
        "teams_tenant_id": TENANT,
        "teams_app_secret": SECRET,
        "teams_login_url": f"{url}/login",
        "teams_openid_url": f"{url}/openid",
    }


async def open_driver(fake: FakeTeams, url: str, session: aiohttp.ClientSession) -> TeamsDriver:
    """An owner adds the app to the team."""
    tenant = fake.tenants[TENANT]
    installing = TeamsClient(fake=fake, session=session, base_url=url, tenant=tenant)
    assert (await installing.install("29:dora", team=TEAM)).status == 200
    return TeamsDriver(base_url=url, fake=fake, tenant=tenant, session=session, channel=TEAM)
