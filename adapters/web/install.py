"""How somebody without a chat seat comes in: sign-in links, one-time codes, and the way out."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from adapters.http.errors import accepted_words
from adapters.web.demo import Demo
from adapters.web.front_desk import FrontDesk
from adapters.web.pages import Pages, html_response
from adapters.web.parse import only
from adapters.web.verify import new_session
from bot.chat.records import OneTimeTokens

PURPOSE: Final = "sign-in"
"""What the tokens of links are issued for in `OneTimeTokens`; the subject is the account's external id."""

CODE_PURPOSE: Final = "sign-in-code"
"""What codes to be typed are issued for."""

CODE_CHARACTERS: Final = 8
"""Capital letters and digits, as the core issues them."""

TRIES: Final = 10
"""Codes that one address may try within `TRIES_MINUTES`."""
ALL_TRIES: Final = 300
"""Codes that all addresses together may try within `TRIES_MINUTES`: out of a million million, that hits none."""
TRIES_MINUTES: Final = 10
MOST_CALLERS: Final = 1000
"""Addresses that are remembered at once; beyond, nobody new may try."""


def parse_code(typed: str) -> str:
    """A code as issued, however people write it: small letters, spaces and dashes."""
    return re.sub(r"[\s.-]", "", typed).upper()[: CODE_CHARACTERS * 2]


class Tries:
    """Counts tries in memory only, for as long as they matter."""

    def __init__(self, *, most: int, within: timedelta) -> None:
        self._most = most
        self._within = within
        self._made: dict[str, deque[datetime]] = {}

    def allow(self, who: str, now: datetime) -> bool:
        """Whether `who` may try once more; counts it if so."""
        self._forget(now - self._within)
        made = self._made.get(who, deque())
        if len(made) >= self._most or (not made and len(self._made) >= MOST_CALLERS):
            return False
        self._made[who] = made
        made.append(now)
        return True

    def _forget(self, before: datetime) -> None:
        for who, made in tuple(self._made.items()):
            while made and made[0] <= before:
                made.popleft()
            if not made:
                del self._made[who]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Lets people in and out."""

    desk: FrontDesk
    pages: Pages
    tokens: OneTimeTokens
    demo: Demo | None = None
    tries: Tries = field(default_factory=lambda: Tries(most=TRIES, within=timedelta(minutes=TRIES_MINUTES)))
    all_tries: Tries = field(default_factory=lambda: Tries(most=ALL_TRIES, within=timedelta(minutes=TRIES_MINUTES)))

    def routes(self) -> Sequence[web.RouteDef]:
        return (
            web.get("/sign-in", self.show),
            web.post("/sign-in", self.sign_in),
            web.post("/sign-out", self.sign_out),
        )

    async def show(self, request: web.Request) -> web.Response:
        """The page with one button, which does nothing by itself: previews of links must not use them up."""
        return self._page(request, token=request.query.get("token", ""))

    async def sign_in(self, request: web.Request) -> web.Response:
        """Redeems a token or a code, once."""
        now = self.desk.clock.now()
        filled = await self.desk.read_form(request, self.desk.session(request, "door"))
        code, token = parse_code(only(filled, "code")), only(filled, "token")
        if code and not self._may_try(request, now):
            raise web.HTTPTooManyRequests
        # A code is short enough to be guessed, so it never counts as the token of a link, whose tries are not counted.
        purpose, given = (CODE_PURPOSE, code) if code else (PURPOSE, token)
        account = await self.tokens.redeem(purpose, given, now)
        if account is None:
            return self._page(request, is_wrong=True)
        response = web.Response(status=303, headers={"Location": "/"})
        self.desk.let_in(response, new_session(account, now))
        return response

    async def sign_out(self, request: web.Request) -> web.Response:
        await self.desk.read_form(request, self.desk.session(request, "session"))
        response = web.Response(status=303, headers={"Location": "/sign-in"})
        self.desk.let_out(response)
        return response

    def _page(self, request: web.Request, *, token: str = "", is_wrong: bool = False) -> web.Response:
        door = self.desk.door(request)
        words = accepted_words(request)
        carried = self.desk.carried(door)
        bar = self.demo.bar(door, words) if self.demo else None
        text = self.pages.page("sign_in.html", words, token=token, is_wrong=is_wrong, carried=carried, demo=bar)
        response = html_response(text, 403 if is_wrong else 200)
        self.desk.meet(response, door)
        return response

    def _may_try(self, request: web.Request, now: datetime) -> bool:
        return self.tries.allow(_address(request), now) and self.all_tries.allow("", now)


def _address(request: web.Request) -> str:
    """The caller's address; a proxy on this machine tells it in the last entry that it adds."""
    remote = request.remote or ""
    if remote in {"127.0.0.1", "::1"}:
        return request.headers.get("X-Forwarded-For", remote).rpartition(",")[2].strip()
    return remote
