"""The headers that every response carries, whoever made it."""

from typing import Final

from aiohttp import web

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Scripts and styles come from our own files only, nothing inline: https://developer.mozilla.org/docs/Web/HTTP/CSP"""


async def add_security_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Adds the headers just before a response goes out, also to errors and streams."""
    response.headers.update(SECURITY_HEADERS)
    response.headers["Server"] = "Voxloop"
