"""The gallery's look-alike of Block Kit."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.block_kit_preview import render_block_kit


def text(words: str, kind: str = "plain_text") -> dict[str, str]:
    return {"type": kind, "text": words}


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        ({"type": "header", "text": text("Hi <b>")}, '<p class="slack-header">Hi &lt;b&gt;</p>'),
        ({"type": "divider"}, "<hr>"),
        (
            {"type": "section", "text": text("*a* _b_ ~c~ `d` 2*3*4 &lt;i&gt;\n<x>", "mrkdwn")},
            "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code> 2*3*4 &lt;i&gt;<br>&lt;x&gt;</p>",
        ),
        ({"type": "section", "text": text("*a*")}, "<p>*a*</p>"),
        ({"type": "section", "fields": [text("one"), text("two")]}, "<span>one</span><span>two</span>"),
        ({"type": "section", "accessory": {"type": "button", "text": text("Go")}}, "slack-plain"),
        ({"type": "context", "elements": [text("small", "mrkdwn")]}, '<p class="slack-context">small</p>'),
        ({"type": "markdown", "text": "**x**"}, "<p>"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]}, "<td>cell</td>"),
        (
            {"type": "table", "rows": [[{"type": "rich_text", "elements": [{"elements": [{"text": "deep"}]}]}]]},
            "<td>deep</td>",
        ),
        (
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"text": "<b>", "style": {"bold": True, "code": True}}]},
                    {"type": "rich_text_preformatted", "elements": [{"text": "a b"}]},
                    {"type": "rich_text_list", "elements": [{"elements": [{"url": "https://example.com"}]}]},
                ],
            },
            "</p><pre>a b</pre><ul><li>https://example.com</li></ul>",
        ),
        (
            {"type": "rich_text", "elements": [{"elements": [{"text": "<b>", "style": {"bold": True}}]}]},
            '<p class="slack-rich"><strong>&lt;b&gt;</strong></p>',
        ),
        (
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Three <times>"}]},
                    {"elements": [{"type": "link", "url": "https://example.com", "text": "Back"}]},
                ],
            },
            '&lt;times&gt;</blockquote><p class="slack-rich"><span class="slack-link">Back</span></p>',
        ),
        ({"type": "video"}, "[video]"),
        (
            {"type": "input", "label": text("Why?"), "optional": True, "hint": text("No names"), "element": {}},
            "(optional)",
        ),
        ({"type": "actions", "elements": [{"type": "datepicker", "initial_date": "2026-12-24"}]}, "2026-12-24"),
        ({"type": "actions", "elements": [{"type": "image", "alt_text": "a cat"}]}, "[a cat]"),
    ],
)
def test_each_block_looks_like_itself(block: dict[str, Any], shown: str) -> None:
    assert shown in render_block_kit([block])


def test_choices_show_which_one_is_chosen() -> None:
    one, two = ({"text": text(word), "value": word} for word in ("one", "two"))
    element = {"type": "radio_buttons", "options": [one, two], "initial_option": two}
    html = render_block_kit([{"type": "input", "label": text("Pick"), "element": element}])
    assert "◯ one" in html
    assert "◉ two" in html
    select = {"type": "static_select", "options": [one, two], "initial_option": one}
    assert '<span class="slack-entry">one</span>' in render_block_kit([{"type": "actions", "elements": [select]}])


def test_a_message_is_its_blocks() -> None:
    html = render_block_kit({"text": "fallback", "blocks": [{"type": "divider"}]})
    assert html.startswith('<div class="slack"><hr></div>')


def test_a_view_has_title_and_buttons() -> None:
    html = render_block_kit(
        {"type": "modal", "title": text("T"), "submit": text("S"), "close": text("C"), "blocks": []}
    )
    assert "<h4>T</h4>" in html
    assert html.index(">C</span>") < html.index(">S</span>")


@given(st.text(alphabet="*_~`<>&;\"' ab\n", max_size=60))
def test_no_words_become_markup(words: str) -> None:
    html = str(render_block_kit([{"type": "section", "text": text(words, "mrkdwn")}]))
    tags = set(re.findall(r"<[^>]*>", html))
    fixed = {f"<{slash}{tag}>" for tag in ("p", "div", "strong", "em", "s", "code", "pre") for slash in ("", "/")}
    frame = {'<div class="slack">', "<details>", "</details>", "<summary>", "</summary>", '<pre tabindex="0">', "<br>"}
    assert tags <= fixed | frame
