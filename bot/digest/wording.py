"""How figures are read: the names of measures and units, bands in words, and whether a change is more than noise."""

from datetime import date
from typing import assert_never

from babel import dates, numbers

from bot.chat.words import Words, phrase
from bot.clock.weeks import Week
from bot.digest.model import Change
from bot.insight.taxonomy import SUBJECTS
from bot.privacy.release.model import ENPS, FRICTION, THEME, HeadCount, Participation, PublishedCell, scale_of
from bot.pulse.bank import Family as Asked
from bot.pulse.bank import Kind, of_family
from bot.pulse.drivers import DRIVERS
from bot.pulse.hear_themes import SOUNDS_UNHAPPY

NOT_SHOWN = phrase("Not enough people to show this safely.")
"""The one sentence for whatever cannot be shown, whatever the reason."""

_PLAIN_NAMES = {
    "overall": phrase("Happiness at work"),
    "site": phrase("Being able to serve customers"),
    "weekly": phrase("How the week went"),
    ENPS: phrase("Recommending us as a place to work"),
}
_PEOPLE = {
    HeadCount.FEW: phrase("5 to 9 people"),
    HeadCount.SOME: phrase("10 to 19 people"),
    HeadCount.MANY: phrase("20 people or more"),
}
_PARTICIPATION = {
    Participation.LOW: phrase("under half took part"),
    Participation.MIDDLE: phrase("half to three quarters took part"),
    Participation.HIGH: phrase("three quarters or more took part"),
}


def measure_name(words: Words, measure: str) -> str:
    """What a figure of employees is about."""
    if measure in _PLAIN_NAMES:
        return words.say(_PLAIN_NAMES[measure])
    if measure.startswith(FRICTION):
        return words.say("In the way: {what}", what=_friction_name(words, measure))
    if measure.startswith(THEME):
        return _theme_name(words, measure.removeprefix(THEME))
    return words.say(DRIVERS[measure].name) if measure in DRIVERS else measure


def figure_name(words: Words, cell: PublishedCell, unit: str) -> str:
    """What a figure is about, and of whom where that is not the unit that the reader reads about."""
    name = measure_name(words, cell.key.measure)
    return name if cell.key.unit == unit else f"{name} · {unit_name(words, cell)}"


def friction_name(words: Words, cell: PublishedCell) -> str:
    """What a share of people named when they were asked what gets in the way."""
    return _friction_name(words, cell.key.measure)


def unit_name(words: Words, cell: PublishedCell) -> str:
    """Whose figure it is."""
    return cell.unit_name or words.say("the company")


def band_text(words: Words, cell: PublishedCell) -> str:
    """A published band as it is read, with its scale; the fixed sentence where nothing is shown."""
    scale, band = scale_of(cell.key.measure), cell.band
    if band is None:
        return words.say(NOT_SHOWN)
    low, high = number(words, band.low), number(words, band.high)
    if cell.key.measure.startswith((FRICTION, THEME)):
        return _span(words, low, high, unit=" %")
    if cell.key.measure == ENPS:
        return words.say("{band} on a scale from -100 to 100", band=_span(words, low, high))
    return words.say("{band} of {most}", band=_span(words, low, high), most=number(words, scale.high))


def short_band(words: Words, cell: PublishedCell) -> str:
    """A published band without its scale, for drawings."""
    if cell.band is None:
        return ""
    return _span(words, number(words, cell.band.low), number(words, cell.band.high))


def people_text(words: Words, cell: PublishedCell) -> str:
    """How many people a figure stands for, as a band."""
    return words.say(_PEOPLE[cell.people]) if cell.people else ""


def participation_text(words: Words, cell: PublishedCell) -> str:
    """Which share of the people who were asked took part, as a band."""
    return words.say(_PARTICIPATION[cell.participation]) if cell.participation else ""


def change_text(words: Words, change: Change) -> str:
    """What became of a figure: a sign and words, so that nobody has to see colours."""
    match change:
        case Change.BETTER:
            return words.say("▲ better, beyond noise")
        case Change.WORSE:
            return words.say("▼ worse, beyond noise")
        case Change.STEADY:
            return words.say("= no change beyond noise")
        case Change.FIRST:
            return words.say("first figure")
        case _:
            assert_never(change)


def short_change(words: Words, change: Change | None) -> str:
    """What became of a number beyond noise, to stand behind it; empty where nothing did."""
    match change:
        case Change.BETTER:
            return " " + words.say("▲ better")
        case Change.WORSE:
            return " " + words.say("▼ worse")
        case _:
            return ""


def customer_friction(words: Words, key: str) -> str:
    """What got in customers' way, by its key."""
    return words.say(SUBJECTS[key].name) if key in SUBJECTS else key


def number(words: Words, value: float | None) -> str:
    """A number as people of this language write it; empty for none."""
    return "" if value is None else str(numbers.format_decimal(value, format="#,##0.##", locale=words.language))


def signed(words: Words, value: float) -> str:
    """A whole number with its sign."""
    return str(
        numbers.format_decimal(round(value), format="+#,##0;-#,##0" if round(value) else "0", locale=words.language)
    )


def day_and_month(words: Words, day: date) -> str:
    """A day without its weekday, such as "Nov 20"."""
    return str(dates.format_skeleton("MMMd", day, locale=words.language))


def week_span(words: Words, week: Week) -> str:
    """A week from Monday to Sunday, such as "Nov 16 to Nov 22"."""
    first, last = day_and_month(words, week.days[0]), day_and_month(words, week.days[-1])
    return words.say("{first} to {last}", first=first, last=last)


def _span(words: Words, low: str, high: str, *, unit: str = "") -> str:
    if not low and not high:
        return words.say("anything")
    if not low:
        return words.say("below {high}", high=high + unit)
    if not high:
        return words.say("{low} or more", low=low + unit)
    return words.say("{low} to {high}", low=low, high=high + unit)


def _theme_name(words: Words, key: str) -> str:
    if key == SOUNDS_UNHAPPY:
        return words.say("Comments that sound unhappy")
    return words.say("Comments about: {what}", what=customer_friction(words, key))


def _friction_name(words: Words, measure: str) -> str:
    key = measure.removeprefix(FRICTION)
    asked = (each for each in of_family(Asked.FRICTION) if each.kind is Kind.CHOICE)
    labels = {choice.key: choice.label for each in asked for choice in each.choices}
    return words.say(labels[key]) if key in labels else key
