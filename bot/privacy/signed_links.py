"""Addresses that work for a while, for whoever has them: what they name and until when, signed with a key of ours."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.privacy.keys import KeyStore

_MARK_CHARACTERS = 32


class BadLinkError(ValueError):
    """An address that we did not make, or whose time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLinks:
    """Makes addresses below `address` that work for `life`, and reads them back.

    `key_name` names the key that signs them: each kind of address has its own, so that none is taken for another.
    """

    address: str
    key_name: str
    life: timedelta
    keys: KeyStore

    def link(self, *named: str, now: datetime) -> str:
        """An address that works from now on; nothing that it names may hold a dot."""
        token = ".".join((*named, str(int((now + self.life).timestamp()))))
        return f"{self.address}/{token}.{self._mark(token)}"

    def read(self, token: str, now: datetime) -> tuple[str, ...]:
        """What the last part of an address names.

        Raises:
            BadLinkError: the address is none of ours, or its time is over.
        """
        signed, _, mark = token.rpartition(".")
        if not hmac.compare_digest(mark.encode(errors="replace"), self._mark(signed).encode()):
            raise BadLinkError("the address is none of ours")
        *named, ends_at = signed.split(".")
        if now >= datetime.fromtimestamp(int(ends_at), tz=UTC):
            raise BadLinkError("the time of the address is over")
        return tuple(named)

    def _mark(self, token: str) -> str:
        key = self.keys.get_or_create(self.key_name)
        return hmac.new(key, token.encode(errors="replace"), hashlib.sha256).hexdigest()[:_MARK_CHARACTERS]
