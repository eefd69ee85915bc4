"""Load over loopback: writes ready requests to kept connections and times the answers; and a far end that counts calls.

It knows just enough of HTTP/1.1 to cost little, so that what is measured is the server.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

ANSWER = b'{"ok":true,"channel":"D0000000001","ts":"1732530000.000100"}'
HEAD_END = b"\r\n\r\n"


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came back: how many answers of each status, and the seconds that each 200 took."""

    seconds: float = 0.0
    statuses: "Counter[int]" = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.statuses[200]

    @property
    def per_second(self) -> float:
        return self.accepted / self.seconds

    def wait_at(self, share: float) -> float:
        """The wait in seconds that this share of the answers stayed within."""
        assert self.waits, f"nothing was accepted: {dict(self.statuses)}"
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))]

    def note(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        if status == 200:
            self.waits.append(seconds)


class Line(asyncio.Protocol):
    """One kept connection, on which one request is under way at a time."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._answered: asyncio.Future[int] | None = None

    @classmethod
    async def open(cls, port: int) -> "Line":
        _, line = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    async def ask(self, request: bytes) -> int:
        """The status of the answer; 0 when the connection breaks."""
        assert self._transport is not None
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(HEAD_END)
        if end and len(body) >= _length(head) and self._answered is not None:
            self._received.clear()
            self._answered.set_result(int(head[9:12]))

    def connection_lost(self, _error: Exception | None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(0)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def closed_loop(port: int, requests: Sequence[bytes], *, at_once: int) -> Outcome:
    """Sends all requests, always so many at once."""
    outcome = Outcome()
    waiting = iter(requests)
    lines = [await Line.open(port) for _ in range(at_once)]
    started = time.perf_counter()
    await asyncio.gather(*(_send_on(line, waiting, outcome) for line in lines))
    outcome.seconds = time.perf_counter() - started
    _close(lines)
    return outcome


async def open_loop(port: int, requests: Sequence[bytes], *, per_second: float) -> Outcome:
    """Sends the requests at a steady rate, whether or not earlier ones were answered.

    A wait counts from the moment at which the request was due.
    """
    outcome = Outcome()
    free: deque[Line] = deque()
    started = time.perf_counter()
    sent = []
    for number, request in enumerate(requests):
        due = started + number / per_second
        if (early := due - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        sent.append(asyncio.ensure_future(_send_one(port, request, due, free, outcome)))
    await asyncio.gather(*sent)
    outcome.seconds = time.perf_counter() - started
    _close(free)
    return outcome


async def _send_on(line: Line, waiting: Iterator[bytes], outcome: Outcome) -> None:
    for request in waiting:
        began = time.perf_counter()
        outcome.note(await line.ask(request), time.perf_counter() - began)


async def _send_one(port: int, request: bytes, due: float, free: "deque[Line]", outcome: Outcome) -> None:
    line = free.pop() if free else await Line.open(port)
    outcome.note(await line.ask(request), time.perf_counter() - due)
    free.append(line)


def _close(lines: "Sequence[Line] | deque[Line]") -> None:
    for line in lines:
        line.close()


class FarEnd:
    """Answers every call as Slack would, and counts them. `address` is where its Web API is."""

    def __init__(self) -> None:
        self.calls = 0
        self.address = ""
        self._called = asyncio.Event()

    async def called(self, times: int, *, patience_seconds: float = 10.0) -> None:
        """Returns when it was called so often in all."""
        async with asyncio.timeout(patience_seconds):
            while self.calls < times:
                self._called.clear()
                await self._called.wait()

    def take(self) -> None:
        self.calls += 1
        self._called.set()


class _FarLine(asyncio.Protocol):
    def __init__(self, far_end: FarEnd) -> None:
        self._far_end = far_end
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(HEAD_END)
        if end and len(body) >= _length(head) and self._transport is not None:
            self._received.clear()
            self._far_end.take()
            kind = b"Content-Type: application/json\r\n"
            self._transport.write(b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n%b" % (kind, len(ANSWER), ANSWER))


@asynccontextmanager
async def far_end_here() -> AsyncIterator[FarEnd]:
    """A far end in this process, for as long as it is needed."""
    far_end = FarEnd()
    server = await asyncio.get_running_loop().create_server(lambda: _FarLine(far_end), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    far_end.address = f"http://{host}:{port}/api"
    try:
        yield far_end
    finally:
        server.close()


def _length(head: bytes | bytearray) -> int:
    _, found, rest = bytes(head).lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0
