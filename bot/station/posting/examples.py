"""An example of everything that stations say: for the gallery, the pictures and the tests of how it looks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.intake import InteractionKind, Speaker
from bot.chat.words import Words
from bot.insight.model import CueKind, Mood
from bot.insight.taxonomy import SUBJECTS
from bot.people.model import PersonId
from bot.station.cutting.model import PassageLine
from bot.station.model import (
    ClipState,
    Interaction,
    InteractionId,
    Rule,
    Snippet,
    SnippetId,
    SnippetState,
    Station,
    StationId,
    Subscription,
    Voice,
)
from bot.station.posting.messages import (
    FixLine,
    Heard,
    outcome_message,
    round_up_message,
    snippet_message,
    urgent_message,
)
from bot.station.posting.station_forms import removal_form, station_form
from bot.station.posting.subscription_forms import StationSeen, subscription_form, subscriptions_form
from bot.station.reactions.model import FixEnding, ReactionKind

CALL = Interaction(
    id=InteractionId("example-call"),
    source="phone",
    external_id="call-1",
    digest=b"",
    kind=InteractionKind.CALL,
    happened_at=datetime(2026, 11, 23, 9, 12, tzinfo=UTC),
    received_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    language="en",
    product="Meal box",
    site="Gdańsk",
    url="https://calls.example.com/1",
)
BOX = Voice(
    snippet=Snippet(
        id=SnippetId("example-box"),
        interaction_id=CALL.id,
        lines=(
            PassageLine(speaker=Speaker.AGENT, text="What happened with the box on Friday?"),
            PassageLine(
                speaker=Speaker.CUSTOMER,
                text="Nobody came. I stayed at home all afternoon, [name] had promised it, and in the evening I got a "
                "message that I had not been there. I had been there. I called [phone] twice and each time I was told "
                "that it would come tomorrow.",
            ),
        ),
        starts_at_seconds=192.0,
        ends_at_seconds=220.0,
        cue=CueKind.FRICTION,
        because=SUBJECTS["not-delivered"].name,
        theme="not-delivered",
        stage="receive",
        weight=0.8,
        mood=Mood.NEGATIVE,
        valence=-0.4,
        state=SnippetState.APPROVED,
    ),
    interaction=CALL,
)
PRAISE = Voice(
    snippet=replace(
        BOX.snippet,
        id=SnippetId("example-praise"),
        lines=(PassageLine(speaker=Speaker.CUSTOMER, text="The driver carried it up four floors. That made my day."),),
        starts_at_seconds=None,
        ends_at_seconds=None,
        cue=CueKind.PRAISE,
        because="",
        theme="staff",
        stage="get-help",
    ),
    interaction=replace(CALL, kind=InteractionKind.REVIEW, product="", url=""),
)
HEARD = Heard(
    counts={ReactionKind.HEAR_TOO: 4, ReactionKind.CAN_FIX: 1},
    fixes=(FixLine(name="Bo Example", due_on=date(2026, 11, 30)),),
)
FIXED = FixLine(
    name="Bo Example",
    due_on=date(2026, 11, 30),
    ending=FixEnding.DONE,
    outcome="Drivers now ring twice and wait three minutes before they write that nobody was there.",
)
DELIVERY = Station(
    id=StationId("example-station"),
    key="delivery",
    name="Delivery",
    rule=Rule(themes=("delivery", "visit"), kinds=(InteractionKind.CALL,)),
    locale="en",
    time_zone="Europe/Warsaw",
    quiet_from_hour=18,
    quiet_until_hour=8,
)
ADAS = Subscription(person_id=PersonId("example"), station_id=DELIVERY.id, wants_urgent=True)


def _with_clip(words: Words) -> Message:
    audible = replace(BOX, snippet=replace(BOX.snippet, clip=ClipState.APPROVED))
    return snippet_message(words, audible, Heard())


def _subscriptions(words: Words) -> Form:
    other = replace(DELIVERY, id=StationId("example-other"), name="Praise")
    seen = (StationSeen(station=DELIVERY, own=ADAS), StationSeen(station=other, own=None))
    return subscriptions_form(words, seen, notice=words.say("Saved."))


EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "station.snippet": lambda words: snippet_message(words, BOX, HEARD),
        "station.snippet.clip": _with_clip,
        "station.urgent": lambda words: urgent_message(words, BOX, Heard(), DELIVERY.name),
        "station.round-up": lambda words: round_up_message(words, (BOX, PRAISE), more=5),
        "station.round-up.subscriber": lambda words: round_up_message(words, (BOX,), station=DELIVERY.name),
        "station.outcome": lambda words: outcome_message(words, BOX, FIXED),
        "station.settings": lambda words: station_form(words, DELIVERY, budget=5, is_new=False),
        "station.new": lambda words: station_form(words, replace(DELIVERY, rule=Rule()), budget=7, is_new=True),
        "station.removal": lambda words: removal_form(words, DELIVERY, channels=2, subscribers=1),
        "station.subscription": lambda words: subscription_form(words, DELIVERY, ADAS),
        "station.subscriptions": _subscriptions,
        "station.subscriptions.none": lambda words: subscriptions_form(words, ()),
    }
)
