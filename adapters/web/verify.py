"""Who is asking: signed cookies, tokens against forged requests, and where a request came from. Pure functions.

Nothing is kept on the server for a session: the cookie itself says whose it is and until when, and is signed. So
nothing stored tells when somebody was here.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from urllib.parse import urlsplit

Purpose = Literal["session", "door"]
"""`session` cookies belong to somebody who signed in; `door` cookies to somebody who is about to."""

SESSION_DAYS: Final = 90
DOOR_HOURS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that signed in as one account. `id` is random and tells two browsers of one account apart."""

    account: str
    id: str
    expires_at: datetime


def new_session(account: str, now: datetime, *, id: str = "") -> Session:  # noqa: A002 - the field's own name
    """A session for `account`, with a new id unless one is carried on."""
    lifetime = timedelta(days=SESSION_DAYS)
    return Session(account=account, id=id or secrets.token_urlsafe(18), expires_at=now + lifetime)


def new_door(now: datetime, *, id: str = "") -> Session:  # noqa: A002 - as above
    """A passing identity for a browser without an account, to tie its forms to it."""
    return Session(account="", id=id or secrets.token_urlsafe(18), expires_at=now + timedelta(hours=DOOR_HOURS))


def seal_session(session: Session, key: bytes, purpose: Purpose = "session") -> str:
    """The session as the value of a cookie."""
    facts = [session.account, session.id, int(session.expires_at.timestamp())]
    payload = base64.urlsafe_b64encode(json.dumps(facts).encode()).decode()
    return f"{payload}.{_signature(key, purpose, payload)}"


def verify_session(cookie: str, key: bytes, now: datetime, purpose: Purpose = "session") -> Session | None:
    """The session in a cookie that we sealed for this purpose and that has not expired; else `None`."""
    payload, _, signature = cookie.rpartition(".")
    if not _is_same(signature, _signature(key, purpose, payload)):
        return None
    session = _opened(payload)
    return session if session and session.expires_at > now else None


def csrf_token(session: Session, key: bytes) -> str:
    """What every form of this session must bring back; another site can neither read nor make it."""
    return _signature(key, "csrf", session.id)


def verify_csrf(token: str, session: Session, key: bytes) -> bool:
    return _is_same(token, csrf_token(session, key))


def verify_origin(headers: Mapping[str, str], host: str) -> bool:
    """Whether a browser sent this from our own page, as far as it tells; the token is asked for besides.

    Our pages send no referrer, for which browsers write the origin of a posted form as `null`:
    https://fetch.spec.whatwg.org/#append-a-request-origin-header
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("Origin", "null")
    return origin == "null" or urlsplit(origin).netloc == host


def _opened(payload: str) -> Session | None:
    try:
        account, identity, expires = json.loads(base64.urlsafe_b64decode(payload))
    except (ValueError, binascii.Error):
        return None
    return Session(account=account, id=identity, expires_at=datetime.fromtimestamp(expires, UTC))


def _signature(key: bytes, purpose: str, text: str) -> str:
    return hmac.new(key, _bytes(f"{purpose}\0{text}"), hashlib.sha256).hexdigest()


def _is_same(given: str, right: str) -> bool:
    return hmac.compare_digest(_bytes(given), _bytes(right))


def _bytes(text: str) -> bytes:
    """Headers may hold any bytes, which arrive as surrogates."""
    return text.encode("utf-8", "surrogateescape")
