"""What is left of mails and HTML when only the words of their author are kept."""

import pytest

from adapters.intake.html_text import html_text
from adapters.intake.plain_text import clean, is_garbled, mail_text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One<br>two</p><p>three &amp; four&nbsp;five</p>", "One\ntwo\n\nthree & four five"),
        ("<div>a<script>if (a<b) steal('<p>no</p>')</script>b<style>p{}</style></div>", "ab"),
        ("<p>kept<script>never closed", "kept"),
        ("<p>kept<!-- not this --> and this<!-- never closed", "kept and this"),
        ("<p title='a>b'>text</p>", "text"),
        ("1 < 2 and <3 for all", "1 < 2 and <3 for all"),
        ("Hello,\nplain words.", "Hello,\nplain words."),
    ],
)
def test_html_becomes_words(body: str, text: str) -> None:
    assert mail_text(body) == text


@pytest.mark.parametrize(
    "tail",
    [
        "On Mon, 2 Nov 2026 at 10:00, Ana Example wrote:\n> old words\n> more",
        "On Mon, 2 Nov 2026 at 10:00, Ana Example\n<ana@example.org> wrote:\n\n> old words",
        "Am 2. November 2026 schrieb Ana Example:\n> old words",
        "2 ноября 2026, Ана пишет:\n> old words",
        "-----Original Message-----\nFrom: ana@example.org\nold words",
        "> old words",
    ],
)
def test_the_mail_that_is_answered_is_cut(tail: str) -> None:
    assert mail_text(f"It broke again.\n\n{tail}\n") == "It broke again."


@pytest.mark.parametrize(
    "text",
    [
        "> why?\nBecause it broke.",
        "On Monday he wrote: nothing.",
        "> only what was quoted",
        "He asked\n> when\nand I said\n> never\nso.",
    ],
)
def test_answers_between_quoted_lines_are_kept(text: str) -> None:
    assert mail_text(text) == text


def test_a_quote_in_html_is_cut_like_one_in_text() -> None:
    quote = "<div>On Mon, Ana Example &lt;a@example.org&gt; wrote:<blockquote>old<p>words</p></blockquote></div>"
    body = f"<div>Still broken.</div>{quote}"

    assert mail_text(body) == "Still broken."


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert clean("a\x00b\u202ec\ud800 \t d\r\n\r\n\r\n\r\ne\x85") == "abc\ufffd d\n\ne"


@pytest.mark.parametrize(
    ("text", "garbled"), [("GrÃ¶ÃŸe", True), ("itâ€™s", True), ("gr\ufffdn", True), ("Größe, São, Łódź", False)]
)
def test_garbled_text_is_noticed(text: str, garbled: bool) -> None:  # noqa: FBT001 - the two cases
    assert is_garbled(text) is garbled


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "part", ["<!--", "<![", "<a ", "</", "<a href='", "<script>", "<head>", "<div><", '<a "x" ', "<blockquote>"]
)
def test_hostile_html_takes_no_longer_than_its_length(part: str) -> None:
    html_text("<p>" + part * (200_000 // len(part)))
