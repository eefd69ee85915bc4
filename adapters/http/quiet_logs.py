"""Logs of the HTTP server that hold no payload: no query, no address, no body, no cookie."""

import logging
import sys

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger


class QuietAccessLog(AbstractAccessLogger):
    """One line for each request: its method, the route's pattern, the status and the time it took."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        self.logger.info(
            "request",
            extra={
                "method": request.method if request.method.isalpha() else "?",
                "route": _pattern(request),
                "status": response.status,
                "duration_ms": round(time * 1000, 1),
            },
        )

    @property
    def enabled(self) -> bool:
        return self.logger.isEnabledFor(logging.INFO)


def wire_log() -> logging.Logger:
    """Where the server tells of connections that it could not make sense of, stripped of what they carried."""
    log = logging.getLogger("adapters.http.wire")
    log.addFilter(_strip)
    return log


def _strip(record: logging.LogRecord) -> bool:
    """Keeps out the exception that comes along, for it quotes the request, cookies included."""
    error = record.exc_info[0] if record.exc_info else sys.exc_info()[0]
    record.msg, record.args = "request could not be handled", ()
    record.exc_info = record.exc_text = record.stack_info = None
    record.error = error.__name__ if error else ""
    return True


def _pattern(request: web.BaseRequest) -> str:
    """The pattern, never the path: what people type after the last slash is theirs."""
    resource = request.match_info.route.resource if isinstance(request, web.Request) else None
    return resource.canonical if resource else "unknown"
