"""The address of a digest as a page: it works for a while, for whoever has it, and is sealed."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.clock.weeks import Week
from bot.people.model import PersonId
from bot.privacy.keys import KeyStore

LINK_KEY = "digest-links"
"""The name of the key that addresses of digests are signed with."""

LIFE = timedelta(minutes=30)
PATH = "/digest"

_MARK_CHARACTERS = 32


class BadPageLinkError(ValueError):
    """An address that we did not make, or whose time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """Makes addresses of digests, and reads them back."""

    public_url: str
    keys: KeyStore

    def link(self, person_id: PersonId, week: Week, unit: str, now: datetime) -> str:
        """An address that works from now on for `LIFE`."""
        token = f"{person_id}.{week}.{unit}.{int((now + LIFE).timestamp())}"
        return f"{self.public_url}{PATH}/{token}.{self._mark(token)}"

    def read(self, token: str, now: datetime) -> tuple[PersonId, Week, str]:
        """The reader, week and unit that an address names.

        Raises:
            BadPageLinkError: the address is none of ours, or its time is over.
        """
        named, _, mark = token.rpartition(".")
        if not hmac.compare_digest(mark.encode(errors="replace"), self._mark(named).encode()):
            raise BadPageLinkError("the address is none of ours")
        person_id, week, unit, ends_at = named.split(".")
        if now >= datetime.fromtimestamp(int(ends_at), tz=UTC):
            raise BadPageLinkError("the time of the address is over")
        return PersonId(person_id), Week.parse(week), unit

    def _mark(self, token: str) -> str:
        key = self.keys.get_or_create(LINK_KEY)
        return hmac.new(key, token.encode(errors="replace"), hashlib.sha256).hexdigest()[:_MARK_CHARACTERS]
