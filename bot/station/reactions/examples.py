"""An example of everything that is said about reactions and promises: for the gallery, the pictures and the tests."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import Words
from bot.insight.model import Mood
from bot.people.model import PersonId
from bot.station.model import FixId
from bot.station.notice_forms import notice_form
from bot.station.posting.examples import BOX, DELIVERY, HEARD, PRAISE
from bot.station.reactions.forms import (
    CoverageRow,
    OwnFix,
    close_form,
    coverage_form,
    fixes_form,
    promise_form,
    said_already_form,
    whole_form,
)
from bot.station.reactions.messages import fix_due_message, said_already, taken_back
from bot.station.reactions.model import Fix, ReactionKind, Resonance

TODAY = date(2026, 11, 25)
FIX = Fix(
    id=FixId("example-fix"),
    snippet_id=BOX.snippet.id,
    owner_id=PersonId("example"),
    due_on=date(2026, 11, 30),
    promised_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    plan="Talk to the drivers on Thursday",
)
RESONANCE = Resonance(
    snippet_id=BOX.snippet.id,
    reactions=HEARD.counts,
    emoji={"tada": 2, "thumbsup": 3, "rage": 4},
    comments=8,
    comment_moods={Mood.NEGATIVE: 4, Mood.POSITIVE: 2, Mood.NOT_SCORED: 2},
    scored_people=5,
)
FEW = replace(RESONANCE, emoji={"rage": 1}, comments=2, comment_moods={Mood.NEGATIVE: 2}, scored_people=2)
ROW = CoverageRow(station_id=DELIVERY.id, name=DELIVERY.name, counts=(3, 5, 1, 0))

EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "station.said-already": lambda words: said_already(words, BOX.snippet.id, ReactionKind.HEAR_TOO),
        "station.taken-back": taken_back,
        "station.fix-due": lambda words: fix_due_message(words, FIX, BOX),
        "station.fix-due.withdrawn": lambda words: fix_due_message(words, FIX, None),
        "station.open": lambda words: whole_form(words, BOX, HEARD, resonance=RESONANCE),
        "station.open.few": lambda words: whole_form(words, BOX, HEARD, resonance=FEW),
        "station.open.again": lambda words: said_already_form(words, BOX, HEARD, ReactionKind.HEAR_TOO),
        "station.promise": lambda words: promise_form(words, BOX, due=FIX.due_on, plan=FIX.plan),
        "station.fix": lambda words: close_form(words, OwnFix(fix=FIX, voice=BOX)),
        "station.fixes": lambda words: fixes_form(words, (OwnFix(fix=FIX, voice=None),), TODAY),
        "station.fixes.none": lambda words: fixes_form(words, (), TODAY),
        "station.coverage": lambda words: coverage_form(words, (ROW,), (BOX, PRAISE)),
        "station.coverage.one": lambda words: coverage_form(words, (ROW,), (BOX,), of=DELIVERY.name),
        "station.coverage.none": lambda words: coverage_form(words, (), ()),
        "station.gone": lambda words: notice_form(words, words.say("These words are not shown any more.")),
    }
)
