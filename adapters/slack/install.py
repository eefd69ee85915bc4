"""Installing into many workspaces by OAuth.

https://docs.slack.dev/authentication/installing-with-oauth
"""

import asyncio
import hashlib
import hmac
import html
import logging
import secrets
from collections.abc import Collection
from datetime import timedelta
from urllib.parse import quote

from aiohttp import web
from slack_sdk.oauth.authorize_url_generator import AuthorizeUrlGenerator

from adapters.slack.client import OPTIONAL_SCOPES, SCOPES, SCOPES_BESIDE_METHODS, SlackClient
from adapters.slack.credentials import Credentials, Secrets, installation_of
from adapters.slack.limits import Json
from adapters.slack.refs import SLACK, UserId, account_ref
from bot.chat.errors import ChatError, SendError
from bot.chat.events import EventHandler, WorkspaceInstalled
from bot.chat.ids import Actor
from bot.chat.records import Installation, Installations, OneTimeTokens
from bot.chat.words import Words, phrase
from bot.clock.clock import Clock

log = logging.getLogger(__name__)

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
PURPOSE = "slack-install"
COOKIE = "voxloop_slack_install"
LIFETIME = timedelta(minutes=10)

BOT_SCOPES = tuple(sorted(SCOPES_BESIDE_METHODS.union(*SCOPES.values()) - OPTIONAL_SCOPES))
"""What the manifest asks for as well."""

DONE_TITLE = phrase("Voxloop is installed")
DONE = phrase("All is ready in {name}. You can close this page and type /voice in Slack.")
CANCELLED_TITLE = phrase("Nothing was installed")
CANCELLED = phrase("You cancelled the installation in Slack. Nothing was changed.")
STALE_TITLE = phrase("This link no longer works")
STALE = phrase("The installation took too long or began in another browser. Please start it again.")
FAILED_TITLE = phrase("Slack did not finish the installation")
FAILED = phrase("Please start it again in a minute. If it fails again, the reason is in Voxloop's log.")
REFUSED_TITLE = phrase("This Voxloop is not for your workspace yet")
REFUSED = phrase(
    "Nothing was kept of {name}, and Voxloop gave its access back. If your workspace belongs here, ask the people who "
    "run this Voxloop to add {workspace} to the setting {setting}, and then start again."
)
AGAIN = phrase("Start again")

ALLOWED_BY = "SLACK_WORKSPACES"
"""The setting that a refused workspace is told of."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }}
main {{ max-width: 32rem; margin: 15vh auto; padding: 0 1.5rem; }}
</style>
<main><h1>{title}</h1><p>{text}</p>{link}</main>
</html>
"""


class Installer:
    """The two pages of the installation."""

    def __init__(
        self,
        *,
        client: SlackClient,
        credentials: Credentials,
        installations: Installations,
        tokens: OneTimeTokens,
        handle: EventHandler,
        clock: Clock,
        words: Words,
        client_id: str,
        client_secret: str,
        workspaces: Collection[str],
        authorize_url: str,
        public_url: str,
    ) -> None:
        self._client = client
        self._credentials = credentials
        self._installations = installations
        self._tokens = tokens
        self._handle = handle
        self._clock = clock
        self._words = words
        self._client_id = client_id
        self._client_secret = client_secret
        self._workspaces = frozenset(each.casefold() for each in workspaces)
        self._admitting = asyncio.Lock()
        self._authorize_url = authorize_url
        self._redirect_uri = f"{public_url}{REDIRECT_PATH}" if public_url else ""
        self._is_secure = public_url.startswith("https:")

    def routes(self) -> list[web.RouteDef]:
        return [web.get(INSTALL_PATH, self.begin), web.get(REDIRECT_PATH, self.finish)]

    async def begin(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 - aiohttp passes it
        """Sends the browser to Slack with a state that works once, soon, and in this browser alone."""
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        await self._tokens.issue(PURPOSE, state, _print_of(browser), self._clock.now() + LIFETIME)
        generator = AuthorizeUrlGenerator(
            client_id=self._client_id,
            scopes=BOT_SCOPES,
            redirect_uri=quote(self._redirect_uri, safe="") or None,
            authorization_url=self._authorize_url,
        )
        answer = web.Response(status=302, headers={"Location": generator.generate(state), **_HEADERS})
        answer.set_cookie(
            COOKIE,
            browser,
            max_age=int(LIFETIME.total_seconds()),
            path="/slack",
            httponly=True,
            secure=self._is_secure,
            samesite="Lax",
        )
        return answer

    async def finish(self, request: web.Request) -> web.StreamResponse:
        """Takes Slack's code for tokens, once the state has shown that this browser asked for it."""
        subject = await self._tokens.redeem(PURPOSE, request.query.get("state", ""), self._clock.now())
        browser = _print_of(request.cookies.get(COOKIE, ""))
        if subject is None or not hmac.compare_digest(subject.encode(), browser.encode()):
            return self._page(400, STALE_TITLE, STALE, is_over=False)
        code = request.query.get("code", "")
        if not code:
            return self._page(200, CANCELLED_TITLE, CANCELLED, is_over=False)
        try:
            return await self._install(code)
        except ChatError as error:
            log.warning("slack.install_failed", extra={"error": type(error).__name__, "code": str(error)})
            return self._page(502, FAILED_TITLE, FAILED, is_over=False)

    async def _install(self, code: str) -> web.Response:
        answer = await self._exchange(code)
        installation = installation_of(answer, self._clock.now())
        if not await self._admit(installation, answer):
            await self._give_back(installation)
            values = {"name": installation.name, "workspace": installation.workspace.external_id}
            return self._page(403, REFUSED_TITLE, REFUSED, is_over=False, **values, setting=ALLOWED_BY)
        installed = WorkspaceInstalled(
            event_id=f"install-{_print_of(code)}",
            workspace=installation.workspace,
            name=installation.name,
            installer=_installer(answer, installation),
        )
        await self._handle(installed)
        return self._page(200, DONE_TITLE, DONE, is_over=True, name=installation.name)

    async def _exchange(self, code: str) -> Json:
        arguments = {"code": code, **({"redirect_uri": self._redirect_uri} if self._redirect_uri else {})}
        return await self._client.exchange(self._client_id, self._client_secret, arguments)

    async def _admit(self, installation: Installation, answer: Json) -> bool:
        """Keeps the installation if its workspace may have one; one at a time, so that two are not both the first."""
        async with self._admitting:
            if not await self._is_allowed(installation, answer):
                return False
            await self._installations.save(installation)
        self._credentials.forget(installation.workspace)
        return True

    async def _is_allowed(self, installation: Installation, answer: Json) -> bool:
        """Whether the workspace is listed, or is installed already, or is the first and nothing is listed.

        One that is installed may always install again: without rotation Slack gives it the very token that is in use,
        which a refusal would revoke.
        """
        known = {each.workspace: each for each in await self._installations.list(SLACK)}
        earlier = known.get(installation.workspace)
        if earlier is not None and not earlier.suspended_reason:
            return True
        if self._workspaces:
            return not self._workspaces.isdisjoint(_ids(installation, answer))
        return earlier is not None or not known

    async def _give_back(self, installation: Installation) -> None:
        """Lets Slack revoke a token that nobody here will use.

        https://docs.slack.dev/reference/methods/auth.revoke
        """
        log.warning("slack.install_refused", extra={"workspace": installation.workspace.external_id})
        try:
            await self._client.call("auth.revoke", Secrets.decode(installation.secrets).access_token, {})
        except SendError as error:
            log.warning("slack.not_revoked", extra={"code": error.code})

    def _page(self, status: int, title: str, text: str, *, is_over: bool, **values: str) -> web.Response:
        say = self._words.say
        link = "" if is_over else f'<p><a href="{INSTALL_PATH}">{html.escape(say(AGAIN))}</a></p>'
        page = _PAGE.format(
            language=self._words.language,
            title=html.escape(say(title)),
            text=html.escape(say(text, **values)),
            link=link,
        )
        answer = web.Response(status=status, text=page, content_type="text/html", headers=_HEADERS)
        answer.del_cookie(COOKIE, path="/slack")
        return answer


def _installer(answer: Json, installation: Installation) -> Actor | None:
    user = (answer.get("authed_user") or {}).get("id")
    return Actor(account=account_ref(installation.workspace, UserId(user))) if user else None


def _ids(installation: Installation, answer: Json) -> frozenset[str]:
    """By which ids the workspace may be listed: its own, and that of the organisation that owns it."""
    enterprise = (answer.get("enterprise") or {}).get("id") or ""
    return frozenset({installation.workspace.external_id.casefold(), enterprise.casefold()})


def _print_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
