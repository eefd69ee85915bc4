"""Every chat adapter with its far end, opened alike for the contract. A new platform adds itself to the tables here."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from adapters.http.server import Mount, Server, build_application
from adapters.slack.refs import SLACK, ChannelId, channel_place
from adapters.teams.refs import TEAMS
from adapters.web.adapter import WebAdapter, build_web
from adapters.web.front_desk import WebProfile
from adapters.web.install import PURPOSE
from adapters.web.refs import WORKSPACE as PAGE
from adapters.web.refs import account_ref
from bot.chat.effects import Effect
from bot.chat.errors import (
    BlockedError,
    GoneError,
    InDoubtError,
    NotInstalledError,
    RejectedError,
    SendError,
    ThrottledError,
    UnreachableError,
    WorkspaceSuspendedError,
)
from bot.chat.events import Event
from bot.chat.ids import AccountRef, Place, PlaceKind, direct
from bot.chat.platform import ChatPlatform
from bot.chat.records import ChannelCard
from bot.clock.clock import MovableClock
from storage.database import Database
from storage.mailbox import Mailbox
from storage.one_time_tokens import OneTimeTokens
from tests.adapters.slack.conftest import (
    DIRECT,
    SECRET,
    TEAM,
    USER,
    WORKSPACE,
    Core,
    Room,
    installation,
    opened_room,
)
from tests.adapters.teams import conftest as teams
from tests.adapters.web.browser import open_browser
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_world import ALL_SCOPES
from tests.fakes.web_stores import MemoryChannels
from tests.scenarios.driver import ChatDriver
from tests.scenarios.slack_driver import SlackDriver
from tests.scenarios.teams_driver import TeamsDriver
from tests.scenarios.web_driver import WebDriver

Trouble = Callable[[], Awaitable[Place]]
"""Makes the next thing that is asked of the platform go wrong, and says to which place to send then."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One platform as the core sees it (`port`) and as people see it (`chat`).

    `person` is an account that the far end knows, `place` their conversation with the bot and `neighbour` that of
    somebody else. `channel` is the driver's channel, which the bot may post in, and `nowhere` one that it may not.
    `core` plays the shared core. `rest` lets the platform's own rates recover, `type_words` types into the
    conversation. `emoji` is one of the platform's own reactions, in its own words. `troubles` says how each kind of
    error comes about here.
    """

    port: ChatPlatform
    chat: ChatDriver
    core: Core
    person: str
    place: Place
    neighbour: Place
    channel: Place
    nowhere: Place
    rest: Callable[[], None]
    type_words: Callable[[str], Awaitable[None]]
    emoji: str = "tada"
    troubles: Mapping[type[SendError], Trouble]

    def answer_with(self, effect: Effect) -> None:
        """What the core wants to happen in answer to the next acts."""
        self.core.effect = effect

    @property
    def heard(self) -> Sequence[Event]:
        return self.core.events


Opener = Callable[[str], AbstractAsyncContextManager[Subject]]
"""Opens a platform; is given the URL of a fresh database, which it may leave alone."""


@dataclass(slots=True)
class _Seconds:
    """The far end's own time."""

    passed: float = 0.0

    def now(self) -> float:
        return self.passed

    def pass_a_minute(self) -> None:
        self.passed += 60


SLACK_TROUBLES: Mapping[type[SendError], str] = MappingProxyType(
    {
        BlockedError: "user_disabled",
        NotInstalledError: "not_in_channel",
        ThrottledError: "ratelimited",
        WorkspaceSuspendedError: "token_revoked",
        RejectedError: "msg_too_long",
        UnreachableError: "token_expired",
        InDoubtError: "http_500",
    }
)
SLACK_METHODS = ("chat.postMessage", "conversations.open", "users.list")


@asynccontextmanager
async def open_slack(_: str) -> AsyncIterator[Subject]:
    """Slack, against the local far end that is as strict as the real one."""
    seconds = _Seconds()
    async with opened_room(FakeSlack(now=seconds.now)) as room:
        room.fake.add_user(TEAM, "U2")
        await room.installations.save(installation(scopes=tuple(ALL_SCOPES)))
        yield _slack_subject(room, seconds)
        assert room.fake.complaints == [], "Slack would have refused this"


def _slack_subject(room: Room, seconds: _Seconds) -> Subject:
    async def type_words(text: str) -> None:
        message = {"type": "message", "channel_type": "im", "channel": f"D{USER}", "user": USER, "text": text}
        assert (await room.slack.event(message)).status == 200

    return Subject(
        port=room.adapter.platform,
        chat=SlackDriver(
            base_url=room.base_url,
            signing_secret=SECRET,
            fake=room.fake,
            team=TEAM,
            session=room.session,
            patience_seconds=0.3,
        ),
        core=room.core,
        person=USER,
        place=DIRECT,
        neighbour=direct(AccountRef(workspace=WORKSPACE, external_id="U2")),
        channel=channel_place(WORKSPACE, ChannelId(SlackDriver.channel)),
        nowhere=channel_place(WORKSPACE, ChannelId("C0ELSEWHERE")),
        rest=seconds.pass_a_minute,
        type_words=type_words,
        troubles={kind: _slack_trouble(room, code) for kind, code in SLACK_TROUBLES.items()},
    )


def _slack_trouble(room: Room, code: str) -> Trouble:
    async def make() -> Place:
        for method in SLACK_METHODS:
            room.fake.fault(method, code)
        return DIRECT

    return make


TEAMS_TROUBLES: Mapping[type[SendError], str] = MappingProxyType(
    {
        BlockedError: "403 MessageWritesBlocked",
        NotInstalledError: "403 BotNotInConversationRoster",
        ThrottledError: "429 wait 7",
        WorkspaceSuspendedError: "",
        RejectedError: "400 BadArgument",
        UnreachableError: "401 Unauthorized",
        InDoubtError: "502 html",
    }
)


@asynccontextmanager
async def open_teams(_: str) -> AsyncIterator[Subject]:
    """Teams, against the local far end that is as strict as the real one."""
    async with teams.opened_room() as room:
        yield _teams_subject(room)
        assert room.fake.complaints == [], "Teams would have refused this"


def _teams_subject(room: teams.Room) -> Subject:
    async def type_words(text: str) -> None:
        assert (await room.teams.type(teams.ADA, text)).status == 200

    return Subject(
        port=room.adapter.platform,
        chat=TeamsDriver(
            base_url=room.base_url,
            fake=room.fake,
            tenant=room.tenant,
            session=room.session,
            channel=teams.TEAM,
            patience_seconds=0.3,
            # A private request has no answer for all on Teams: tests/adapters/teams/test_private_requests.py.
            asks_alone=False,
        ),
        core=room.core,
        person=teams.ADA,
        place=teams.DIRECT,
        neighbour=teams.NEIGHBOUR,
        channel=teams.CHANNEL,
        nowhere=Place(workspace=teams.WORKSPACE, kind=PlaceKind.CHANNEL, external_id="19:elsewhere@thread.tacv2"),
        rest=lambda: None,
        type_words=type_words,
        troubles={kind: _teams_trouble(room, fault) for kind, fault in TEAMS_TROUBLES.items()},
    )


def _teams_trouble(room: teams.Room, fault: str) -> Trouble:
    async def make() -> Place:
        if fault:
            room.fake.faults.add("post", fault)
        else:
            await room.installations.suspend(teams.WORKSPACE, "app_removed")
        return teams.DIRECT

    return make


HARBOUR = Place(workspace=PAGE, kind=PlaceKind.CHANNEL, external_id="harbour")


@dataclass(kw_only=True)
class _Page:
    """What lies behind the page in the browser: a real database, and a core that does as it is told."""

    database: Database
    clock: MovableClock = field(default_factory=MovableClock)
    core: Core = field(default_factory=Core)

    async def nowhere(self) -> Place:
        return Place(workspace=PAGE, kind=PlaceKind.CHANNEL, external_id="general")

    async def shut(self) -> Place:
        await self.database.close()
        return direct(account_ref("ada"))

    async def token(self, account: str) -> str:
        token = secrets.token_urlsafe(16)
        await OneTimeTokens(self.database).issue(PURPOSE, token, account, self.clock.now() + timedelta(hours=1))
        return token


async def _profile(account: AccountRef) -> WebProfile | None:
    return WebProfile(name=account.external_id.title(), time_zone="Europe/Warsaw")


@asynccontextmanager
async def open_web(database_url: str) -> AsyncIterator[Subject]:
    """The page in the browser, over a real database."""
    database = Database.open(database_url)
    page = _Page(database=database)
    try:
        async with _served(page) as (web, url), WebDriver(url, page.token, channel=HARBOUR.external_id) as chat:
            yield _page_subject(page, web, chat, url)
    finally:
        await database.close()


@asynccontextmanager
async def _served(page: _Page) -> AsyncIterator[tuple[WebAdapter, str]]:
    web = build_web(
        handle=page.core.handle,
        mailbox=Mailbox(page.database),
        tokens=OneTimeTokens(page.database),
        clock=page.clock,
        cookie_key=b"k" * 32,
        organisation="Marigold",
        is_secure=False,
        profile=_profile,
        guide=MemoryChannels(ChannelCard(place=HARBOUR, name="Harbour", about="What customers say by the water.")),
    )
    mount = Mount(routes=web.routes, start=web.start, drain=web.stop)
    async with Server(build_application([mount], error_page=web.error_page), host="127.0.0.1", port=0) as server:
        yield web, f"http://127.0.0.1:{server.port}"


def _page_subject(page: _Page, web: WebAdapter, chat: WebDriver, url: str) -> Subject:
    async def type_words(text: str) -> None:
        async with open_browser(url) as browser:
            await browser.sign_in(await page.token("ada"))
            assert (await browser.act("/command", text=text)).status == 200

    return Subject(
        port=web.platform,
        chat=chat,
        core=page.core,
        person="ada",
        place=direct(account_ref("ada")),
        neighbour=direct(account_ref("bo")),
        channel=HARBOUR,
        nowhere=Place(workspace=PAGE, kind=PlaceKind.CHANNEL, external_id="general"),
        rest=lambda: None,
        type_words=type_words,
        emoji="👏",
        troubles={RejectedError: page.nowhere, UnreachableError: page.shut},
    )


PLATFORMS: Mapping[str, Opener] = MappingProxyType({SLACK: open_slack, TEAMS: open_teams, PAGE.platform: open_web})

WITHOUT_DATABASE = frozenset({SLACK, TEAMS})
"""Platforms that keep their messages themselves; the others are tried on both databases."""

ON_EVERY_DATABASE = tuple(
    f"{name}-{database}" if database else name
    for name in PLATFORMS
    for database in ([""] if name in WITHOUT_DATABASE else ["sqlite", "postgres"])
)
"""Each platform with each database that it is tried on."""

TROUBLES: Mapping[str, frozenset[type[SendError]]] = MappingProxyType(
    {
        SLACK: frozenset(SLACK_TROUBLES),
        TEAMS: frozenset(TEAMS_TROUBLES),
        PAGE.platform: frozenset({RejectedError, UnreachableError}),
    }
)

ONLY_AMENDING = "only what is edited can be gone, and what is sent was not there before"

CANNOT_HAPPEN: Mapping[str, Mapping[type[SendError], str]] = MappingProxyType(
    {
        SLACK: {GoneError: ONLY_AMENDING},
        TEAMS: {GoneError: ONLY_AMENDING},
        PAGE.platform: {
            GoneError: ONLY_AMENDING,
            BlockedError: "everybody who is known may be written to",
            NotInstalledError: "there is nothing to install",
            ThrottledError: "nobody limits us but our own pace",
            WorkspaceSuspendedError: "nobody can take our rights away",
            InDoubtError: "what the database kept is found by its delivery, so sending again is safe",
        },
    }
)
"""The kinds of errors that a platform never gives, and why; all others stand in `TROUBLES`."""
