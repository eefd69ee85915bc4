"""Forms become the inside of a dialog; pure functions."""

from collections.abc import Mapping
from datetime import date
from typing import Final, assert_never

from markupsafe import Markup

from adapters.web.limits import fit_form
from adapters.web.render import Carried, Surface, render_block, render_carried, render_hidden, render_press_form
from bot.chat.forms import ChoiceField, DateField, Field, Form, FormPart, Option, TextField
from bot.chat.words import Words

MOST_RADIOS: Final = 11
"""More options than that become a list that unfolds."""

SCALE_CHARACTERS: Final = 2
WORDS_CHARACTERS: Final = 28


def render_form(form: Form, carried: Carried, words: Words, *, prefix: str = "form") -> Markup:
    """A form with its title, parts and buttons. `prefix` keeps ids apart where several forms are on one page."""
    form = fit_form(form, words)
    surface = Surface(press_form=f"{prefix}-press", heading=3)
    parts = Markup("").join(_part(part, surface, words, prefix) for part in form.parts)
    return Markup('<div class="window">{head}{press}{close}{body}</div>').format(
        head=_head(form, words, prefix),
        press=render_press_form(surface.press_form, "form", carried),
        close=Markup('<form id="{}-close" method="dialog"></form>').format(prefix),
        body=_body(form, parts, carried, prefix),
    )


def render_problems(problems: Mapping[str, str]) -> Markup:
    """Why a form could not be taken, for a page without a script."""
    lines = Markup("").join(Markup("<li>{}</li>").format(problem) for problem in problems.values())
    return Markup('<ul class="problems" role="alert">{}</ul>').format(lines)


def _head(form: Form, words: Words, prefix: str) -> Markup:
    return Markup(
        '<header><h2 id="{prefix}-title" tabindex="-1" autofocus>{title}</h2>'
        '<button class="icon" form="{prefix}-close" aria-label="{close}" data-chrome>&times;</button></header>'
    ).format(prefix=prefix, title=form.title, close=words.say("Close"))


def _body(form: Form, parts: Markup, carried: Carried, prefix: str) -> Markup:
    close = Markup('<button class="button" form="{}-close" data-chrome>{}</button>').format(prefix, form.close_label)
    if form.submit is None:
        return Markup('<div class="parts">{}</div><footer>{}</footer>').format(parts, close)
    return Markup(
        '<form id="{prefix}-fill" method="post" action="/submit" data-act>{carried}{action}'
        '<div class="parts">{parts}</div><footer>{close}'
        '<button class="button primary">{submit}</button></footer></form>'
    ).format(
        prefix=prefix,
        carried=render_carried(carried),
        action=render_hidden("action", form.submit.encode()),
        parts=parts,
        close=close,
        submit=form.submit_label or form.title,
    )


def _part(part: FormPart, surface: Surface, words: Words, prefix: str) -> Markup:
    match part:
        case ChoiceField() | TextField() | DateField():
            return _field(part, words, prefix)
        case _:
            return render_block(part, surface)


def _field(field: Field, words: Words, prefix: str) -> Markup:
    field_id = f"{prefix}-{field.name}"
    match field:
        case ChoiceField() if len(field.options) <= MOST_RADIOS:
            return _radios(field, field_id, words)
        case ChoiceField():
            return _labelled(field, "choice", field_id, _select(field, field_id), words)
        case TextField():
            return _labelled(field, "text", field_id, _text_input(field, field_id), words)
        case DateField():
            return _labelled(field, "date", field_id, _date_input(field, field_id), words)
        case _:
            assert_never(field)


def _labelled(field: Field, kind: str, field_id: str, entry: Markup, words: Words) -> Markup:
    return Markup(
        '<div class="field" data-field="{name}">{announced}<label for="{id}">{label}{optional}</label>{hint}{entry}'
        '<p class="problem" id="{id}-problem" hidden></p></div>'
    ).format(
        name=field.name,
        announced=render_hidden("field", f"{kind}.{field.name}"),
        id=field_id,
        label=field.label,
        optional=_optional(field, words),
        hint=_hint(field, field_id),
        entry=entry,
    )


def _radios(field: ChoiceField, field_id: str, words: Words) -> Markup:
    options = field.options if field.is_required else (*field.options, Option(value="", label=words.say("No choice")))
    selected = field.selected if field.is_required else field.selected or ""
    return Markup(
        '<fieldset class="field" data-field="{name}" aria-describedby="{id}-hint {id}-problem">{announced}'
        '<legend>{label}{optional}</legend>{hint}<div class="options{look}">{radios}</div>'
        '<p class="problem" id="{id}-problem" hidden></p></fieldset>'
    ).format(
        name=field.name,
        id=field_id,
        announced=render_hidden("field", f"choice.{field.name}"),
        label=field.label,
        optional=_optional(field, words),
        hint=_hint(field, field_id),
        look=_look(field),
        radios=Markup("").join(_radio(field, option, is_checked=option.value == selected) for option in options),
    )


def _look(field: ChoiceField) -> str:
    """Points of a scale stand side by side, sentences one below the other, words wherever there is room."""
    longest = max((len(option.label) for option in field.options), default=0)
    if longest <= SCALE_CHARACTERS:
        return " short"
    return " long" if longest > WORDS_CHARACTERS else ""


def _radio(field: ChoiceField, option: Option, *, is_checked: bool) -> Markup:
    return Markup(
        '<label class="option"><input type="radio" name="value.{}" value="{}"{}{}><span>{}</span></label>'
    ).format(field.name, option.value, _flag("checked", is_checked), _required(field), option.label)


def _select(field: ChoiceField, field_id: str) -> Markup:
    nothing = () if field.is_required and field.selected else (Option(value="", label="—"),)
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            option.value, _flag("selected", option.value == (field.selected or "")), option.label
        )
        for option in (*nothing, *field.options)
    )
    return Markup("<select {}{}>{}</select>").format(_named(field, field_id), _required(field), options)


def _text_input(field: TextField, field_id: str) -> Markup:
    named = _named(field, field_id)
    common = Markup('{} maxlength="{}"{}').format(named, field.max_characters, _required(field))
    if field.is_long:
        # The line break after the tag is dropped by browsers; without it they would drop one of the person's own.
        return Markup('<textarea {} rows="4">\n{}</textarea>').format(common, field.value)
    return Markup('<input type="text" autocomplete="off" {} value="{}">').format(common, field.value)


def _date_input(field: DateField, field_id: str) -> Markup:
    return Markup('<input type="date" {}{} value="{}">').format(
        _named(field, field_id), _required(field), _iso(field.selected)
    )


def _named(field: Field, field_id: str) -> Markup:
    return Markup('id="{0}" name="value.{1}" aria-describedby="{0}-hint {0}-problem"').format(field_id, field.name)


def _hint(field: Field, field_id: str) -> Markup:
    return Markup('<p class="hint" id="{}-hint">{}</p>').format(field_id, field.hint) if field.hint else Markup("")


def _optional(field: Field, words: Words) -> Markup:
    if field.is_required:
        return Markup("")
    return Markup(' <span class="optional">{}</span>').format(words.say("optional"))


def _required(field: Field) -> Markup:
    return _flag("required", field.is_required)


def _flag(name: str, is_set: bool) -> Markup:  # noqa: FBT001 - reads well where it is used
    return Markup(" {}").format(name) if is_set else Markup("")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
