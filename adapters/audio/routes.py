"""`GET /clips/<link>`: plays a clip to who has a link that still holds."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

Clips = Callable[[str], Awaitable[tuple[str, bytes] | None]]
"""The media type and content of the clip behind a link; `None` where it may not (or no longer) be heard."""

LONGEST_LINK: Final = 200

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Disposition": "inline",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


def clip_routes(clips: Clips) -> list[web.RouteDef]:
    """The route of clips. Whatever is wrong with a link, the answer is the same 404."""

    async def play(request: web.Request) -> web.Response:
        link = request.match_info["link"]
        found = await clips(link) if len(link) <= LONGEST_LINK and link.isascii() else None
        if found is None:
            raise web.HTTPNotFound
        media_type, content = found
        return web.Response(body=content, content_type=media_type, headers=HEADERS)

    return [web.get("/clips/{link}", play)]
