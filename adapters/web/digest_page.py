"""`GET /digest/<link>`: a message as a page to read, print or keep, for who has a link that still holds."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web
from markupsafe import Markup

from adapters.web.pages import STATIC, asset
from adapters.web.render import Surface, render_blocks
from bot.chat.blocks import Message
from bot.chat.words import Words

Reading = Callable[[str], Awaitable[tuple[Message, Words] | None]]
"""The message behind a link, and the language it is in; `None` where it may not (or no longer) be read."""

PaperMaker = Callable[[Message, Words], bytes]
"""Makes a PDF of a message."""

LONGEST_LINK: Final = 300

HEADERS: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Content-Disposition": "inline"}

_PAGE: Final = Markup(
    '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n{style}\n'
    '</head>\n<body class="paper"><main>{body}</main></body>\n</html>\n'
)


def digest_routes(reading: Reading, paper: PaperMaker | None) -> list[web.RouteDef]:
    """The route of digests. Whatever is wrong with a link, the answer is the same 404."""

    async def read(request: web.Request) -> web.Response:
        link = request.match_info["link"]
        found = await reading(link) if len(link) <= LONGEST_LINK and link.isascii() else None
        if found is None:
            raise web.HTTPNotFound
        message, words = found
        if request.query.get("format") == "pdf":
            if paper is None:
                raise web.HTTPNotFound
            # It takes a tenth of a second or more, for which nobody who answers should wait.
            drawn = await asyncio.to_thread(paper, message, words)
            return web.Response(body=drawn, content_type="application/pdf", headers=HEADERS)
        style = Markup('<link rel="stylesheet" href="{}">').format(asset("app.css"))
        return web.Response(text=_page(message, words, style), content_type="text/html", headers=HEADERS)

    return [web.get("/digest/{link}", read)]


def whole_page(message: Message, words: Words) -> str:
    """A message as a page that needs nothing beside itself."""
    # Our own file, which holds no markup.
    return _page(message, words, Markup("<style>{}</style>").format(Markup(_styles())))  # noqa: S704 - as said


def _page(message: Message, words: Words, style: Markup) -> str:
    body = render_blocks(message.blocks, Surface(press_form=""))
    return str(_PAGE.format(language=words.language, title=message.summary, style=style, body=body))


@cache
def _styles() -> str:
    return (Path(STATIC) / "app.css").read_text("utf-8")
