"""How much of a message or form the page shows. A browser takes more, a reader does not; nothing grows without end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar, assert_never

from bot.chat.blocks import (
    Block,
    Button,
    Buttons,
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
from bot.chat.forms import ChoiceField, DateField, Field, Form, FormPart, Option, TextField
from bot.chat.words import Words

LINE_CHARACTERS: Final = 300
"""Headings, labels, cells and other things of one line."""
SYMBOL_CHARACTERS: Final = 16
"""One emoji, however many code points it is made of."""
TEXT_CHARACTERS: Final = 12_000
CHART_CHARACTERS: Final = 60
"""One label of a chart."""
BLOCKS: Final = 100
ITEMS: Final = 60
"""Buttons, choices or facts in one block."""
ROWS: Final = 200
COLUMNS: Final = 20
OPTIONS: Final = 600
"""Options of one field; every time zone of the world fits."""

T = TypeVar("T")


def fit(message: Message, words: Words) -> Message:
    """The message within the limits; what was shortened says so in a note at the end."""
    blocks = tuple(_fit_block(block) for block in message.blocks[:BLOCKS])
    if blocks != message.blocks:
        blocks = (*blocks[: BLOCKS - 1], Note(words.say("This message was shortened.")))
    return Message(summary=_line(message.summary), blocks=blocks)


def fit_form(form: Form, words: Words) -> Form:
    """The form within the limits. Fields are never dropped and what a person wrote is never cut."""
    parts = tuple(_fit_part(part) for part in form.parts)
    if parts != form.parts:
        parts = (*parts, Note(words.say("This form was shortened.")))
    return replace(
        form,
        title=_line(form.title),
        parts=parts,
        close_label=_line(form.close_label),
        submit_label=_line(form.submit_label),
    )


def _fit_block(block: Block) -> Block:
    match block:
        case Heading() | Paragraph() | Note() | Divider():
            return _fit_text(block)
        case Facts(items):
            return Facts(_some(items, _fit_fact))
        case Buttons(items):
            return Buttons(_some(items, _fit_button))
        case Progress():
            return replace(block, label=_line(block.label))
        case Table():
            return _fit_table(block)
        case RatingScale() | ChoiceList() | OpenQuestion():
            return _fit_question(block)
        case Excerpt():
            return _fit_excerpt(block)
        case ReactionBar():
            return _fit_reactions(block)
        case Trend() | Ranking():
            return _fit_chart(block)
        case _:
            assert_never(block)


def _fit_text(block: Heading | Paragraph | Note | Divider) -> Block:
    match block:
        case Heading(text):
            return Heading(_line(text))
        case Paragraph(text):
            return Paragraph(_shortened(text, TEXT_CHARACTERS))
        case Note(text):
            return Note(_shortened(text, TEXT_CHARACTERS))
        case Divider():
            return block
        case _:
            assert_never(block)


def _fit_question(block: RatingScale | ChoiceList | OpenQuestion) -> Block:
    question = _shortened(block.question, TEXT_CHARACTERS)
    match block:
        case RatingScale():
            points = _some(block.points, _fit_choice)
            return replace(block, question=question, points=points, low=_line(block.low), high=_line(block.high))
        case ChoiceList():
            return replace(block, question=question, choices=_some(block.choices, _fit_choice))
        case OpenQuestion():
            return replace(block, question=question, button=_fit_choice(block.button))
        case _:
            assert_never(block)


def _fit_chart(block: Trend | Ranking) -> Block:
    match block:
        case Ranking():
            return Ranking(title=_line(block.title), items=_some(block.items, _fit_item))
        case Trend():
            return replace(
                block,
                title=_line(block.title),
                points=_some(block.points, _fit_point),
                says=_shortened(block.says, TEXT_CHARACTERS),
            )
        case _:
            assert_never(block)


def _fit_item(item: RankedItem) -> RankedItem:
    return replace(item, label=_shortened(item.label, CHART_CHARACTERS), shown=_shortened(item.shown, CHART_CHARACTERS))


def _fit_point(point: TrendPoint) -> TrendPoint:
    return replace(
        point, label=_shortened(point.label, CHART_CHARACTERS), shown=_shortened(point.shown, CHART_CHARACTERS)
    )


def _fit_part(part: FormPart) -> FormPart:
    match part:
        case ChoiceField() | TextField() | DateField():
            return _fit_field(part)
        case _:
            return _fit_block(part)


def _fit_field(field: Field) -> Field:
    label, hint = _line(field.label), _shortened(field.hint, TEXT_CHARACTERS)
    match field:
        case ChoiceField():
            options = _some(field.options, _fit_option, OPTIONS)
            return replace(field, label=label, hint=hint, options=options)
        case TextField() | DateField():
            return replace(field, label=label, hint=hint)
        case _:
            assert_never(field)


def _fit_fact(fact: Fact) -> Fact:
    return Fact(name=_line(fact.name), value=_shortened(fact.value, TEXT_CHARACTERS))


def _fit_button(button: Button) -> Button:
    return replace(button, label=_line(button.label))


def _fit_choice(choice: Choice) -> Choice:
    return replace(choice, label=_line(choice.label))


def _fit_option(option: Option) -> Option:
    return replace(option, label=_line(option.label))


def _fit_table(table: Table) -> Table:
    return Table(
        columns=_some(table.columns, _line, COLUMNS),
        rows=_some(table.rows, lambda row: _some(row, _line, COLUMNS), ROWS),
    )


def _fit_excerpt(block: Excerpt) -> Excerpt:
    return replace(
        block,
        lines=_some(block.lines, _fit_said),
        origin=_line(block.origin),
        span=_line(block.span),
        url_label=_line(block.url_label),
    )


def _fit_said(line: ExcerptLine) -> ExcerptLine:
    return replace(line, speaker=_line(line.speaker), text=_shortened(line.text, TEXT_CHARACTERS))


def _fit_reactions(block: ReactionBar) -> ReactionBar:
    return ReactionBar(items=_some(block.items, _fit_reaction), note=_shortened(block.note, TEXT_CHARACTERS))


def _fit_reaction(button: ReactionButton) -> ReactionButton:
    return replace(button, symbol=_shortened(button.symbol, SYMBOL_CHARACTERS), label=_line(button.label))


def _some(items: tuple[T, ...], fit_one: Callable[[T], T], most: int = ITEMS) -> tuple[T, ...]:
    return tuple(fit_one(item) for item in items[:most])


def _line(text: str) -> str:
    return _shortened(text, LINE_CHARACTERS)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
