"""A message as a PDF, for those who print. Needs the extra `pdf`: fpdf2, and Roboto for Latin and Cyrillic letters."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from bot.chat.blocks import (
    Block,
    Buttons,
    ChoiceList,
    Divider,
    Excerpt,
    Facts,
    Heading,
    Message,
    Note,
    OpenQuestion,
    Paragraph,
    Progress,
    Ranking,
    RatingScale,
    ReactionBar,
    Table,
    Trend,
)
from bot.chat.words import Words

if TYPE_CHECKING:
    from fpdf import FPDF

NEEDED: Final = ("fpdf", "font_roboto")
"""What the extra `pdf` brings."""

_FONT: Final = "Roboto"
_BIG: Final = 15
_NORMAL: Final = 10.5
_SMALL: Final = 8.5
_MARGIN: Final = 20
_BAR: Final = 90.0
_NO_GLYPH: Final = str.maketrans({"▲": "+", "▼": "-"})
"""Signs that the font has not; the words beside them say the same."""


def can_make_paper() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(module) is not None for module in NEEDED)


def make_paper(message: Message, words: Words) -> bytes:
    """The message on pages of A4. Nothing on them can be pressed."""
    from fpdf import FPDF  # noqa: PLC0415 - an optional extra

    paper = FPDF(format="A4")
    paper.set_title(message.summary)
    paper.set_lang(words.language)
    paper.set_margin(_MARGIN)
    paper.set_auto_page_break(auto=True, margin=_MARGIN)
    for style, file in _fonts():
        paper.add_font(_FONT, style, file)
    paper.add_page()
    for block in message.blocks:
        _block(paper, block)
    return bytes(paper.output())


def _fonts() -> Iterable[tuple[str, Path]]:
    found = find_spec("font_roboto")
    folder = Path(found.origin or "").parent / "files" if found else Path()
    return (("", folder / "Roboto-Regular.ttf"), ("B", folder / "Roboto-Bold.ttf"))


def _block(paper: "FPDF", block: Block) -> None:  # noqa: C901, PLR0912 - one arm per block
    match block:
        case Heading(text):
            _line(paper, text, size=_BIG, is_bold=True, above=4)
        case Paragraph(text):
            _line(paper, text)
        case Note(text):
            _line(paper, text, size=_SMALL)
        case Divider():
            paper.ln(3)
        case Facts(items):
            for item in items:
                _line(paper, f"**{_plain(item.name)}**  {_plain(item.value)}", is_marked=True)
        case Table():
            _table(paper, block)
        case Excerpt():
            _excerpt(paper, block)
        case Trend():
            _line(paper, block.title, is_bold=True, above=2)
            _bars(paper, [(each.label, *_span(each.low, each.high, block), each.shown) for each in block.points])
            _line(paper, block.says, size=_SMALL)
        case Ranking():
            most = max((each.value for each in block.items), default=0) or 1.0
            _line(paper, block.title, is_bold=True, above=2)
            _bars(paper, [(each.label, 0.0, each.value / most, each.shown) for each in block.items])
        case Progress(label=label, done=done, total=total):
            _line(paper, f"{label}: {done} / {total}")
        case RatingScale(question=question) | ChoiceList(question=question) | OpenQuestion(question=question):
            _line(paper, question)
        case Buttons() | ReactionBar():
            return
        case _:
            assert_never(block)


def _line(
    paper: "FPDF",
    text: str,
    *,
    size: float = _NORMAL,
    is_bold: bool = False,
    is_marked: bool = False,
    above: float = 0,
) -> None:
    paper.ln(above)
    paper.set_font(_FONT, "B" if is_bold else "", size)
    shown = text if is_marked else text.translate(_NO_GLYPH)
    paper.multi_cell(0, size * 0.5, shown, markdown=is_marked, new_x="LMARGIN", new_y="NEXT", align="L")
    paper.ln(1.5)


def _plain(text: str) -> str:
    """Text that holds nothing that would be taken for a mark."""
    return text.translate(_NO_GLYPH).replace("**", "*").replace("__", "_").replace("--", "-").replace("~~", "~")


def _table(paper: "FPDF", table: Table) -> None:
    paper.set_font(_FONT, "", _NORMAL)
    paper.set_fill_color(255)
    with paper.table(line_height=_NORMAL * 0.55, text_align="LEFT") as drawn:
        for row in (table.columns, *table.rows):
            drawn.row([cell.translate(_NO_GLYPH) for cell in row])
    paper.ln(2)


def _excerpt(paper: "FPDF", excerpt: Excerpt) -> None:
    with paper.local_context():
        paper.set_left_margin(_MARGIN + 6)
        for line in excerpt.lines:
            _line(paper, f"{line.speaker}: {line.text}")
        _line(paper, "  ·  ".join(filter(None, (excerpt.origin, excerpt.span))), size=_SMALL)
    paper.set_left_margin(_MARGIN)
    paper.set_x(_MARGIN)


def _bars(paper: "FPDF", rows: Iterable[tuple[str, float, float, str]]) -> None:
    """A bar for each row, from one share of the width to another, with its name and what it says beside it."""
    paper.set_font(_FONT, "", _SMALL)
    for label, first, last, shown in rows:
        if paper.will_page_break(6):
            paper.add_page()
        y = paper.get_y()
        paper.set_fill_color(225)
        paper.rect(_MARGIN + 50, y + 1, _BAR, 3, style="F")
        paper.set_fill_color(61, 74, 209)
        paper.rect(_MARGIN + 50 + first * _BAR, y + 1, max(1.0, (last - first) * _BAR), 3, style="F")
        paper.cell(50, 5, label.translate(_NO_GLYPH))
        paper.set_x(_MARGIN + 50 + _BAR + 2)
        paper.cell(0, 5, shown.translate(_NO_GLYPH), new_x="LMARGIN", new_y="NEXT")
    paper.ln(1.5)


def _span(low: float, high: float, trend: Trend) -> tuple[float, float]:
    reach = trend.most - trend.least
    if reach <= 0:
        return 0.0, 0.0
    first, last = ((each - trend.least) / reach for each in (low, high))
    return min(1.0, max(0.0, first)), min(1.0, max(0.0, last))
