"""The one HTTP application: mounts what it is handed, starts and stops it, and listens."""

import errno
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from adapters.http.errors import ErrorPage, answer_errors, plain_error_page
from adapters.http.headers import add_security_headers
from adapters.http.health import Check, Figures, health_routes
from adapters.http.quiet_logs import QuietAccessLog, wire_log

MAX_BODY_BYTES = 1024 * 1024
"""Larger requests are refused with 413. Slack's largest, a filled view, stays under 250 kB."""

SHUTDOWN_SECONDS = 5.0
"""How long requests under way may still take once the server is told to stop."""


LAST_PORT = 65535


class PortTakenError(Exception):
    """Somebody else listens on that port already."""

    def __init__(self, port: int) -> None:
        free = port + 1 if port < LAST_PORT else port - 1
        super().__init__(f"Port {port} is in use by another program. Choose another one: PORT={free}")
        self.port = port


async def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """What one adapter brings: routes, and what to do around them.

    `start` runs before the first request. `drain` runs when no new request is let in any more and ends what would go
    on by itself, such as event streams. `stop` runs after the last request has ended.
    """

    routes: Sequence[web.AbstractRouteDef] = ()
    start: Callable[[], Awaitable[None]] = _nothing
    drain: Callable[[], Awaitable[None]] = _nothing
    stop: Callable[[], Awaitable[None]] = _nothing


def build_application(
    mounts: Iterable[Mount] = (),
    *,
    checks: Iterable[Check] = (),
    figures: Figures = tuple,
    error_page: ErrorPage = plain_error_page,
    max_body_bytes: int = MAX_BODY_BYTES,
) -> web.Application:
    """The application with everything mounted; mounts start in the given order and stop in the opposite one."""
    app = web.Application(middlewares=[answer_errors(error_page)], client_max_size=max_body_bytes)
    app.on_response_prepare.append(add_security_headers)
    app.add_routes(health_routes(tuple(checks), figures))
    for mount in mounts:
        app.add_routes(mount.routes)
        app.on_shutdown.append(_drained(mount))
        app.cleanup_ctx.append(_lifetime(mount))
    return app


def refuse_taken_port(host: str, port: int) -> None:
    """Tries a port before work is put into what would be served there. Other faults are told by `Server.start`.

    Raises:
        PortTakenError: somebody else listens there.
    """
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(port) from error


class Server:
    """Listens on one address. Used as `async with`, or with `start` and `stop`."""

    def __init__(self, app: web.Application, *, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._runner = web.AppRunner(
            app,
            access_log_class=QuietAccessLog,
            access_log=logging.getLogger("adapters.http.access"),
            logger=wire_log(),
            shutdown_timeout=SHUTDOWN_SECONDS,
        )

    @property
    def port(self) -> int:
        """The port listened on; once started, the real one even if 0 was asked for."""
        return self._port

    async def start(self) -> None:
        """Starts what is mounted and listens.

        Raises:
            PortTakenError: somebody else listens there.
            OSError: the address cannot be listened on for another reason.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortTakenError(self._port) from error
            raise
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Lets no one in any more, lets requests under way end, and stops what is mounted."""
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


def _drained(mount: Mount) -> Callable[[web.Application], Awaitable[None]]:
    async def drain(_: web.Application) -> None:
        await mount.drain()

    return drain


def _lifetime(mount: Mount) -> Callable[[web.Application], AsyncIterator[None]]:
    async def live(_: web.Application) -> AsyncIterator[None]:
        await mount.start()
        yield
        await mount.stop()

    return live
