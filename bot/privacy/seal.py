"""Sealing: turning something a person said into bytes that tell nothing without the key.

A seal has two subkeys of one key: one places the record (an HMAC, so that the owner's own question finds it again), the
other encrypts it (AES-256-GCM, bound to its place). Plain texts are padded to a few fixed sizes. When the key is
destroyed, neither the content nor the owner of a record can be found any more.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PADDED_SIZES = (768, 4096, 16384)
"""Sizes in bytes to which a record is padded: for a bare answer, an ordinary comment, a long one."""

NONCE_SIZE = 12


class SealBrokenError(Exception):
    """A sealed record does not fit its place or its key: it was moved, changed, or sealed with another key."""


class Seal:
    """Seals and opens the records of one key, 32 random bytes."""

    __slots__ = ("_cipher", "_placing_key")

    def __init__(self, key: bytes) -> None:
        self._placing_key = hmac.digest(key, b"voxloop place", hashlib.sha256)
        self._cipher = AESGCM(hmac.digest(key, b"voxloop seal", hashlib.sha256))

    def place(self, *parts: str) -> bytes:
        """Where the record for these parts (a person and what it is about) stands: 32 bytes that look random."""
        return hmac.digest(self._placing_key, "\x1f".join(parts).encode(), hashlib.sha256)

    def close(self, place: bytes, record: Mapping[str, Any]) -> bytes:
        """The record, padded and encrypted for its place.

        Raises:
            ValueError: the record is longer than the largest padded size.
        """
        nonce = secrets.token_bytes(NONCE_SIZE)
        return nonce + self._cipher.encrypt(nonce, _pad(json.dumps(record, ensure_ascii=False).encode()), place)

    def open(self, place: bytes, sealed: bytes) -> dict[str, Any]:
        """The record that was closed for this place.

        Raises:
            SealBrokenError: it was not.
        """
        try:
            padded = self._cipher.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], place)
        except InvalidTag as error:
            raise SealBrokenError("a sealed record does not fit its place and key") from error
        record: dict[str, Any] = json.loads(padded)
        return record


def _pad(plain: bytes) -> bytes:
    """Padded with spaces, which JSON ignores."""
    for size in PADDED_SIZES:
        if len(plain) <= size:
            return plain.ljust(size)
    raise ValueError(f"a record of {len(plain)} bytes is longer than {PADDED_SIZES[-1]}")
