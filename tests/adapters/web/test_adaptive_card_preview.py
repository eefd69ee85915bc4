"""The gallery's look-alike of Adaptive Cards."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.adaptive_card_preview import render_adaptive_card
from bot.bootstrap.gallery import gallery


def card(*body: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "body": list(body), **more}


def line(text: str, **look: object) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}


def cells(*texts: str) -> dict[str, Any]:
    return {"cells": [{"items": [line(each)]} for each in texts]}


@pytest.mark.parametrize(
    ("element", "shown"),
    [
        (line("<b>", weight="Bolder", size="Small"), '<p><span class="teams-bold teams-small">&lt;b&gt;</span></p>'),
        ({"type": "TextBlock", "text": "Hi", "size": "Large"}, '<p><span class="teams-large">Hi</span></p>'),
        ({"type": "Container", "items": [], "separator": True}, "<hr>"),
        ({"type": "Container", "style": "emphasis", "items": [line("said")]}, '<div class="teams-box"><p>'),
        (
            {"type": "ActionSet", "actions": [{"title": "Stop", "style": "destructive"}]},
            '<span class="teams-button teams-destructive">Stop</span>',
        ),
        ({"type": "Table", "rows": [cells("one", "two")]}, '<td><p><span class="">two</span></p></td>'),
        (
            {"type": "Chart.Line", "title": "Mood", "data": [{"legend": "at least", "values": [{"x": "May", "y": 3}]}]},
            "<tr><td></td><td>at least</td></tr><tr><td>May</td><td>3</td></tr>",
        ),
        (
            {"type": "Chart.HorizontalBar", "title": "Most", "data": [{"x": "Delivery", "y": 7}]},
            "<tr><td>Delivery</td><td>7</td></tr>",
        ),
        ({"type": "Input.Text", "label": "Why?", "isRequired": True, "value": "so"}, '<span class="teams-entry">so'),
        (
            {"type": "Input.ChoiceSet", "style": "compact", "value": "b", "choices": [{"title": "Bee", "value": "b"}]},
            '<span class="teams-entry">Bee',
        ),
        ({"type": "Media"}, "[Media]"),
    ],
)
def test_each_element_looks_like_itself(element: dict[str, Any], shown: str) -> None:
    assert shown in render_adaptive_card(card(element))


def test_choices_show_which_one_is_chosen() -> None:
    choices = [{"title": "one", "value": "1"}, {"title": "two", "value": "2"}]
    html = render_adaptive_card(
        card({"type": "Input.ChoiceSet", "style": "expanded", "choices": choices, "value": "2"})
    )
    assert "◯ one" in html
    assert "◉ two" in html


def test_a_dialog_has_a_title_and_buttons() -> None:
    html = render_adaptive_card(card(line("body"), title="Settings", actions=[{"title": "Save"}]))
    assert html.index("<h4>Settings</h4>") < html.index("body") < html.index("Save")


def test_everything_that_is_said_looks_like_something_on_teams() -> None:
    for entry in gallery():
        shown = entry.renderings["teams"]
        assert isinstance(shown, dict)
        assert not re.search(r"<p class=\"teams-small\">\[", render_adaptive_card(shown)), entry.name


@given(st.text(alphabet="*_~`<>&;\"' ab\n", max_size=60))
def test_no_words_become_markup(words: str) -> None:
    html = str(render_adaptive_card(card(line(words))))
    frame = {'<div class="teams">', '<span class="">', '<pre tabindex="0">'}
    fixed = {f"<{slash}{tag}>" for tag in ("p", "div", "span", "pre", "details", "summary") for slash in ("", "/")}
    assert set(re.findall(r"<[^>]*>", html)) <= frame | fixed
