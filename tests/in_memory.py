"""Where tests keep their files: in memory where the machine has room for it, so that nothing waits for a disk."""

import os
import shutil
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - asked below whether it is there and large enough
ROOM_BYTES = 2 << 30
"""Tests that passed leave nothing, so the largest at a time and a few database servers have to fit in."""


def keep_files_in_memory() -> None:
    """Makes memory the folder of temporary files, for child processes too, unless TMPDIR says where they shall be.

    A change of a database is durable in microseconds there, on a disk in milliseconds; stories make thousands.
    """
    if "TMPDIR" in os.environ or not _is_fit(SHARED_MEMORY):
        return
    os.environ["TMPDIR"] = str(SHARED_MEMORY)
    tempfile.tempdir = None


def _is_fit(folder: Path) -> bool:
    """Whether programs can run from there as well (a container's may forbid it) and there is room."""
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return False
    is_forbidden = os.statvfs(folder).f_flag & os.ST_NOEXEC
    return not is_forbidden and shutil.disk_usage(folder).free >= ROOM_BYTES
