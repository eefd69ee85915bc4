"""What comes back for a snippet: counted over all places, each person once, and gone when a person goes."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.insight.model import Mood
from bot.people.model import PersonId
from bot.station.model import PostingKind, SnippetId, StationId, Subscription
from bot.station.reactions.model import Comment, ReactionKind
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.storage.voices import MONDAY, channel, posting

ANNA, BEN, CARL = PersonId("anna"), PersonId("ben"), PersonId("carl")
ONE, OTHER = SnippetId("one"), SnippetId("other")
HERE, THERE = posting("here", "one"), posting("there", "one", place=channel("C-2"))
LIST = posting("list", "one", "other", kind=PostingKind.ROUND_UP)


def comment(comment_id: str, person_id: PersonId = ANNA, mood: Mood = Mood.POSITIVE) -> Comment:
    return Comment(
        posting_id=HERE.id,
        comment_id=comment_id,
        person_id=person_id,
        language="de",
        mood=mood,
        valence=0.5,
        commented_at=MONDAY,
    )


presses = st.lists(
    st.tuples(
        st.booleans(), st.sampled_from([ONE, OTHER]), st.sampled_from([ANNA, BEN]), st.sampled_from(ReactionKind)
    ),
    max_size=12,
)


@given(presses)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_each_person_says_a_thing_once_and_may_take_it_back(
    database: Database, pressed: list[tuple[bool, SnippetId, PersonId, ReactionKind]]
) -> None:
    """Against a plain set of who said what."""

    def change(work: UnitOfWork) -> None:
        for each in (ANNA, BEN):
            work.reactions.forget_person(each)
        said: set[tuple[SnippetId, PersonId, ReactionKind]] = set()
        for is_given, snippet_id, person_id, kind in pressed:
            one = (snippet_id, person_id, kind)
            if is_given:
                assert work.reactions.add(*one, MONDAY) == (one not in said)
                said.add(one)
            else:
                assert work.reactions.remove(*one) == (one in said)
                said.discard(one)
        counts = work.reactions.counts([ONE, OTHER])
        for snippet_id in (ONE, OTHER):
            kinds = [kind for where, _, kind in said if where == snippet_id]
            assert counts[snippet_id] == {kind: kinds.count(kind) for kind in kinds}

    await database.write(change)


async def fill(database: Database) -> None:
    def change(work: UnitOfWork) -> None:
        for each in (HERE, THERE, LIST):
            work.postings.add(each)
        work.reactions.add(ONE, ANNA, ReactionKind.HEAR_TOO, MONDAY)
        work.reactions.add(ONE, BEN, ReactionKind.HEAR_TOO, MONDAY)
        work.reactions.add(ONE, BEN, ReactionKind.WELL_DONE, MONDAY)
        for where, who, name in (
            (HERE, ANNA, "tada"),
            (THERE, ANNA, "tada"),
            (HERE, BEN, "tada"),
            (THERE, BEN, "rage"),
        ):
            work.reactions.put_emoji(where.id, who, name, MONDAY)
        work.reactions.put_emoji(LIST.id, CARL, "tada", MONDAY)
        work.reactions.save_comment(comment("1"))
        work.reactions.save_comment(comment("2", BEN, Mood.NOT_SCORED))
        work.reactions.save_comment(replace(comment("1", BEN), posting_id=THERE.id))
        work.reactions.save_comment(replace(comment("1", CARL), posting_id=LIST.id))

    await database.write(change)


async def test_what_came_back_is_counted_over_all_places_and_each_person_once(database: Database) -> None:
    await fill(database)
    found = await database.read(lambda work: work.reactions.resonance([ONE, OTHER]))
    assert dict(found[ONE].reactions) == {ReactionKind.HEAR_TOO: 2, ReactionKind.WELL_DONE: 1}
    assert dict(found[ONE].emoji) == {"tada": 2, "rage": 1}
    assert found[ONE].emoji_moods == {Mood.POSITIVE: 2, Mood.NEGATIVE: 1}
    assert found[ONE].comments == 3
    assert dict(found[ONE].comment_moods) == {Mood.POSITIVE: 2, Mood.NOT_SCORED: 1}
    assert found[ONE].scored_people == 2
    # A list of several snippets says nothing about one of them.
    assert (found[OTHER].reactions, found[OTHER].emoji, found[OTHER].comments) == ({}, {}, 0)


async def test_an_emoji_of_the_house_means_what_it_is_said_to_mean_now(database: Database) -> None:
    await fill(database)

    async def moods() -> dict[Mood, int]:
        found = await database.read(lambda work: work.reactions.resonance([ONE]))
        return dict(found[ONE].emoji_moods)

    await database.write(lambda work: work.reactions.put_emoji(HERE.id, CARL, "northwind-hug", MONDAY))
    assert (await moods())[Mood.NOT_SCORED] == 1
    await database.write(lambda work: work.reactions.map_emoji("northwind-hug", "rage"))
    await database.write(lambda work: work.reactions.map_emoji("northwind-hug", "heart"))
    assert await database.read(lambda work: work.reactions.custom_emoji()) == {"northwind-hug": "heart"}
    assert await moods() == {Mood.POSITIVE: 3, Mood.NEGATIVE: 1}
    await database.write(lambda work: work.reactions.map_emoji("northwind-hug", ""))
    assert await database.read(lambda work: work.reactions.custom_emoji()) == {}


async def test_an_emoji_is_put_once_and_taken_once(database: Database) -> None:
    def change(work: UnitOfWork) -> list[bool]:
        put = [work.reactions.put_emoji(HERE.id, ANNA, name, MONDAY) for name in ("tada", "tada", "rage")]
        return [*put, *(work.reactions.take_emoji(HERE.id, ANNA, name) for name in ("tada", "tada"))]

    assert await database.write(change) == [True, False, True, True, False]


async def test_a_comment_that_is_edited_counts_as_it_sounds_now(database: Database) -> None:
    await fill(database)
    later = replace(comment("1", mood=Mood.NEGATIVE), language="en", valence=None, commented_at=MONDAY + timedelta(1))
    await database.write(lambda work: work.reactions.save_comment(later))
    found = await database.read(lambda work: work.reactions.resonance([ONE]))
    assert found[ONE].comment_moods[Mood.NEGATIVE] == 1
    assert found[ONE].comments == 3
    assert await database.write(lambda work: work.reactions.delete_comment(HERE.id, "1"))
    assert not await database.write(lambda work: work.reactions.delete_comment(HERE.id, "1"))
    assert (await database.read(lambda work: work.reactions.resonance([ONE])))[ONE].comments == 2


async def test_who_asks_to_be_forgotten_leaves_nothing_behind(database: Database) -> None:
    await fill(database)
    wish = Subscription(person_id=BEN, station_id=StationId("st"))
    await database.write(lambda work: work.stations.subscribe(wish))
    assert await database.write(lambda work: work.reactions.forget_person(BEN)) == 7
    assert await database.write(lambda work: work.reactions.forget_person(BEN)) == 0
    found = await database.read(lambda work: work.reactions.resonance([ONE]))
    assert dict(found[ONE].reactions) == {ReactionKind.HEAR_TOO: 1}
    assert dict(found[ONE].emoji) == {"tada": 1}
    assert found[ONE].comments == 1
    assert await database.read(lambda work: work.stations.subscriptions_of(BEN)) == []
