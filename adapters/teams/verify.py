"""Tells the Bot Connector's requests from forged, stale and misdirected ones, before anything of them is believed.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import jwt

from adapters.teams.refs import AppId, TenantId

LEEWAY = timedelta(minutes=5)
"""How far the clocks of Microsoft and of this machine may be apart."""

CHANNEL: Final = "msteams"
SCHEME: Final = "Bearer "
THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
MOST_CHARACTERS: Final = 8_192
"""Real tokens take about 1,000."""

REMEMBERED: Final = 1_000


class RefusedError(Exception):
    """The request is not let in. `code` is our word for the reason, for the log."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A public key of the connector, and the channels it may speak for."""

    key: Any
    endorsements: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What a valid token says: for which app it is meant and from where the connector speaks."""

    app: AppId
    service_url: str
    endorsements: frozenset[str]
    ends_at: datetime


class KnownTokens:
    """Tokens that were found valid. The connector uses one for many requests, and a signature takes long to check."""

    def __init__(self) -> None:
        self._callers: dict[bytes, Caller] = {}

    def find(self, token: str, now: datetime) -> Caller | None:
        caller = self._callers.get(_print_of(token))
        return caller if caller and now < caller.ends_at + LEEWAY else None

    def remember(self, token: str, caller: Caller) -> None:
        if len(self._callers) >= REMEMBERED:
            self._callers.clear()
        self._callers[_print_of(token)] = caller

    def forget_all(self) -> None:
        """The keys changed, so every token has to be checked anew."""
        self._callers.clear()


def read_token(authorization: str) -> str:
    """The token of an `Authorization` header.

    Raises:
        RefusedError: there is none.
    """
    if not authorization.startswith(SCHEME) or not len(SCHEME) < len(authorization) <= MOST_CHARACTERS:
        raise RefusedError(401, "no_token")
    return authorization.removeprefix(SCHEME)


def key_id_of(token: str) -> str:
    """The name of the key with which a token says it was signed.

    Raises:
        RefusedError: it names none.
    """
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, ValueError):
        raise RefusedError(401, "no_token") from None
    if not isinstance(kid, str) or not kid:
        raise RefusedError(401, "no_key_id")
    return kid


def verify_token(token: str, key: SigningKey, *, issuer: str, apps: Collection[AppId]) -> Caller:
    """Checks signature, issuer, audience and the times of a token, five minutes to either side.

    Raises:
        RefusedError: one of them is wrong.
    """
    try:
        claims = jwt.decode(
            token,
            key.key,
            algorithms=["RS256"],
            audience=list(apps),
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud"], "strict_aud": False},
        )
        return _caller(claims, key, apps)
    except jwt.PyJWTError as error:
        raise RefusedError(401, _code_of(error)) from None
    except (ValueError, TypeError, OverflowError):
        raise RefusedError(401, "claims") from None


def verify_activity(activity: Mapping[str, Any], caller: Caller, tenants: Collection[TenantId]) -> TenantId:
    """Whether the caller may tell this: the channel is Teams, and it comes from where and from whom it says.

    Raises:
        RefusedError: the token is genuine and does not go with this activity.
    """
    if activity.get("channelId") != CHANNEL or CHANNEL not in caller.endorsements:
        raise RefusedError(403, "channel")
    said = str(activity.get("serviceUrl") or "")
    if _same_url(caller.service_url) != _same_url(said) or not _keeps_secrets(said):
        raise RefusedError(403, "service_url")
    return verify_tenant(activity, tenants)


def verify_tenant(activity: Mapping[str, Any], tenants: Collection[TenantId]) -> TenantId:
    """The tenant that an activity comes from, which has to be one that the app serves.

    Raises:
        RefusedError: it is another one, or none.
    """
    tenant = TenantId(tenant_named_by(activity))
    if tenant not in tenants:
        raise RefusedError(403, "tenant")
    return tenant


def tenant_named_by(activity: Mapping[str, Any]) -> str:
    """The tenant's id as the activity gives it; both places name the same one where both are filled."""
    data, conversation = activity.get("channelData"), activity.get("conversation")
    named = data.get("tenant") if isinstance(data, dict) else None
    first = named.get("id") if isinstance(named, dict) else None
    second = conversation.get("tenantId") if isinstance(conversation, dict) else None
    if first and second and first != second:
        return ""
    return str(first or second or "").casefold()


def _caller(claims: Mapping[str, Any], key: SigningKey, apps: Collection[AppId]) -> Caller:
    named = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    return Caller(
        app=next(app for app in apps if app in named),
        service_url=str(claims.get("serviceurl") or claims.get("serviceUrl") or ""),
        endorsements=key.endorsements,
        ends_at=datetime.fromtimestamp(int(claims["exp"])).astimezone(),
    )


def _code_of(error: jwt.PyJWTError) -> str:
    return type(error).__name__.removesuffix("Error")


def _same_url(url: str) -> str:
    return url.rstrip("/").casefold()


def _keeps_secrets(url: str) -> bool:
    """Whether our token may be sent there: nobody can read it on the way."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
    )


def _print_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
