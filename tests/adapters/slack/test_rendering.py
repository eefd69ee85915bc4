"""How each block looks in Slack, kept as pictures in JSON; and that anything at all fits."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import limits, render
from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Block,
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
from bot.chat.forms import ChoiceField, DateField, Field, Form, Option, TextField
from tests.adapters.slack.examples import BLOCKS, FORM, act
from tests.fakes.slack_blocks import check_message, check_view
from tests.fakes.slack_client import readable

PICTURES = Path(__file__).parents[2] / "payloads" / "slack"


def picture(name: str, shown: object) -> None:
    """Compares with what was kept; `KEEP_PICTURES=1` keeps what is shown now, to be looked at before a commit."""
    file = PICTURES / f"{name}.json"
    text = json.dumps(shown, indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("KEEP_PICTURES"):
        file.write_text(text)
    assert file.read_text() == text


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_each_block_looks_as_it_was_kept(name: str) -> None:
    rendered = render.render_message(Message(summary="Summary", blocks=(BLOCKS[name],)))
    check_message(rendered["text"], rendered["blocks"])
    picture(f"block_{name}", rendered["blocks"])


def test_a_form_looks_as_it_was_kept() -> None:
    view = render.render_form(FORM)
    check_view(view)
    picture("form", view)


def test_a_table_without_native_tables_is_aligned_text() -> None:
    rendered = render.render_message(Message(summary="s", blocks=(BLOCKS["table"],)), native_tables=False)
    check_message(rendered["text"], rendered["blocks"])
    assert readable(rendered["blocks"]) == "Day      Sent\nMonday   12\nTuesday  -"


def test_only_the_first_table_of_a_message_is_native() -> None:
    rendered = render.render_message(Message(summary="s", blocks=(BLOCKS["table"], BLOCKS["table"])))
    assert [block["type"] for block in rendered["blocks"]] == ["table", "rich_text"]


def test_a_message_of_any_kind_can_be_a_notice_and_a_home() -> None:
    message = Message(summary="s", blocks=tuple(BLOCKS.values()))
    check_view(render.render_notice(message))
    check_view(render.render_home(message))
    check_view(render.render_notice(Message(summary="Only this", blocks=())))
    check_view(render.render_wait())
    check_view(render.render_done())


def test_the_same_action_twice_stands_in_two_rows() -> None:
    rendered = render.render_message(Message(summary="s", blocks=(BLOCKS["buttons"],)))
    assert [len(block["elements"]) for block in rendered["blocks"]] == [2, 1]


def test_more_buttons_than_a_row_takes_go_on_in_the_next() -> None:
    many_choices = tuple(Choice(label=str(number), action=act(str(number))) for number in range(60))
    rendered = render.render_message(Message(summary="s", blocks=(ChoiceList(question="q", choices=many_choices),)))
    check_message(rendered["text"], rendered["blocks"])
    assert [len(block["elements"]) for block in rendered["blocks"][1:]] == [25, 25, 10]


def test_more_options_than_a_list_takes_are_left_out() -> None:
    for count, kind, kept in ((10, "radio_buttons", 10), (11, "static_select", 11), (150, "static_select", 100)):
        shown = tuple(Option(value=str(number), label=str(number)) for number in range(count))
        field = ChoiceField(name="f", label="l", options=shown)
        view = render.render_form(Form(title="t", parts=(field,), close_label="c", submit=act()))
        check_view(view)
        element = view["blocks"][0]["element"]
        assert (element["type"], len(element["options"])) == (kind, kept)


def test_the_ends_of_a_scale_are_told_to_those_who_do_not_see_it() -> None:
    rendered = render.render_message(Message(summary="s", blocks=(BLOCKS["rating_scale"],)))
    labels = [button["accessibility_label"] for button in rendered["blocks"][1]["elements"]]
    assert (labels[0], labels[1], labels[-1]) == ("1: hard", "2: How was today?", "5: easy")


def test_long_text_is_split_and_nothing_is_lost() -> None:
    text = " ".join(f"word{number}" for number in range(900))
    rendered = render.render_message(Message(summary="s", blocks=(Paragraph(text),)))
    assert len(rendered["blocks"]) > 1
    assert " ".join(readable(rendered["blocks"]).split()) == text


def test_what_is_too_long_keeps_its_buttons_and_says_so() -> None:
    blocks = (Paragraph("long " * 5_000), BLOCKS["rating_scale"])
    rendered = render.render_message(Message(summary="s", blocks=blocks))
    check_message(rendered["text"], rendered["blocks"])
    assert [block["type"] for block in rendered["blocks"]][-3:] == ["actions", "context", "context"]
    assert readable(rendered["blocks"][-1]) == limits.MORE


def test_a_long_conversation_is_cut_and_says_so() -> None:
    lines = tuple(ExcerptLine(speaker="Customer", text="word " * 40, is_customer=True) for _ in range(30))
    rendered = render.render_message(Message(summary="s", blocks=(Excerpt(lines=lines, origin="Chat"),)))
    check_message(rendered["text"], rendered["blocks"])
    read = readable(rendered["blocks"])
    assert len(read) < 3_000
    assert read.endswith(f"{limits.MORE}\nChat")


def test_many_long_voices_are_shortened_alike_and_keep_where_they_come_from() -> None:
    said = ExcerptLine(speaker="Customer", text="word " * 450, is_customer=True)
    voices = tuple(Excerpt(lines=(said,), origin=f"Chat {number}") for number in range(7))
    bar = ReactionBar(items=(), note="Who sees it")
    rendered = render.render_message(Message(summary="s", blocks=(*voices, bar)))
    check_message(rendered["text"], rendered["blocks"])
    read = readable(rendered["blocks"])
    assert [f"Chat {number}" in read for number in range(7)] == [True] * 7
    assert "Who sees it" in read
    assert read.count(limits.MORE) == 8


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "https://a b.example.com", "slack://user", ""])
def test_only_pages_are_linked(url: str) -> None:
    line = ExcerptLine(speaker="Customer", text="Two hours", is_customer=True)
    excerpt = Excerpt(lines=(line,), origin="Chat", url=url, url_label="Back to the recording")
    rendered = render.render_message(Message(summary="s", blocks=(excerpt,)))
    assert readable(rendered["blocks"]) == "Customer\nTwo hours\nChat"


def test_a_long_reaction_keeps_its_symbol_and_count() -> None:
    item = ReactionButton(symbol="👂", label="I <hear> this too " * 9, action=act(), count=1234)
    rendered = render.render_message(Message(summary="s", blocks=(ReactionBar(items=(item,), note="Who sees it"),)))
    check_message(rendered["text"], rendered["blocks"])
    (button,) = rendered["blocks"][0]["elements"]
    assert button["text"]["text"].startswith("👂 I &lt;hear&gt;")
    assert button["text"]["text"].endswith(f"{limits.MORE} (1234)")
    assert readable(rendered["blocks"][1]) == "Who sees it"


def test_too_many_rows_are_counted() -> None:
    table = Table(columns=("n",), rows=tuple((str(number),) for number in range(300)))
    rendered = render.render_message(Message(summary="s", blocks=(table,)))
    assert len(rendered["blocks"][0]["rows"]) == 100
    assert readable(rendered["blocks"][1]) == "… +201"


@pytest.mark.parametrize(
    "field",
    [
        TextField(name="n" * 300, label="x"),
        ChoiceField(name="a", label="b", options=(Option(value="v" * 200, label="x"),)),
    ],
)
def test_what_would_come_back_as_something_else_is_refused(field: Field) -> None:
    with pytest.raises(ValueError, match="characters"):
        render.render_form(Form(title="t", parts=(field,), close_label="c", submit=act()))


# Anything at all.

ODD = ("", " ", "&<>" * 60, "&amp;", "x" * 4_000, "🙂" * 2_000, "a b\n" * 1_500, "<!channel>", "\n\n")
text = st.text(st.characters(codec="utf-8"), max_size=40) | st.integers(0, len(ODD) - 1).map(ODD.__getitem__)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
actions = st.builds(lambda args: ActionRef("do", tuple(args)), st.lists(st.text("ab1", max_size=5), max_size=3))
choices = st.builds(Choice, label=text, action=actions)
buttons = st.builds(Button, label=text, action=actions, style=st.sampled_from(ButtonStyle)) | st.builds(
    Button, label=text, url=st.just("https://voxloop.example.com")
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(text, max_size=25))
    row = st.tuples(*(text for _ in columns))
    return Table(columns=tuple(columns), rows=tuple(draw(st.lists(row, max_size=6))) * draw(st.sampled_from([1, 40])))


NUMBERS = st.floats(-200, 200)

blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, text),
    st.builds(Paragraph, text),
    st.builds(Note, text),
    st.builds(Divider),
    st.builds(Facts, st.lists(st.builds(Fact, name=text, value=text), max_size=30).map(tuple)),
    st.builds(Buttons, st.lists(buttons, max_size=40).map(tuple)),
    st.builds(RatingScale, question=text, points=st.lists(choices, max_size=30).map(tuple), low=text, high=text),
    st.builds(ChoiceList, question=text, choices=st.lists(choices, max_size=30).map(tuple)),
    st.builds(OpenQuestion, question=text, button=choices),
    st.builds(Progress, label=text, done=st.integers(-5, 500), total=st.integers(-5, 300)),
    tables(),
    st.builds(
        Excerpt,
        lines=st.lists(st.builds(ExcerptLine, speaker=text, text=text, is_customer=st.booleans()), max_size=30).map(
            tuple
        ),
        origin=text,
        span=text,
        url=text | st.sampled_from(["https://calls.example.com/c/1", "https://[", "javascript:alert(1)", "https:///x"]),
        url_label=text,
    ),
    st.builds(
        Trend,
        title=text,
        points=st.lists(st.builds(TrendPoint, label=text, low=NUMBERS, high=NUMBERS, shown=text), max_size=30).map(
            tuple
        ),
        least=NUMBERS,
        most=NUMBERS,
        says=text,
        low_name=text,
        high_name=text,
    ),
    st.builds(
        Ranking,
        title=text,
        items=st.lists(st.builds(RankedItem, label=text, value=st.floats(0, 1e6), shown=text), max_size=30).map(tuple),
    ),
    st.builds(
        ReactionBar,
        items=st.lists(
            st.builds(ReactionButton, symbol=text, label=text, action=actions, count=st.integers(0, 10**6)), max_size=8
        ).map(tuple),
        note=text,
    ),
)
many = st.lists(blocks, max_size=12).map(tuple).flatmap(lambda some: st.sampled_from([some, some * 12]))
options = st.lists(st.builds(Option, value=names, label=text), max_size=120, unique_by=lambda option: option.value).map(
    tuple
)
fields: st.SearchStrategy[Field] = st.one_of(
    st.builds(TextField, name=names, label=text, value=text, max_characters=st.integers(0, 4_000), hint=text),
    st.builds(DateField, name=names, label=text, selected=st.none() | st.dates(date(2000, 1, 1)), hint=text),
    st.builds(ChoiceField, name=names, label=text, options=options, selected=st.none() | names, hint=text),
)


@settings(max_examples=60, deadline=None)
@given(summary=text, some=many)
def test_any_message_fits(summary: str, some: tuple[Block, ...]) -> None:
    message = Message(summary=summary, blocks=some)
    for native in (True, False):
        rendered = render.render_message(message, native_tables=native)
        check_message(rendered["text"], rendered["blocks"])
    check_view(render.render_home(message))
    check_view(render.render_notice(message))


@settings(max_examples=60, deadline=None)
@given(
    title=text,
    some=st.lists(blocks, max_size=6),
    asked=st.lists(fields, max_size=8, unique_by=lambda field: field.name),
    close=text,
    submit=st.none() | actions,
    label=text,
)
def test_any_form_fits(
    title: str, some: list[Block], asked: list[Field], close: str, submit: ActionRef | None, label: str
) -> None:
    form = Form(title=title, parts=(*some, *asked), close_label=close, submit=submit, submit_label=label)
    check_view(render.render_form(form))
