"""The webhook: `POST /intake/<source>` takes customer voice, `POST /intake/<source>/withdraw` takes it back.

Every answer is JSON. A request is taken as a whole or not at all, and once: repeating it is safe.
"""

import asyncio
import hashlib
import json
import math
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import Final

from aiohttp import web

from adapters.intake.allowance import Allowance
from adapters.intake.fields import read_short
from adapters.intake.openapi import openapi
from adapters.intake.recognise import Format, parse, parse_as
from adapters.intake.webhook_auth import NO_SECRET, Proof, is_proven, proof_of
from bot.chat.errors import BusyError, UnavailableError
from bot.chat.intake import Handled, IntakeDesk, IntakeRecord, IntakeSource, Parsed, RefusedRecord, Speaker
from bot.chat.words import phrase, words_for
from bot.clock.clock import Clock

MAX_BODY_BYTES: Final = 10 * 1024 * 1024
"""An hour's transcript takes about 100 kB. Larger files are imported with `voxloop import voice`."""

MAX_RECORDS: Final = 500
"""More in one request would hold up the database; larger exports are imported as files."""

BODY_SECONDS: Final = 30.0
"""How long a body may trickle in."""

AT_ONCE: Final = 8
"""More bodies than this are not held in memory."""

UNPROVEN_AT_ONCE: Final = 4
"""So many of them may be of requests whose signature cannot be looked at before the body is there: strangers who let
theirs trickle do not keep out those who have proved themselves."""

PER_SECOND, BURST = 5.0, 50.0

_PROBLEMS: Final = {
    HTTPStatus.BAD_REQUEST: ("bad_request", phrase("The body cannot be used as it is.")),
    HTTPStatus.UNAUTHORIZED: ("unauthorized", phrase("The source or its secret is wrong, or the signature is stale.")),
    HTTPStatus.REQUEST_TIMEOUT: ("too_slow", phrase("The body did not arrive in time.")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "too_large",
        phrase("That is more than one request may bring. Please send less at once, or import it as a file."),
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("nothing_usable", phrase("Nothing in the body could be taken.")),
    HTTPStatus.TOO_MANY_REQUESTS: ("too_often", phrase("That was too often. Please wait and send it again.")),
    HTTPStatus.SERVICE_UNAVAILABLE: ("busy", phrase("We are busy. Nothing was kept; please send it again.")),
}

_KEY: Final = re.compile(r"[\w-]{1,100}")
"""What the key of a source looks like; anything else need not be looked up."""

_Handler = Callable[[web.Request], Awaitable[web.Response]]


class _Refused(Exception):  # noqa: N818 - it ends a request, which is no error of ours
    def __init__(self, status: HTTPStatus, *, wait_seconds: float = 0, refused: Sequence[RefusedRecord] = ()) -> None:
        super().__init__(status.phrase)
        self.status = status
        self.wait_seconds = wait_seconds
        self.refused = tuple(refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proven:
    """A request that proved where it comes from. `mark` names it, so that its repetition is recognised."""

    source: IntakeSource
    body: bytes
    mark: str


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Takes requests: proves, bounds and reads them, and hands their records to the core.

    Answers 401 to an unknown source and a wrong secret alike, 408 to a body that trickles, 413 to one that is too
    large, 422 where nothing in it can be taken, 429 to a source that knocks too often, 503 while the database is busy.
    """

    desk: IntakeDesk
    clock: Clock
    seconds: Callable[[], float] = time.monotonic
    _allowance: Allowance = field(init=False)
    _reader: ThreadPoolExecutor = field(init=False)
    _at_work: int = 0
    _unproven: int = 0

    def __post_init__(self) -> None:
        self._allowance = Allowance(per_second=PER_SECOND, burst=BURST, seconds=self.seconds)
        # One thread: reading must not take the processor from those who answer a check-in.
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake")

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/intake/{source}", self._answered(self._take)),
            web.post("/intake/{source}/withdraw", self._answered(self._withdraw)),
            web.get("/intake/openapi.json", _show_openapi),
        ]

    async def stop(self) -> None:
        self._reader.shutdown(wait=False, cancel_futures=True)

    def _answered(self, handler: _Handler) -> _Handler:
        """The handler with a calm answer to what it refuses, and no more bodies in memory than there may be."""

        async def answer(request: web.Request) -> web.Response:
            if self._at_work >= AT_ONCE:
                return _problem(_Refused(HTTPStatus.SERVICE_UNAVAILABLE, wait_seconds=1))
            self._at_work += 1
            try:
                return await handler(request)
            except _Refused as refused:
                return _problem(refused)
            except (BusyError, UnavailableError):
                return _problem(_Refused(HTTPStatus.SERVICE_UNAVAILABLE, wait_seconds=1))
            finally:
                self._at_work -= 1

        return answer

    async def _take(self, request: web.Request) -> web.Response:
        proven = await self._proven(request)
        found = await asyncio.get_running_loop().run_in_executor(self._reader, partial(_records, proven))
        records = [each for each in found if isinstance(each, IntakeRecord)]
        refused = [each for each in found if isinstance(each, RefusedRecord)]
        if not records:
            raise _Refused(HTTPStatus.UNPROCESSABLE_ENTITY, refused=refused)
        handled = await self.desk.take(proven.source.key, records, mark=proven.mark)
        return web.json_response(_counted(handled, refused))

    async def _withdraw(self, request: web.Request) -> web.Response:
        proven = await self._proven(request)
        external_id = _external_id(proven.body)
        is_known = await self.desk.withdraw(proven.source.key, external_id, mark=proven.mark)
        return web.json_response({"withdrawn": int(is_known)})

    async def _proven(self, request: web.Request) -> _Proven:
        """The request once it has proved where it comes from; what it brings is read as late as can be.

        Raises:
            _Refused: it does not, comes too often, or is too large or slow.
        """
        proof = proof_of(request.headers)
        if proof.is_missing:
            raise _Refused(HTTPStatus.UNAUTHORIZED)
        key = request.match_info["source"]
        source = await self.desk.source(key) if _KEY.fullmatch(key) else None
        if not proof.signature and not self._is_proven(source, proof, b""):
            raise _Refused(HTTPStatus.UNAUTHORIZED)
        body = await (self._unproven_body_of(request) if proof.signature else _body_of(request))
        if source is None or not self._is_proven(source, proof, body):
            raise _Refused(HTTPStatus.UNAUTHORIZED)
        if wait_seconds := self._allowance.wait_seconds(key):
            raise _Refused(HTTPStatus.TOO_MANY_REQUESTS, wait_seconds=wait_seconds)
        return _Proven(source=source, body=body, mark=_mark(proof))

    async def _unproven_body_of(self, request: web.Request) -> bytes:
        if self._unproven >= UNPROVEN_AT_ONCE:
            raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE, wait_seconds=1)
        self._unproven += 1
        try:
            return await _body_of(request)
        finally:
            self._unproven -= 1

    def _is_proven(self, source: IntakeSource | None, proof: Proof, body: bytes) -> bool:
        secret = source.secret if source else NO_SECRET
        return is_proven(proof, secret, body=body, now=self.clock.now()) and source is not None


async def _show_openapi(_: web.Request) -> web.Response:
    return web.json_response(openapi())


async def _body_of(request: web.Request) -> bytes:
    """The body, bounded in size and time.

    Raises:
        _Refused: it is larger or slower than may be.
    """
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except TimeoutError:
        raise _Refused(HTTPStatus.REQUEST_TIMEOUT) from None
    except web.RequestPayloadError:
        raise _Refused(HTTPStatus.BAD_REQUEST) from None
    return bytes(body)


def _records(proven: _Proven) -> list[IntakeRecord | RefusedRecord]:
    """All that the body holds.

    Raises:
        _Refused: there are too many.
    """
    found = list(islice(_parsed(proven.source, proven.body), MAX_RECORDS + 1))
    if len(found) > MAX_RECORDS:
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return found


def _parsed(source: IntakeSource, body: bytes) -> Parsed:
    sides = {name.casefold(): Speaker.CUSTOMER for name in source.customer_sides} | {
        name.casefold(): Speaker.AGENT for name in source.agent_sides
    }
    if source.parser:
        return parse_as(Format(source.parser), body, source=source.key, max_bytes=MAX_BODY_BYTES, speakers=sides)
    return parse(body, source=source.key, max_bytes=MAX_BODY_BYTES, speakers=sides)


def _external_id(body: bytes) -> str:
    """The id of the interaction that is taken back, read as it is where records are taken.

    Raises:
        _Refused: the body names none.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise _Refused(HTTPStatus.BAD_REQUEST) from None
    external_id = read_short(given.get("external_id")) if isinstance(given, dict) else ""
    if not external_id:
        raise _Refused(HTTPStatus.BAD_REQUEST)
    return external_id


def _mark(proof: Proof) -> str:
    """A signed request has its effect once. A bearer's may come again: the same content changes nothing.

    The path is no part of it, for it is not signed: what was sent to be taken is no order to take it back.
    """
    return hashlib.sha256(f"{proof.timestamp}\0{proof.signature}".encode()).hexdigest() if proof.signature else ""


def _counted(handled: Handled, refused: Sequence[RefusedRecord]) -> dict[str, object]:
    return {
        "received": handled.received,
        "changed": handled.changed,
        "known": handled.known,
        "withdrawn": handled.withdrawn,
        "repeated": handled.is_repeat,
        "refused": _told((*refused, *handled.refused)),
    }


def _told(refused: Sequence[RefusedRecord]) -> list[dict[str, str]]:
    words = words_for("en")
    return [{"where": each.where, "reason": words.say(each.template, **dict(each.values))} for each in refused]


def _problem(refused: _Refused) -> web.Response:
    code, sentence = _PROBLEMS[refused.status]
    answer = {"error": {"code": code, "message": words_for("en").say(sentence)}, "refused": _told(refused.refused)}
    headers = {"Retry-After": str(math.ceil(refused.wait_seconds))} if refused.wait_seconds else {}
    return web.json_response(answer, status=refused.status, headers=headers)
