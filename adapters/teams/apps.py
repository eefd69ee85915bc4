"""The apps that Voxloop speaks as, and their tokens; a file of its own, because only here tokens belong to an app.

Each app is registered in Entra for one tenant (since July 2025 no others can be made), so several companies or clouds
need several of them. A token is fetched once, used for about an hour, and exchanged in the background before it ends.
"""

import asyncio
import base64
import hashlib
import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import jwt
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.teams.refs import AppId, TenantId
from bot.chat.errors import SendError, UnreachableError
from bot.clock.clock import Clock

log = logging.getLogger(__name__)

AHEAD: Final = timedelta(minutes=10)
"""How long before its end a token is exchanged while it is still used."""

AGAIN: Final = timedelta(seconds=30)
"""How long to wait before the next attempt when a token could not be exchanged ahead."""

ASSERTION_LIFE: Final = timedelta(minutes=10)
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TIMEOUT: Final = aiohttp.ClientTimeout(total=15, connect=5)
SERVER_ERROR: Final = 500
OK: Final = 200

METADATA_SERVICE: Final = "http://169.254.169.254/metadata/identity/oauth2/token"
"""https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretProof:
    """A client secret, as Entra shows it once."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateProof:
    """A certificate and its private key, in PEM."""

    pem: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedIdentityProof:
    """The machine's own identity in Azure; `endpoint` and `header` are what App Service hands its apps."""

    endpoint: str = ""
    header: str = field(default="", repr=False)


Proof = SecretProof | CertificateProof | ManagedIdentityProof


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One registered app, the tenant that it serves, and how it proves to be itself."""

    app_id: AppId
    tenant: TenantId
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    ends_at: datetime
    exchange_at: datetime


class AppTokens:
    """The tokens of all apps of this process."""

    def __init__(self, *, apps: Sequence[App], login_url: str, scope: str, clock: Clock) -> None:
        self._apps = {app.tenant: app for app in apps}
        self._login_url = login_url
        self._scope = scope
        self._clock = clock
        self._tokens: dict[AppId, _Token] = {}
        self._fetching: dict[AppId, asyncio.Task[_Token]] = {}
        self._session: aiohttp.ClientSession | None = None

    def app_of(self, tenant: TenantId) -> App | None:
        return self._apps.get(tenant)

    async def token(self, app: App) -> str:
        """The token to use now; only the first caller after a start or a long sleep waits for one.

        Raises:
            UnreachableError: there is none, and none could be fetched.
        """
        token, now = self._tokens.get(app.app_id), self._clock.now()
        if token and now < token.exchange_at:
            return token.text
        fetching = self._begin(app)
        if token and now < token.ends_at:
            return token.text
        return (await asyncio.shield(fetching)).text

    def forget(self, app: App, token: str) -> None:
        """The connector did not take this token. Another one that was fetched meanwhile stays."""
        known = self._tokens.get(app.app_id)
        if known and known.text == token:
            del self._tokens[app.app_id]

    async def close(self) -> None:
        for task in tuple(self._fetching.values()):
            task.cancel()
            with suppress(asyncio.CancelledError, SendError):
                await task
        if self._session is not None:
            await self._session.close()
        self._session = None

    def _begin(self, app: App) -> "asyncio.Task[_Token]":
        running = self._fetching.get(app.app_id)
        if running is None or running.done():
            running = self._fetching[app.app_id] = asyncio.create_task(self._fetch(app))
            # A failure in the background is told by whoever needs the token next.
            running.add_done_callback(lambda task: task.cancelled() or task.exception())
        return running

    async def _fetch(self, app: App) -> _Token:
        try:
            answer = await self._ask(app)
            text, life = str(answer["access_token"]), timedelta(seconds=float(answer["expires_in"]))
            now = self._clock.now()
            ends_at = now + life
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, OverflowError) as error:
            self._postpone(app)
            log.warning("teams.no_token", extra={"error": type(error).__name__})
            raise UnreachableError("no_token") from None
        except SendError:
            self._postpone(app)
            raise
        token = _Token(text=text, ends_at=ends_at, exchange_at=max(now, ends_at - AHEAD))
        self._tokens[app.app_id] = token
        return token

    def _postpone(self, app: App) -> None:
        token = self._tokens.get(app.app_id)
        if token is not None:
            again_at = self._clock.now() + AGAIN
            self._tokens[app.app_id] = _Token(text=token.text, ends_at=token.ends_at, exchange_at=again_at)

    async def _ask(self, app: App) -> Any:  # noqa: ANN401 - what an endpoint answers in JSON
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        match app.proof:
            case ManagedIdentityProof():
                url, arguments, headers = managed_identity_request(app, app.proof, self._scope)
                request = self._session.get(url, params=arguments, headers=headers, allow_redirects=False)
            case SecretProof() | CertificateProof():
                url = f"{self._login_url}/{app.tenant}/oauth2/v2.0/token"
                form = login_form(app, app.proof, url=url, scope=self._scope, now=self._clock.now())
                # A redirect would take the secret to whomever it names.
                request = self._session.post(url, data=form, allow_redirects=False)
        async with request as answer:
            body = await answer.json(content_type=None)
        if answer.status != OK:
            raise _refusal(answer.status, body)
        return body


def login_form(
    app: App, proof: SecretProof | CertificateProof, *, url: str, scope: str, now: datetime
) -> dict[str, str]:
    """The form by which Entra gives an app a token.

    https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
    """
    form = {"grant_type": "client_credentials", "client_id": app.app_id, "scope": scope}
    if isinstance(proof, SecretProof):
        return {**form, "client_secret": proof.secret}
    assertion = _assertion(app, proof, url, now)
    return {**form, "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}


def managed_identity_request(
    app: App, proof: ManagedIdentityProof, scope: str
) -> tuple[str, dict[str, str], dict[str, str]]:
    """Address, arguments and headers by which a machine in Azure gets a token for its identity."""
    arguments = {"resource": scope.removesuffix("/.default"), "client_id": app.app_id}
    if proof.endpoint:
        return proof.endpoint, {**arguments, "api-version": "2019-08-01"}, {"X-IDENTITY-HEADER": proof.header}
    return METADATA_SERVICE, {**arguments, "api-version": "2018-02-01"}, {"Metadata": "true"}


def _assertion(app: App, proof: CertificateProof, audience: str, now: datetime) -> str:
    """A token that the app signs itself.

    https://learn.microsoft.com/entra/identity-platform/certificate-credentials
    """
    certificate = x509.load_pem_x509_certificate(proof.pem.encode())
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    claims = {
        "aud": audience,
        "iss": app.app_id,
        "sub": app.app_id,
        "jti": secrets.token_hex(16),
        "nbf": now,
        "exp": now + ASSERTION_LIFE,
    }
    headers = {"x5t#S256": base64.urlsafe_b64encode(digest).rstrip(b"=").decode()}
    return jwt.encode(claims, proof.pem, algorithm="PS256", headers=headers)


def _refusal(status: int, body: object) -> SendError:
    """Entra refused: that is for an admin to mend in the settings, after which sending goes on by itself."""
    code = body.get("error") if isinstance(body, dict) else None
    shown = code if isinstance(code, str) and code.isidentifier() else f"http_{status}"
    if status < SERVER_ERROR:
        log.error("teams.token_refused", extra={"code": shown, "status": status})
    return UnreachableError(f"token_{shown}")
