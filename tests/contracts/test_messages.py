"""What is said, as each platform shows it: a snapshot of every example, and promises about all of them.

`UPDATE_SNAPSHOTS=1 make test TESTS=tests/contracts/test_messages.py` writes the snapshots anew; look at what changed
before you commit them.
"""

import json
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import getmembers, isfunction, signature
from pathlib import Path
from types import CodeType, FrameType, FunctionType, MappingProxyType
from typing import get_args, get_type_hints

import pytest

import bot.admin
import bot.digest
import bot.inbox
import bot.pulse
import bot.station.browse
import bot.station.intake
import bot.station.posting
import bot.station.reactions
from adapters.slack import render as slack
from adapters.teams import render as teams
from adapters.teams import render_form as teams_form
from adapters.web.render import Carried, Surface, render_message
from adapters.web.render_form import render_form
from bot.bootstrap.gallery import examples
from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import LANGUAGES, Words, words_for
from bot.pulse.examples import GIVEN
from bot.pulse.model import Answer

SNAPSHOTS = Path(__file__).parent / "snapshots"
ENGLISH = words_for("en")
ROOMS = (
    bot.pulse,
    bot.admin,
    bot.inbox,
    bot.digest,
    bot.station.browse,
    bot.station.intake,
    bot.station.posting,
    bot.station.reactions,
)
HANDED_OVER = frozenset({"tx", "visit", "call", "caller"})
"""What functions take that look something up; what is said is made by others, from values alone."""


def _as_slack(shown: Message | Form) -> str:
    """One block a line, so that a change shows where it is."""
    rendered = slack.render_form(shown) if isinstance(shown, Form) else slack.render_message(shown)
    blocks = ",\n".join(_compact(block) for block in rendered.pop("blocks"))
    return f'{_compact(rendered)[:-1]},"blocks":[\n{blocks}\n]}}'


def _as_teams(shown: Message | Form) -> str:
    """One element a line; a form without the copy of itself that its button carries."""
    if isinstance(shown, Form):
        card = teams_form.render_form(shown, teams_form.Surface.DIALOG)
        for action in card.get("actions", ()):
            action["data"]["voxloop"].pop("body", None)
    else:
        card = teams.render_message(shown)["attachments"][0]["content"]
    body = ",\n".join(_compact(element) for element in card.pop("body"))
    return f'{_compact(card)[:-1]},"body":[\n{body}\n]}}'


def _compact(part: object) -> str:
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


def _as_web(shown: Message | Form) -> str:
    if isinstance(shown, Form):
        html = str(render_form(shown, Carried(csrf="csrf", act="act"), ENGLISH))
    else:
        html = str(render_message(shown, Surface(press_form="press"), ENGLISH))
    return html.replace("><", ">\n<")


RENDERERS: Mapping[str, Callable[[Message | Form], str]] = MappingProxyType(
    {"slack.json": _as_slack, "teams.json": _as_teams, "web.html": _as_web}
)
"""How each platform renders, by how the names of its snapshots end."""


@pytest.mark.parametrize("ending", RENDERERS)
@pytest.mark.parametrize("name", examples())
def test_it_looks_as_it_did(name: str, ending: str) -> None:
    rendered = RENDERERS[ending](examples()[name](ENGLISH)) + "\n"
    snapshot = SNAPSHOTS / f"{name}.{ending}"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(rendered, "utf-8")
    assert snapshot.exists(), "a new example: write its snapshots with UPDATE_SNAPSHOTS=1, and look at them"
    assert rendered == snapshot.read_text("utf-8")


def test_no_snapshot_is_left_over() -> None:
    wanted = {f"{name}.{ending}" for name in examples() for ending in RENDERERS}
    left_over = [path for path in SNAPSHOTS.iterdir() if path.name not in wanted]
    if os.environ.get("UPDATE_SNAPSHOTS"):
        for path in left_over:
            path.unlink()
        left_over = []
    assert left_over == []


def test_every_function_that_says_something_has_an_example() -> None:
    with _calls() as called:
        for example in examples().values():
            example(ENGLISH)
    without = [name for name, function in _speaking().items() if function.__code__ not in called]
    assert without == []


def test_there_is_something_to_look_at() -> None:
    assert len(_speaking()) > 25


@pytest.mark.parametrize(
    "name", [name for name, example in examples().items() if isinstance(example(ENGLISH), Message)]
)
def test_no_example_of_a_message_carries_an_answer(name: str) -> None:
    for language in LANGUAGES:
        words = words_for(language)
        told = repr(examples()[name](words))
        assert [sign for sign in _signs_of_answers(words) if sign in told] == [], language


def test_forms_do_carry_answers_or_the_promise_above_proves_nothing() -> None:
    for language in LANGUAGES:
        words = words_for(language)
        told = repr(examples()["pulse.my-answers"](words))
        assert all(sign in told for sign in _signs_of_answers(words)), language


def test_no_function_that_makes_a_message_is_even_handed_an_answer() -> None:
    makers = {name: each for name, each in _speaking().items() if get_type_hints(each)["return"] is Message}
    assert makers
    assert [name for name, maker in makers.items() if _takes_answers(maker)] == []


def _speaking() -> dict[str, FunctionType]:
    """The public functions of all rooms that make a message or a form from values."""
    found: dict[str, FunctionType] = {}
    for room in ROOMS:
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            loaded = import_module(module.name)
            own = (each for _, each in getmembers(loaded, isfunction) if each.__module__ == loaded.__name__)
            found |= {f"{module.name}.{each.__name__}": each for each in own if _speaks(each)}
    return found


def _speaks(function: FunctionType) -> bool:
    is_public = not function.__name__.startswith("_") and function.__name__ != "<lambda>"
    told = signature(function)
    return is_public and told.return_annotation in {Message, Form} and not HANDED_OVER & set(told.parameters)


def _signs_of_answers(words: Words) -> tuple[str, ...]:
    """What would give the answers of the examples away."""
    (_, scored), (asked, chosen) = GIVEN
    choice = next(each for each in asked.choices if each.key == chosen.choice)
    return (
        scored.comment,
        words.say("You answered {score} of {highest}.", score=scored.score, highest=5),
        words.say("You answered: {choice}.", choice=words.say(choice.label)),
    )


def _takes_answers(function: FunctionType) -> bool:
    hints = get_type_hints(function)
    return any(_holds_answers(hint) for name, hint in hints.items() if name != "return")


def _holds_answers(hint: object) -> bool:
    """Whether a value of this type has an answer somewhere inside."""
    if hint is Answer:
        return True
    inside = [field.type for field in fields(hint)] if isinstance(hint, type) and is_dataclass(hint) else []
    return any(map(_holds_answers, (*get_args(hint), *inside)))


@contextmanager
def _calls() -> Iterator[set[CodeType]]:
    """All code that is called meanwhile."""
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)
