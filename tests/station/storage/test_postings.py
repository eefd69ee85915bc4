"""Postings: found by their message, told what became of their delivery, amended when what they show has changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from bot.chat.ids import DeliveryId, MessageRef, Place, PlaceKind
from bot.insight.model import Mood
from bot.outbox.model import DeliveryState, Outcome
from bot.people.model import PersonId
from bot.station.model import FixId, Posting, PostingKind, PostingState, SnippetId, StationId
from bot.station.reactions.model import Comment, Fix, ReactionKind
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.storage.voices import MONDAY, NORTHWIND, channel, posting

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ANNA = PersonId("anna")
FINAL = [state for state in DeliveryState if state.is_final]

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def posted(name: str, *snippets: str, **values: Any) -> Posting:  # noqa: ANN401 - any field of a posting
    known: dict[str, Any] = {"state": PostingState.POSTED, "message_id": f"m-{name}", "posted_at": MONDAY}
    return posting(name, *snippets, **known | values)


async def add(database: Database, *postings: Posting) -> None:
    def change(work: UnitOfWork) -> None:
        for each in postings:
            work.postings.add(each)

    await database.write(change)


async def get(database: Database, name: str) -> Posting | None:
    return await database.read(lambda work: work.postings.get(posting(name).id))


def outcome(name: str, state: DeliveryState, **values: Any) -> Outcome:  # noqa: ANN401 - any field of an outcome
    known: dict[str, Any] = {
        "delivery_id": DeliveryId(f"d-{name}"),
        "kind": "station.snippet",
        "args": {"posting": name},
        "state": state,
        "at": MONDAY + MINUTE,
        "attempts": 1,
    }
    return Outcome(**known | values)


@given(
    kind=st.sampled_from(PostingKind),
    state=st.sampled_from(PostingState),
    snippet_ids=st.lists(texts.map(SnippetId), max_size=4, unique=True).map(tuple),
    place=st.builds(
        Place,
        workspace=st.just(NORTHWIND),
        kind=st.sampled_from(PlaceKind),
        external_id=texts,
        thread_id=st.none() | st.just("17.4"),
    ),
    station_id=st.none() | st.just(StationId("st")),
    person_id=st.none() | st.just(ANNA),
    fix_id=st.none() | st.just(FixId("fix")),
    needs_amending=st.booleans(),
    amend_at=st.none() | st.just(MONDAY + DAY),
    tries=st.integers(0, 100),
    code=texts,
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_posting_comes_back_as_it_was_added_and_saved(database: Database, **values: Any) -> None:  # noqa: ANN401 - see above
    def change(work: UnitOfWork) -> tuple[Posting | None, Posting | None]:
        name = f"p-{len(work.postings.planned_in(channel('C-COUNT'), since=MONDAY, kind='snippet'))}"
        work.postings.add(posting(name, place=channel("C-COUNT")))
        added = replace(posting(f"{name}-real"), **values)
        work.postings.add(added)
        first = work.postings.get(added.id)
        later = replace(added, state=PostingState.POSTED, message_id="m", tries=7, needs_amending=True, amend_at=MONDAY)
        work.postings.save(replace(later, snippet_ids=()))
        assert first == added
        return work.postings.get(added.id), later

    found, saved = await database.write(change)
    assert found == saved


async def test_a_posting_is_found_where_its_message_stands(database: Database) -> None:
    thread = Place(workspace=NORTHWIND, kind=PlaceKind.THREAD, external_id="C-VOICES", thread_id="m-one")
    one, below = posted("one", "a"), posted("below", "a", place=thread, message_id="m-below")
    gone = posted("gone", message_id="m-gone", state=PostingState.DELETED)
    await add(database, one, below, gone, posting("planned"), posted("elsewhere", place=channel("C-2"), message_id="m"))

    async def at(place: Place, message_id: str) -> Posting | None:
        ref = MessageRef(place=place, external_id=message_id)
        return await database.read(lambda work: work.postings.at_message(ref))

    assert await at(one.place, "m-one") == one
    assert await at(thread, "m-below") == below
    for place, message_id in ((thread, "m-one"), (one.place, "m"), (one.place, "m-gone"), (one.place, "")):
        assert await at(place, message_id) is None


async def test_finding_a_posting_by_its_message_looks_into_an_index_alone(sqlite_database: Database) -> None:
    statements: list[tuple[str, Any]] = []

    def question(work: UnitOfWork) -> list[str]:
        event.listen(work.connection, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
        work.postings.at_message(posted("one").message)
        statement, parameters = statements[-1]
        plan = work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in plan]

    plan = await sqlite_database.read(question)
    assert any("ix_postings_message_id" in line and "message_id=?" in line for line in plan)
    assert not any("SCAN" in line for line in plan)


async def test_postings_of_a_snippet_are_found_in_all_states_and_places(database: Database) -> None:
    late = posted("late", "a", planned_at=MONDAY + DAY, state=PostingState.DELETED)
    both = posted("both", "b", "a", place=channel("C-2"))
    await add(database, late, both, posting("other", "c"))
    ids = [SnippetId("a"), SnippetId("b")]
    assert await database.read(lambda work: work.postings.of_snippets(ids)) == [both, late]
    assert await database.read(lambda work: work.postings.of_snippets([])) == []
    assert set(await database.read(lambda work: work.postings.many([late.id, both.id]))) == {"late", "both"}


async def test_what_a_place_showed_or_will_show_is_known(database: Database) -> None:
    failed = posting("failed", "c", state=PostingState.FAILED)
    await add(database, posting("planned", "a"), posted("gone", "b", state=PostingState.DELETED), failed)
    await add(database, posting("elsewhere", "d", place=channel("C-2")))
    ids = [SnippetId(name) for name in "abcd"]
    assert await database.read(lambda work: work.postings.shown_in(channel("C-VOICES"), ids)) == {"a", "b"}


async def test_what_was_planned_since_counts_but_for_what_failed(database: Database) -> None:
    old = posting("old", planned_at=MONDAY - MINUTE)
    round_up = posting("round-up", kind=PostingKind.ROUND_UP)
    failed = posting("failed", state=PostingState.FAILED)
    await add(database, posted("second", planned_at=MONDAY + MINUTE), posting("first"), old, round_up, failed)

    async def planned(kind: PostingKind) -> list[str]:
        place = channel("C-VOICES")
        found = await database.read(lambda work: work.postings.planned_in(place, since=MONDAY, kind=kind.value))
        return [each.id for each in found]

    assert await planned(PostingKind.SNIPPET) == ["first", "second"]
    assert await planned(PostingKind.ROUND_UP) == ["round-up"]


async def test_a_posting_that_changed_is_amended_when_its_time_has_come(database: Database) -> None:
    await add(database, posted("one", tries=3), posted("two"), posting("planned"), posted("calm"))

    async def due(at: timedelta, limit: int = 10) -> list[str]:
        return [each.id for each in await database.read(lambda work: work.postings.to_amend(MONDAY + at, limit))]

    asked = [posting(name).id for name in ("one", "planned")]
    await database.write(lambda work: work.postings.ask_to_amend(asked, MONDAY + MINUTE))
    await database.write(lambda work: work.postings.ask_to_amend([posting("two").id], MONDAY))
    assert await due(-MINUTE) == []
    assert await due(MINUTE / 2) == ["two"]
    assert await due(MINUTE) == ["two", "one"]
    assert await due(MINUTE, 1) == ["two"]
    one = await get(database, "one")
    assert one is not None
    assert one.tries == 0
    await database.write(lambda work: work.postings.save(replace(one, needs_amending=False)))
    assert await due(DAY) == ["two"]


async def test_a_posting_learns_that_it_was_sent(database: Database) -> None:
    await add(database, posting("one", "a"))
    sent = outcome("one", DeliveryState.SENT, message_id="17.4")
    for _ in range(2):
        await database.write(lambda work: work.aftermath.note([sent]))
    assert await get(database, "one") == posting(
        "one", "a", state=PostingState.POSTED, message_id="17.4", posted_at=MONDAY + MINUTE
    )


@pytest.mark.parametrize("state", [state for state in FINAL if state is not DeliveryState.SENT])
async def test_a_posting_learns_that_it_will_never_be_sent(database: Database, state: DeliveryState) -> None:
    await add(database, posting("one"), posting("two"))
    ended = [outcome("one", state, code="channel_gone"), outcome("two", state)]
    await database.write(lambda work: work.aftermath.note(ended))
    assert await get(database, "one") == posting("one", state=PostingState.FAILED, code="channel_gone")
    assert await get(database, "two") == posting("two", state=PostingState.FAILED, code=state.value)


@given(
    told=st.lists(
        st.builds(outcome, st.just("one"), st.sampled_from(DeliveryState), message_id=st.just("m")), max_size=4
    ),
    state=st.sampled_from([PostingState.POSTED, PostingState.FAILED, PostingState.DELETED]),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_nothing_that_is_told_late_changes_what_a_posting_became(
    database: Database, told: Sequence[Outcome], state: PostingState
) -> None:
    became = posted("one", state=state, code="as it was", message_id="real")

    def change(work: UnitOfWork) -> Posting | None:
        if work.postings.get(became.id) is None:
            work.postings.add(became)
        work.postings.save(became)
        work.aftermath.note(told)
        return work.postings.get(became.id)

    assert await database.write(change) == became


async def test_what_is_no_posting_or_did_not_end_is_not_its_concern(database: Database) -> None:
    await add(database, posting("one"))
    told = [
        outcome("one", DeliveryState.WAITING, next_at=MONDAY),
        outcome("one", DeliveryState.SENT, kind="pulse.check_in"),
        outcome("one", DeliveryState.SENT, args={}),
        outcome("nobody knows it", DeliveryState.SENT),
    ]
    await database.write(lambda work: work.aftermath.note(told))
    assert await get(database, "one") == posting("one")


async def test_what_is_taken_back_while_it_is_being_sent_is_amended_at_once(database: Database) -> None:
    await add(database, posting("one"))
    await database.write(lambda work: work.postings.ask_to_amend([posting("one").id], MONDAY))
    assert await database.read(lambda work: work.postings.to_amend(MONDAY + DAY, 5)) == []
    await database.write(lambda work: work.aftermath.note([outcome("one", DeliveryState.SENT, message_id="m")]))
    (found,) = await database.read(lambda work: work.postings.to_amend(MONDAY + DAY, 5))
    assert (found.id, found.message_id, found.needs_amending) == ("one", "m", True)


async def test_only_what_nothing_came_back_for_anywhere_is_unanswered(database: Database) -> None:
    names = ["silent", "reacted", "promised", "emoji", "comment", "heard elsewhere"]
    await add(database, *(posted(name, f"s-{name}") for name in names))
    elsewhere = posted("elsewhere", "s-heard elsewhere", place=channel("C-2"), posted_at=MONDAY + DAY)
    round_up = posted("round-up", "s-x", "s-y", kind=PostingKind.ROUND_UP)
    await add(database, elsewhere, round_up, posted("young", "s-young", posted_at=MONDAY + DAY), posting("planned"))

    def answer(work: UnitOfWork) -> None:
        snippet_id = SnippetId("s-promised")
        work.reactions.add(SnippetId("s-reacted"), ANNA, ReactionKind.SURPRISED, MONDAY)
        work.fixes.save(
            Fix(id=FixId("f"), snippet_id=snippet_id, owner_id=ANNA, due_on=MONDAY.date(), promised_at=MONDAY)
        )
        work.reactions.put_emoji(posting("emoji").id, ANNA, "tada", MONDAY)
        for name in ("comment", "elsewhere"):
            work.reactions.save_comment(comment(name))

    await database.write(answer)
    assert await database.read(lambda work: work.postings.unanswered(MONDAY + MINUTE)) == [
        (posted("silent", "s-silent"), MONDAY)
    ]
    assert await database.read(lambda work: work.postings.unanswered(MONDAY)) == []


def comment(name: str) -> Comment:
    return Comment(
        posting_id=posting(name).id,
        comment_id="c",
        person_id=ANNA,
        language="en",
        mood=Mood.NEUTRAL,
        valence=0.0,
        commented_at=MONDAY,
    )
