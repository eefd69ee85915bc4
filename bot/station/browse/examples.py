"""An example of every window in which customer voice is searched and faults are reported."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import Words
from bot.people.model import PersonId
from bot.station.browse.forms import (
    FlagShown,
    Found,
    FrictionRow,
    both_sides_form,
    flag_form,
    flag_taken_form,
    frictions_form,
    search_form,
)
from bot.station.browse.query import OTHER, Query
from bot.station.model import Flag
from bot.station.posting.examples import BOX, DELIVERY, PRAISE

QUERY = Query(words="box", theme="delivery", since_days=28)
OLDER = replace(QUERY, until_at=datetime(2026, 11, 23, 9, 12, tzinfo=UTC), skipped=1)
UNNAMED = Flag(
    id="example-flag",
    text="Boxes wait at the back door for days, because nobody is told that they came.",
    stage="receive",
    theme="late",
    language="en",
    day=date(2026, 11, 24),
    shown_on=date(2026, 11, 25),
)
NAMED = replace(UNNAMED, id="example-named", person_id=PersonId("example"))
ROWS = (
    FrictionRow(key="late", stage="receive", customers=14, colleagues=3),
    FrictionRow(key="app-fails", stage="use", customers=6, colleagues=0),
    FrictionRow(key=OTHER, stage="", customers=0, colleagues=2),
)


def _both_sides(words: Words) -> Form:
    flags = (FlagShown(flag=NAMED, by="Ada Example"), FlagShown(flag=UNNAMED))
    return both_sides_form(words, "late", (BOX,), flags, may_remove=True)


EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "voice.search": lambda words: search_form(words, QUERY, Found(voices=(BOX, PRAISE), older=OLDER), (DELIVERY,)),
        "voice.search.nothing": lambda words: search_form(words, Query(), Found(voices=()), ()),
        "voice.flag": lambda words: flag_form(words, text="The till froze while three people waited."),
        "voice.flag.taken": lambda words: flag_taken_form(words, UNNAMED, (BOX,)),
        "voice.frictions": lambda words: frictions_form(words, ROWS, days=28),
        "voice.frictions.none": lambda words: frictions_form(words, (), days=28),
        "voice.both-sides": _both_sides,
        "voice.both-sides.none": lambda words: both_sides_form(words, "late", (), ()),
    }
)
