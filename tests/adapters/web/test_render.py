"""Messages and forms as HTML: everything is shown, nothing that people wrote becomes markup."""

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings
from markupsafe import Markup

from adapters.web.limits import BLOCKS, LINE_CHARACTERS, fit, fit_form
from adapters.web.render import Carried, Surface, render_block, render_message
from adapters.web.render_form import render_form, render_problems
from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, Heading, Message, Note, Paragraph
from bot.chat.forms import ChoiceField, Form, TextField
from bot.chat.words import words_for
from tests.adapters.web.any_message import FORMS, MESSAGES
from tests.adapters.web.voices import QUOTE, voice
from tests.adapters.web.world import CHECK_IN, EVERYTHING, HOURS, SETTINGS, answer_form

WORDS = words_for("en")
SURFACE = Surface(press_form="press")
CARRIED = Carried(csrf="c", act="a" * 16)

TAGS = {
    "a", "b", "blockquote", "button", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h2", "h3", "header", "hr", "input", "label", "legend", "option", "p", "progress", "select", "span", "table",
    "tbody", "td", "textarea", "th", "thead", "tr",
    "desc", "line", "polyline", "rect", "svg", "text", "title",
}  # fmt: skip
VOID = {"hr", "input"}


class Reader(HTMLParser):
    """Collects what a page holds and makes sure that it is well formed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[str] = []
        self.feed(str(html))
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> None:
    reader = Reader(html)
    assert reader.tags <= TAGS
    for name, value in reader.attributes:
        assert not name.startswith("on")
        assert name != "style"
        assert not (name == "href" and (value or "").startswith(("javascript:", "data:")))


@given(MESSAGES)
@settings(max_examples=150)
def test_no_message_can_smuggle_in_markup(message: Message) -> None:
    assert_harmless(render_message(message, SURFACE, WORDS))


@given(FORMS)
@settings(max_examples=150)
def test_no_form_can_smuggle_in_markup(form: Form) -> None:
    assert_harmless(render_form(form, CARRIED, WORDS))


@given(MESSAGES)
@settings(max_examples=100)
def test_any_message_fits_and_stays_as_it_is_when_it_fits(message: Message) -> None:
    fitted = fit(message, WORDS)
    assert len(fitted.blocks) <= BLOCKS
    assert len(fitted.summary) <= LINE_CHARACTERS
    assert fit(fitted, WORDS) == fitted


@given(FORMS)
@settings(max_examples=100)
def test_any_form_fits_without_losing_a_field(form: Form) -> None:
    fitted = fit_form(form, WORDS)
    assert [getattr(part, "name", "") for part in fitted.parts][: len(form.parts)] == [
        getattr(part, "name", "") for part in form.parts
    ]
    assert fit_form(fitted, WORDS) == fitted


def test_what_is_shortened_says_so() -> None:
    endless = Message(summary="s", blocks=tuple(Paragraph(str(number)) for number in range(BLOCKS + 1)))
    fitted = fit(endless, WORDS)
    assert len(fitted.blocks) == BLOCKS
    assert fitted.blocks[-1] == Note("This message was shortened.")
    assert fit(Message(summary="s", blocks=(Heading("h" * 400),)), WORDS).blocks[0] == Heading("h" * 299 + "…")


def test_every_word_of_a_message_is_there_to_read() -> None:
    text = Reader(render_message(EVERYTHING, SURFACE, WORDS)).text
    for words in (
        "Your week at Bramble & Finch",
        "4 of 5 days",
        "3/8",
        "Extremely likely",
        "Too few of us",
        "Old Mill",
    ):
        assert words in text


def test_the_ends_of_a_scale_are_heard_with_their_points() -> None:
    html = render_message(CHECK_IN, SURFACE, WORDS)
    assert 'aria-label="1, Not at all">1</button>' in html
    assert 'aria-label="5, Very well">5</button>' in html
    assert 'value="1|rate|3">3</button>' in html


def test_the_customers_words_are_told_apart_and_lead_back_to_where_they_were_said() -> None:
    html = render_message(voice(), SURFACE, WORDS)
    assert html.count('<p class="said customer"><b class="speaker">Customer</b>') == 1
    assert html.count('<p class="said"><b class="speaker">Agent</b>') == 2
    assert '<a class="back" href="https://calls.example.com/4711" rel="noopener">Back to the recording</a>' in html
    assert "Phone call · Booking · 20 November" in html
    assert "03:12-03:40" in html


def test_a_recording_that_could_run_a_script_cannot_be_opened() -> None:
    html = render_block(replace(QUOTE, url="javascript:alert(1)"), SURFACE)
    assert '<span class="back">Back to the recording</span>' in html
    assert "javascript" not in html


def test_a_reaction_is_heard_as_what_it_means_and_counts_from_the_first() -> None:
    html = render_message(voice(hearing=12), SURFACE, WORDS)
    assert '<span class="symbol" aria-hidden="true">👂</span> <span class="meaning">I hear this too</span>' in html
    assert html.count('class="count"') == 1
    assert "Everyone here sees the counts." in html


def test_a_link_that_could_run_a_script_is_only_text() -> None:
    html = render_message(
        Message(summary="", blocks=(Buttons((Button(label="Go", url="javascript:alert(1)"),)),)), SURFACE, WORDS
    )
    assert html == '<div class="buttons"><span class="button">Go</span></div>'


def test_an_own_answer_is_chosen_in_the_form_and_an_open_one_is_not() -> None:
    assert 'value="3" checked required' in render_form(answer_form("3"), CARRIED, WORDS)
    assert "checked" not in render_form(answer_form(None), CARRIED, WORDS)


def test_what_somebody_wrote_comes_back_as_it_was_even_when_it_starts_with_a_new_line() -> None:
    field = TextField(name="comment", label="Comment", value="\n</textarea><b>", is_long=True)
    html = render_form(Form(title="t", parts=(field,), close_label="c", submit=ActionRef("s")), CARRIED, WORDS)
    assert "\n\n&lt;/textarea&gt;&lt;b&gt;</textarea>" in html


def test_a_choice_that_may_stay_open_can_be_taken_back() -> None:
    html = render_form(SETTINGS, CARRIED, WORDS)
    assert 'value="" checked><span>No choice</span>' in html
    assert "<select" in html, "many options unfold"


def test_a_long_list_without_a_choice_starts_empty() -> None:
    field = ChoiceField(name="hour", label="Hour", options=HOURS)
    html = render_form(Form(title="t", parts=(field,), close_label="c", submit=ActionRef("s")), CARRIED, WORDS)
    assert '<option value="" selected>—</option>' in html


def test_a_form_that_only_shows_something_cannot_be_sent() -> None:
    html = render_form(Form(title="My answers", parts=(Paragraph("None yet."),), close_label="Close"), CARRIED, WORDS)
    assert "/submit" not in html


def test_problems_are_escaped() -> None:
    html = render_problems({"a": "<b>"})
    assert html == Markup('<ul class="problems" role="alert"><li>&lt;b&gt;</li></ul>')
