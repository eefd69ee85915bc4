"""Turns messages and forms into Block Kit.

https://docs.slack.dev/reference/block-kit

People's text never goes through Slack's markup: it stands in `plain_text` objects, in rich text or in table cells.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from adapters.slack import limits
from adapters.slack.limits import Json, clip, fit, shorten
from adapters.slack.pieces import actions, contexts, plain, press, rich, sections
from adapters.slack.render_chart import render_ranking, render_trend
from adapters.slack.render_table import render_table
from adapters.slack.render_voice import render_excerpt, render_reaction_bar
from bot.chat.blocks import (
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    ChoiceList,
    Divider,
    Excerpt,
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
    Table,
    Trend,
)
from bot.chat.forms import ChoiceField, DateField, Field, Form, FormPart, Option, TextField

log = logging.getLogger(__name__)

FORM_CALLBACK = "form"
LINK_ACTION = "link"
"""Begins the `action_id` of buttons that open an address; Slack tells of presses on those as well."""

NOTICE_TITLE = "Voxloop"
_BAR_CELLS = 20


def render_message(message: Message, *, native_tables: bool = True) -> Json:
    """A message as `text` and `blocks`; without native tables, they and charts are shown as aligned text."""
    blocks = list(_blocks(message.blocks, native_tables=native_tables))
    return {
        "text": clip(message.summary, limits.MESSAGE_TEXT) or limits.MORE,
        "blocks": _fitted(blocks, limits.MESSAGE),
    }


def render_form(form: Form) -> Json:
    """A form as a modal view whose `private_metadata` is the action that it is submitted with.

    Raises:
        ValueError: a field's name or an option's value is longer than Slack takes; shortened, it would come back
            as something else.
    """
    has_fields = any(isinstance(part, ChoiceField | TextField | DateField) for part in form.parts)
    view = _view(form.title, list(_form_blocks(form)))
    if form.close_label:
        view["close"] = plain(form.close_label, limits.VIEW_BUTTON)
    if form.submit or has_fields:
        view["submit"] = plain(form.submit_label or form.close_label or "OK", limits.VIEW_BUTTON)
    view["private_metadata"] = form.submit.encode() if form.submit else ""
    return view


def render_notice(message: Message) -> Json:
    """A message as a modal that only shows it, for an answer to an act inside a modal or on the Home tab."""
    return _view(NOTICE_TITLE, list(_blocks(message.blocks, native_tables=False)) or list(sections(message.summary)))


def render_wait() -> Json:
    """A modal for the moment in which an answer takes longer than Slack waits; it needs no words."""
    return _view(NOTICE_TITLE, list(sections("⏳")))


def render_done() -> Json:
    """The modal that follows a wait when there is nothing to say."""
    return _view(NOTICE_TITLE, list(sections("✓")))


def render_home(message: Message) -> Json:
    """A message as the Home tab."""
    return {"type": "home", "blocks": _fitted(list(_blocks(message.blocks, native_tables=False)), limits.VIEW)}


def _view(title: str, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": FORM_CALLBACK,
        "title": plain(title, limits.VIEW_TITLE),
        "blocks": _fitted(blocks, limits.VIEW),
    }


def _fitted(blocks: list[Json], surface: limits.Surface) -> list[Json]:
    fitted = fit(blocks, surface)
    if fitted.is_shortened:
        log.warning("slack.shortened", extra={"blocks": len(blocks), "kept": len(fitted.blocks)})
    return fitted.blocks


def _blocks(blocks: Sequence[Block], *, native_tables: bool) -> Iterator[Json]:
    tables_left = limits.TABLES_IN_MESSAGE if native_tables else 0
    charts_left = limits.CHARTS_IN_MESSAGE if native_tables else 0
    for block in blocks:
        match block:
            case Table():
                yield from render_table(block, is_native=tables_left > 0)
                tables_left -= 1
            case Trend() | Ranking():
                yield from _chart(block, is_native=charts_left > 0)
                charts_left -= 1
            case _:
                yield from _block(block)


def _chart(chart: Trend | Ranking, *, is_native: bool) -> Iterator[Json]:
    if isinstance(chart, Trend):
        return render_trend(chart, is_native=is_native)
    return render_ranking(chart, is_native=is_native)


def _block(block: Block) -> Iterator[Json]:  # noqa: C901, PLR0912 - one arm per block
    match block:
        case Heading(text):
            return _header(text)
        case Paragraph(text):
            return sections(text)
        case Note(text):
            return contexts(text)
        case Divider():
            return iter([{"type": "divider"}])
        case Facts():
            return _facts(block)
        case Buttons(items):
            return actions(_button(item, index) for index, item in enumerate(items))
        case RatingScale():
            return _scale(block)
        case ChoiceList():
            return _choices(block.question, block.choices)
        case OpenQuestion():
            return _choices(block.question, (block.button,))
        case Progress():
            return sections(_progress(block))
        case Table():
            return render_table(block, is_native=False)
        case Excerpt():
            return render_excerpt(block)
        case ReactionBar():
            return render_reaction_bar(block)
        case Trend() | Ranking():
            return _chart(block, is_native=False)
    assert_never(block)


def _header(text: str) -> Iterator[Json]:
    if text.strip():
        yield {"type": "header", "text": plain(text, limits.HEADER_TEXT)}


def _facts(facts: Facts) -> Iterator[Json]:
    lines = [_fact(item) for item in facts.items]
    for start in range(0, len(lines), limits.FACTS_IN_BLOCK):
        yield {"type": "rich_text", "elements": lines[start : start + limits.FACTS_IN_BLOCK]}


def _fact(fact: Fact) -> Json:
    name, value = shorten(fact.name, limits.FACT_NAME), shorten(fact.value, limits.FACT_VALUE)
    return {"type": "rich_text_section", "elements": [*rich(name, is_bold=True), *rich(f"  {value}\n")]}


def _scale(scale: RatingScale) -> Iterator[Json]:
    yield from sections(scale.question)
    yield from actions(_point(scale, index) for index in range(len(scale.points)))
    if scale.points:
        low, high = scale.points[0].label, scale.points[-1].label
        yield from contexts(f"{low} = {scale.low}   ·   {high} = {scale.high}")


def _point(scale: RatingScale, index: int) -> Json:
    point = scale.points[index]
    meaning = {0: scale.low, len(scale.points) - 1: scale.high}.get(index, scale.question)
    return press(point.label, point.action, spoken=f"{point.label}: {meaning}")


def _choices(question: str, choices: Iterable[Choice]) -> Iterator[Json]:
    yield from sections(question)
    yield from actions(press(choice.label, choice.action) for choice in choices)


def _button(button: Button, index: int) -> Json:
    if button.action is None:
        target = {"action_id": f"{LINK_ACTION}-{index}", "url": button.url}
        element = {"type": "button", "text": plain(button.label, limits.BUTTON_TEXT), **target}
    else:
        element = press(button.label, button.action)
    return element if button.style is ButtonStyle.PLAIN else {**element, "style": button.style.value}


def _progress(progress: Progress) -> str:
    share = min(1.0, max(0.0, progress.done / progress.total)) if progress.total > 0 else 0.0
    filled = round(share * _BAR_CELLS)
    bar = "█" * filled + "░" * (_BAR_CELLS - filled)
    return f"{progress.label}\n{bar}  {progress.done} / {progress.total}"


def _form_blocks(form: Form) -> Iterator[Json]:
    for part in form.parts:
        yield from _form_part(part, form)


def _form_part(part: FormPart, form: Form) -> Iterator[Json]:
    if isinstance(part, ChoiceField) and not part.options:
        yield from sections(part.label)
    elif isinstance(part, ChoiceField | TextField | DateField):
        yield _input(part, form)
    else:
        yield from _blocks((part,), native_tables=False)


def _input(field: Field, form: Form) -> Json:
    if limits.width(field.name) > limits.BLOCK_ID:
        raise ValueError(f"the field's name is longer than {limits.BLOCK_ID} characters")
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, limits.INPUT_LABEL),
        "element": {**_element(field), "action_id": _iteration(field, form)},
        "optional": not field.is_required,
    }
    if field.hint.strip():
        block["hint"] = plain(field.hint, limits.INPUT_HINT)
    return block


def _iteration(field: Field, form: Form) -> str:
    """Names this look of the field: a view that replaces another keeps what was typed only where this is the same.

    https://docs.slack.dev/surfaces/modals#updating_views
    """
    start = field.value if isinstance(field, TextField) else str(field.selected or "")
    action = form.submit.encode() if form.submit else ""
    return hashlib.sha256(f"{action}\n{start}".encode()).hexdigest()[:16]


def _element(field: Field) -> Json:
    match field:
        case ChoiceField():
            return _picker(field)
        case TextField():
            return _writer(field)
        case DateField():
            start = {"initial_date": field.selected.isoformat()} if field.selected else {}
            return {"type": "datepicker", **start}
    assert_never(field)


def _picker(field: ChoiceField) -> Json:
    kind = "radio_buttons" if len(field.options) <= limits.RADIO_OPTIONS else "static_select"
    if len(field.options) > limits.SELECT_OPTIONS:
        log.warning("slack.options_left_out", extra={"options": len(field.options)})
    options = [_option(each) for each in field.options[: limits.SELECT_OPTIONS]]
    start = [option for option in options if option["value"] == field.selected]
    return {"type": kind, "options": options, **({"initial_option": start[0]} if start else {})}


def _option(option: Option) -> Json:
    if not 0 < limits.width(option.value) <= limits.OPTION_VALUE:
        raise ValueError(f"an option's value needs 1 to {limits.OPTION_VALUE} characters")
    return {"text": plain(option.label, limits.OPTION_TEXT), "value": option.value}


def _writer(field: TextField) -> Json:
    most = max(1, min(field.max_characters, limits.TEXT_INPUT))
    start = {"initial_value": shorten(field.value, most)} if field.value else {}
    return {"type": "plain_text_input", "multiline": field.is_long, "max_length": most, **start}
