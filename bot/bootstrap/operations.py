"""What the command line does besides running: migrate, import, hand out sign-in links, diagnose."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.web.refs import WORKSPACE
from bot.bootstrap.adapters_on import slack_is_half_on, slack_is_on, teams_is_half_on, teams_is_on
from bot.bootstrap.house import KEYS_SEEN, PREFERENCE, Cellar, defaults_of, open_cellar, open_keys
from bot.bootstrap.preconditions import extras, refuse_missing_driver
from bot.chat.errors import UnavailableError
from bot.chat.ids import WorkspaceRef
from bot.clock.clock import SystemClock
from bot.config import Settings
from bot.doctor import CannotRunError, DatabaseFacts, Examination, Finding, PlatformFacts, is_installed
from bot.doctor import diagnose as examine
from bot.people.import_people import import_people as take_over
from bot.people.match_rows import ImportOptions
from bot.people.people_file import read_people_file
from bot.people.report import ImportReport
from bot.people.roles import admins
from bot.privacy.destroy_keys import lost_windows
from storage import migrate as migrations
from storage.database import Database
from storage.server_clock import server_time

Progress = Callable[[int, int], None]

LOST_RESULTS_TOLD = timedelta(weeks=4)
"""For how long `doctor` tells of a result that never came out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationReport:
    """Which revision the database had (empty: none) and which it has now."""

    from_revision: str
    to_revision: str


def migrate(settings: Settings, progress: Progress) -> MigrationReport:
    """Brings the database up to date.

    Raises:
        CannotRunError: its URL cannot be used, or its driver is not installed.
        UnavailableError: it cannot be reached, or is locked for longer than a minute.
    """
    refuse_missing_driver(settings)
    before = migrations.current_revision(settings.database_url)
    migrations.migrate(settings.database_url, progress)
    return MigrationReport(from_revision=before or "", to_revision=migrations.head_revision())


async def import_people(
    settings: Settings, path: Path, *, strict: bool, progress: Progress, allow_many_leavers: bool = False
) -> ImportReport:
    """Makes the directory agree with a people file, all at once or not at all.

    Raises:
        CannotRunError: the database is not migrated.
        UnavailableError: the database cannot be reached.
        OSError: the file cannot be read.
    """
    document = path.read_bytes()  # noqa: ASYNC240 - nothing else runs in this process
    cellar = await open_cellar(settings)
    try:
        file = read_people_file(document, await _workspaces(cellar))
        options = ImportOptions(
            defaults=defaults_of(settings),
            today=datetime.now(UTC).date(),
            page=WORKSPACE,
            is_strict=strict,
            allow_many_leavers=allow_many_leavers,
        )
        return await cellar.database.write(lambda tx: take_over(tx.people, file, options, progress))
    finally:
        await cellar.database.close()


async def diagnose(settings: Settings) -> Sequence[Finding]:
    """Looks at everything that running needs, and changes nothing."""
    examination = Examination(
        settings=settings,
        clock=SystemClock(),
        key_fingerprint=_key_fingerprint(settings),
        extras=extras(settings),
        ask_database=lambda: _database_facts(settings),
        ask_platforms=_platform_questions(settings),
        findings=list(_half_configured(settings)),
    )
    return await examine(examination)


def _key_fingerprint(settings: Settings) -> str | None:
    """That of the key directory; the doctor says by itself why one cannot be opened."""
    if not settings.key_directory.exists():
        return ""
    try:
        return open_keys(settings).fingerprint()
    except CannotRunError:
        return None


def _half_configured(settings: Settings) -> Iterator[Finding]:
    if slack_is_half_on(settings):
        yield Finding(
            subject="Slack",
            is_fine=False,
            says="Slack is switched off: add SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).",
        )
    if teams_is_half_on(settings):
        yield Finding(subject="Teams", is_fine=False, says="Teams is switched off: add TEAMS_APP_ID.")


def _platform_questions(settings: Settings) -> Sequence[Callable[[], Awaitable[PlatformFacts]]]:
    """Whom to ask; not whom the installation lacks the part for, which is a finding of its own."""
    lacking = {each.name for each in extras(settings) if each.is_needed and not is_installed(each)}
    questions: list[Callable[[], Awaitable[PlatformFacts]]] = []
    if slack_is_on(settings) and "slack" not in lacking:
        from adapters.slack.diagnose import diagnose as ask_slack  # noqa: PLC0415 - an optional extra

        questions.append(lambda: ask_slack(settings))
    if teams_is_on(settings) and "teams" not in lacking:
        from adapters.teams.diagnose import diagnose as ask_teams  # noqa: PLC0415 - an optional extra

        questions.append(lambda: ask_teams(settings))
    return tuple(questions)


async def _database_facts(settings: Settings) -> DatabaseFacts:
    refuse_missing_driver(settings)
    try:
        return await _asked_facts(settings)
    except UnavailableError as error:
        raise CannotRunError("The database cannot be reached, or is none of ours.") from error


async def _asked_facts(settings: Settings) -> DatabaseFacts:
    revision = migrations.current_revision(settings.database_url) or ""
    newest = migrations.head_revision()
    if revision != newest:
        return DatabaseFacts(revision=revision, newest_revision=newest)
    database = Database.open(settings.database_url)
    try:
        said = await database.read(lambda tx: tx.organisation.all())
        now_at = await database.read(server_time)
        named = await database.read(lambda tx: len(admins(tx.people)))
        since = datetime.now(UTC) - LOST_RESULTS_TOLD
        lost = await database.read(lambda tx: len(lost_windows(tx.destructions, since)))
    finally:
        await database.close()
    return DatabaseFacts(
        revision=revision,
        newest_revision=newest,
        key_fingerprint=said.get(KEYS_SEEN, ""),
        now_at=now_at,
        admins=named,
        lost_results=lost,
    )


async def _workspaces(cellar: Cellar) -> Sequence[WorkspaceRef]:
    """The chat workspaces that a people file may name accounts of."""
    found = [await cellar.installations.list(platform) for platform in PREFERENCE]
    return [each.workspace for some in found for each in some]
