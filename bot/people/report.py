"""What an import says when it is over: how many people it touched, and what was wrong in which line."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProblem:
    """Something that is wrong in a line of a file; line 0 stands for the file as a whole.

    `template` is an English sentence marked by `phrase`, with `values` for its braces. `is_kept` means that the line
    was taken nevertheless, without the part that is wrong.
    """

    line: int
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    is_kept: bool = False

    @property
    def reason(self) -> str:
        """What is wrong, in English."""
        return self.template.format(**self.values)

    def said(self, words: Words) -> str:
        """What is wrong, in a language that people speak."""
        return words.say(self.template, **self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of an import, in people. Where it was not applied, what would have come of it."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0
    problems: tuple[LineProblem, ...] = ()
    is_applied: bool = False
