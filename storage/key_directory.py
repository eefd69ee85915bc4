"""The key store as a directory: one small file per key, and a tombstone for each key that was destroyed."""

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.chat.errors import UnavailableError
from bot.privacy.keys import KEY_BYTES, KeyDestroyedError

NAME = re.compile(r"[a-z0-9.:-]{1,200}")
FINGERPRINT_FILE = "fingerprint"
KEY_SUFFIX = ".key"
TOMBSTONES = "destroyed"


class KeyDirectoryError(Exception):
    """The key directory cannot be used as it is; the text says what to change."""


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"the key directory cannot be used now ({error.strerror})") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key in memory. Its paths are plain text: every event asks for keys, and `Path` is ten times slower."""

    key: bytes
    file: str
    tombstone: str

    def is_alive(self) -> bool:
        return os.path.exists(self.file) and not os.path.exists(self.tombstone)  # noqa: PTH110 - as said above


class KeyDirectory:
    """Fills `bot.privacy.keys.KeyStore` with files that only their owner can read.

    Safe for any number of threads and processes that share the directory. Two orders carry this: a tombstone is laid
    before its key is removed, and whoever made or read a key looks for the tombstone afterwards.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._tombstones = path / TOMBSTONES
        self._fingerprint = fingerprint
        self._known: dict[str, KnownKey] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Opens the directory, and makes it where there is none.

        Raises:
            KeyDirectoryError: it cannot be made, or others than its owner can look into it.
        """
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.stat().st_mode & 0o077:
                raise KeyDirectoryError(f"others can look into the key directory {path}; run: chmod 700 {path}")
            (path / TOMBSTONES).mkdir(mode=0o700, exist_ok=True)
            return cls(path, _fingerprint_in(path))
        except OSError as error:
            raise KeyDirectoryError(f"the key directory {path} cannot be used: {error.strerror}") from error

    def get(self, name: str) -> bytes | None:
        known = self._known.get(name)
        if known is not None and known.is_alive():
            return known.key
        return self._look_up(name)

    def get_or_create(self, name: str) -> bytes:
        while (key := self.get(name)) is None:
            self._make(name)
        return key

    @_reachable()
    def destroy(self, name: str) -> None:
        key_file = self._key_file(name)
        _create(self._tombstone(name), b"")
        self._known.pop(name, None)
        _shred(key_file)

    @_reachable()
    def destroyed(self, name: str) -> bool:
        return self._tombstone(name).exists()

    @_reachable()
    def names(self, prefix: str = "") -> Sequence[str]:
        files = (path.name.removesuffix(KEY_SUFFIX) for path in self._path.glob(f"*{KEY_SUFFIX}"))
        names = (file.replace("_", ":") for file in files)
        return sorted(name for name in names if name.startswith(prefix) and not self._tombstone(name).exists())

    def fingerprint(self) -> str:
        return self._fingerprint

    @_reachable()
    def _look_up(self, name: str) -> bytes | None:
        file, tombstone = self._key_file(name), self._tombstone(name)
        key = _read(file)
        if tombstone.exists():
            self._known.pop(name, None)
            # A file is left over when a process died between making the key and looking for its tombstone.
            _shred(file)
            raise KeyDestroyedError(name)
        if key is None:
            self._refuse_other_directory()
            return None
        if len(key) != KEY_BYTES:
            raise KeyDirectoryError(f"the key {name!r} in {self._path} is damaged")
        self._known[name] = KnownKey(key=key, file=str(file), tombstone=str(tombstone))
        return key

    @_reachable()
    def _make(self, name: str) -> None:
        _create(self._key_file(name), secrets.token_bytes(KEY_BYTES))

    def _refuse_other_directory(self) -> None:
        """A shared folder that is not mounted looks like one without keys; making new ones there would lose answers."""
        if (_read(self._path / FINGERPRINT_FILE) or b"").decode() != self._fingerprint:
            raise UnavailableError("the key directory is not the one that it was; is it mounted?")

    def _key_file(self, name: str) -> Path:
        return self._path / (_file_name(name) + KEY_SUFFIX)

    def _tombstone(self, name: str) -> Path:
        return self._tombstones / _file_name(name)


def _fingerprint_in(path: Path) -> str:
    while (fingerprint := _read(path / FINGERPRINT_FILE)) is None:
        _create(path / FINGERPRINT_FILE, secrets.token_hex(8).encode())
    return fingerprint.decode()


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _create(file: Path, content: bytes) -> None:
    """Makes the file with all its content, durably, unless it exists: the first process wins."""
    draft = file.parent / f"new-{secrets.token_hex(8)}"
    _write_durably(draft, os.O_CREAT | os.O_EXCL, content)
    try:
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()
    _make_entries_durable(file.parent)


def _file_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a key; use lower-case letters, digits, '.', ':' and '-'")
    return name.replace(":", "_")


def _shred(file: Path) -> None:
    """Overwrites and removes the file. Random bytes, so that who reads in between does not get a key all know."""
    with suppress(FileNotFoundError):
        _write_durably(file, 0, secrets.token_bytes(KEY_BYTES))
        file.unlink()
        _make_entries_durable(file.parent)


def _write_durably(file: Path, flags: int, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | flags, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_entries_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
