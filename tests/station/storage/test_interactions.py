"""Interactions are kept without words, recognised when they come again, and forgotten with all that hangs on them."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.chat.intake import ConsentState, InteractionKind
from bot.insight.model import CueKind, Mood
from bot.people.model import PersonId
from bot.station.model import FixId, SnippetSearch, Withdrawal
from bot.station.reactions.model import Fix, ReactionKind
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.storage.voices import MONDAY, interaction, keep, posting, snippet

DAY = timedelta(days=1)
ANNA = PersonId("anna")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(
    external_id=texts,
    digest=st.binary(max_size=32),
    kind=st.sampled_from(InteractionKind),
    happened_at=st.datetimes().map(lambda moment: moment.replace(tzinfo=MONDAY.tzinfo)),
    product=texts,
    url=texts,
    consent=st.sampled_from(ConsentState),
    consent_covers_audio=st.booleans(),
    nps=st.none() | st.integers(0, 10),
    mood=st.sampled_from(Mood),
    valence=st.none() | st.floats(-1, 1),
    frictions=st.lists(texts, max_size=3, unique=True).map(tuple),
    themes=st.lists(texts, max_size=3, unique=True).map(tuple),
    cues=st.lists(st.sampled_from(CueKind), max_size=3, unique=True).map(tuple),
    is_urgent=st.booleans(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_an_interaction_comes_back_as_it_was_saved_last(database: Database, **values: Any) -> None:  # noqa: ANN401 - see above
    saved = interaction("call", **values)
    await keep(database, saved)

    def question(work: UnitOfWork) -> tuple[object, ...]:
        return work.interactions.get(saved.id), work.interactions.find("calls", saved.external_id)

    assert await database.read(question) == (saved, saved)
    assert await database.read(lambda work: work.interactions.count()) == 1


async def test_what_is_not_there_is_not_found(database: Database) -> None:
    await keep(database, interaction("call"))
    assert await database.read(lambda work: work.interactions.get(interaction("other").id)) is None
    assert await database.read(lambda work: work.interactions.find("reviews", "call-call")) is None


async def test_a_source_has_each_of_its_interactions_once(database: Database) -> None:
    await keep(database, interaction("call", external_id="7"))
    with pytest.raises(IntegrityError):
        await keep(database, interaction("again", external_id="7"))
    await keep(database, interaction("elsewhere", external_id="7", source="reviews"))


async def test_a_meeting_that_turns_out_to_be_later_moves_with_its_snippets(database: Database) -> None:
    await keep(database, interaction("early", happened_at=MONDAY), snippet("a", "early"))
    await keep(database, interaction("late", happened_at=MONDAY + DAY), snippet("b", "late"))
    await keep(database, interaction("early", happened_at=MONDAY + 2 * DAY))
    voices = await database.read(lambda work: work.snippets.search(SnippetSearch(since=MONDAY + DAY)))
    assert [voice.snippet.id for voice in voices] == ["a", "b"]


async def test_frictions_are_counted_once_for_each_interaction_and_as_they_are_now(database: Database) -> None:
    await keep(database, interaction("one", frictions=("late", "unkind")))
    await keep(database, interaction("two", frictions=("late",), happened_at=MONDAY - DAY))
    await keep(database, interaction("three", frictions=("late", "late")))
    await keep(database, interaction("three", frictions=("broken",)))

    async def counted(days: int) -> dict[str, int]:
        return dict(await database.read(lambda work: work.interactions.frictions_since(MONDAY - days * DAY)))

    assert await counted(0) == {"broken": 1, "late": 1, "unkind": 1}
    assert await counted(1) == {"broken": 1, "late": 2, "unkind": 1}
    assert await counted(-1) == {}


async def test_frictions_of_a_customer_who_refused_are_not_counted(database: Database) -> None:
    refused, given = ConsentState.REFUSED, ConsentState.GIVEN

    async def counted(consent: ConsentState) -> dict[str, int]:
        await keep(database, interaction("one", frictions=("late",), consent=consent))
        return dict(await database.read(lambda work: work.interactions.frictions_since(MONDAY)))

    assert [await counted(each) for each in (refused, given, refused)] == [{}, {"late": 1}, {}]


async def test_old_interactions_are_forgotten_with_all_that_hangs_on_them(database: Database) -> None:
    await keep(database, interaction("old", happened_at=MONDAY - DAY, frictions=("late",)), snippet("a", "old"))
    await keep(database, interaction("new", frictions=("late",)), snippet("b", "new"))
    fix = Fix(
        id=FixId("fix"), snippet_id=snippet("a", "old").id, owner_id=ANNA, due_on=MONDAY.date(), promised_at=MONDAY
    )

    def fill(work: UnitOfWork) -> int:
        work.snippets.put_clip(fix.snippet_id, "audio/ogg", b"sound")
        work.reactions.add(fix.snippet_id, ANNA, ReactionKind.HEAR_TOO, MONDAY)
        work.fixes.save(fix)
        work.postings.add(posting("old", "a"))
        work.postings.add(posting("both", "a", "b"))
        work.postings.add(posting("outcome", fix_id=fix.id))
        work.postings.add(posting("empty"))
        return work.interactions.forget_before(MONDAY)

    assert await database.write(fill) == 1

    def question(work: UnitOfWork) -> dict[str, object]:
        names = ("old", "both", "outcome", "empty")
        return {
            "interactions": work.interactions.count(),
            "snippets": set(work.snippets.many([snippet("a", "").id, snippet("b", "").id])),
            "clip": work.snippets.clip(fix.snippet_id),
            "fixes": work.fixes.of_owner(ANNA, is_open=True),
            "postings": {
                each.id: each.snippet_ids for each in work.postings.many([posting(name).id for name in names]).values()
            },
            "frictions": dict(work.interactions.frictions_since(MONDAY - 9 * DAY)),
        }

    assert await database.read(question) == {
        "interactions": 1,
        "snippets": {"b"},
        "clip": None,
        "fixes": [],
        "postings": {"both": ("b",), "empty": ()},
        "frictions": {"late": 1},
    }
    assert await database.write(lambda work: work.reactions.forget_person(ANNA)) == 0


async def test_what_a_customer_takes_back_is_kept_until_every_place_is_clean(database: Database) -> None:
    await keep(database, interaction("old", happened_at=MONDAY - DAY), snippet("a", "old"))
    asked = Withdrawal(id="w", interaction_id=interaction("old").id, asked_at=MONDAY, by="source:calls")

    def ask_and_forget(work: UnitOfWork) -> int:
        work.withdrawals.add(asked)
        return work.interactions.forget_before(MONDAY)

    assert await database.write(ask_and_forget) == 0
    done = Withdrawal(id="w", interaction_id=asked.interaction_id, asked_at=MONDAY, by="source:calls", done_at=MONDAY)

    def end_and_forget(work: UnitOfWork) -> int:
        work.withdrawals.save(done)
        return work.interactions.forget_before(MONDAY)

    assert await database.write(end_and_forget) == 1
    assert await database.read(lambda work: work.withdrawals.latest(5)) == [done]
