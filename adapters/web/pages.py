"""Whole pages and the pieces of them, from the templates."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.web.corner import Corner
from adapters.web.front_desk import Visitor
from adapters.web.parse import MAX_COMMENT_CHARACTERS
from adapters.web.render import Carried, Surface, render_message, render_press_form
from adapters.web.wording import page_wording
from bot.chat.blocks import Message
from bot.chat.records import Letter
from bot.chat.words import Words

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as it stands on the page. `key` names it there; `number` is the letter's, 0 for all else."""

    key: str
    html: Markup
    day: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One place to go to, in the list at the side."""

    label: str
    href: str
    is_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What a page with messages shows: the letters, what only this person sees, and an open form."""

    letters: Sequence[Shown] = ()
    notes: Sequence[Shown] = ()
    form: Markup | None = None
    has_earlier: bool = False
    last_number: int = 0
    last_version: int = 0


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Renders pages for one organisation."""

    organisation: str
    has_gallery: bool = False

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        environment.filters["asset"] = asset
        return environment

    def warm_up(self) -> None:
        """Compiles the templates that nearly everybody needs."""
        for name in ("chat.html", "message.html", "sign_in.html"):
            self._environment.get_template(name)

    def page(self, template: str, words: Words, /, **values: object) -> str:
        """A template filled with the page's words and `values`."""
        common = {"organisation": self.organisation, "has_gallery": self.has_gallery, "visitor": None, "demo": None}
        wording = page_wording(words, self.organisation)
        return self._environment.get_template(template).render(common | {"t": wording} | values)

    def letter(self, letter: Letter, visitor: Visitor, carried: Carried, corner: Corner | None = None) -> Shown:
        """One message of the conversation, or of a channel with the corner below it."""
        return self.message(
            letter.message,
            visitor,
            carried,
            kind="letter",
            number=letter.number,
            posted_at=letter.posted_at.astimezone(visitor.zone),
            corner=corner,
        )

    def message(
        self,
        message: Message,
        visitor: Visitor,
        carried: Carried,
        *,
        kind: str,
        number: int = 0,
        posted_at: datetime | None = None,
        corner: Corner | None = None,
    ) -> Shown:
        """A message with its frame: who says it, when, and the form that its buttons belong to."""
        source = f"letter-{number}" if kind == "letter" else kind
        key = source if kind != "note" else f"note-{carried.act}"
        words = visitor.words
        html = self._environment.get_template("message.html").render(
            t=page_wording(words, self.organisation),
            kind=kind,
            key=key,
            number=number,
            summary=message.summary,
            posted_at=posted_at,
            time=words.time(posted_at) if posted_at else "",
            press=render_press_form(f"press-{key}", source, carried),
            body=render_message(message, Surface(press_form=f"press-{key}"), words),
            corner=corner,
            most_characters=MAX_COMMENT_CHARACTERS,
        )
        day = words.day(posted_at.date()) if posted_at else ""
        return Shown(key=key, html=Markup(html), day=day, number=number)  # noqa: S704 - an autoescaped template


def html_response(text: str, status: int = 200) -> web.Response:
    """A page that no browser keeps: people share computers, and going back must not show what others saw."""
    return web.Response(text=text, content_type="text/html", status=status, headers={"Cache-Control": "no-store"})


@cache
def asset(name: str) -> str:
    """The address of a static file, changing with its content."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:8]}"
