"""Plain text of the HTML that tickets and chats are written in, in one pass.

The standard library's parser is left aside on purpose: in Python 3.11.7 it takes minutes for 200 KB of `<a <a <a`
(measured; see https://github.com/python/cpython/issues/135462), and anybody may write a ticket.
"""

import re
from collections.abc import Iterator
from html import unescape

TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?:[^<>"'a-z0-9](?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+)?+>""", re.IGNORECASE
)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^<>]*+>", re.DOTALL)
SILENT_TAGS = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"})
LINE_TAGS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
    ]
)


def html_text(html: str) -> str:
    """The words of an HTML text, line by line; scripts and styles are no words, what is quoted begins with `> `."""
    lines: list[str] = []
    quotes, words = 0, ""
    for tag, is_end, text in _parts(COMMENT.sub("", html)):
        words += text
        if tag not in LINE_TAGS:
            continue
        lines.append(_line(words, quotes))
        words = ""
        if tag == "blockquote":
            quotes = max(0, quotes - 1) if is_end else quotes + 1
    return "\n".join([*lines, _line(words, quotes)])


def _parts(html: str) -> Iterator[tuple[str, bool, str]]:
    """Each tag, whether it ends its element, and the text before it; at the end the text that is left."""
    position = 0
    unclosed: set[str] = set()
    while found := TAG.search(html, position):
        name = found["name"].casefold()
        yield name, bool(found["end"]), html[position : found.start()]
        position = found.end()
        if name in SILENT_TAGS - unclosed and not found["end"]:
            position = _after_element(html, name, position, unclosed)
    yield "", True, html[position:]


def _after_element(html: str, name: str, position: int, unclosed: set[str]) -> int:
    """Where an element ends whose text nobody sees. One that never ends hides nothing, unless it is code."""
    end = re.compile(rf"</{name}\b[^<>]*+>", re.IGNORECASE).search(html, position)
    if end:
        return end.end()
    unclosed.add(name)
    return len(html) if name in {"script", "style"} else position


def _line(words: str, quotes: int) -> str:
    line = " ".join(unescape(words).split())
    return f"> {line}" if quotes and line else line
