"""The gallery: the same message as each platform shows it, side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from markupsafe import Markup

from adapters.http.errors import accepted_words
from adapters.web.adaptive_card_preview import render_adaptive_card
from adapters.web.block_kit_preview import render_block_kit
from adapters.web.pages import Pages, html_response
from adapters.web.render import Carried, Surface, render_message
from adapters.web.render_form import render_form
from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import Words

Rendering = str | Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""What a platform makes of a message: Block Kit as JSON (a list of blocks, or a view), an Adaptive Card as JSON (with
the `title` of the dialog around it), HTML as `Markup`, or text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryEntry:
    """One message or form with what other platforms make of it, by their names. The page's own look is added."""

    name: str
    shown: Message | Form
    renderings: Mapping[str, Rendering]


GallerySource = Callable[[], Sequence[GalleryEntry]]
"""Makes the entries when somebody looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryItem:
    """An entry as the template shows it."""

    anchor: str
    name: str
    renderings: Mapping[str, Markup]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    pages: Pages
    source: GallerySource

    def routes(self) -> Sequence[web.RouteDef]:
        return (web.get("/gallery", self.show),)

    async def show(self, request: web.Request) -> web.Response:
        words = accepted_words(request)
        items = [_item(entry, number, words) for number, entry in enumerate(self.source())]
        return html_response(self.pages.page("gallery.html", words, items=items))


def _item(entry: GalleryEntry, number: int, words: Words) -> GalleryItem:
    own = _own(entry.shown, f"entry-{number}", words)
    others = {name: _other(rendering) for name, rendering in entry.renderings.items()}
    return GalleryItem(anchor=f"entry-{number}", name=entry.name, renderings={"Web": own} | others)


def _own(shown: Message | Form, anchor: str, words: Words) -> Markup:
    match shown:
        case Form():
            return render_form(shown, Carried(csrf="", act=""), words, prefix=anchor)
        case Message():
            return render_message(shown, Surface(press_form=f"{anchor}-press", heading=4), words)


def _other(rendering: Rendering) -> Markup:
    match rendering:
        case Markup():
            return rendering
        case str():
            return Markup("<pre>{}</pre>").format(rendering)
        case Mapping() if rendering.get("type") == "AdaptiveCard":
            return render_adaptive_card(rendering)
        case _:
            return render_block_kit(rendering)
