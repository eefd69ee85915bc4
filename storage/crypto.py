"""Tokens at rest: encrypted with a key that is not in the database, and tied to the workspace they belong to."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.chat.ids import WorkspaceRef
from bot.privacy.keys import KeyStore

KEY_NAME = "tokens"
NONCE_BYTES = 12
VERSION = b"\x01"


class UnreadableSecretsError(Exception):
    """The secrets cannot be opened: the key directory is another one, or the row belongs to another workspace."""


class SecretsBox:
    """Seals and opens the secrets of installations with AES-256-GCM."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def seal(self, workspace: WorkspaceRef, text: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher().encrypt(nonce, text.encode(), _owner(workspace))

    def open(self, workspace: WorkspaceRef, sealed: bytes) -> str:
        """The text that was sealed for this workspace.

        Raises:
            UnreadableSecretsError: it was not, or not with this key.
        """
        nonce, text = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != VERSION:
            raise UnreadableSecretsError
        try:
            return self._cipher().decrypt(nonce, text, _owner(workspace)).decode()
        except (InvalidTag, ValueError):
            raise UnreadableSecretsError from None

    def _cipher(self) -> AESGCM:
        return AESGCM(self._keys.get_or_create(KEY_NAME))


def _owner(workspace: WorkspaceRef) -> bytes:
    return f"{workspace.platform}\0{workspace.external_id}".encode()
