"""Knows the connector's public keys; a file of its own, because no other platform signs with keys that change.

Keys are fetched in the background and kept. A request never waits for a fetch of its own: a key that is not known
leads to one fetch for all who ask, and not again for a while, however many forged tokens name made-up keys.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import jwt

from adapters.teams.verify import KnownTokens, SigningKey
from bot.clock.clock import Clock

log = logging.getLogger(__name__)

REFRESH: Final = timedelta(hours=12)
"""Microsoft asks for a refresh at least once a day."""

RETRY_SECONDS: Final = 15.0
UNKNOWN_KEY_PAUSE: Final = timedelta(seconds=60)
WAIT_SECONDS: Final = 3.0
TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=5)


class NoKeysError(Exception):
    """The keys could not be fetched yet, so nobody can be told from anybody."""


@dataclass(slots=True)
class _Known:
    issuer: str = ""
    keys: Mapping[str, SigningKey] = field(default_factory=dict)


class ConnectorKeys:
    """The keys of one OpenID metadata document."""

    def __init__(self, metadata_url: str, clock: Clock, known_tokens: KnownTokens) -> None:
        self._url = metadata_url
        self._clock = clock
        self._tokens = known_tokens
        self._known = _Known()
        self._tried_at: datetime | None = None
        self._is_fresh = False
        self._fetching: asyncio.Task[None] | None = None
        self._refreshing: asyncio.Task[None] | None = None

    @property
    def issuer(self) -> str:
        """Who signs: another one in each of Microsoft's clouds."""
        return self._known.issuer

    def start(self) -> None:
        """Begins to fetch, and to fetch again twice a day."""
        self._refreshing = asyncio.create_task(self._keep_fresh())

    async def stop(self) -> None:
        for task in (self._refreshing, self._fetching):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def find(self, key_id: str) -> SigningKey | None:
        """The key of this name; waits a moment where it may have been made since the last fetch.

        Raises:
            NoKeysError: none could be fetched yet.
        """
        if key_id not in self._known.keys and self._may_fetch():
            await asyncio.wait({self._fetch()}, timeout=WAIT_SECONDS)
        if not self._known.keys:
            raise NoKeysError
        return self._known.keys.get(key_id)

    async def fetch(self) -> bool:
        """Fetches now; false when that failed."""
        await self._fetch_once()
        return bool(self._known.keys)

    def _may_fetch(self) -> bool:
        if self._fetching is not None and not self._fetching.done():
            return True
        return self._tried_at is None or abs(self._clock.now() - self._tried_at) > UNKNOWN_KEY_PAUSE

    def _fetch(self) -> "asyncio.Task[None]":
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch_once())
        return self._fetching

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.wait({self._fetch()})
            await asyncio.sleep(REFRESH.total_seconds() if self._is_fresh else RETRY_SECONDS)

    async def _fetch_once(self) -> None:
        self._tried_at, self._is_fresh = self._clock.now(), False
        try:
            async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
                metadata = await _json(session, self._url)
                keys = _read_keys(await _json(session, str(metadata["jwks_uri"])))
                found = _Known(issuer=str(metadata["issuer"]), keys=keys)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("teams.keys_not_fetched", extra={"error": type(error).__name__})
            return
        if found != self._known:
            self._tokens.forget_all()
        self._known = found if found.keys else self._known
        self._is_fresh = bool(found.keys)


async def _json(session: aiohttp.ClientSession, url: str) -> Mapping[str, Any]:
    async with session.get(url, raise_for_status=True) as answer:
        return dict(await answer.json(content_type=None))


def _read_keys(document: Mapping[str, Any]) -> Mapping[str, SigningKey]:
    keys = {}
    for each in document["keys"]:
        if each.get("kty") != "RSA" or not each.get("kid"):
            continue
        with suppress(jwt.PyJWTError):
            key = jwt.PyJWK(each, algorithm="RS256").key
            keys[each["kid"]] = SigningKey(key=key, endorsements=frozenset(each.get("endorsements") or ()))
    return keys
