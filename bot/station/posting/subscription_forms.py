"""The windows in which people choose what comes to them by direct message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, Heading, Note, Paragraph
from bot.chat.forms import ChoiceField, Form, FormPart, Option
from bot.chat.words import Words
from bot.station.model import Station, Subscription

ROUND_UP, URGENT = "round_up", "urgent"
YES, NO = "yes", "no"

LISTED = 20
"""So many stations fit into one window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSeen:
    """A station as one person sees it; `own` is their subscription."""

    station: Station
    own: Subscription | None


def subscription_form(words: Words, station: Station, own: Subscription) -> Form:
    """Asks what of a station shall come."""
    return Form(
        title=words.say("Subscription"),
        parts=(
            Paragraph(words.say("You are subscribed to “{station}”.", station=station.name)),
            _choice(words, ROUND_UP, words.say("The daily round-up, on working days"), is_chosen=own.wants_round_up),
            _choice(
                words,
                URGENT,
                words.say("Word at once when a customer needs somebody soon"),
                is_chosen=own.wants_urgent,
                hint=words.say("At any hour, but not while you are away or have paused."),
            ),
            Buttons((_button(words.say("Unsubscribe"), "station.unsubscribe", station),)),
        ),
        submit=ActionRef("station.subscription", (station.id,)),
        submit_label=words.say("Save"),
        close_label=words.say("Close"),
    )


def subscriptions_form(words: Words, stations: Sequence[StationSeen], *, notice: str = "") -> Form:
    """All stations with what of each comes, and a button to change it."""
    nothing = Paragraph(words.say("There are no stations yet. An admin can add one."))
    told = [part for each in stations[:LISTED] for part in _station(words, each)]
    return Form(
        title=words.say("My subscriptions"),
        parts=(*((Paragraph(notice),) if notice else ()), *(told or [nothing])),
        close_label=words.say("Close"),
    )


def _station(words: Words, seen: StationSeen) -> Iterator[FormPart]:
    yield Heading(seen.station.name)
    if seen.own is None:
        yield Buttons((_button(words.say("Subscribe"), "station.subscribe", seen.station),))
        return
    yield Note(_what_comes(words, seen.own))
    change = _button(words.say("Change"), "station.subscribe", seen.station)
    yield Buttons((change, _button(words.say("Unsubscribe"), "station.unsubscribe", seen.station)))


def _what_comes(words: Words, own: Subscription) -> str:
    if own.wants_round_up and own.wants_urgent:
        return words.say("You get the daily round-up and urgent word.")
    return words.say("You get urgent word.") if own.wants_urgent else words.say("You get the daily round-up.")


def _choice(words: Words, name: str, label: str, *, is_chosen: bool, hint: str = "") -> ChoiceField:
    options = (Option(value=YES, label=words.say("Yes")), Option(value=NO, label=words.say("No")))
    return ChoiceField(name=name, label=label, options=options, selected=YES if is_chosen else NO, hint=hint)


def _button(label: str, verb: str, station: Station) -> Button:
    return Button(label=label, action=ActionRef(verb, (station.id,)))
