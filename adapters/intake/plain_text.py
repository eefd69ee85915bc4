"""Texts as people may read them: without characters that cannot be seen, HTML, or the mails that a mail answers."""

import re

from adapters.intake.html_text import html_text
from bot.chat.words import phrase

GARBLED = phrase("Some characters are garbled, as when an encoding was mistaken.")

INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and those that turn the direction of a text and could make it read otherwise than it is."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
GARBAGE = re.compile("\ufffd|Ã[\x80-\xbf]|Ã[\u2018-\u2026©¨¼¶¤Ÿ±³¡]|â€|Ð[\x80-\xbf°±²µ»½¾]")
BLANKS = re.compile(r"(?:[^\S\n ]| (?=[^\S\n]))[^\S\n]*")
"""Several blanks, or one that is no space: a lone space needs no work."""
BLANKS_AT_LINE_ENDS = re.compile(r" \n ?|\n ")
EMPTY_LINES = re.compile(r"\n{3,}")

LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|div|br|span|a|b|i|ul|li|html|body|blockquote|table|script|style)\b[^<>]*>", re.IGNORECASE
)
REPLY_LINE = re.compile(
    r"(?:On\b.{4,200}\bwrote|Am\b.{4,200}\bschrieb\b.{0,80}|El\b.{4,200}\bescribió"
    r"|W dniu\b.{4,200}\bnapisał(?:\(a\)|a)?|Pada\b.{4,200}\bmenulis|.{4,200}\b(?:пишет|написал\S{0,3})) ?:",
    re.IGNORECASE,
)
ORIGINAL_MESSAGE = re.compile(
    r"[-_ ]{2,}(?:Original Message|Ursprüngliche Nachricht|Mensaje original)[-_ ]{2,}", re.IGNORECASE
)
"""How mail programs announce the mail that is being answered."""


def clean(text: str) -> str:
    """The text without what cannot be seen, blanks and empty lines in moderation."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = LONE_SURROGATE.sub("\ufffd", INVISIBLE.sub("", text))
    text = BLANKS_AT_LINE_ENDS.sub("\n", BLANKS.sub(" ", text))
    return EMPTY_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def is_garbled(text: str) -> bool:
    return GARBAGE.search(text) is not None


def mail_text(body: str) -> str:
    """What a person wrote in a mail or ticket: plain text of HTML, without the mail that it answers."""
    return without_quoted_tail(clean(html_text(body)) if LOOKS_LIKE_HTML.search(body) else clean(body))


def without_quoted_tail(text: str) -> str:
    """The text up to the mail that it answers; the whole text where that would leave nothing.

    Only a tail is cut: what stands between quoted lines, or below them, is an answer, and stays with them.
    """
    kept = text.split("\n")
    for number, line in enumerate(kept):
        if ORIGINAL_MESSAGE.fullmatch(line.strip()):
            kept = kept[:number]
            break
    while kept and _is_quoted_or_empty(kept[-1]):
        kept.pop()
    if len(kept) < len(text.split("\n")):
        kept = _without_reply_line(kept)
    return "\n".join(kept).strip() or text


def _is_quoted_or_empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith(">")


def _without_reply_line(kept: list[str]) -> list[str]:
    """Without "On … wrote:", which mail programs may break into two lines."""
    for lines in (1, 2):
        if REPLY_LINE.fullmatch(" ".join(kept[-lines:]).strip()):
            kept = kept[:-lines]
            break
    while kept and not kept[-1].strip():
        kept.pop()
    return kept
