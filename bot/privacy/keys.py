"""The port to the keys: random, kept apart from the database, and destroyed for good on schedule."""

from collections.abc import Sequence
from typing import Protocol

KEY_BYTES = 32


class KeyDestroyedError(Exception):
    """The key was destroyed; nothing under this name can be opened or sealed any more, ever."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the key {name!r} was destroyed")
        self.name = name


class KeyStore(Protocol):
    """Keys of 32 random bytes by name, one store for all processes.

    A name consists of lower-case letters, digits, `.`, `:` and `-`; any other raises `ValueError`. A key that was
    destroyed stays destroyed: its name never gets a new one, in no process. Where the keys cannot be reached now, all
    methods raise `UnavailableError` (bot.chat.errors).
    """

    def get(self, name: str) -> bytes | None:
        """The key, or `None` when there has never been one.

        Raises:
            KeyDestroyedError: there was one.
        """
        ...

    def get_or_create(self, name: str) -> bytes:
        """The key, made now if there has never been one; all processes get the same.

        Raises:
            KeyDestroyedError: there was one.
        """
        ...

    def destroy(self, name: str) -> None:
        """Destroys the key, for all processes; destroying again, or before there was one, is fine."""
        ...

    def destroyed(self, name: str) -> bool: ...

    def names(self, prefix: str = "") -> Sequence[str]:
        """The names of the keys that live, sorted."""
        ...

    def fingerprint(self) -> str:
        """A random name of this store, made once: processes that see the same one share their keys."""
        ...
