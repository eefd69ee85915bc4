"""Messages and forms become HTML; pure functions. All text is escaped where it is put in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never

from markupsafe import Markup

from adapters.web.limits import fit
from adapters.web.render_chart import render_ranking, render_trend
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
    Ranking,
    RatingScale,
    ReactionBar,
    ReactionButton,
    Table,
    Trend,
)
from bot.chat.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Where blocks are shown: the id of the HTML form that their buttons belong to, and the level of headings."""

    press_form: str
    heading: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What every form of a page brings back besides what was filled in.

    `act` is new for each form shown. `channel` is the id of the channel that the page shows, if it shows one.
    """

    csrf: str
    act: str
    channel: str = ""


_MANY_POINTS: Final = 7


def render_message(message: Message, surface: Surface, words: Words) -> Markup:
    """The blocks of a message, within the limits, without anything around them."""
    return render_blocks(fit(message, words).blocks, surface)


def render_blocks(blocks: Iterable[Block], surface: Surface) -> Markup:
    return _joined(render_block(block, surface) for block in blocks)


def render_block(block: Block, surface: Surface) -> Markup:  # noqa: C901 - one arm per block
    """One block as HTML."""
    match block:
        case Heading() | Paragraph() | Note() | Divider():
            return _text(block, surface)
        case RatingScale() | ChoiceList() | OpenQuestion():
            return _question(block, surface)
        case Buttons(items):
            return Markup('<div class="buttons">{}</div>').format(_joined(_button(item, surface) for item in items))
        case Facts(items):
            return Markup('<dl class="facts">{}</dl>').format(_joined(_fact(item) for item in items))
        case Progress():
            return _progress(block)
        case Table():
            return _table(block)
        case Excerpt():
            return _excerpt(block)
        case ReactionBar():
            return _reactions(block, surface)
        case Trend():
            return render_trend(block)
        case Ranking():
            return render_ranking(block)
        case _:
            assert_never(block)


def render_hidden(name: str, value: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def render_carried(carried: Carried) -> Markup:
    """The hidden fields that every form brings back."""
    channel = render_hidden("channel", carried.channel) if carried.channel else Markup("")
    return Markup("{}{}{}").format(render_hidden("csrf", carried.csrf), render_hidden("act", carried.act), channel)


def render_press_form(form_id: str, source: str, carried: Carried) -> Markup:
    """The invisible form that the buttons of one message or window belong to."""
    return Markup('<form id="{}" method="post" action="/act" data-act>{}{}</form>').format(
        form_id, render_carried(carried), render_hidden("source", source)
    )


def render_press(choice: Choice, surface: Surface, look: str, spoken: str = "") -> Markup:
    """A button that sends an action; `spoken` adds to the label what the eye sees elsewhere."""
    name = Markup(' aria-label="{}, {}"').format(choice.label, spoken) if spoken else Markup("")
    return Markup('<button class="{}" form="{}" name="action" value="{}"{}>{}</button>').format(
        look, surface.press_form, choice.action.encode(), name, choice.label
    )


def _text(block: Heading | Paragraph | Note | Divider, surface: Surface) -> Markup:
    match block:
        case Heading(text):
            return Markup("<h{level}>{}</h{level}>").format(text, level=surface.heading)
        case Paragraph(text):
            return Markup("<p>{}</p>").format(text)
        case Note(text):
            return Markup('<p class="fine">{}</p>').format(text)
        case Divider():
            return Markup("<hr>")
        case _:
            assert_never(block)


def _question(block: RatingScale | ChoiceList | OpenQuestion, surface: Surface) -> Markup:
    match block:
        case RatingScale():
            return _asked(block.question, _scale(block, surface))
        case ChoiceList(choices=choices):
            presses = _joined(render_press(choice, surface, "button") for choice in choices)
            return _asked(block.question, Markup('<div class="choices">{}</div>').format(presses))
        case OpenQuestion(button=button):
            press = render_press(button, surface, "button")
            return _asked(block.question, Markup('<div class="buttons">{}</div>').format(press))
        case _:
            assert_never(block)


def _asked(question: str, answers: Markup) -> Markup:
    return Markup('<fieldset class="question"><legend>{}</legend>{}</fieldset>').format(question, answers)


def _scale(block: RatingScale, surface: Surface) -> Markup:
    last = len(block.points) - 1
    ends = {0: block.low, last: block.high}
    points = _joined(
        render_press(point, surface, "point", ends.get(place, "")) for place, point in enumerate(block.points)
    )
    return Markup(
        '<div class="scale{}"><div class="points">{}</div>'
        '<p class="ends" aria-hidden="true"><span>{}</span><span>{}</span></p></div>'
    ).format(" many" if len(block.points) > _MANY_POINTS else "", points, block.low, block.high)


def _button(button: Button, surface: Surface) -> Markup:
    look = _look(button.style)
    if button.action is not None:
        return render_press(Choice(label=button.label, action=button.action), surface, look)
    return _link(button.url or "", button.label, look)


def _link(href: str, label: str, look: str) -> Markup:
    """A way to another page; an address that could run a script is only text."""
    if not href.startswith(("https://", "http://", "/", "mailto:")):
        return Markup('<span class="{}">{}</span>').format(look, label)
    return Markup('<a class="{}" href="{}" rel="noopener">{}</a>').format(look, href, label)


def _look(style: ButtonStyle) -> str:
    match style:
        case ButtonStyle.PLAIN:
            return "button"
        case ButtonStyle.PRIMARY:
            return "button primary"
        case ButtonStyle.DANGER:
            return "button danger"
        case _:
            assert_never(style)


def _fact(fact: Fact) -> Markup:
    return Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(fact.name, fact.value)


def _progress(block: Progress) -> Markup:
    return Markup(
        '<div class="progress"><p><span>{label}</span> <span class="count">{done}/{total}</span></p>'
        '<progress aria-label="{label}" value="{done}" max="{most}"></progress></div>'
    ).format(label=block.label, done=block.done, total=block.total, most=max(block.total, 1))


def _table(block: Table) -> Markup:
    head = _joined(Markup('<th scope="col">{}</th>').format(column) for column in block.columns)
    rows = _joined(Markup("<tr>{}</tr>").format(_cells(row)) for row in block.rows)
    return Markup(
        '<div class="table" tabindex="0" role="group" aria-label="{}"><table><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(" · ".join(block.columns), head, rows)


def _cells(row: tuple[str, ...]) -> Markup:
    return _joined(Markup("<td>{}</td>").format(cell) for cell in row)


def _excerpt(block: Excerpt) -> Markup:
    """What was said as a quotation, with where it comes from below it."""
    said = _joined(_said(line) for line in block.lines)
    span = Markup('<span class="span">{}</span>').format(block.span) if block.span else Markup("")
    link = _link(block.url, block.url_label or block.url, "back") if block.url else Markup("")
    return Markup(
        '<figure class="excerpt"><blockquote>{}</blockquote>'
        '<figcaption><span class="origin">{}</span>{}{}</figcaption></figure>'
    ).format(said, block.origin, span, link)


def _said(line: ExcerptLine) -> Markup:
    look = "said customer" if line.is_customer else "said"
    return Markup('<p class="{}"><b class="speaker">{}</b><span class="words">{}</span></p>').format(
        look, line.speaker, line.text
    )


def _reactions(block: ReactionBar, surface: Surface) -> Markup:
    buttons = _joined(_reaction(item, surface) for item in block.items)
    # Counts that move are not read out by themselves.
    return Markup(
        '<div class="reactions" aria-live="off"><div class="reaction-buttons">{}</div><p class="fine">{}</p></div>'
    ).format(buttons, block.note)


def _reaction(item: ReactionButton, surface: Surface) -> Markup:
    count = Markup(' <span class="count">{}</span>').format(item.count) if item.count else Markup("")
    return Markup(
        '<button class="reaction" form="{}" name="action" value="{}">'
        '<span class="symbol" aria-hidden="true">{}</span> <span class="meaning">{}</span>{}</button>'
    ).format(surface.press_form, item.action.encode(), item.symbol, item.label, count)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
