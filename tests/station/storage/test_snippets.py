"""Snippets are kept as they are, found by what they are about, and go with all that hangs on them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.intake import InteractionKind, Speaker
from bot.insight.model import CueKind, Mood
from bot.insight.taxonomy import SUBJECTS
from bot.people.model import PersonId
from bot.station.cutting.model import PassageLine
from bot.station.model import (
    ClipState,
    Interaction,
    Rule,
    Snippet,
    SnippetId,
    SnippetSearch,
    SnippetState,
    Voice,
    new_id,
)
from bot.station.reactions.model import ReactionKind
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.storage.voices import MONDAY, interaction, keep, posting, said, snippet

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANNA = PersonId("anna")

lines = st.lists(st.builds(PassageLine, speaker=st.sampled_from(Speaker), text=st.text(max_size=80)), max_size=4)
times = st.none() | st.floats(0, 1e6)


@given(
    lines=lines.map(tuple),
    starts_at_seconds=times,
    valence=st.none() | st.floats(-1, 1),
    weight=st.floats(0, 1),
    cue=st.sampled_from(CueKind),
    mood=st.sampled_from(Mood),
    state=st.sampled_from(SnippetState),
    clip=st.sampled_from(ClipState),
    doubts=st.lists(st.sampled_from(["Names a place.", "Many digits."]), max_size=2).map(tuple),
    theme=st.none() | st.sampled_from(sorted(SUBJECTS)),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_snippet_comes_back_as_it_was_saved(database: Database, **values: Any) -> None:  # noqa: ANN401 - see above
    call = interaction("call")
    one = snippet("one", "call", **values)
    await keep(database, call, one)
    voice = await database.read(lambda work: work.snippets.get(one.id))
    assert voice is not None
    assert (voice.snippet, voice.interaction) == (one, call)


async def test_who_asks_for_several_gets_those_that_there_are(database: Database) -> None:
    await keep(database, interaction("call"), snippet("one", "call"), snippet("two", "call"))
    asked = [SnippetId("two"), SnippetId("nobody"), SnippetId("one")]
    assert set(await database.read(lambda work: work.snippets.many(asked))) == {"one", "two"}
    assert await database.read(lambda work: work.snippets.get(SnippetId("nobody"))) is None


async def test_snippets_of_a_call_come_in_the_order_in_which_they_were_said(database: Database) -> None:
    ends = [snippet(name, "call", starts_at_seconds=at) for name, at in (("z", 1.5), ("a", 60.0), ("m", 30.0))]
    await keep(database, interaction("call"), *ends)
    await keep(database, interaction("letter"), *(snippet(name, "letter") for name in ("y", "b", "x")))
    # Approving one of them alone does not move it.
    await keep(database, interaction("letter"), snippet("x", "letter", state=SnippetState.REJECTED))
    assert await names_of(database, "call") == ["z", "m", "a"]
    assert await names_of(database, "letter") == ["y", "b", "x"]


async def names_of(database: Database, interaction_id: str) -> list[str]:
    found = await database.read(lambda work: work.snippets.of_interaction(interaction(interaction_id).id))
    return [each.id for each in found]


async def test_the_newest_meetings_are_found_first_and_paged(database: Database) -> None:
    for number in range(5):
        await keep(
            database,
            interaction(f"call-{number}", happened_at=MONDAY - number * HOUR),
            snippet(f"one-{number}", f"call-{number}"),
        )
    assert await found(database) == [f"one-{number}" for number in range(5)]
    assert await found(database, limit=2) == ["one-0", "one-1"]
    assert await found(database, limit=2, before=MONDAY - HOUR) == ["one-2", "one-3"]
    assert await found(database, since=MONDAY - HOUR) == ["one-0", "one-1"]


async def found(database: Database, **search: Any) -> list[str]:  # noqa: ANN401 - the fields of a search
    voices = await database.read(lambda work: work.snippets.search(SnippetSearch(**search)))
    return [voice.snippet.id for voice in voices]


async def test_only_approved_snippets_are_found(database: Database) -> None:
    await keep(database, interaction("call"), *(snippet(state.value, "call", state=state) for state in SnippetState))
    assert await found(database) == ["approved"]


async def test_words_are_found_whatever_their_case_and_nothing_stands_for_anything_else(database: Database) -> None:
    texts = {"late": "ZU SPÄT: die Straße", "sale": r"100% off, a\b", "name": "my_name", "all": "two words, twice"}
    await keep(
        database, interaction("call"), *(snippet(name, "call", lines=said(text)) for name, text in texts.items())
    )
    assert await found(database, words="zu spät") == ["late"]
    assert await found(database, words="STRASSE") == ["late"]
    assert await found(database, words="0%") == ["sale"]
    assert await found(database, words="a\\b") == ["sale"]
    assert await found(database, words="y_n") == ["name"]
    assert await found(database, words="100_") == []
    assert await found(database, words="twice two") == ["all"]
    assert await found(database, words="two three") == []
    assert await found(database, words="\0") == await found(database)
    assert await found(database, words="x" * 100_000) == []


async def test_a_theme_takes_its_frictions(database: Database) -> None:
    themes = ("delivery", "late", "unkind", None)
    await keep(database, interaction("call"), *(snippet(str(theme), "call", theme=theme) for theme in themes))
    assert sorted(await found(database, theme="delivery")) == ["delivery", "late"]
    assert await found(database, theme="late") == ["late"]
    assert sorted(await found(database, rule=Rule(themes=("delivery", "unkind")))) == ["delivery", "late", "unkind"]
    assert await found(database, theme="delivery", rule=Rule(themes=("staff",))) == []


@pytest.fixture
async def mixed(database: Database) -> list[tuple[Interaction, Snippet]]:
    """Voices of which hardly two are alike."""
    kept = []
    for number in range(24):
        call = interaction(
            f"call-{number:02}",
            source=("calls", "reviews")[number % 2],
            kind=(InteractionKind.CALL, InteractionKind.REVIEW, InteractionKind.CHAT)[number % 3],
            product=("kettle", "toaster")[number // 2 % 2],
            site=("Graz", "Łódź")[number // 3 % 2],
            language=("en", "de", "pl")[number // 4 % 3],
            is_urgent=number % 5 == 0,
        )
        one = snippet(
            f"one-{number:02}",
            call.id,
            theme=("delivery", "late", "unkind", None)[number % 4],
            stage=("receive", "get-help")[number // 5 % 2],
            mood=(Mood.NEGATIVE, Mood.POSITIVE)[number // 6 % 2],
            cue=(CueKind.FRICTION, CueKind.PRAISE, CueKind.LEAVING)[number // 7 % 3],
        )
        await keep(database, call, one)
        kept.append((call, one))
    return kept


def some(*values: Any) -> st.SearchStrategy[tuple[Any, ...]]:  # noqa: ANN401 - of any part of a rule
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


rules = st.builds(
    Rule,
    sources=some("calls", "reviews"),
    kinds=some(*InteractionKind),
    products=some("kettle", "toaster", "lamp"),
    sites=some("Graz", "Łódź"),
    stages=some("receive", "get-help"),
    themes=some("delivery", "late", "staff"),
    languages=some("en", "de", "pl"),
    moods=some(*Mood),
    cues=some(*CueKind),
    is_urgent_only=st.booleans(),
)


def takes(rule: Rule, call: Interaction, one: Snippet) -> bool:
    asked = [
        (rule.sources, call.source),
        (rule.kinds, call.kind),
        (rule.products, call.product),
        (rule.sites, call.site),
        (rule.languages, call.language),
        (rule.stages, one.stage),
        (rule.subjects, one.theme),
        (rule.moods, one.mood),
        (rule.cues, one.cue),
    ]
    return all(not wanted or value in wanted for wanted, value in asked) and (call.is_urgent or not rule.is_urgent_only)


@given(rule=rules)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_rule_finds_just_what_fits_every_part(
    database: Database, mixed: list[tuple[Interaction, Snippet]], rule: Rule
) -> None:
    expected = {one.id for call, one in mixed if takes(rule, call, one)}
    assert set(await found(database, rule=rule, limit=100)) == expected


async def test_those_that_wait_are_paged_oldest_first_also_while_some_are_decided(database: Database) -> None:
    waiting = SnippetState.WAITING
    for number in range(4):
        call = interaction(f"call-{number}", happened_at=MONDAY - number // 2 * DAY)
        await keep(database, call, *(snippet(f"{part}-{number}", call.id, state=waiting) for part in ("a", "b")))
    seen: list[SnippetId] = []

    def page_after(work: UnitOfWork) -> Sequence[Voice]:
        return work.snippets.in_state(waiting, limit=3, after=seen[-1] if seen else None)

    while page := await database.read(page_after):
        seen += [voice.snippet.id for voice in page]
        last = page[-1]
        await keep(database, last.interaction, snippet(last.snippet.id, last.interaction.id))
    assert seen == ["a-2", "a-3", "b-2", "b-3", "a-0", "a-1", "b-0", "b-1"]
    assert await database.read(lambda work: work.snippets.count_in_state(waiting)) == 5
    gone = await database.read(lambda work: work.snippets.in_state(waiting, limit=1, after=SnippetId("never there")))
    assert [voice.snippet.id for voice in gone] == ["a-2"]


async def test_the_fresh_ones_worth_hearing_most_come_first(database: Database) -> None:
    await keep(
        database,
        interaction("call"),
        snippet("good", "call", weight=0.4),
        snippet("best", "call", weight=0.9),
        snippet("held", "call", weight=1.0, state=SnippetState.HELD, approved_at=None),
        snippet("approved long ago", "call", weight=1.0, approved_at=MONDAY - 8 * DAY),
    )
    await keep(database, interaction("old", happened_at=MONDAY - 15 * DAY), snippet("happened long ago", "old"))

    def question(work: UnitOfWork, limit: int = 10) -> list[str]:
        found = work.snippets.fresh(approved_since=MONDAY - 7 * DAY, happened_since=MONDAY - 14 * DAY, limit=limit)
        return [voice.snippet.id for voice in found]

    assert await database.read(question) == ["best", "good"]
    assert await database.read(lambda work: question(work, 1)) == ["best"]


async def test_a_clip_is_kept_replaced_and_deleted(database: Database) -> None:
    one, other = SnippetId("one"), SnippetId("other")

    def change(work: UnitOfWork) -> list[tuple[str, bytes] | None]:
        work.snippets.put_clip(one, "audio/wav", b"\0\xff")
        work.snippets.put_clip(one, "audio/ogg", b"\0\xfe")
        work.snippets.put_clip(other, "audio/ogg", b"other")
        before = work.snippets.clip(one)
        work.snippets.delete_clips([one])
        return [before, work.snippets.clip(one), work.snippets.clip(other)]

    assert await database.write(change) == [("audio/ogg", b"\0\xfe"), None, ("audio/ogg", b"other")]


async def test_a_snippet_goes_with_all_that_hangs_on_it_and_nothing_else(database: Database) -> None:
    one, other = snippet("one", "call"), snippet("other", "call")
    await keep(database, interaction("call"), one, other)

    def change(work: UnitOfWork) -> None:
        for each in (one, other):
            work.snippets.put_clip(each.id, "audio/ogg", b"sound")
            work.reactions.add(each.id, ANNA, ReactionKind.HEAR_TOO, MONDAY)
        work.postings.add(posting("alone", "one"))
        work.postings.add(posting("both", "one", "other"))
        work.postings.add(posting("round-up of none"))
        work.reactions.put_emoji(posting("alone").id, ANNA, "tada", MONDAY)
        work.snippets.delete([one.id])

    await database.write(change)

    def question(work: UnitOfWork) -> tuple[object, ...]:
        ids = [posting(name).id for name in ("alone", "both", "round-up of none")]
        kept = work.postings.many(ids)
        counts = work.reactions.counts([one.id, other.id])
        return (
            work.snippets.clip(one.id),
            work.snippets.clip(other.id),
            dict(counts),
            set(kept),
            kept[ids[1]].snippet_ids,
        )

    gone, stays, counts, kept, shown = await database.read(question)
    assert gone is None
    assert stays is not None
    assert counts == {"one": {}, "other": {ReactionKind.HEAR_TOO: 1}}
    assert (kept, shown) == ({"both", "round-up of none"}, ("other",))
    assert await database.write(lambda work: work.reactions.forget_person(ANNA)) == 1


async def test_more_ids_than_a_statement_takes_are_asked_for_in_parts(database: Database) -> None:
    ids = [SnippetId(new_id()) for _ in range(4500)]
    await keep(database, interaction("call"), *(snippet(each, "call") for each in ids))
    assert set(await database.read(lambda work: work.snippets.many(ids))) == set(ids)
    await database.write(lambda work: work.snippets.delete(ids))
    assert await database.read(lambda work: work.snippets.count_in_state(SnippetState.APPROVED)) == 0
