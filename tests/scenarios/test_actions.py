"""The loop of a promise: made below the digest, reminded of, told to the team, and measured weeks later."""

from datetime import UTC, datetime

from bot.chat.intake import InteractionKind
from bot.clock.weeks import Week
from bot.insight.model import Mood
from bot.privacy.release.model import (
    Band,
    CellKey,
    Family,
    HeadCount,
    Participation,
    Period,
    PublishedCell,
    Release,
    State,
)
from bot.station.model import Interaction, InteractionId
from storage.unit_of_work import UnitOfWork
from tests.scenarios.driver import Seen
from tests.scenarios.world import World

THEN, NOW = Week.parse("2026-W48"), Week.parse("2027-W01")
HASTY = "We will leverage synergies at the till soon."
PLAIN = "You said that the till makes customers wait.\nWe did: the shop has a second till since Monday."


async def open_harbour(world: World) -> str:
    """The one team there is, which Cleo leads, with published figures and customers who had trouble buying."""
    (team,) = (await world.cellar.database.read(lambda tx: tx.people.teams())).values()
    assert team.leader_id == (await world.person("Cleo")).id
    await publish(world, team.id, THEN, low=40, high=50)
    await hear(world, datetime(2026, 11, 25, 12, tzinfo=UTC), trouble=20)
    return team.id


async def publish(world: World, unit: str, week: Week, *, low: float, high: float) -> None:
    """A share of a unit's people whom a slow till kept from serving customers, as it came out after a week."""
    key = CellKey(
        family=Family.FRICTION,
        unit=unit,
        period=Period(Week(week.ordinal - 3), week),
        measure="friction.slow-order-system",
    )
    cell = PublishedCell(
        key=key,
        unit_name="Harbour",
        question="friction-week",
        state=State.SHOWN,
        published_on=week.closes_at.date(),
        band=Band(low=low, high=high),
        people=HeadCount.MANY,
        participation=Participation.HIGH,
    )
    release = Release(window=f"story-{week}", k=5, published_on=cell.published_on)
    await world.cellar.database.write(lambda tx: tx.ledger.publish(release, [cell]))


async def hear(world: World, at: datetime, *, trouble: int) -> None:
    """Forty customers, some of whom were charged wrongly."""
    heard = [
        Interaction(
            id=InteractionId(f"{at:%m%d}-{number}"),
            source="calls",
            external_id=f"{at:%m%d}-{number}",
            digest=b"d",
            kind=InteractionKind.CALL,
            happened_at=at,
            received_at=at,
            language="en",
            mood=Mood.NEUTRAL,
            frictions=("wrong-charge",) if number < trouble else (),
        )
        for number in range(40)
    ]

    def change(tx: UnitOfWork) -> None:
        for each in heard:
            tx.interactions.save(each)

    await world.cellar.database.write(change)


async def jump(world: World, moment: str) -> None:
    """Lets time pass at once; what became due on the way and is still of use is done at its end."""
    world.clock.move(datetime.fromisoformat(moment).replace(tzinfo=UTC) - world.clock.now())
    await world.house.worker.settle()


async def received(world: World, name: str, words: str) -> Seen:
    """The newest message to somebody in which these words stand."""
    return [each for each in await world.inbox(name) if words in each.text][-1]


async def test_a_promise_is_made_reminded_of_told_and_measured(world: World) -> None:
    unit = await open_harbour(world)
    await jump(world, "2026-11-30T08:30")
    digest = await received(world, "Cleo", "In one sentence")
    asked = await world.press("Cleo", digest, "Act")
    assert "Buy something from us as a customer would" in asked.text
    listed = await world.submit("Cleo", asked, plan="We open a second till", due="2026-12-04")
    assert "I remind you on Fri, Dec 4" in listed.text
    assert "We open a second till" in (await world.command("Cleo", "actions")).text

    await jump(world, "2026-12-04T08:30")
    reminder = await received(world, "Cleo", "Today is the day that you chose.")
    assert all("second till" not in each.text for each in await world.inbox("Ana"))

    draft = await world.press("Cleo", reminder, "Done: tell the team")
    assert draft.fields == ("text",)
    checked = await world.submit("Cleo", draft, text=HASTY)
    assert "Not everybody talks like this: “synergies”" in checked.text
    again = await world.press("Cleo", checked, "Change")
    sent = await world.submit("Cleo", again, text=PLAIN)
    assert "Sent." in sent.text
    await world.pass_minutes(1)
    for name in ("Ana", "Ben", "Dora"):
        told = await received(world, name, "You said, we did")
        assert "the shop has a second till since Monday" in told.text
        assert "Cleo" not in told.text
    assert all("You said that the till" not in each.text for each in await world.inbox("Cleo"))

    await publish(world, unit, NOW, low=10, high=20)
    await hear(world, datetime(2026, 12, 28, 12, tzinfo=UTC), trouble=4)
    await jump(world, "2027-01-11T07:30")
    await jump(world, "2027-01-11T08:30")
    outcome = (await received(world, "Cleo", "Your people: 40 to 50 %")).text
    assert "Your people: 40 to 50 % named “A slow till or order system”." in outcome
    assert "Your people: 10 to 20 % named “A slow till or order system” (▲ better" in outcome
    assert "Customers: 10 % met an obstacle at “Buying” (▲ better" in outcome
    assert "cannot tell whether your step was why" in outcome
    assert "We open a second till. What came of it:" in (await world.command("Cleo", "digest")).text
    assert "no open promises" in (await world.command("Cleo", "actions")).text
