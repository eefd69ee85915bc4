"""Any message and any form that the core could make, for property tests."""

from datetime import date
from typing import TypeVar

from hypothesis import strategies as st

from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    ChoiceList,
    Divider,
    Excerpt,
    ExcerptLine,
    Fact,
    Facts,
    Heading,
    Message,
    Note,
    OpenQuestion,
    Paragraph,
    Progress,
    RankedItem,
    Ranking,
    RatingScale,
    ReactionBar,
    ReactionButton,
    Table,
    Trend,
    TrendPoint,
)
from bot.chat.forms import ChoiceField, DateField, Form, Option, TextField

T = TypeVar("T")

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'&amp;{}</form>",
    "\u202e",
    "{{ 7*7 }}",
    "%s {0}",
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.text("ab ", min_size=400, max_size=500))
ACTIONS = st.builds(
    ActionRef,
    st.sampled_from(("rate", "open")),
    st.lists(st.sampled_from(("1", "a|b", "é", '"<')), max_size=3).map(tuple),
)
CHOICES = st.builds(Choice, label=TEXTS, action=ACTIONS)
LINKS = st.sampled_from(("https://voxloop.example.com/a?b=1&c=2", "javascript:alert(1)", "data:text/html,x", "/home"))
BUTTONS = st.one_of(
    st.builds(Button, label=TEXTS, action=ACTIONS, style=st.sampled_from(ButtonStyle)),
    st.builds(Button, label=TEXTS, url=LINKS, style=st.sampled_from(ButtonStyle)),
)


def _some(items: st.SearchStrategy[T], most: int = 4) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, max_size=most).map(tuple)


def _table(width: int) -> st.SearchStrategy[Table]:
    row = st.tuples(*[TEXTS] * width)
    return st.builds(Table, columns=row, rows=_some(row))


NUMBERS = st.floats(-200, 200)

BLOCKS = st.one_of(
    st.builds(Heading, TEXTS),
    st.builds(Paragraph, TEXTS),
    st.builds(Note, TEXTS),
    st.just(Divider()),
    st.builds(Facts, _some(st.builds(Fact, name=TEXTS, value=TEXTS))),
    st.builds(Buttons, _some(BUTTONS)),
    st.builds(RatingScale, question=TEXTS, points=_some(CHOICES, 11), low=TEXTS, high=TEXTS),
    st.builds(ChoiceList, question=TEXTS, choices=_some(CHOICES)),
    st.builds(OpenQuestion, question=TEXTS, button=CHOICES),
    st.builds(Progress, label=TEXTS, done=st.integers(0, 10), total=st.integers(0, 10)),
    st.integers(1, 4).flatmap(_table),
    st.builds(
        Excerpt,
        lines=_some(st.builds(ExcerptLine, speaker=TEXTS, text=TEXTS, is_customer=st.booleans())),
        origin=TEXTS,
        span=TEXTS,
        url=st.just("") | LINKS,
        url_label=TEXTS,
    ),
    st.builds(
        Trend,
        title=TEXTS,
        points=st.lists(st.builds(TrendPoint, label=TEXTS, low=NUMBERS, high=NUMBERS, shown=TEXTS), max_size=30).map(
            tuple
        ),
        least=NUMBERS,
        most=NUMBERS,
        says=TEXTS,
        low_name=TEXTS,
        high_name=TEXTS,
    ),
    st.builds(
        Ranking,
        title=TEXTS,
        items=st.lists(st.builds(RankedItem, label=TEXTS, value=st.floats(0, 1e6), shown=TEXTS), max_size=30).map(
            tuple
        ),
    ),
    st.builds(
        ReactionBar,
        items=_some(st.builds(ReactionButton, symbol=TEXTS, label=TEXTS, action=ACTIONS, count=st.integers(0, 9))),
        note=TEXTS,
    ),
)
MESSAGES = st.builds(Message, summary=TEXTS, blocks=_some(BLOCKS))

OPTIONS = st.builds(Option, value=TEXTS, label=TEXTS)
FIELDS = st.one_of(
    st.builds(
        ChoiceField,
        name=TEXTS,
        label=TEXTS,
        options=_some(OPTIONS, 14),
        selected=st.none() | TEXTS,
        is_required=st.booleans(),
        hint=TEXTS,
    ),
    st.builds(
        TextField, name=TEXTS, label=TEXTS, value=TEXTS, is_long=st.booleans(), is_required=st.booleans(), hint=TEXTS
    ),
    st.builds(
        DateField,
        name=TEXTS,
        label=TEXTS,
        selected=st.none() | st.dates(date(2000, 1, 1)),
        is_required=st.booleans(),
        hint=TEXTS,
    ),
)
FORMS = st.builds(
    Form,
    title=TEXTS,
    parts=_some(BLOCKS | FIELDS),
    close_label=TEXTS,
    submit=st.none() | ACTIONS,
    submit_label=TEXTS,
)
