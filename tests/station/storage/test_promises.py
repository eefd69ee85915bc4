"""Promises, flags and withdrawals as they are kept; and what becomes of all when two people turn out to be one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.people.model import PersonId
from bot.station.model import FixId, Flag, InteractionId, SnippetId, StationId, Subscription, Withdrawal, new_id
from bot.station.reactions.model import Fix, FixEnding, ReactionKind
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.storage.test_reactions import comment
from tests.station.storage.voices import MONDAY, interaction, keep, posting, snippet

TODAY, DAY = date(2026, 11, 23), timedelta(days=1)
ANNA, BEN = PersonId("anna"), PersonId("ben")


def fix(name: str, **values: Any) -> Fix:  # noqa: ANN401 - any field of a fix
    known: dict[str, Any] = {
        "id": FixId(name),
        "snippet_id": SnippetId("one"),
        "owner_id": ANNA,
        "due_on": TODAY,
        "promised_at": MONDAY,
    }
    return Fix(**known | values)


def flag(flag_id: str, **values: Any) -> Flag:  # noqa: ANN401 - any field of a flag
    known: dict[str, Any] = {
        "id": flag_id,
        "text": "The label printer is out of ink again.",
        "stage": "receive",
        "theme": "late",
        "language": "en",
        "day": TODAY - DAY,
        "shown_on": TODAY,
    }
    return Flag(**known | values)


def withdrawal(name: str, **values: Any) -> Withdrawal:  # noqa: ANN401 - any field of a withdrawal
    known: dict[str, Any] = {"id": name, "interaction_id": InteractionId("call"), "asked_at": MONDAY, "by": ANNA}
    return Withdrawal(**known | values)


async def test_promises_are_kept_first_due_first_until_they_end(database: Database) -> None:
    late, soon = fix("late", due_on=TODAY + DAY, plan="Ask the depot."), fix("soon")
    bens = fix("bens", owner_id=BEN, snippet_id=SnippetId("other"))

    def fill(work: UnitOfWork) -> None:
        for each in (late, soon, bens):
            work.fixes.save(each)

    await database.write(fill)
    assert await database.read(lambda work: work.fixes.get(late.id)) == late
    assert await database.read(lambda work: work.fixes.get(FixId("nobody"))) is None
    assert await database.read(lambda work: work.fixes.of_owner(ANNA, is_open=True)) == [soon, late]
    assert await database.read(lambda work: work.fixes.of_snippet(SnippetId("other"))) == [bens]
    done = replace(soon, ending=FixEnding.DONE, outcome="The depot opens earlier.", ended_at=MONDAY + DAY)
    await database.write(lambda work: work.fixes.save(done))
    assert await database.read(lambda work: work.fixes.of_owner(ANNA, is_open=True)) == [late]
    assert await database.read(lambda work: work.fixes.of_owner(ANNA, is_open=False)) == [done]
    assert await database.read(lambda work: work.fixes.ended_since(MONDAY + DAY)) == [done]
    assert await database.read(lambda work: work.fixes.ended_since(MONDAY + 2 * DAY)) == []
    assert await database.read(lambda work: work.fixes.open_due_until(TODAY)) == [bens]
    assert await database.read(lambda work: work.fixes.open_due_until(TODAY + DAY)) == [bens, late]


async def test_flags_are_shown_from_their_day_on(database: Database) -> None:
    early, today = flag("early", shown_on=TODAY - DAY, theme=None), flag("today", person_id=BEN)
    tomorrow, staff = flag("tomorrow", shown_on=TODAY + DAY), flag("staff", theme="unkind")

    def fill(work: UnitOfWork) -> None:
        for each in (early, today, tomorrow, staff):
            work.flags.add(each)

    await database.write(fill)

    async def shown(**values: Any) -> list[Flag]:  # noqa: ANN401 - as the store takes them
        asked: dict[str, Any] = {"since": TODAY - DAY} | values
        return list(await database.read(lambda work: work.flags.shown(TODAY, **asked)))

    assert await shown() == [staff, today, early]
    assert await shown(limit=2) == [staff, today]
    assert await shown(since=TODAY) == [staff, today]
    assert await shown(theme="delivery") == [today]
    assert await shown(theme="unkind") == [staff]
    assert await database.write(lambda work: work.flags.delete("staff"))
    assert not await database.write(lambda work: work.flags.delete("staff"))
    assert await shown() == [today, early]


async def test_the_order_of_flags_does_not_tell_in_which_they_came(database: Database) -> None:
    """Twenty in a row: by chance they stand as they came, or the other way round, about once in 10 to the 18th."""
    came = [new_id() for _ in range(20)]

    def fill(work: UnitOfWork) -> None:
        for each in came:
            work.flags.add(flag(each))

    await database.write(fill)
    seen = [each.id for each in await database.read(lambda work: work.flags.shown(TODAY, since=TODAY))]
    assert sorted(seen) == sorted(came)
    assert seen not in (came, came[::-1])
    assert seen == sorted(came)


async def test_withdrawals_are_kept_with_what_became_of_them(database: Database) -> None:
    first, second = withdrawal("first"), withdrawal("second", asked_at=MONDAY + DAY, by="source:calls")

    def fill(work: UnitOfWork) -> None:
        for each in (second, first):
            work.withdrawals.add(each)

    await database.write(fill)
    assert await database.read(lambda work: work.withdrawals.open()) == [first, second]
    tried = replace(first, deleted=2, failures=("channel_gone", "no_permission"))
    await database.write(lambda work: work.withdrawals.save(tried))
    assert await database.read(lambda work: work.withdrawals.open()) == [tried, second]
    done = replace(tried, done_at=MONDAY + DAY, failures=())
    await database.write(lambda work: work.withdrawals.save(done))
    assert await database.read(lambda work: work.withdrawals.open()) == [second]
    assert await database.read(lambda work: work.withdrawals.latest(1)) == [second]
    assert await database.read(lambda work: work.withdrawals.of_interaction(first.interaction_id)) == [done, second]


async def test_when_two_people_turn_out_to_be_one_nothing_is_lost_or_counted_twice(database: Database) -> None:
    await keep(database, interaction("call"), snippet("one", "call", reviewed_by=BEN))
    station_id, posting_id = StationId("st"), posting("here").id

    def fill(work: UnitOfWork) -> None:
        work.postings.add(posting("here", "one", person_id=BEN))
        for who in (ANNA, BEN):
            work.reactions.add(SnippetId("one"), who, ReactionKind.HEAR_TOO, MONDAY)
            work.reactions.put_emoji(posting_id, who, "tada", MONDAY)
        work.reactions.add(SnippetId("one"), BEN, ReactionKind.SURPRISED, MONDAY)
        work.reactions.save_comment(comment("1", BEN))
        work.stations.subscribe(Subscription(person_id=ANNA, station_id=station_id, wants_urgent=True))
        work.stations.subscribe(Subscription(person_id=BEN, station_id=station_id))
        work.stations.subscribe(Subscription(person_id=BEN, station_id=StationId("st-2")))
        work.fixes.save(fix("bens", owner_id=BEN))
        work.flags.add(flag("bens", person_id=BEN))
        work.withdrawals.add(withdrawal("bens", by=BEN))
        work.people.reassign(BEN, ANNA)

    await database.write(fill)

    def question(work: UnitOfWork) -> dict[str, object]:
        resonance = work.reactions.resonance([SnippetId("one")])[SnippetId("one")]
        voice, here = work.snippets.get(SnippetId("one")), work.postings.get(posting_id)
        return {
            "reactions": dict(resonance.reactions),
            "emoji": dict(resonance.emoji),
            "subscriptions": [(each.station_id, each.wants_urgent) for each in work.stations.subscriptions_of(ANNA)],
            "fixes": len(work.fixes.of_owner(ANNA, is_open=True)),
            "flags": [each.person_id for each in work.flags.shown(TODAY, since=TODAY)],
            "withdrawals": [each.by for each in work.withdrawals.open()],
            "others": [voice and voice.snippet.reviewed_by, here and here.person_id],
        }

    assert await database.read(question) == {
        "reactions": {ReactionKind.HEAR_TOO: 1, ReactionKind.SURPRISED: 1},
        "emoji": {"tada": 1},
        "subscriptions": [("st", True), ("st-2", False)],
        "fixes": 1,
        "flags": [ANNA],
        "withdrawals": [ANNA],
        "others": [ANNA, ANNA],
    }
    assert await database.write(lambda work: work.reactions.forget_person(BEN)) == 0
    assert await database.write(lambda work: work.reactions.forget_person(ANNA)) == 6
