"""A whole Voxloop for a story: real database, real server, the platform's far end, and a clock that can be moved."""

import secrets
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from adapters.http.server import Server, build_application
from bot.bootstrap.house import Cellar, House, open_cellar
from bot.bootstrap.operations import import_people
from bot.clock.clock import MovableClock
from bot.config import Settings
from bot.people.model import Person
from storage.migrate import current_revision, migrate
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.scenarios import teams_company
from tests.scenarios.driver import ChatDriver, Seen
from tests.scenarios.slack_driver import SlackDriver
from tests.scenarios.web_driver import WebDriver

TEAM, TOKEN, SECRET = "T0MARIGOLD", "xoxb-1-example", "0123456789abcdef0123456789abcdef"
PEOPLE = {"Ana": "employee", "Ben": "employee", "Cleo": "leader", "Dora": "admin"}
STRIDE = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class World:
    """One organisation, seen from one platform."""

    chat: ChatDriver
    house: House
    cellar: Cellar
    clock: MovableClock
    accounts: dict[str, str]
    settings: Settings
    url: str
    fake: FakeSlack | FakeTeams | None = field(default=None)

    async def until(self, moment: str) -> None:
        """Lets time pass until `moment` (UTC), doing all that becomes due on the way."""
        goal = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        assert goal >= self.clock.now(), "a story does not go back in time"
        while self.clock.now() < goal:
            self.clock.move(min(STRIDE, goal - self.clock.now()))
            await self.house.worker.settle()

    async def pass_minutes(self, minutes: float) -> None:
        """Lets a while pass, doing all that becomes due at its end."""
        self.clock.move(timedelta(minutes=minutes))
        await self.house.worker.settle()

    async def inbox(self, name: str) -> Sequence[Seen]:
        return await self.chat.inbox(self.accounts[name])

    async def latest(self, name: str) -> Seen:
        return (await self.inbox(name))[-1]

    async def press(self, name: str, seen: Seen, label: str) -> Seen:
        return await self.chat.press(self.accounts[name], seen, label)

    async def submit(self, name: str, form: Seen, **values: str) -> Seen:
        return await self.chat.submit(self.accounts[name], form, values)

    async def command(self, name: str, text: str) -> Seen:
        return await self.chat.command(self.accounts[name], text)

    async def home(self, name: str) -> Seen:
        return await self.chat.home(self.accounts[name])

    async def person(self, name: str) -> Person:
        found = await self.cellar.database.read(lambda tx: tx.people.by_email(_email(name)))
        assert found is not None
        return found


@asynccontextmanager
async def open_world(platform: str, database_url: str, folder: Path) -> AsyncIterator[World]:
    """Opens the organisation on Monday morning, 23 November 2026, with its people imported just now.

    A database with all tables is taken as it is, such as that of `sqlite_url` or `postgres_url`: migrating takes long.
    """
    async with AsyncExitStack() as stack:
        clock = MovableClock(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
        fake = _far_end(platform, clock)
        settings = _settings(database_url, folder, fake, await stack.enter_async_context(fake.serve()) if fake else "")
        if current_revision(settings.database_url) is None:
            migrate(settings.database_url)
        await import_people(settings, _people_file(folder), strict=True, progress=lambda _done, _total: None)
        cellar = await open_cellar(settings)
        house = House(settings, cellar, clock)
        stack.push_async_callback(house.close)
        await cellar.database.write(lambda tx: tx.people.save_people(_first_seen_today(tx.people.everyone(), clock)))
        application = build_application(house.mounts, checks=house.checks, error_page=house.web.error_page)
        server = await stack.enter_async_context(Server(application, host="127.0.0.1", port=0))
        url = f"http://127.0.0.1:{server.port}"
        chat = await _driver(stack, fake, url, cellar, clock)
        await house.errands_done()
        yield World(
            chat=chat,
            house=house,
            cellar=cellar,
            clock=clock,
            accounts=await _accounts(cellar, platform),
            settings=settings,
            url=url,
            fake=fake,
        )


def _far_end(platform: str, clock: MovableClock) -> FakeSlack | FakeTeams | None:
    """Slack counts its limits in the story's time: a day there is a day, however fast it is told."""
    match platform:
        case "slack":
            slack = FakeSlack(now=lambda: clock.now().timestamp())
            _fill(slack)
            return slack
        case "teams":
            teams = FakeTeams()
            teams_company.fill(teams, PEOPLE)
            return teams
        case _:
            return None


def _settings(database_url: str, folder: Path, fake: FakeSlack | FakeTeams | None, url: str) -> Settings:
    settings = Settings(organisation="Marigold", database_url=database_url, key_directory=folder / "keys")
    match fake:
        case FakeSlack():
            return replace(settings, slack_signing_secret=SECRET, slack_bot_token=TOKEN, slack_api_url=url)
        case FakeTeams():
            told: Mapping[str, Any] = teams_company.settings(url)
            return replace(settings, **told)
        case None:
            return settings


def _fill(fake: FakeSlack) -> None:
    fake.add_team(TEAM, token=TOKEN, name="Marigold")
    for name in PEOPLE:
        profile = {"real_name": f"{name} Example", "first_name": name, "email": _email(name)}
        fake.add_user(TEAM, f"U0{name.upper()}", profile=profile, locale="en-GB")


def _people_file(folder: Path) -> Path:
    path = folder / "people.csv"
    lines = [f"{name} Example,{_email(name)},Harbour,{role},en,PL,Europe/Warsaw" for name, role in PEOPLE.items()]
    path.write_text("\n".join(["name,email,team,role,language,country,time_zone", *lines]), encoding="utf-8")
    return path


def _email(name: str) -> str:
    return f"{name.casefold()}@marigold.example"


def _first_seen_today(people: Iterator[Person], clock: MovableClock) -> list[Person]:
    """The import wrote the machine's own date; in the story it happened on the story's first day."""
    return [replace(each, joined_on=clock.now().date()) for each in people]


async def _driver(
    stack: AsyncExitStack, fake: FakeSlack | FakeTeams | None, url: str, cellar: Cellar, clock: MovableClock
) -> ChatDriver:
    if fake is None:

        async def issue(account: str) -> str:
            token = secrets.token_urlsafe(16)
            await cellar.tokens.issue("sign-in", token, account, clock.now() + timedelta(hours=1))
            return token

        return await stack.enter_async_context(WebDriver(url, issue))
    session = await stack.enter_async_context(aiohttp.ClientSession())
    if isinstance(fake, FakeTeams):
        return await teams_company.open_driver(fake, url, session)
    return SlackDriver(base_url=url, signing_secret=SECRET, fake=fake, team=TEAM, session=session)


async def _accounts(cellar: Cellar, platform: str) -> dict[str, str]:
    """The platform's own account ids by first name."""
    accounts = await cellar.database.read(lambda tx: list(tx.people.accounts()))
    people = await cellar.database.read(lambda tx: {each.id: each for each in tx.people.everyone()})
    here = (each for each in accounts if each.ref.workspace.platform == platform)
    return {people[each.person_id].first_name: each.ref.external_id for each in here}
