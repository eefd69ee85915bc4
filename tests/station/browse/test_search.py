"""Searching what customers said."""

from datetime import timedelta
from functools import partial

import pytest

from bot.chat.actions import MAX_CHARACTERS, ActionRef, BadActionError
from bot.station.browse.query import Query, fitting_words, query_of
from bot.station.browse.search import latest, open_search, search_again, show_older
from bot.station.model import Rule, SnippetState, Station, StationId
from storage.database import Database
from tests.station.browse.town import NOW, Said, button_of, caller, choices_of, hear_all, quotes_of, text_of

PARCELS = Station(
    id=StationId("parcels"),
    key="parcels",
    name="Parcels",
    rule=Rule(products=("Parcels",)),
    locale="en",
    time_zone="UTC",
    quiet_from_hour=18,
    quiet_until_hour=8,
)


async def test_the_newest_come_first_five_at_a_time_until_there_are_no_more(database: Database) -> None:
    said = [Said(text=f"number {n}", ago=timedelta(hours=n)) for n in range(12)]
    await database.write(lambda tx: hear_all(tx, *said))
    shown = await database.read(lambda tx: open_search(tx, caller("Ana")))
    read = quotes_of(shown)
    assert read == [f"number {n}" for n in range(5)]
    while (older := button_of(shown, "Older")) is not None:
        verb, args = older
        assert verb == "station.older"
        shown = await database.read(partial(show_older, caller=caller("Ana"), args=args))
        read += quotes_of(shown)
    assert read == [f"number {n}" for n in range(12)]


async def test_paging_loses_none_of_many_meetings_of_the_same_moment(database: Database) -> None:
    said = [Said(text=f"number {n}", ago=timedelta(days=1)) for n in range(13)]
    await database.write(lambda tx: hear_all(tx, *said, Said(text="newer"), Said(text="older", ago=timedelta(days=2))))
    shown = await database.read(lambda tx: open_search(tx, caller("Ana")))
    read = quotes_of(shown)
    while (older := button_of(shown, "Older")) is not None:
        shown = await database.read(partial(show_older, caller=caller("Ana"), args=older[1]))
        read += quotes_of(shown)
    assert (len(read), len(set(read))) == (15, 15)
    assert (read[0], read[-1]) == ("newer", "older")


async def test_only_what_may_be_read_is_found(database: Database) -> None:
    states = [Said(text=f"it is {state.value}", state=state) for state in SnippetState]
    await database.write(lambda tx: hear_all(tx, *states))
    assert quotes_of(await database.read(lambda tx: open_search(tx, caller("Ana")))) == ["it is approved"]
    assert quotes_of(await database.read(lambda tx: open_search(tx, caller("Ana"), "held"))) == []


async def test_filters_narrow_together(database: Database) -> None:
    await database.write(
        lambda tx: hear_all(
            tx,
            Said(text="The parcel is late", facts={"product": "Parcels"}),
            Said(text="The parcel is broken", theme="broken", stage="use", facts={"product": "Parcels"}),
            Said(text="The letter is late"),
            Said(text="The parcel was late long ago", ago=timedelta(days=40), facts={"product": "Parcels"}),
        )
    )
    await database.write(lambda tx: tx.stations.save(PARCELS))
    values = {"words": "PARCEL", "station": "parcels", "theme": "late", "stage": "receive", "since": "28"}
    found = await database.read(lambda tx: search_again(tx, caller("Ana"), values))
    assert quotes_of(found) == ["The parcel is late"]
    assert choices_of(found, "station") == ["all", "parcels"]
    everything = {"words": None, "station": "all", "theme": "all", "stage": "all", "since": "all"}
    assert len(quotes_of(await database.read(lambda tx: search_again(tx, caller("Ana"), everything)))) == 4
    by_stage = await database.read(lambda tx: search_again(tx, caller("Ana"), {"stage": "use"}))
    assert quotes_of(by_stage) == ["The parcel is broken"]


async def test_a_theme_finds_its_frictions(database: Database) -> None:
    await database.write(lambda tx: hear_all(tx, Said(text="late"), Said(text="broken", theme="broken")))
    found = await database.read(lambda tx: search_again(tx, caller("Ana"), {"theme": "delivery"}))
    assert quotes_of(found) == ["late"]


async def test_finding_nothing_says_so(database: Database) -> None:
    nothing = await database.read(lambda tx: open_search(tx, caller("Ana"), "100%_"))
    assert "Nothing fits." in text_of(nothing)


async def test_the_latest_are_ready_for_the_home_page(database: Database) -> None:
    await database.write(lambda tx: hear_all(tx, *[Said(text=f"{n}", ago=timedelta(hours=n)) for n in range(4)]))
    shown = await database.read(lambda tx: latest(tx, 2))
    assert [each.snippet.text for each in shown] == ["0", "1"]


@pytest.mark.parametrize("typed", ["refund", "возврат " * 20, "\N{PACKAGE}" * 60, "重い荷物" * 30, "  two\n words "])
def test_what_a_button_carries_comes_back_and_fits(typed: str) -> None:
    query = Query(
        words=fitting_words(typed),
        station="0123456789abcdef",
        theme="contradicting",
        stage="get-help",
        since_days=365,
        until_at=NOW,
        skipped=499,
    )
    line = ActionRef("station.older", query.as_args()).encode()
    assert len(line) <= MAX_CHARACTERS
    assert query_of(ActionRef.decode(line).args) == query


@pytest.mark.parametrize("args", [(), ("", "", "", "", "", "y", ""), ("", "", "", "", "x", "", ""), ("",) * 8])
def test_a_button_that_is_none_of_ours_is_refused(args: tuple[str, ...]) -> None:
    with pytest.raises(BadActionError):
        query_of(args)
