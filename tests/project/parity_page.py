"""The page of documentation on what each platform can do; as a program (`python -m tests.project.parity_page`), writes
it anew.

It is made of the capability tables, of the errors that the contract suite brings about, and of the stories that pytest
collects.
"""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from adapters.slack.capabilities import CAPABILITIES as SLACK
from adapters.teams.capabilities import CAPABILITIES as TEAMS
from adapters.web.capabilities import CAPABILITIES as WEB
from bot.chat.platform import Capabilities, FormStyle
from tests.contracts.chat_platforms import CANNOT_HAPPEN, TROUBLES
from tests.project.repository import ROOT

PAGE = ROOT / "docs" / "parity.md"
STORIES = ROOT / "tests" / "scenarios"
PLATFORMS: Mapping[str, Capabilities] = MappingProxyType(
    {"Slack": SLACK, "Microsoft Teams": TEAMS, "The page in the browser": WEB}
)

INTRO = """\
# What works where

One core stands behind all platforms. It asks the tables below and never a platform's name, and every message and every
form is drawn by each platform in its own way; `/gallery` of the demo shows them side by side. This page is written from
the tables of the code and from the tests, and a test holds it against them.
"""

CLAIMS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "whispers": ("Replies that only the person sees", "yes", "no"),
        "finds_deliveries": (
            "After a crash, a message in doubt",
            "is looked for before it is sent again",
            "cannot be looked for: a check-in ends as “unknown”, and only what must not be lost is sent again",
        ),
        "hears_typing": (
            "Typing to the bot",
            "commands, with or without `/voice`; all else is not kept",
            "not possible, so that nothing confidential is typed by mistake; commands after `/voice`",
        ),
        "has_directory": ("People come from", "its directory, or the people file", "the people file"),
        "hears_reactions": ("The platform's own reactions below a customer's words", "counted", "not heard"),
        "hears_comments": ("What is written below a customer's words", "only how it sounds is kept", "not heard"),
        "has_shortcuts": ("Sharing somebody's message with the bot", "from the message's menu", "by a command only"),
    }
)
"""For each claim of the capability tables: what it is about, and the words when it is true and when not."""

CONDITIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (SLACK.platform, "finds_deliveries"): "where the optional scopes for history were granted",
        (SLACK.platform, "hears_comments"): "where the optional scopes for history were granted",
        (TEAMS.platform, "hears_comments"): "where the team consented to it",
    }
)
FORMS: Mapping[FormStyle, str] = MappingProxyType(
    {FormStyle.WINDOW: "in a window of their own", FormStyle.INLINE: "in the conversation"}
)
ROUNDED_SECONDS = 2


def parity_as_markdown() -> str:
    """The whole page."""
    return "\n".join([INTRO, *_capabilities(), *_errors(), *_stories()]).rstrip("\n") + "\n"


def _capabilities() -> Iterator[str]:
    tables = PLATFORMS.values()
    yield from _head("what")
    yield _row("Forms", [FORMS[each.form_style] for each in tables])
    yield _row(
        "Messages that the bot starts, in a workspace", [_pace(each.pacing.workspace_per_second) for each in tables]
    )
    yield _row("Messages that the bot starts, in one place", [_pace(each.pacing.place_per_second) for each in tables])
    for claim, (label, _, _) in CLAIMS.items():
        yield _row(label, [_claimed(each, claim) for each in tables])
    yield ""


def _claimed(capabilities: Capabilities, claim: str) -> str:
    _, if_true, if_false = CLAIMS[claim]
    if not getattr(capabilities, claim):
        return if_false
    condition = CONDITIONS.get((capabilities.platform, claim))
    return f"{if_true}, {condition}" if condition else if_true


def _pace(per_second: float) -> str:
    return (
        f"{per_second:g} a second" if per_second >= 1 else f"one in {round(1 / per_second, ROUNDED_SECONDS):g} seconds"
    )


def _errors() -> Iterator[str]:
    """Which ends of a delivery the contract suite brings about on each platform, and why some cannot come about."""
    yield "## What the delivery report can say\n"
    yield "Each is brought about on each platform by a test, unless the table says why it cannot be.\n"
    yield from _head("a delivery that does not arrive")
    kinds = {kind for some in (*TROUBLES.values(), *CANNOT_HAPPEN.values()) for kind in some}
    for kind in sorted(kinds, key=lambda each: each.__name__):
        reasons = [CANNOT_HAPPEN[each.platform].get(kind) for each in PLATFORMS.values()]
        if all(reasons):
            continue
        first = (inspect.getdoc(kind) or kind.__name__).partition("\n")[0].rstrip(".")
        yield _row(first, [f"cannot be: {reason}" if reason else "told" for reason in reasons])
    yield ""


def _stories() -> Iterator[str]:
    yield "## The stories that are told on each platform\n"
    told = _collected()
    for file in sorted({file for file, _ in told}):
        yield from _head(_sentence(file.removesuffix(".py")))
        skipped = _skipped(file)
        for (_, name), platforms in ((key, found) for key, found in told.items() if key[0] == file):
            cells = [
                skipped.get((name, each.platform)) or ("✓" if each.platform in platforms else "not told")
                for each in PLATFORMS.values()
            ]
            yield _row(_sentence(name), cells)
        yield ""


def _collected() -> Mapping[tuple[str, str], set[str]]:
    """The platforms that each story is told on, by its file and name; others are not told platform by platform."""
    found: dict[tuple[str, str], set[str]] = {}
    names = "|".join(each.platform for each in PLATFORMS.values())
    for file, name, platform in re.findall(rf"([\w.]+)::(\w+)\[({names})\b", _collect()):
        found.setdefault((file, name), set()).add(platform)
    return found


def _collect() -> str:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run(
        [*command, str(STORIES)], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120
    ).stdout


def _skipped(file: str) -> Mapping[tuple[str, str], str]:
    """Why a story is not told on a platform, by the story and the platform."""
    tree = ast.parse((STORIES / file).read_text("utf-8"))
    stories = [each for each in tree.body if isinstance(each, ast.AsyncFunctionDef)]
    skip = re.compile(r"if world\.chat\.platform == '(\w+)':\s+pytest\.skip\('([^']+)'\)")
    return {
        (story.name, platform): f"not told: {why}"
        for story in stories
        for platform, why in skip.findall(ast.unparse(story))
    }


def _sentence(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ").capitalize()


def _head(first: str) -> Sequence[str]:
    return (_row(first, list(PLATFORMS)), "| --- " * (len(PLATFORMS) + 1) + "|")


def _row(first: str, cells: Sequence[str]) -> str:
    return f"| {' | '.join((first, *cells))} |"


if __name__ == "__main__":
    PAGE.write_text(parity_as_markdown(), "utf-8")
