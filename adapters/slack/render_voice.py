"""Turns customer voice into Block Kit: what was said, and the reactions to it.

All of it stands in rich text, which takes words and addresses as they are and knows no markup:
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from adapters.slack import limits
from adapters.slack.limits import Json, clip, shorten
from adapters.slack.pieces import actions, contexts, press, rich
from bot.chat.blocks import Excerpt, ExcerptLine, ReactionBar, ReactionButton

_BETWEEN = " · "


def render_excerpt(excerpt: Excerpt) -> Iterator[Json]:
    """What was said, the customer's words set off as quotes, and one line on where it comes from."""
    elements = [*_conversation(excerpt.lines), *_source(excerpt)]
    if elements:
        yield {"type": "rich_text", "elements": elements}


def render_reaction_bar(bar: ReactionBar) -> Iterator[Json]:
    """A row of buttons with their counts, and below it who sees what."""
    yield from actions(_reaction(item) for item in bar.items)
    yield from contexts(bar.note)


def _conversation(lines: tuple[ExcerptLine, ...]) -> Iterator[Json]:
    """As much of it as there is room for; where something is left out, a mark says so."""
    room = limits.EXCERPT_CHARACTERS
    for index, line in enumerate(lines):
        if index == limits.EXCERPT_LINES or room <= 0:
            yield _section(rich(limits.MORE))
            return
        text = shorten(line.text.strip(), room)
        room -= limits.width(text)
        yield from _said(shorten(line.speaker.strip(), limits.EXCERPT_SPEAKER), text, is_customer=line.is_customer)


def _said(speaker: str, text: str, *, is_customer: bool) -> Iterator[Json]:
    if not text:
        return
    if not is_customer:
        yield _section(rich(f"{speaker}: {text}" if speaker else text))
        return
    if speaker:
        yield _section(rich(speaker, is_bold=True))
    yield {"type": "rich_text_quote", "elements": list(rich(text))}


def _source(excerpt: Excerpt) -> Iterator[Json]:
    where = _BETWEEN.join(filter(None, (excerpt.origin.strip(), excerpt.span.strip())))
    parts = list(rich(shorten(where, limits.EXCERPT_ORIGIN)))
    if _is_address(excerpt.url):
        parts += [*rich(_BETWEEN if parts else ""), _link(excerpt)]
    if parts:
        yield _section(parts)


def _link(excerpt: Excerpt) -> Json:
    label = shorten(excerpt.url_label.strip(), limits.EXCERPT_ORIGIN)
    return {"type": "link", "url": excerpt.url, "text": label or excerpt.url}


def _is_address(url: str) -> bool:
    """Whether Slack would take it; anything else would cost the whole message, and no other scheme is to be opened."""
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > limits.BUTTON_URL:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _section(elements: Iterator[Json] | tuple[Json, ...] | list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def _reaction(item: ReactionButton) -> Json:
    symbol = clip(item.symbol.strip(), limits.REACTION_SYMBOL)
    count = f"({item.count})" if item.count else ""
    room = limits.BUTTON_TEXT - limits.width(symbol) - len(count) - 2
    text = " ".join(filter(None, (symbol, clip(item.label.strip(), room), count)))
    spoken = f"{item.label}: {item.count}" if item.count else item.label
    return {**press(item.label, item.action, spoken=spoken), "text": _label(text)}


def _label(escaped: str) -> Json:
    return {"type": "plain_text", "text": escaped or limits.MORE, "emoji": True}
