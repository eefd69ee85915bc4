"""The demo's week of customer voice: it goes the way of all customer voice, and the company answers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest

from adapters.intake.recognise import parse
from bot.bootstrap.ear import needed_ear
from bot.bootstrap.fiction_voice import SOURCES, some_voices_of, voices_of
from bot.bootstrap.house import Cellar, House, open_cellar
from bot.bootstrap.intake_desk import CoreIntakeDesk
from bot.bootstrap.listeners import WITHDRAWING, Listeners
from bot.bootstrap.simulate import Past, _hire
from bot.chat.intake import ConsentState, IntakeRecord
from bot.chat.words import LANGUAGES
from bot.clock.clock import MovableClock
from bot.clock.weeks import Week
from bot.config import Settings
from bot.station.model import Posting, PostingKind, PostingState, SnippetState
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork

WEEK = Week.of(date(2026, 11, 23))
PERSONAL = ("Muster", "Sample", "Beispiel", "MG-20417", "4111", "DE89", "mail.example", "601 000 000", "Elder Lane")


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[tuple[House, Cellar, Listeners, MovableClock]]:
    """Forty people on Monday morning, before the first customer speaks."""
    settings = Settings(
        organisation="Marigold",
        database_url=f"sqlite:///{tmp_path / 'voxloop.db'}",
        key_directory=tmp_path / "keys",
    )
    migrate(settings.database_url)
    clock = MovableClock(datetime.combine(WEEK.monday, time(1, 30), tzinfo=UTC), is_frozen=True)
    cellar = await open_cellar(settings)
    house = House(settings, cellar, clock)
    past = Past(people=40, weeks=0, seed=1, today=WEEK.monday)
    await cellar.database.write(partial(_hire, settings=settings, past=past))
    intake = CoreIntakeDesk(transactions=cellar.database, keys=cellar.keys, clock=clock, ear=needed_ear(settings))
    listeners = Listeners(
        desk=house.command_desk().station,
        cellar=cellar,
        clock=clock,
        intake=intake,
        arriving=voices_of(WEEK),
        seed=1,
        is_talkative=True,
    )
    await listeners.open()
    yield house, cellar, listeners, clock
    await intake.stop()
    await house.close()


def test_every_file_is_read_whole_and_all_languages_are_heard() -> None:
    arriving = voices_of(WEEK)
    in_files = [
        found
        for file in files("bot.bootstrap").joinpath("voices").iterdir()
        for found in parse(file.read_bytes(), source="any", name=file.name)
    ]
    assert [each for each in in_files if not isinstance(each, IntakeRecord)] == []
    assert len(arriving) == len(in_files) > 40
    assert {each.source for each in arriving} == set(SOURCES)
    assert {each.record.language.partition("-")[0] for each in arriving} == set(LANGUAGES)
    assert all(WEEK.monday <= each.happened_at.date() <= WEEK.days[-1] for each in arriving)
    unconsented = {each.record.consent for each in arriving} & {ConsentState.REFUSED, ConsentState.UNKNOWN}
    assert len(unconsented) == 2


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the channels of the page show, and what came of it."""

    kinds: Sequence[PostingKind]
    texts: str
    said: int
    waiting: int
    left_of_withdrawn: Sequence[Posting]


def look(tx: UnitOfWork, *, since: datetime) -> Seen:
    places = [each.place for each in tx.stations.places()]
    postings = [
        posting
        for place in places
        for kind in PostingKind
        for posting in tx.postings.planned_in(place, since=since, kind=kind)
    ]
    shown = {each for posting in postings for each in posting.snippet_ids}
    withdrawn = tx.interactions.find("tickets", WITHDRAWING)
    assert withdrawn is not None
    return Seen(
        kinds=[each.kind for each in postings],
        texts=" ".join(each.snippet.text for each in tx.snippets.many(shown).values()),
        said=sum(sum(each.reactions.values()) + each.comments for each in tx.reactions.resonance(shown).values()),
        waiting=tx.snippets.count_in_state(SnippetState.WAITING),
        left_of_withdrawn=tx.postings.of_snippets({each.id for each in tx.snippets.of_interaction(withdrawn.id)}),
    )


async def test_two_days_of_customers_are_posted_answered_and_taken_back(
    demo: tuple[House, Cellar, Listeners, MovableClock],
) -> None:
    house, cellar, listeners, clock = demo
    for _ in range(14):
        clock.move(timedelta(hours=3))
        await listeners.speak()
        await house.worker.settle()
        await listeners.listen(frozenset())
    seen = await cellar.database.read(partial(look, since=clock.now() - timedelta(days=4)))
    assert seen.kinds.count(PostingKind.SNIPPET) > 12
    assert PostingKind.ROUND_UP in seen.kinds
    assert seen.said > 20
    assert seen.waiting > 3
    assert seen.left_of_withdrawn
    assert [each for each in seen.left_of_withdrawn if each.kind is PostingKind.SNIPPET and not is_gone(each)] == []
    assert [each for each in PERSONAL if each in seen.texts] == []


def test_other_weeks_have_some_of_the_customers_under_other_numbers() -> None:
    next_week, after = (some_voices_of(Week(WEEK.ordinal + ahead)) for ahead in (1, 2))
    ids = [{each.record.external_id for each in week} for week in (voices_of(WEEK), next_week, after)]
    assert all(len(each) > 10 for each in ids)
    assert len(set.union(*ids)) == sum(map(len, ids))
    assert all(Week.of(each.happened_at.date()) == Week(WEEK.ordinal + 1) for each in next_week)


async def test_customers_go_on_speaking_in_the_weeks_after(
    demo: tuple[House, Cellar, Listeners, MovableClock],
) -> None:
    _, cellar, listeners, clock = demo
    listeners.later = some_voices_of
    listeners.arriving = some_voices_of(Week(WEEK.ordinal - 1))
    clock.move(timedelta(days=21))
    await listeners.speak()
    heard = await cellar.database.read(
        lambda tx: [
            tx.interactions.find(each.source, each.record.external_id)
            for each in some_voices_of(Week(WEEK.ordinal + 2))
        ]
    )
    assert sum(each is not None for each in heard) > 10


def is_gone(posting: Posting) -> bool:
    return posting.state is PostingState.DELETED
