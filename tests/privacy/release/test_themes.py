"""What employees write about: counted by theme, in groups of twenty authors, apart from scores and from quotes."""

from datetime import UTC, datetime, time

import pytest

from bot.clock.clock import MovableClock
from bot.insight.model import Mood, Sentiment
from bot.people.model import COMPANY, Person
from bot.privacy.destroy_keys import WINDOW_KEYS
from bot.privacy.release.model import SHARE, THEME, Band, Family, HeadCount, PublishedCell, State
from bot.privacy.seal import Seal
from bot.pulse import bank
from bot.pulse.fold_week import HEARING
from bot.pulse.hear_themes import SOUNDS_UNHAPPY, THEMES, Hearing
from storage.database import Database
from storage.key_directory import KeyDirectory
from tests.privacy.release.test_publishing import BLOCK, NAMES, Office, hire, open_office

LATE = "The parcel came late again, and the customer was angry."
APP = "The app failed in front of a customer."
AUTHORS = tuple(f"Author{n}" for n in range(24))


@pytest.fixture
async def office(database: Database, keys: KeyDirectory) -> Office:
    return open_office(
        database, keys, MovableClock(datetime.combine(BLOCK.starts_on, time(0), tzinfo=UTC), is_frozen=True)
    )


async def write(office: Office, people: list[Person], comment: str, consent: str = "theme", score: str = "4") -> None:
    for person in people:
        await office.answer(person, BLOCK.last_week, bank.Family.OVERALL, score, comment, consent)


async def themes(office: Office) -> dict[tuple[str, str], PublishedCell]:
    found = (await office.cells()).items()
    return {(unit, measure.removeprefix(THEME)): each for (unit, measure), each in found if measure.startswith(THEME)}


def test_themes_are_heard_in_the_languages_that_have_words() -> None:
    assert HEARING.subjects_of(LATE, "en") >= {"delivery"}
    assert HEARING.subjects_of("Die Lieferung kam zu spät.", "de") >= {"delivery"}
    assert HEARING.subjects_of(LATE, "xx") == HEARING.subjects_of("", "en") == frozenset()
    assert HEARING.subjects_of(APP, "en") <= set(THEMES)


async def test_the_share_of_authors_comes_out_as_a_band_from_twenty_on(office: Office) -> None:
    people = await hire(office, AUTHORS)
    await write(office, people[:18], LATE)
    await write(office, people[18:], "All is well.")
    await office.close(BLOCK.last_week)

    cell = (await themes(office))["Harbour", "delivery"]
    assert (cell.key.family, cell.state, cell.people) == (Family.THEME, State.SHOWN, HeadCount.MANY)
    assert cell.band == Band(low=70, high=80)
    assert {measure for unit, measure in await themes(office) if unit == COMPANY} == set(THEMES)


async def test_of_nineteen_authors_nothing_comes_out(office: Office) -> None:
    people = await hire(office, AUTHORS)
    await write(office, people[:19], LATE)
    await office.close(BLOCK.last_week)

    assert {each.state for each in (await themes(office)).values()} == {State.HIDDEN}


async def test_a_unit_that_can_never_have_twenty_authors_has_no_such_cells_at_all(office: Office) -> None:
    await hire(office, AUTHORS)
    quay = await hire(office, NAMES, team="Quay")
    await write(office, quay, LATE)
    await office.close(BLOCK.last_week)

    assert {unit for unit, _ in await themes(office)} == {"Harbour", COMPANY}


async def test_who_writes_about_the_same_in_several_weeks_is_one_author(office: Office) -> None:
    people = await hire(office, AUTHORS)
    for week in (BLOCK.first_week, BLOCK.first_week.next()):
        await office.answer(people[0], week, bank.Family.OVERALL, "4", LATE, "theme")
        await office.answer(people[0], week, bank.Family.SITE, "4", LATE, "theme")
        await office.close(week)
    await write(office, people, "All is well.")
    await office.close(BLOCK.last_week)

    cell = (await themes(office))["Harbour", "delivery"]
    assert cell.band == Band(low=None, high=10), "one of 24, however often"


async def test_words_that_may_be_quoted_and_those_that_nobody_may_use_are_counted_nowhere(office: Office) -> None:
    people = await hire(office, AUTHORS)
    await write(office, people[:12], LATE, "words")
    await write(office, people[12:], LATE, "hidden")
    await office.close(BLOCK.last_week)

    assert await themes(office) == {}


async def test_a_tally_of_themes_holds_no_score_and_one_of_scores_no_theme(office: Office) -> None:
    people = await hire(office, AUTHORS[:2])
    for person in people:
        await office.answer(person, BLOCK.first_week, bank.Family.OVERALL, "2", LATE, "theme")
    await office.close(BLOCK.first_week)
    database, keys = office.database, office.company.keys
    opened = {}
    for window in await database.read(lambda tx: tx.accumulators.groups()):
        seal = Seal(keys.get_or_create(WINDOW_KEYS + window))
        rows = await database.read(lambda tx, of=window: tx.accumulators.take(of, 9))  # type: ignore[misc]
        opened[window.partition(":")[0]] = [seal.open(row.place, row.value) for row in rows]

    assert set(opened) == {"overall", "theme"}
    assert {(each["s"], tuple(each["k"])) for each in opened["theme"]} == {(0, (0, 0, 0))}
    assert {tuple(each["c"]) for each in opened["overall"]} == {()}
    assert await database.read(lambda tx: tx.pending_comments.groups()) == [], "words that are only counted end here"


class Gloomy:
    """Finds every text unhappy."""

    name = "gloomy"

    def score(self, text: str, language: str) -> Sentiment:
        return Sentiment(mood=Mood.NEGATIVE, valence=-1.0, scorer=self.name)


async def test_how_comments_sound_is_counted_only_where_that_is_switched_on(
    database: Database, keys: KeyDirectory
) -> None:
    clock = MovableClock(datetime.combine(BLOCK.starts_on, time(0), tzinfo=UTC), is_frozen=True)
    office = open_office(database, keys, clock, Hearing(scorer=Gloomy()))
    await write(office, await hire(office, AUTHORS), LATE)
    await office.close(BLOCK.last_week)

    assert (await themes(office))["Harbour", SOUNDS_UNHAPPY].band == Band(low=90, high=None)


def test_it_is_off_unless_somebody_switches_it_on() -> None:
    assert SOUNDS_UNHAPPY not in HEARING.subjects
    assert SOUNDS_UNHAPPY not in HEARING.subjects_of("I hate every minute of this awful job.", "en")


def left_over(quoted: list[int], others: list[int], *, counts_quoted: bool) -> set[int]:
    """How many of the others can have written about a theme, to a reader of all quotes and the share."""
    counted = others + quoted if counts_quoted else others
    known = sum(quoted) if counts_quoted else 0
    bands, people = SHARE.bands(len(counted)), len(counted)
    inside = sum(counted) * bands // people
    sums = [total for total in range(people + 1) if total * bands // people == inside]
    return {total - known for total in sums if 0 <= total - known <= len(others)}


def test_quotes_cannot_be_subtracted_from_shares() -> None:
    """Nineteen are quoted, one of them on deliveries; the twentieth let only the theme be counted."""
    quoted, other = [1] + [0] * 18, [1]
    assert left_over(quoted, other, counts_quoted=True) == {1}, "counted together, the quotes give the twentieth away"

    alone = [1, *[0] * 19]
    assert len(left_over(quoted, alone, counts_quoted=False)) > 1
