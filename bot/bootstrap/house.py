"""Puts the house together: database, keys, core and adapters, each handed what it needs."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from adapters.http.health import Check, Figure
from adapters.http.server import Mount
from adapters.web.adapter import WebAdapter, build_web
from adapters.web.demo import DemoControls
from adapters.web.front_desk import WebProfile
from adapters.web.gallery import GallerySource
from adapters.web.refs import WORKSPACE
from bot.admin.desk import CommandDesk
from bot.bootstrap.adapters_on import NAMES, Attached, attach_slack, attach_teams, slack_is_on, teams_is_on
from bot.bootstrap.channel_guide import StationGuide
from bot.bootstrap.composing import compose, rules_of
from bot.bootstrap.digests import DigestChores, digest_rules
from bot.bootstrap.ear import ear_of, warm_up
from bot.bootstrap.first_admin import make_first_admin
from bot.bootstrap.preconditions import refuse_what_cannot_run
from bot.bootstrap.ways_in import ways_in
from bot.bootstrap.web_profile import web_profile
from bot.chat.blocks import Message
from bot.chat.ids import AccountRef, Actor, Platform, WorkspaceRef
from bot.chat.platform import ChatPlatform, Pacing
from bot.clock.clock import Clock
from bot.clock.working_days import WorkingCalendar
from bot.config import Settings
from bot.dispatch import Dispatch
from bot.doctor import CannotRunError
from bot.insight.sentiment import installed_scorer
from bot.outbox.dispatch_deliveries import Dispatcher
from bot.outbox.forget_deliveries import KEPT, forget_deliveries
from bot.outbox.model import Delivery, Skip
from bot.people.model import Defaults
from bot.pulse.hear_themes import Hearing
from bot.pulse.rules import configured_rules
from bot.station.desk import StationDesk
from bot.station.posting.stations import Hours
from bot.work.chores import Chores
from bot.work.inbox_chores import inbox_jobs
from bot.work.jobs import Job
from bot.work.station_chores import StationChores
from bot.work.worker import Worker
from storage.crypto import SecretsBox
from storage.database import Database
from storage.installations import Installations
from storage.key_directory import KeyDirectory, KeyDirectoryError
from storage.mailbox import Mailbox
from storage.migrate import is_current
from storage.one_time_tokens import OneTimeTokens
from storage.scrub import clear_files, forget_order, scrub
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

MINUTE, HOUR, DAY = 60, 3600, 86_400

KEYS_SEEN = "key_fingerprint"
"""The setting under which the database remembers which key directory it belongs to."""

PREFERENCE = (Platform("slack"), Platform("teams"), Platform("web"))
"""Where people are asked who could be asked in several places: a chat seat before the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cellar:
    """What lies below the core: the database, the keys, and the stores that adapters are lent."""

    database: Database
    keys: KeyDirectory
    installations: Installations
    tokens: OneTimeTokens
    mailbox: Mailbox


async def open_cellar(settings: Settings) -> Cellar:
    """Opens database and keys, which have to belong together.

    Raises:
        CannotRunError: the database's URL cannot be used, an extra is missing, the database is not migrated, or the
            key directory cannot be used with it.
        UnavailableError: the database cannot be reached.
    """
    refuse_what_cannot_run(settings)
    if not is_current(settings.database_url):
        raise CannotRunError("The database is not up to date. Bring it there with: voxloop migrate")
    keys = open_keys(settings)
    database = Database.open(settings.database_url)
    await _refuse_other_keys(database, keys)
    return Cellar(
        database=database,
        keys=keys,
        installations=Installations(database, SecretsBox(keys)),
        tokens=OneTimeTokens(database),
        mailbox=Mailbox(database),
    )


async def _refuse_other_keys(database: Database, keys: KeyDirectory) -> None:
    """With other keys than before, what is sealed could never be opened again, and nobody would notice."""
    fingerprint = await database.write(partial(_remember_keys, fingerprint=keys.fingerprint()))
    if fingerprint != keys.fingerprint():
        await database.close()
        raise CannotRunError(
            "VOXLOOP_KEYS is not the directory that this database was written with. Point it there; if that directory "
            "is lost, what was sealed with it is lost as well, and a new database has to be begun."
        )


def _remember_keys(tx: UnitOfWork, *, fingerprint: str) -> str:
    """The fingerprint that the database knows; from the first time on it is the one given."""
    known = tx.organisation.all().get(KEYS_SEEN)
    if known is None:
        tx.organisation.set(KEYS_SEEN, fingerprint)
    return known or fingerprint


def open_keys(settings: Settings) -> KeyDirectory:
    """Opens the key directory.

    Raises:
        CannotRunError: it cannot be used; the text says what to change.
    """
    try:
        return KeyDirectory.open(settings.key_directory)
    except KeyDirectoryError as error:
        raise CannotRunError(str(error)) from error


def defaults_of(settings: Settings) -> Defaults:
    """What is assumed of people of whom nobody tells better."""
    return Defaults(locale=settings.language, time_zone=settings.time_zone)


class House:
    """One running Voxloop: the core in the middle, adapters around it."""

    def __init__(
        self,
        settings: Settings,
        cellar: Cellar,
        clock: Clock,
        *,
        demo: DemoControls | None = None,
        gallery: GallerySource | None = None,
    ) -> None:
        self._settings = settings
        self._cellar = cellar
        self._clock = clock
        self._configured = configured_rules(settings)
        self._calendar = WorkingCalendar()
        self._errands: set[asyncio.Task[None]] = set()
        self._defaults = defaults_of(settings)
        # Commands forecast by the pace of the platforms, which in turn are built around the core: filled below.
        self._pacing = dict[Platform, Pacing]()
        self._platforms = dict[Platform, ChatPlatform]()
        self._names = dict[Platform, str]()
        self._ear = ear_of(settings)
        self.dispatch = self._build_dispatch()
        self.web = self._build_web(demo, gallery)
        attached = [*self._attach_chats(), Attached(platform=self.web.platform, mount=self._web_mount())]
        ways = ways_in(cellar.database, clock, self._station_desk(), self.dispatch.desk.digest)
        self.mounts = [*(each.mount for each in attached), *ways]
        self.platforms = [each.platform for each in attached]
        self._pacing |= {each.capabilities.platform: each.capabilities.pacing for each in self.platforms}
        self._platforms |= {each.capabilities.platform: each for each in self.platforms}
        self._names |= {each: NAMES[each] for each in self._platforms}
        self.chores = self._build_chores()
        self.station_chores = self._build_station_chores()
        self.digest_chores = DigestChores(cellar.database, self._platforms, settings.time_zone)
        self._dispatcher = self._build_dispatcher()
        self.worker = self._build_worker()

    @property
    def checks(self) -> Sequence[Check]:
        """What has to hold before requests are let in."""
        return (Check(name="database", is_fine=self._database_answers),)

    def figures(self) -> Iterator[Figure]:
        """Totals for monitoring, none of which moves with an answer."""
        meaning = "Outcomes of sendings that came too late, because another process had taken over."
        yield Figure(name="voxloop_late_outcomes_total", meaning=meaning, value=self._dispatcher.refused)
        for each in self.platforms:
            platform = each.capabilities.platform
            yield Figure(
                name="voxloop_platform_on",
                meaning="Which platforms are switched on.",
                value=1,
                kind="gauge",
                labels={"platform": platform},
            )

    async def joined(self, workspace: WorkspaceRef, installer: Actor | None) -> None:
        """A workspace was installed: its directory is read right away, and who installed becomes the first admin."""
        errand = asyncio.create_task(self._welcome_workspace(workspace, installer))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def left(self, workspace: WorkspaceRef, reason: str) -> None:
        """A workspace removed us: nothing is sent there any more."""
        await self._cellar.installations.suspend(workspace, reason)

    def warm_up(self) -> None:
        """Gets ready on the side for the first words of a customer."""
        if self._ear is not None:
            errand = asyncio.create_task(asyncio.to_thread(warm_up, self._ear))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)

    async def errands_done(self) -> None:
        """Returns when what was begun on the side, such as reading a new directory, is done."""
        await asyncio.gather(*self._errands, return_exceptions=True)

    async def close(self) -> None:
        """Waits for errands and closes the database; the worker has ended by now."""
        await self.errands_done()
        await self._cellar.database.close()

    def command_desk(self) -> CommandDesk:
        """What commands work with."""
        settings = self._settings
        return CommandDesk(
            transactions=self._cellar.database,
            tokens=self._cellar.tokens,
            clock=self._clock,
            public_url=settings.public_url or f"http://{settings.host}:{settings.port}",
            organisation=settings.organisation,
            configured=self._configured,
            defaults=self._defaults,
            platforms=PREFERENCE,
            web=WORKSPACE,
            wake=self._wake,
            pacing=self._pacing,
            names=self._names,
            station=self._station_desk(),
            digest_rules=digest_rules(settings),
        )

    def _station_desk(self) -> StationDesk:
        settings = self._settings
        return StationDesk(
            organisation=settings.organisation,
            public_url=settings.public_url or f"http://{settings.host}:{settings.port}",
            ear=self._ear,
            keys=self._cellar.keys,
            web=WORKSPACE,
            hours=Hours(time_zone=settings.time_zone, quiet_hours=self._configured.quiet_hours),
            platforms=self._platforms,
        )

    def _build_dispatch(self) -> Dispatch:
        return Dispatch(
            desk=self.command_desk(),
            keys=self._cellar.keys,
            clock=self._clock,
            calendar=self._calendar,
            workspaces=self,
            transactions=self._cellar.database,
        )

    def _build_web(self, demo: DemoControls | None, gallery: GallerySource | None) -> WebAdapter:
        return build_web(
            handle=self.dispatch.handle,
            mailbox=self._cellar.mailbox,
            tokens=self._cellar.tokens,
            clock=self._clock,
            cookie_key=self._cellar.keys.get_or_create("web-cookies"),
            organisation=self._settings.organisation,
            is_secure=self._settings.public_url.startswith("https://"),
            profile=self._profile,
            demo=demo,
            gallery=gallery,
            guide=StationGuide(transactions=self._cellar.database, page=WORKSPACE),
        )

    def _web_mount(self) -> Mount:
        return Mount(routes=self.web.routes, start=self.web.start, drain=self.web.stop)

    def _attach_chats(self) -> Iterator[Attached]:
        """The chats that the settings switch on, in the order in which people would rather be asked there."""
        if slack_is_on(self._settings):
            yield attach_slack(
                self._settings,
                handle=self.dispatch.handle,
                installations=self._cellar.installations,
                tokens=self._cellar.tokens,
                clock=self._clock,
            )
        if teams_is_on(self._settings):
            yield attach_teams(
                self._settings,
                handle=self.dispatch.handle,
                installations=self._cellar.installations,
                clock=self._clock,
            )

    def _build_chores(self) -> Chores:
        return Chores(
            transactions=self._cellar.database,
            keys=self._cellar.keys,
            calendar=self._calendar,
            configured=self._configured,
            defaults=self._defaults,
            platforms=self.platforms,
            scrub=partial(scrub, self._cellar.database),
            hearing=Hearing(scorer=installed_scorer() if self._settings.employee_sentiment else None),
        )

    def _build_station_chores(self) -> StationChores:
        return StationChores(
            transactions=self._cellar.database,
            platforms=self._platforms,
            order=tuple(self._platforms),
            organisation=self._settings.organisation,
            voice_days=self._settings.keep_voice_days,
        )

    def _build_dispatcher(self) -> Dispatcher:
        return Dispatcher(
            transactions=self._cellar.database,
            platforms=self._platforms,
            compose=self._compose,
            clock=self._clock,
            on_suspended=self.left,
        )

    def _build_worker(self) -> Worker:
        return Worker(
            jobs=self._jobs(), dispatchers=[self._dispatcher], transactions=self._cellar.database, clock=self._clock
        )

    def _jobs(self) -> Sequence[Job]:
        chores = self.chores
        return (
            Job(name="admins", every_seconds=10 * MINUTE, run=self._appoint_admins),
            Job(name="plan", every_seconds=5 * MINUTE, run=chores.plan),
            Job(name="fold", every_seconds=10 * MINUTE, run=chores.fold),
            Job(name="publish", every_seconds=10 * MINUTE, run=chores.publish),
            Job(name="destroy-keys", every_seconds=HOUR, run=chores.destroy_keys),
            Job(name="forget-marks", every_seconds=HOUR, run=chores.forget_marks),
            Job(name="tidy", every_seconds=DAY, run=chores.tidy),
            Job(name="scrub", every_seconds=10 * MINUTE, run=chores.scrub_files),
            Job(name="route", every_seconds=30, run=self.station_chores.route),
            Job(name="amend", every_seconds=5, run=self.station_chores.amend),
            *self.digest_chores.jobs(),
            Job(name="forget-voice", every_seconds=DAY, run=self.station_chores.forget),
            *inbox_jobs(self._cellar.database, self._cellar.keys),
            Job(name="clear-files", every_seconds=5 * MINUTE, run=self._clear_files),
            Job(name="forget-order", every_seconds=HOUR, run=self._forget_order),
            Job(name="forget-messages", every_seconds=DAY, run=self._forget_messages),
            Job(name="directories", every_seconds=DAY, run=self._sync_directories),
        )

    async def _compose(self, deliveries: Sequence[Delivery], now: datetime) -> Sequence[Message | Skip]:
        def question(tx: UnitOfWork) -> Sequence[Message | Skip]:
            rules = rules_of(tx, self.dispatch.desk.digest_rules, self._settings.organisation, self._configured)
            return compose(tx, deliveries, rules, now)

        return await self._cellar.database.read(question)

    async def _profile(self, account: AccountRef) -> WebProfile | None:
        return web_profile(await self._cellar.database.read(lambda tx: tx.people.by_account(account)))

    async def _appoint_admins(self, _: datetime) -> None:
        await self.chores.appoint_admins(self._settings.admins)

    async def _clear_files(self, _: datetime) -> None:
        await clear_files(self._cellar.database)

    async def _forget_order(self, _: datetime) -> None:
        await forget_order(self._cellar.database)

    async def _forget_messages(self, now: datetime) -> None:
        await forget_deliveries(self._cellar.database, now)
        await self._cellar.mailbox.forget_before(now - KEPT)

    async def _sync_directories(self, now: datetime) -> None:
        for platform in self.platforms:
            if platform.capabilities.has_directory:
                for installation in await self._cellar.installations.list(platform.capabilities.platform):
                    await self.chores.sync_directory(platform, installation.workspace, now)

    async def _welcome_workspace(self, workspace: WorkspaceRef, installer: Actor | None) -> None:
        platform = next(each for each in self.platforms if each.capabilities.platform == workspace.platform)
        await self.chores.sync_directory(platform, workspace, self._clock.now())
        await self.chores.appoint_admins(self._settings.admins)
        if installer is not None:
            await self._cellar.database.write(partial(make_first_admin, account=installer.account))

    async def _database_answers(self) -> bool:
        await self._cellar.database.read(lambda tx: tx.people.count())
        return True

    def _wake(self) -> None:
        self.worker.wake()
