"""Receives requests: who is asking, did the page itself send this, and the cookies that go back."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import web

from adapters.web.parse import BadRequestError, Filled, only, parse_body
from adapters.web.refs import account_ref
from adapters.web.render import Carried
from adapters.web.verify import (
    SESSION_DAYS,
    Purpose,
    Session,
    csrf_token,
    new_door,
    seal_session,
    verify_csrf,
    verify_origin,
    verify_session,
)
from bot.chat.ids import AccountRef
from bot.chat.words import Words, words_for
from bot.clock.clock import Clock

MAX_FORM_BYTES: Final = 64 * 1024
"""Room for every field of a form at its longest, encoded."""

FORM_TYPE: Final = "application/x-www-form-urlencoded"
SECONDS_IN_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class WebProfile:
    """What the page needs to know of a person: how to greet them, in which language, by which clock.

    Who `may_moderate` takes other people's comments away.
    """

    name: str
    locale: str = "en"
    time_zone: str = "UTC"
    may_moderate: bool = False


Profiles = Callable[[AccountRef], Awaitable[WebProfile | None]]
"""Finds a profile; `None` for accounts that do not exist or may not come in any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody signed in who asks for something."""

    session: Session
    profile: WebProfile
    words: Words
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDesk:
    clock: Clock
    cookie_key: bytes
    is_secure: bool
    profile: Profiles

    async def visitor(self, request: web.Request) -> Visitor | None:
        """Who is asking, if they are signed in and still known."""
        return await self.known(self.session(request, "session"))

    async def known(self, session: Session | None) -> Visitor | None:
        """Whose session it is, if they may still come in."""
        profile = await self.profile(account_ref(session.account)) if session else None
        if session is None or profile is None:
            return None
        return Visitor(
            session=session, profile=profile, words=words_for(profile.locale), zone=ZoneInfo(profile.time_zone)
        )

    def session(self, request: web.Request, purpose: Purpose) -> Session | None:
        cookie = request.cookies.get(self._cookie(purpose), "")
        return verify_session(cookie, self.cookie_key, self.clock.now(), purpose)

    def door(self, request: web.Request) -> Session:
        """The passing identity of a browser that is not signed in; a new one where it has none."""
        return self.session(request, "door") or new_door(self.clock.now())

    def carried(self, session: Session, channel: str = "") -> Carried:
        """What a form shown to this browser brings back, on the page of a channel where one is named."""
        return Carried(csrf=csrf_token(session, self.cookie_key), act=secrets.token_urlsafe(16), channel=channel)

    async def read_form(self, request: web.Request, session: Session | None) -> Filled:
        """The fields of a form that a page of ours sent, in the hands of this browser.

        Raises:
            web.HTTPForbidden: another site sent it, or nobody knows who.
            web.HTTPRequestEntityTooLarge, web.HTTPUnsupportedMediaType, web.HTTPBadRequest: no form of ours.
        """
        if session is None or not verify_origin(request.headers, request.host):
            raise web.HTTPForbidden
        filled = await _read(request)
        token = request.headers.get("X-CSRF-Token") or only(filled, "csrf")
        if not verify_csrf(token, session, self.cookie_key):
            raise web.HTTPForbidden
        return filled

    def let_in(self, response: web.StreamResponse, session: Session) -> None:
        """Gives the browser its session and takes what it had at the door."""
        self._give(response, "session", session, max_age_seconds=SESSION_DAYS * SECONDS_IN_DAY)
        response.del_cookie(self._cookie("door"), path="/", secure=self.is_secure, httponly=True, samesite="Lax")

    def meet(self, response: web.StreamResponse, door: Session) -> None:
        """Gives a browser that is not signed in what ties its forms to it, until it is closed."""
        self._give(response, "door", door, max_age_seconds=None)

    def let_out(self, response: web.StreamResponse) -> None:
        response.del_cookie(self._cookie("session"), path="/", secure=self.is_secure, httponly=True, samesite="Lax")

    def _give(
        self, response: web.StreamResponse, purpose: Purpose, session: Session, *, max_age_seconds: int | None
    ) -> None:
        response.set_cookie(
            self._cookie(purpose),
            seal_session(session, self.cookie_key, purpose),
            max_age=max_age_seconds,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="Lax",
        )

    def _cookie(self, purpose: Purpose) -> str:
        """The prefix makes browsers refuse such a cookie from a neighbouring host or without TLS."""
        return f"__Host-voxloop-{purpose}" if self.is_secure else f"voxloop-{purpose}"


async def _read(request: web.Request) -> Filled:
    if request.content_type != FORM_TYPE:
        raise web.HTTPUnsupportedMediaType
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise web.HTTPRequestEntityTooLarge(max_size=MAX_FORM_BYTES, actual_size=len(body))
    try:
        return parse_body(bytes(body))
    except BadRequestError as error:
        raise web.HTTPBadRequest from error
