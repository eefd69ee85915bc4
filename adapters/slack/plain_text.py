"""Turns Slack's markup back into the words that people wrote.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re

_MARKED = re.compile(r"<(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def plain_text(marked: str) -> str:
    """The words of a message: links by their labels, nobody who was mentioned, nothing escaped."""
    text = _MARKED.sub(_spoken, marked)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text.strip()


def _spoken(match: re.Match[str]) -> str:
    target, label = match["target"], match["label"] or ""
    if target.startswith(("@", "!")):
        return ""
    return f"#{label}" if target.startswith("#") else label or target
