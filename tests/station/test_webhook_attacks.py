"""What somebody at the far end of the wire tried with the webhook, in front of the real core and both databases."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from yarl import URL

from adapters.http.server import Mount, Server, build_application
from adapters.intake.webhook import AT_ONCE, Webhook
from adapters.intake.webhook_auth import SIGNATURE, TIMESTAMP, sign
from bot.bootstrap.intake_desk import CoreIntakeDesk
from bot.clock.clock import MovableClock
from bot.station.intake.sources import webhook_secret
from bot.station.model import SnippetSearch
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.station.intake.reception import COVERED, EAR, LATE

TICKET: Mapping[str, Any] = {"kind": "ticket", "external_id": "t-1", "text": f"CUSTOMER: {LATE}", "language": "en"}


@dataclass(frozen=True, kw_only=True)
class Wire:
    """The webhook of one source, and what of it can be read."""

    url: str
    session: aiohttp.ClientSession
    secret: str
    database: Database
    clock: MovableClock

    async def send(
        self, told: object, path: str = "calls", headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        sent = {"Authorization": f"Bearer {self.secret}"} if headers is None else headers
        url = URL(f"{self.url}/intake/{path}", encoded=True)
        async with self.session.post(url, data=body, headers=sent) as response:
            return response.status, await response.json()

    def signed(self, body: bytes) -> dict[str, str]:
        stamp = int(self.clock.now().timestamp())
        return {TIMESTAMP: str(stamp), SIGNATURE: sign(self.secret, stamp, body)}

    async def readable(self) -> int:
        return len(await self.database.read(lambda tx: tx.snippets.search(SnippetSearch(limit=1000))))


@pytest.fixture
async def wire(database: Database, keys: KeyDirectory, clock: MovableClock) -> AsyncIterator[Wire]:
    await database.write(lambda tx: tx.sources.save(COVERED))
    desk = CoreIntakeDesk(transactions=database, keys=keys, clock=clock, ear=EAR)
    hook = Webhook(desk=desk, clock=clock)
    app = build_application([Mount(routes=hook.routes(), stop=hook.stop)])
    secret = webhook_secret(keys, COVERED)
    async with Server(app, host="127.0.0.1", port=0) as server, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{server.port}"
        yield Wire(url=url, session=session, secret=secret, database=database, clock=clock)
    await desk.stop()


@pytest.mark.parametrize(
    "external_id", ["a  b", " x ", "a\nb", "a\0b", "\ud800", 4711, "x" * 800, "x" * 1200, "%", "_"]
)
async def test_what_comes_in_under_any_name_goes_out_under_the_same(wire: Wire, external_id: object) -> None:
    status, answer = await wire.send({**TICKET, "external_id": external_id})
    assert (status, answer["received"]) == (200, 1)
    assert await wire.readable() == 1
    assert await wire.send({"external_id": external_id}, "calls/withdraw") == (200, {"withdrawn": 1})
    assert await wire.readable() == 0


async def test_what_was_signed_to_be_taken_is_no_order_to_take_it_back(wire: Wire) -> None:
    body = json.dumps(TICKET).encode()
    headers = wire.signed(body)
    assert (await wire.send(body, headers=headers))[1]["received"] == 1
    assert await wire.send(body, "calls/withdraw", headers) == (200, {"withdrawn": 0})
    assert await wire.readable() == 1


async def test_a_signed_withdrawal_that_is_sent_again_is_answered_alike(wire: Wire) -> None:
    await wire.send(TICKET)
    body = b'{"external_id": "t-1"}'
    headers = wire.signed(body)
    for _ in range(2):
        assert await wire.send(body, "calls/withdraw", headers) == (200, {"withdrawn": 1})


async def test_a_body_that_cannot_be_unpacked_is_told_so(wire: Wire) -> None:
    packed = {"Authorization": f"Bearer {wire.secret}", "Content-Encoding": "gzip"}
    status, answer = await wire.send(b"no gzip at all", headers=packed)
    assert (status, answer["error"]["code"]) == (400, "bad_request")


async def test_a_body_that_unpacks_to_more_than_may_be_is_refused(wire: Wire) -> None:
    packed = {"Authorization": f"Bearer {wire.secret}", "Content-Encoding": "gzip"}
    status, _ = await wire.send(gzip.compress(b" " * 40_000_000), headers=packed)
    assert status == 413


@pytest.mark.parametrize("source", ["\0", "a\0b", "../calls", "calls\n", "ä" * 50, "'; --", "x" * 5000])
@pytest.mark.parametrize("tail", ["", "/withdraw"])
async def test_no_name_of_a_source_does_any_harm(wire: Wire, source: str, tail: str) -> None:
    status, _ = await wire.send(TICKET, f"{quote(source, safe='')}{tail}")
    assert status == 401


async def test_one_poisonous_record_of_many_costs_the_others_nothing(wire: Wire) -> None:
    poison = {
        "kind": "ticket",
        "external_id": "p\0\ud800",
        "text": f"\ud800\0CUSTOMER: {LATE} \udfff",
        "product": "\0\ud800",
        "site": "\ud800",
        "region": "\0",
        "url": "https://a.example/\0\ud800",
        "language": "\ud800",
        "labels": ["\ud800", "\0"],
        "known_names": ["\ud800", "\0"],
        "happened_at": "0001-01-01T00:00:00",
    }
    told = [{**TICKET, "external_id": f"t-{number}"} for number in range(30)]
    status, answer = await wire.send([*told, poison, told[0], told[1]])
    assert (status, answer["received"], answer["known"], answer["refused"]) == (200, 31, 2, [])


async def test_strangers_who_let_their_bodies_trickle_keep_nobody_out(wire: Wire) -> None:
    ended = asyncio.Event()

    async def trickle() -> AsyncIterator[bytes]:
        yield b"{"
        await ended.wait()

    async def pretend() -> int:
        forged = {TIMESTAMP: str(int(wire.clock.now().timestamp())), SIGNATURE: "v1=00"}
        async with wire.session.post(f"{wire.url}/intake/calls", data=trickle(), headers=forged) as response:
            return response.status

    strangers = [asyncio.create_task(pretend()) for _ in range(AT_ONCE)]
    await asyncio.sleep(0.3)
    assert (await wire.send(TICKET))[0] == 200
    ended.set()
    assert set(await asyncio.gather(*strangers)) == {401, 503}
