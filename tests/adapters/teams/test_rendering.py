"""Everything that can be said becomes a card that Teams takes, shows in full where it fits, and never as markup."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams import limits, render
from adapters.teams.render_form import Surface, render_done, render_form, render_notice, render_refused
from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Choice, ChoiceList, Message, Note, Paragraph, RatingScale
from bot.chat.forms import ChoiceField, Field, Form, Option, TextField
from tests.adapters.slack.test_rendering import actions, blocks, fields, many, text
from tests.adapters.teams.examples import BLOCKS, FORM, SCALE
from tests.fakes.teams_cards import Json, check_activity, check_card
from tests.fakes.teams_client import actions_of, inputs_of, own_data, readable


def card_for(*some: Block) -> Json:
    activity = render.render_message(Message(summary="Said", blocks=some))
    check_activity(activity)
    return dict(activity["attachments"][0]["content"])


@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_is_taken(name: str) -> None:
    card = card_for(BLOCKS[name])
    check_card(card, is_dialog=False)
    assert "refresh" not in card, "a card that refreshes would show the answer"


def test_what_people_wrote_never_becomes_markup() -> None:
    marked = ("paragraph", "heading_with_marks", "rating_scale")
    card = card_for(*(BLOCKS[name] for name in marked))
    assert [each for each in card["body"] if each["type"] == "TextBlock"] == []
    assert "**Not bold** [not](https://a.link)" in readable(card)


def test_a_scale_answers_at_once_and_elsewhere_opens_a_dialog() -> None:
    points = actions_of(card_for(SCALE))
    assert [each["title"] for each in points] == [str(n) for n in range(11)]
    assert {each["type"] for each in points} == {"Action.Execute"}
    assert {each["fallback"]["data"]["msteams"]["type"] for each in points} == {"task/fetch"}
    assert (points[0]["tooltip"], points[10]["tooltip"], "tooltip" in points[5]) == ("0: hard", "10: easy", False)


def test_long_choices_stand_below_each_other() -> None:
    choices = tuple(
        Choice(label=f"A rather long reason, number {n}", action=ActionRef("do", (str(n),))) for n in range(5)
    )
    card = card_for(ChoiceList(question="Why?", choices=choices))
    rows = [each for each in card["body"] if "actions" in each]
    assert [len(row["actions"]) for row in rows] == [1] * 5


def test_what_is_too_long_is_shortened_and_keeps_its_buttons() -> None:
    card = card_for(*[Paragraph("long words " * 4_000)] * 5, SCALE)
    assert len(actions_of(card)) == 11
    assert readable(card).endswith(limits.MORE)
    assert limits.size(card["body"]) <= limits.MESSAGE_BYTES


def test_what_is_only_read_goes_before_what_can_be_pressed() -> None:
    scales = [RatingScale(question="q", points=SCALE.points, low="l", high="h")] * 6
    card = card_for(*[Note("n")] * 900, *scales)
    assert len(actions_of(card)) == 66


class TestForms:
    """A form in a dialog, or in the place of a message's card."""

    @pytest.mark.parametrize("surface", Surface)
    def test_it_carries_itself_and_can_be_given_back(self, surface: Surface) -> None:
        card = render_form(FORM, surface)
        check_card(card, is_dialog=surface is Surface.DIALOG)
        submit = next(each for each in actions_of(card) if own_data(each)["act"] == "submit")
        again = render_refused(own_data(submit), {"comment": "Typed"}, {"comment": "No."}, surface)
        assert again is not None
        check_card(again, is_dialog=surface is Surface.DIALOG)
        assert inputs_of(again)[0]["value"] == "Typed"
        assert [each["title"] for each in actions_of(again)] == [each["title"] for each in actions_of(card)]
        twice = render_refused(own_data(submit), {"comment": "Else"}, {"comment": "No."}, surface)
        assert twice is not None
        assert readable(twice).count("No.") == 1

    @pytest.mark.parametrize("sent", [{}, {"body": 7}, {"body": [], "action": None}, {"body": ["x"]}])
    def test_what_was_tampered_with_is_not_given_back(self, sent: dict[str, object]) -> None:
        assert render_refused(sent, {}, {"a": "b"}, Surface.DIALOG) is None

    def test_a_field_without_options_is_only_told_of(self) -> None:
        form = Form(title="t", parts=(ChoiceField(name="a", label="Nothing to pick", options=()),), close_label="Close")
        card = render_form(form, Surface.DIALOG)
        assert (inputs_of(card), readable(card)) == ([], "Nothing to pick")

    def test_many_options_drop_down(self) -> None:
        options = tuple(Option(value=str(n), label=str(n)) for n in range(11))
        form = Form(title="t", parts=(ChoiceField(name="a", label="Pick", options=options),), close_label="Close")
        assert inputs_of(render_form(form, Surface.DIALOG))[0]["style"] == "compact"

    def test_done_needs_no_words(self) -> None:
        for surface in Surface:
            check_card(render_done(surface), is_dialog=surface is Surface.DIALOG)


@settings(max_examples=20, deadline=None)
@given(summary=text, some=many)
def test_any_message_fits(summary: str, some: tuple[Block, ...]) -> None:
    message = Message(summary=summary, blocks=some)
    check_activity(render.render_message(message))
    assert json.loads(render.write_message(message)) == render.render_message(message)
    for surface in Surface:
        check_card(render_notice(message, surface), is_dialog=surface is Surface.DIALOG)


@settings(max_examples=20, deadline=None)
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
    for surface in Surface:
        card = render_form(form, surface)
        check_card(card, is_dialog=surface is Surface.DIALOG)
        assert len(json.dumps(card, ensure_ascii=False).encode("utf-16-le")) < 150_000


def test_a_text_that_is_longer_than_its_field_is_cut() -> None:
    form = Form(title="t", parts=(TextField(name="a", label="A", value="x" * 50, max_characters=10),), close_label="")
    assert inputs_of(render_form(form, Surface.DIALOG))[0]["value"] == "x" * 9 + "…"
