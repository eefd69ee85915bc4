"""What the fictional company's customers say in one week, as their sources write it: calls, tickets, chats, reviews.

Nobody who speaks here exists. The files are written for the week of `WRITTEN_FOR`; it is moved to where it is needed.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from types import MappingProxyType

from adapters.intake.recognise import parse
from bot.chat.intake import IntakeRecord
from bot.clock.weeks import Week
from bot.insight.model import CueKind
from bot.station.model import Rule, Source, SourceMode

WRITTEN_FOR = date(2026, 1, 5)
"""The Monday of the week that stands in the files."""

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        source.key: source
        for source in (
            Source(key="calls", name="Phone calls", parser="webvtt"),
            Source(key="chats", name="Chats", parser="json"),
            Source(
                key="tickets",
                name="Tickets",
                parser="zendesk",
                mode=SourceMode.AUTOMATIC,
                is_consent_covered=True,
            ),
            Source(
                key="reviews", name="Shop reviews", parser="csv", mode=SourceMode.AUTOMATIC, is_consent_covered=True
            ),
            Source(key="surveys", name="Surveys", parser="csv", mode=SourceMode.AUTOMATIC),
        )
    }
)
"""Where customer voice comes from: what was written is shown when nothing is doubtful, what was spoken is looked at."""

STATIONS: Mapping[str, Rule] = MappingProxyType(
    {
        "Deliveries": Rule(themes=("delivery", "visit")),
        "App and account": Rule(themes=("app", "account", "product", "billing")),
        "Bright moments": Rule(cues=(CueKind.PRAISE, CueKind.SURPRISE, CueKind.PROMISE_KEPT)),
        "All customers": Rule(),
    }
)
"""The stations of the company, by name, with what each takes."""

OFTEN = 0.5
"""How many of the voices are heard in another week than the one of the files."""

_FOLDER = "voices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """An interaction on its way in: from which source, and when it happened."""

    source: str
    record: IntakeRecord
    happened_at: datetime


def voices_of(week: Week) -> tuple[Arriving, ...]:
    """All that is said in a week, in the order in which it happens."""
    return tuple(sorted(_read(week), key=lambda each: (each.happened_at, each.record.external_id)))


def some_voices_of(week: Week) -> tuple[Arriving, ...]:
    """Some of the same voices, each week others, as if further customers had met the same."""
    chance = random.Random(str(week))
    return tuple(_further(each, week) for each in voices_of(week) if chance.random() < OFTEN)


def _further(arriving: Arriving, week: Week) -> Arriving:
    return replace(arriving, record=replace(arriving.record, external_id=f"{arriving.record.external_id}-{week}"))


def _read(week: Week) -> Iterator[Arriving]:
    for file in files("bot.bootstrap").joinpath(_FOLDER).iterdir():
        text = file.read_text(encoding="utf-8")
        for day in range(7):
            text = text.replace(_written(day), (week.monday + timedelta(days=day)).isoformat())
        source = file.name.partition(".")[0].partition("-")[0]
        source = source if source in SOURCES else f"{source}s"
        for record in parse(text.encode(), source=source, name=file.name):
            if isinstance(record, IntakeRecord) and record.happened_at is not None:
                yield Arriving(source=source, record=record, happened_at=record.happened_at)


def _written(day: int) -> str:
    return (WRITTEN_FOR + timedelta(days=day)).isoformat()
