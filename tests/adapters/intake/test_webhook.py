"""The webhook over real HTTP: who proves themselves is heard, once; everybody else learns nothing."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.server import Mount, Server, build_application
from adapters.intake import webhook
from adapters.intake.allowance import Allowance
from adapters.intake.webhook import Webhook
from adapters.intake.webhook_auth import SIGNATURE, TIMESTAMP, Proof, is_proven, sign
from bot.chat.errors import UnavailableError
from bot.chat.intake import Handled, IntakeRecord, IntakeSource
from bot.clock.clock import MovableClock

SECRET = "correct-horse-battery-staple"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TICKET = {"kind": "ticket", "external_id": "t-1", "text": "CUSTOMER: The tap drips again.", "consent": "given"}


@dataclass
class Desk:
    """Keeps what it is given, and can be out of order."""

    records: list[IntakeRecord] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    is_down: bool = False

    async def source(self, key: str) -> IntakeSource | None:
        return IntakeSource(key=key, parser="", secret=SECRET) if key == "helpdesk" else None

    async def take(self, source: str, records: Sequence[IntakeRecord], *, mark: str) -> Handled:
        if self.is_down:
            raise UnavailableError("database")
        if mark and mark in self.marks:
            return Handled(is_repeat=True)
        self.marks.add(mark)
        self.records += records
        return Handled(received=len(records))

    async def withdraw(self, source: str, external_id: str, *, mark: str) -> bool:
        return any(each.external_id == external_id for each in self.records)


@dataclass
class Far:
    """The source's end of the wire."""

    url: str
    session: aiohttp.ClientSession
    desk: Desk
    clock: MovableClock

    async def send(
        self, body: bytes, *, path: str = "helpdesk", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, object]]:
        async with self.session.post(f"{self.url}/intake/{path}", data=body, headers=headers or {}) as response:
            assert response.content_type == "application/json"
            return response.status, await response.json()

    def signed(self, body: bytes, *, secret: str = SECRET, age: timedelta = timedelta(0)) -> dict[str, str]:
        stamp = int((self.clock.now() - age).timestamp())
        return {TIMESTAMP: str(stamp), SIGNATURE: sign(secret, stamp, body)}


@pytest.fixture
async def far() -> AsyncIterator[Far]:
    desk, clock = Desk(), MovableClock(NOON)
    hook = Webhook(desk=desk, clock=clock)
    app = build_application([Mount(routes=hook.routes(), stop=hook.stop)])
    async with Server(app, host="127.0.0.1", port=0) as server, aiohttp.ClientSession() as session:
        yield Far(url=f"http://127.0.0.1:{server.port}", session=session, desk=desk, clock=clock)


def body_of(*records: object) -> bytes:
    return json.dumps(records[0] if len(records) == 1 else list(records)).encode()


BEARER = {"Authorization": f"Bearer {SECRET}"}


async def test_a_bearer_hands_in_a_ticket(far: Far) -> None:
    status, answer = await far.send(body_of(TICKET), headers=BEARER)
    assert (status, answer["received"], answer["refused"]) == (200, 1, [])
    assert far.desk.records[0].external_id == "t-1"


async def test_a_signed_request_has_its_effect_once(far: Far) -> None:
    body = body_of(TICKET)
    headers = far.signed(body)
    first, again = await far.send(body, headers=headers), await far.send(body, headers=headers)
    assert (first[0], first[1]["repeated"]) == (200, False)
    assert (again[0], again[1]["repeated"]) == (200, True)
    assert len(far.desk.records) == 1


@pytest.mark.parametrize("path", ["helpdesk", "somewhere"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eA=="}])
async def test_strangers_are_refused_alike_whether_the_source_exists(
    far: Far, path: str, headers: dict[str, str]
) -> None:
    status, answer = await far.send(body_of(TICKET), path=path, headers=headers)
    assert status == 401
    assert answer["error"] == {
        "code": "unauthorized",
        "message": "The source or its secret is wrong, or the signature is stale.",
    }
    assert far.desk.records == []


async def test_stale_and_forged_signatures_are_refused(far: Far) -> None:
    body = body_of(TICKET)
    stale = far.signed(body, age=timedelta(minutes=6))
    forged = far.signed(body_of({**TICKET, "text": "other"}))
    other_secret = far.signed(body, secret="guess")
    odd = {TIMESTAMP: "²", SIGNATURE: "v1=é".encode().decode("latin-1")}
    for headers in (stale, forged, other_secret, odd):
        assert (await far.send(body, headers=headers))[0] == 401
    assert far.desk.records == []


async def test_what_cannot_be_taken_is_told_with_its_place(far: Far) -> None:
    status, answer = await far.send(body_of({**TICKET, "text": ""}), headers=BEARER)
    assert status == 422
    assert answer["refused"] == [{"where": answer["refused"][0]["where"], "reason": "Nobody says anything in it."}]  # type: ignore[index]
    status, answer = await far.send(body_of(TICKET, {**TICKET, "external_id": "t-2", "nps": 99}), headers=BEARER)
    assert status == 200
    assert (answer["received"], len(answer["refused"])) == (1, 1)  # type: ignore[arg-type]


async def test_too_much_is_refused_before_it_is_kept(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "MAX_BODY_BYTES", 1000)
    assert (await far.send(b"x" * 1001, headers=BEARER))[0] == 413

    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    async with far.session.post(f"{far.url}/intake/helpdesk", data=trickle(), headers=BEARER) as response:
        assert response.status == 413
    monkeypatch.setattr(webhook, "MAX_BODY_BYTES", 10_000_000)
    monkeypatch.setattr(webhook, "MAX_RECORDS", 2)
    many = [{**TICKET, "external_id": f"t-{n}"} for n in range(3)]
    assert (await far.send(body_of(*many), headers=BEARER))[0] == 413
    assert far.desk.records == []


async def test_a_body_that_trickles_is_given_up(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.05)

    async def stall() -> AsyncIterator[bytes]:
        yield b"{"
        await far.session.get(f"{far.url}/healthz")
        import asyncio

        await asyncio.sleep(0.2)
        yield b"}"

    async with far.session.post(f"{far.url}/intake/helpdesk", data=stall(), headers=BEARER) as response:
        assert response.status == 408


async def test_who_knocks_too_often_is_told_when_to_come_again(far: Far) -> None:
    for _ in range(int(webhook.BURST)):
        assert (await far.send(body_of(TICKET), headers=BEARER))[0] == 200
    async with far.session.post(f"{far.url}/intake/helpdesk", data=body_of(TICKET), headers=BEARER) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")


async def test_nothing_is_half_done_while_the_database_is_busy(far: Far) -> None:
    far.desk.is_down = True
    async with far.session.post(f"{far.url}/intake/helpdesk", data=body_of(TICKET), headers=BEARER) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "1")
        assert (await response.json())["error"]["code"] == "busy"


async def test_a_customer_takes_it_back(far: Far) -> None:
    await far.send(body_of(TICKET), headers=BEARER)
    known = await far.send(b'{"external_id": "t-1"}', path="helpdesk/withdraw", headers=BEARER)
    unknown = await far.send(b'{"external_id": "t-9"}', path="helpdesk/withdraw", headers=BEARER)
    nothing = await far.send(b"[]", path="helpdesk/withdraw", headers=BEARER)
    assert (known, unknown, nothing[0]) == ((200, {"withdrawn": 1}), (200, {"withdrawn": 0}), 400)


@given(st.binary(max_size=300), st.text(max_size=30), st.text(max_size=80))
def test_nobody_guesses_a_signature(body: bytes, timestamp: str, signature: str) -> None:
    proof = Proof(bearer="", timestamp=timestamp, signature=signature or "x")
    assert not is_proven(proof, SECRET, body=body, now=NOON)


@given(st.binary(max_size=300), st.integers(min_value=-300, max_value=300))
def test_every_signature_of_ours_holds_within_the_window(body: bytes, age: int) -> None:
    stamp = int(NOON.timestamp()) - age
    proof = Proof(timestamp=str(stamp), signature=sign(SECRET, stamp, body))
    assert is_proven(proof, SECRET, body=body, now=NOON)
    assert not is_proven(proof, SECRET, body=body + b" ", now=NOON)


def test_an_allowance_fills_up_again() -> None:
    now = [0.0]
    allowance = Allowance(per_second=2.0, burst=2.0, seconds=lambda: now[0])
    assert [allowance.wait_seconds("a") for _ in range(3)] == [0.0, 0.0, 0.5]
    assert allowance.wait_seconds("b") == 0.0
    now[0] = 0.5
    assert allowance.wait_seconds("a") == 0.0
