"""The small typed reference that a button or form carries out into the world and back."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from urllib.parse import quote, unquote

MAX_CHARACTERS = 255
"""Slack's limit for an `action_id`, the narrowest of all platforms: https://docs.slack.dev/reference/block-kit/block-elements/button-element"""

VERSION = "1"


class BadActionError(ValueError):
    """An action reference that we did not write, or that a newer or older version wrote."""


@dataclass(frozen=True, slots=True)
class ActionRef:
    """What a press or a submission means: a verb such as `pulse.answer` and its arguments.

    The arguments only name things. Whoever receives a reference looks the things up again and asks again whether the
    actor may touch them; nothing in a reference is trusted.
    """

    verb: str
    args: tuple[str, ...] = ()

    def encode(self) -> str:
        """The reference as one line of printable ASCII.

        Raises:
            BadActionError: it would be longer than the narrowest platform takes.
        """
        return _line(self)

    @classmethod
    def decode(cls, line: str) -> Self:
        """Reads what `encode` wrote.

        Raises:
            BadActionError: the line is too long, of another version, has no verb, or holds a NUL.
        """
        if len(line) > MAX_CHARACTERS:
            raise BadActionError("the action is longer than any that Voxloop writes")
        version, *parts = (unquote(part) for part in line.split("|"))
        if version != VERSION or not parts or not parts[0]:
            raise BadActionError("the action was not written by this version of Voxloop")
        if any("\0" in part for part in parts):
            raise BadActionError("the action holds what no name of ours does, and what not every database keeps")
        return cls(parts[0], tuple(parts[1:]))


@lru_cache(maxsize=4096)
def _line(ref: ActionRef) -> str:
    """Remembered, because a day's message carries the same few references to everybody."""
    line = "|".join(quote(part, safe="") for part in (VERSION, ref.verb, *ref.args))
    if len(line) > MAX_CHARACTERS:
        raise BadActionError(f"the action {ref.verb!r} takes {len(line)} characters, more than {MAX_CHARACTERS}")
    return line
