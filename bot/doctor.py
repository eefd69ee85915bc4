"""What somebody is told who asks whether all is ready: one plain sentence a subject, and what to do about it.

The checks here know no platform and no database. What only an adapter or storage can find out is handed in as facts.
"""

import os
import stat
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.clock.clock import Clock
from bot.config import Settings

MAX_SKEW = timedelta(seconds=60)
"""Signed requests are refused when clocks differ by minutes; long before that, something is wrong with the clock."""

OLDEST_PYTHON = (3, 11)
ZONES = ("Europe/Warsaw", "Asia/Kathmandu")
"""One zone with daylight saving and one that is 45 minutes off the hour."""


class CannotRunError(Exception):
    """Voxloop cannot do what was asked until somebody mends something; the text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found about one subject. `advice` on something fine is a hint how it could be better."""

    subject: str
    is_fine: bool
    says: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An optional part of the installation: `modules` can be imported once `voxloop[name]` is installed."""

    name: str
    modules: tuple[str, ...]
    is_needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """What the database says. Empty strings: no migration has run, no key fingerprint is remembered.

    `admins` is `None` where nobody could be counted yet. `lost_results` counts windows that lately ended
    unpublished.
    """

    revision: str
    newest_revision: str
    key_fingerprint: str = ""
    now_at: datetime | None = None
    admins: int | None = None
    lost_results: int = 0


class PlatformFacts(Protocol):
    """What a chat platform said when it was asked with the credentials that are configured.

    `problem` says in a sentence why it could not be asked or said no, and is empty when all went well; `advice` says
    what to do then. `granted` and `needed` are rights by the platform's own names. `now_at` is the platform's clock.
    """

    @property
    def name(self) -> str: ...

    @property
    def problem(self) -> str: ...

    @property
    def advice(self) -> str: ...

    @property
    def granted(self) -> frozenset[str]: ...

    @property
    def needed(self) -> frozenset[str]: ...

    @property
    def now_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """All that is looked at. `findings` are those that somebody else came to already.

    `key_fingerprint` is that of the key directory: empty when it holds none yet, `None` when it cannot be opened.
    """

    settings: Settings
    clock: Clock
    key_fingerprint: str | None
    extras: Sequence[Extra]
    ask_database: Callable[[], Awaitable[DatabaseFacts]]
    ask_platforms: Sequence[Callable[[], Awaitable[PlatformFacts]]] = ()
    findings: Sequence[Finding] = ()


async def diagnose(examination: Examination) -> tuple[Finding, ...]:
    """Looks at everything. A database that raises `CannotRunError` is a finding; platforms tell their own problems."""
    settings = examination.settings
    return (
        check_python(sys.version_info[:2]),
        check_time_zones(ZONES),
        *check_extras(examination.extras),
        *check_keys(settings.key_directory, _sqlite_file(settings.database_url)),
        *await _kept(examination),
        *examination.findings,
        *await _platforms(examination),
        check_public_url(settings.public_url, settings.host),
    )


def check_python(version: tuple[int, ...]) -> Finding:
    told = ".".join(map(str, version))
    return Finding(
        subject="Python",
        is_fine=version >= OLDEST_PYTHON,
        says=f"This is Python {told}.",
        advice="" if version >= OLDEST_PYTHON else "Install Python 3.11 or newer.",
    )


def check_time_zones(names: Sequence[str]) -> Finding:
    missing = [name for name in names if not _is_zone(name)]
    return Finding(
        subject="Time zones",
        is_fine=not missing,
        says=f"No time zone data for {', '.join(missing)}." if missing else "Time zone data is there.",
        advice="Install it: pip install tzdata" if missing else "",
    )


def check_extras(extras: Sequence[Extra]) -> Iterator[Finding]:
    for extra in extras:
        if not extra.is_needed:
            continue
        is_there = is_installed(extra)
        yield Finding(
            subject="Installation",
            is_fine=is_there,
            says=f"The part for {extra.name} is {'installed' if is_there else 'switched on, but not installed'}.",
            advice="" if is_there else f"Install it: pip install 'voxloop[{extra.name}]'",
        )


def is_installed(extra: Extra) -> bool:
    try:
        return all(find_spec(module) is not None for module in extra.modules)
    except ModuleNotFoundError:  # the package around a module is missing
        return False


def check_keys(directory: Path, database_file: Path | None) -> Iterator[Finding]:
    if not os.path.lexists(directory):
        yield _keys(
            is_fine=True, says=f"The key directory {directory} is not there yet.", advice="It is made on start."
        )
        return
    if not directory.is_dir() or not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
        yield _keys(
            is_fine=False,
            says=f"{directory} is no folder that this user may read and write.",
            advice="Give it to the user that runs Voxloop, or set VOXLOOP_KEYS to another folder.",
        )
        return
    mode = stat.S_IMODE(directory.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield _keys(
            is_fine=False,
            says=f"Others on this machine may look into the key directory (its mode is {mode:o}).",
            advice=f"Close it: chmod 700 {directory}",
        )
    elif database_file and directory.resolve().is_relative_to(database_file.resolve().parent):
        yield _keys(
            is_fine=True,
            says="The keys are private, but they lie in the folder of the database.",
            advice="Whoever copies that folder can read the answers of open weeks. Set VOXLOOP_KEYS to another disk, "
            "and leave it out of backups.",
        )
    else:
        yield _keys(is_fine=True, says="The key directory is private.")


def check_fingerprint(present: str, remembered: str) -> Finding:
    """Whether this process holds the keys with which the database was written."""
    if not remembered:
        return _keys(is_fine=True, says="The database was not used with any keys yet.")
    if present == remembered:
        return _keys(is_fine=True, says="The keys belong to this database.")
    return _keys(
        is_fine=False,
        says="The key directory is not the one that this database was written with.",
        advice="Point VOXLOOP_KEYS of every process to the same directory, on a shared volume when there are several.",
    )


def check_database_file(file: Path) -> Iterator[Finding]:
    """What keeps a SQLite file from being read and written; nothing when all is well, or when it can be made."""
    folder = next(each for each in (file.absolute().parent, *file.absolute().parent.parents) if os.path.lexists(each))
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield _database(
            is_fine=False,
            says=f"{folder} is no folder that this user may write to.",
            advice="Give it to the user that runs Voxloop, or set DATABASE_URL to a file elsewhere.",
        )
    elif os.path.lexists(file) and not (file.is_file() and os.access(file, os.R_OK | os.W_OK)):
        yield _database(
            is_fine=False,
            says=f"{file} is no file that this user may read and write.",
            advice="Give it to the user that runs Voxloop, or set DATABASE_URL to another file.",
        )
    elif not os.path.lexists(file):
        yield _database(is_fine=False, says=f"{file} is not there yet; voxloop migrate makes it.")


def check_admins(admins: int | None, named: Sequence[str]) -> Iterator[Finding]:
    """A hint where nobody is an admin and the settings name nobody."""
    if not admins and not named and admins is not None:
        yield Finding(
            subject="Admins",
            is_fine=True,
            says="Nobody is an admin.",
            advice="Set VOXLOOP_ADMINS to your e-mail address, or give somebody that role in the people file.",
        )


def check_lost_results(count: int) -> Iterator[Finding]:
    """A warning where answers were given for nothing: they had to be destroyed before anything ran to publish them."""
    if count:
        yield Finding(
            subject="Results",
            is_fine=False,
            says=f"{count} {'result' if count == 1 else 'results'} of the last four weeks never came out: nothing ran "
            "from the close of the week, Saturday 12:00 UTC, until the answers had to be destroyed.",
            advice="Keep `voxloop serve` or `voxloop worker` running over weekends: a quarter's results can come out "
            "until Monday 00:00 UTC, all others for weeks.",
        )


def check_migrations(facts: DatabaseFacts) -> Finding:
    is_current = facts.revision == facts.newest_revision
    found = f"at revision {facts.revision}" if facts.revision else "empty"
    return _database(
        is_fine=is_current,
        says=f"It is reachable and {found}{'' if is_current else f', the newest is {facts.newest_revision}'}.",
        advice="" if is_current else "Bring it up to date: voxloop migrate",
    )


def check_clock(subject: str, theirs_at: datetime | None, ours_at: datetime) -> Iterator[Finding]:
    if theirs_at is None:
        return
    apart = abs(theirs_at - ours_at)
    seconds = round(apart.total_seconds())
    yield Finding(
        subject="Clock",
        is_fine=apart <= MAX_SKEW,
        says=f"This machine's clock and that of {subject} are {seconds} seconds apart.",
        advice=""
        if apart <= MAX_SKEW
        else "Let this machine set its clock from the network (NTP): signatures are "
        "refused when it is wrong, and messages go out at the wrong hour.",
    )


def check_platform(facts: PlatformFacts) -> Finding:
    missing = sorted(facts.needed - facts.granted)
    if facts.problem:
        return Finding(subject=facts.name, is_fine=False, says=facts.problem, advice=facts.advice)
    if missing:
        return Finding(
            subject=facts.name,
            is_fine=False,
            says=f"It answers, but these scopes are missing: {', '.join(missing)}.",
            advice="Compare the app with manifest.yml and install it again.",
        )
    granted = ", and all scopes are granted" if facts.needed else ""
    return Finding(subject=facts.name, is_fine=True, says=f"It answers{granted}.")


def check_public_url(public_url: str, host: str) -> Finding:
    if not public_url:
        is_local = _is_this_machine(host)
        return _address(
            is_fine=is_local,
            says="Only this machine can reach the page." if is_local else "There is no public address.",
            advice="For other people, put an https proxy in front and set VOXLOOP_PUBLIC_URL to its address.",
        )
    parts = urlsplit(public_url)
    if parts.scheme == "https" or _is_this_machine(parts.hostname or ""):
        return _address(is_fine=True, says=f"People reach the page at {public_url}.")
    return _address(
        is_fine=False,
        says=f"The public address {public_url} is not encrypted.",
        advice="Sign-in links and answers would travel in the open: use https.",
    )


async def _kept(examination: Examination) -> Sequence[Finding]:
    """What there is to say about where everything is kept."""
    file = _sqlite_file(examination.settings.database_url)
    if file and (sick := list(check_database_file(file))):
        return sick
    try:
        facts = await examination.ask_database()
    except CannotRunError as error:
        return [_database(is_fine=False, says=str(error), advice="Check DATABASE_URL.")]
    return list(_told_by_database(examination, facts))


def _told_by_database(examination: Examination, facts: DatabaseFacts) -> Iterator[Finding]:
    yield check_migrations(facts)
    if examination.key_fingerprint is not None:
        yield check_fingerprint(examination.key_fingerprint, facts.key_fingerprint)
    yield from check_admins(facts.admins, examination.settings.admins)
    yield from check_lost_results(facts.lost_results)
    yield from check_clock("the database server", facts.now_at, examination.clock.now())


async def _platforms(examination: Examination) -> Sequence[Finding]:
    findings: list[Finding] = []
    for ask in examination.ask_platforms:
        facts = await ask()
        findings += [check_platform(facts), *check_clock(facts.name, facts.now_at, examination.clock.now())]
    return findings


def _keys(*, is_fine: bool, says: str, advice: str = "") -> Finding:
    return Finding(subject="Keys", is_fine=is_fine, says=says, advice=advice)


def _database(*, is_fine: bool, says: str, advice: str = "") -> Finding:
    return Finding(subject="Database", is_fine=is_fine, says=says, advice=advice)


def _address(*, is_fine: bool, says: str, advice: str = "") -> Finding:
    return Finding(subject="Address", is_fine=is_fine, says=says, advice=advice)


def _sqlite_file(database_url: str) -> Path | None:
    scheme, _, path = database_url.partition(":///")
    return Path(path.partition("?")[0]) if scheme.startswith("sqlite") and path else None


def _is_zone(name: str) -> bool:
    try:
        return ZoneInfo(name).key == name
    except ZoneInfoNotFoundError:
        return False


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
