"""Every card that Voxloop can show in Teams, and what Microsoft publishes to hold them against."""

import os
from collections.abc import Iterator
from pathlib import Path

from adapters.teams.actions import KEY
from adapters.teams.render import render_message, render_opener
from adapters.teams.render_form import Surface, render_done, render_form, render_notice, render_refused
from bot.bootstrap.gallery import examples
from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import words_for
from tests.adapters.teams.examples import BLOCKS, FORM
from tests.fakes.teams_cards import Json


def npm_package(name: str) -> Path:
    """Where a package of npm lies, if it was installed: `make npm` does, or `NODE_MODULES` names a folder."""
    return Path(os.environ.get("NODE_MODULES", ".venv/npm/node_modules")) / name


def every_card(language: str) -> Iterator[Json]:
    """The examples of everything that is said in a language, and each kind of block, on all surfaces."""
    words = words_for(language)
    shown = [example(words) for example in examples().values()]
    blocks = [Message(summary="Said", blocks=(block,)) for block in BLOCKS.values()]
    for each in (*shown, *blocks, FORM):
        yield from _form_cards(each) if isinstance(each, Form) else _message_cards(each)
    yield render_opener("Press", "Open", "settings")["attachments"][0]["content"]
    yield from map(render_done, Surface)


def _message_cards(message: Message) -> Iterator[Json]:
    yield render_message(message)["attachments"][0]["content"]
    for surface in Surface:
        yield render_notice(message, surface)


def _form_cards(form: Form) -> Iterator[Json]:
    """A form as it opens, and as it comes back when it cannot be taken."""
    for surface in Surface:
        card = render_form(form, surface)
        yield card
        sent = card["actions"][0]["data"][KEY] if card.get("actions") else {}
        if refused := render_refused(sent, {}, {"field": "This cannot be."}, surface):
            yield refused
