"""What a flood of imported voices once washed away: urgent word, and the voices that a narrow station waits for."""

from datetime import timedelta

from bot.station.model import PostingKind, Rule, Subscription
from bot.station.posting.route import CONSIDERED, MOST_URGENT
from storage.database import Database
from tests.station.posting.town import MORNING, channel, open_town, own_place, station, voice


async def test_a_flood_of_others_hides_neither_what_is_urgent_nor_what_a_station_is_for(database: Database) -> None:
    town = open_town(database)
    await town.put(*(voice(f"v{number:04}", weight=0.9, product="Sofa") for number in range(CONSIDERED + 1)))
    await town.put(
        voice("urgent", weight=0.3, is_urgent=True, product="Lamp"), voice("calm", weight=0.2, product="Lamp")
    )
    ana = await town.hire("Ana")
    lamps = await town.open(station("Lamps", rule=Rule(products=("lamp",))), channel("lamps"))
    wish = Subscription(person_id=ana.person.id, station_id=lamps.id, wants_urgent=True)
    await database.write(lambda tx: tx.stations.subscribe(wish))
    await town.until(MORNING + timedelta(hours=9), step=timedelta(minutes=30))

    (told,) = await town.postings(own_place(ana), PostingKind.URGENT)
    assert told.snippet_ids == ("urgent",)
    posted = await town.postings(channel("lamps"))
    assert {shown for each in posted for shown in each.snippet_ids} == {"urgent", "calm"}


async def test_a_flood_of_urgent_ones_does_not_drown_anybody(database: Database) -> None:
    town = open_town(database)
    await town.put(*(voice(f"v{number:04}", is_urgent=True) for number in range(CONSIDERED + 1)))
    ana = await town.hire("Ana")
    everything = await town.open(station(), channel("all"))
    wish = Subscription(person_id=ana.person.id, station_id=everything.id, wants_urgent=True)
    await database.write(lambda tx: tx.stations.subscribe(wish))
    await town.until(MORNING + timedelta(hours=12), step=timedelta(minutes=30))
    assert len(await town.postings(own_place(ana), PostingKind.URGENT)) == MOST_URGENT
    assert len(await town.postings(channel("all"))) == 5
    assert len(await town.postings(channel("all"), PostingKind.ROUND_UP)) == 1
