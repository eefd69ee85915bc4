"""What becomes of interactions that come in, once and again, with consent and without."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.intake import ConsentState
from bot.station.intake.consent import resolved
from bot.station.intake.forms import LINE
from bot.station.intake.hear import Hearing
from bot.station.intake.receive import STAYS_WITHDRAWN, SWITCHED_OFF, Receipt, Taken, receive, receive_all
from bot.station.intake.review import approve, reject
from bot.station.intake.withdraw import interaction_id_of
from bot.station.model import (
    ClipState,
    Interaction,
    Posting,
    PostingState,
    Snippet,
    SnippetSearch,
    SnippetState,
    Source,
    SourceMode,
)
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.intake.reception import (
    AUTOMATIC,
    CHARGED,
    COVERED,
    IN_REVIEW,
    KIND,
    LATE,
    NOW,
    caller,
    heard,
    posting,
)


async def take(database: Database, source: Source, hearing: Hearing) -> Receipt:
    return await database.write(lambda tx: receive(tx, source, hearing, NOW))


async def kept(database: Database, external_id: str = "1") -> tuple[Interaction, Sequence[Snippet]]:
    def question(tx: UnitOfWork) -> tuple[Interaction, Sequence[Snippet]]:
        interaction = tx.interactions.find("calls", external_id)
        assert interaction is not None
        return interaction, tx.snippets.of_interaction(interaction.id)

    return await database.read(question)


async def post(database: Database, snippet: Snippet) -> Posting:
    made = posting(snippet.id)
    await database.write(lambda tx: tx.postings.add(made))
    return made


@pytest.mark.parametrize(
    ("source", "consent", "state"),
    [
        (IN_REVIEW, ConsentState.GIVEN, SnippetState.WAITING),
        (IN_REVIEW, ConsentState.UNKNOWN, SnippetState.HELD),
        (AUTOMATIC, ConsentState.GIVEN, SnippetState.APPROVED),
        (AUTOMATIC, ConsentState.UNKNOWN, SnippetState.HELD),
        (COVERED, ConsentState.UNKNOWN, SnippetState.APPROVED),
        (replace(COVERED, mode=SourceMode.REVIEW), ConsentState.UNKNOWN, SnippetState.WAITING),
    ],
)
async def test_consent_and_source_decide_where_a_voice_begins(
    database: Database, source: Source, consent: ConsentState, state: SnippetState
) -> None:
    receipt = await take(database, source, heard(LATE, consent=consent))

    assert receipt.taken is Taken.NEW
    assert receipt.count(state) == len(receipt.snippets) == 1
    interaction, (snippet,) = await kept(database)
    assert snippet == receipt.snippets[0]
    assert snippet.text.endswith(LATE)
    assert (snippet.approved_at == NOW) is (state is SnippetState.APPROVED)
    assert interaction.frictions
    assert "late" in interaction.frictions


async def test_doubts_are_looked_at_whatever_the_source_says(database: Database) -> None:
    receipt = await take(database, AUTOMATIC, heard("my parcel never arrived and nobody called me back for weeks"))

    assert receipt.snippets[0].doubts
    assert receipt.count(SnippetState.WAITING) == 1


async def test_of_a_customer_who_refuses_no_word_is_kept(database: Database) -> None:
    receipt = await take(database, COVERED, heard(LATE, consent=ConsentState.REFUSED))

    assert (receipt.taken, receipt.snippets) == (Taken.NEW, ())
    interaction, snippets = await kept(database)
    assert interaction.consent is ConsentState.REFUSED
    assert snippets == []
    again = await take(database, COVERED, heard(LATE, consent=ConsentState.REFUSED))
    assert again.taken is Taken.KNOWN
    agreed = await take(database, COVERED, heard(LATE))
    assert (agreed.taken, agreed.count(SnippetState.APPROVED)) == (Taken.CHANGED, 1)


async def test_nothing_is_taken_from_a_source_that_is_off(database: Database) -> None:
    receipt = await take(database, replace(AUTOMATIC, mode=SourceMode.OFF), heard(LATE))

    assert (receipt.taken, receipt.reason) == (Taken.REFUSED, SWITCHED_OFF)
    assert await database.read(lambda tx: tx.interactions.count()) == 0


async def test_the_same_content_is_known_and_changes_nothing(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE))
    before = await kept(database)

    receipts = await database.write(lambda tx: receive_all(tx, AUTOMATIC, [heard(LATE), heard(LATE)], NOW))

    assert [each.taken for each in receipts] == [Taken.KNOWN, Taken.KNOWN]
    assert await kept(database) == before


async def test_the_same_interaction_twice_in_one_file_is_one(database: Database) -> None:
    receipts = await database.write(lambda tx: receive_all(tx, AUTOMATIC, [heard(LATE), heard(LATE, nps=2)], NOW))

    assert [each.taken for each in receipts] == [Taken.NEW, Taken.CHANGED]
    assert (await kept(database))[0].nps == 2


async def test_new_facts_leave_the_words_as_a_person_changed_them(database: Database) -> None:
    """Otherwise a later mark would undo what a reviewer took out."""
    await take(database, IN_REVIEW, heard(LATE))
    _, (snippet,) = await kept(database)
    edited = {f"{LINE}{len(snippet.lines) - 1}": "My parcel is late."}
    await database.write(lambda tx: approve(tx, caller(), snippet.id, edited))

    receipt = await take(database, AUTOMATIC, heard(LATE, nps=1, csat=1))

    assert receipt.taken is Taken.CHANGED
    interaction, (same,) = await kept(database)
    assert (interaction.nps, interaction.csat) == (1, 1)
    assert same.text.endswith("My parcel is late.")
    assert same.state is SnippetState.APPROVED


async def test_new_words_do_not_bring_back_what_a_person_took_out_or_rejected(database: Database) -> None:
    await take(database, IN_REVIEW, heard(LATE, "Yes.", "Yes.", CHARGED))
    _, (late, charged) = await kept(database)
    edited = {f"{LINE}{len(late.lines) - 1}": late.lines[-1].text.replace("three weeks", "weeks")}
    await database.write(lambda tx: approve(tx, caller(), late.id, edited))
    await database.write(lambda tx: reject(tx, caller(), charged.id))

    await take(database, AUTOMATIC, heard(LATE, "Yes.", "Yes.", CHARGED, "Hello?", "Yes?", KIND))

    _, snippets = await kept(database)
    states = {each.text.splitlines()[-1]: each.state for each in snippets}
    assert len(snippets) == 3
    assert states.pop(KIND) is SnippetState.WAITING, "who had something to mend here looks at the rest as well"
    assert SnippetState.REJECTED in states.values()
    assert not any("three weeks" in text for text in states)


async def test_words_that_are_gone_are_replaced_unless_they_were_posted(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE, "Yes.", "Yes.", CHARGED))
    _, (late, charged) = await kept(database)
    await post(database, late)

    receipt = await take(database, AUTOMATIC, heard(KIND))

    assert receipt.taken is Taken.CHANGED
    _, snippets = await kept(database)
    assert late.id in {each.id for each in snippets}
    assert charged.id not in {each.id for each in snippets}
    assert len(snippets) == 2


async def test_the_same_words_stay_the_same_voice(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE))
    _, (before,) = await kept(database)

    await take(database, AUTOMATIC, heard(LATE, "Yes.", "Yes.", CHARGED))

    _, snippets = await kept(database)
    assert before in snippets
    assert len(snippets) == 2


async def test_consent_that_comes_later_lets_a_held_voice_go_on(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE, consent=ConsentState.UNKNOWN))

    receipt = await take(database, AUTOMATIC, heard(LATE))

    assert (receipt.taken, receipt.count(SnippetState.APPROVED)) == (Taken.CHANGED, 1)


async def test_a_source_that_is_covered_now_lets_the_same_record_go_on(database: Database) -> None:
    silent = heard(LATE, consent=ConsentState.UNKNOWN)
    await take(database, AUTOMATIC, silent)

    assert (await take(database, COVERED, silent)).taken is Taken.CHANGED
    assert (await kept(database))[1][0].state is SnippetState.APPROVED
    assert (await take(database, COVERED, silent)).taken is Taken.KNOWN


async def test_a_record_that_says_nothing_takes_no_consent_back(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE, consent_covers_audio=True))

    await take(database, AUTOMATIC, heard(LATE, consent=ConsentState.UNKNOWN, nps=4, happened_at=None))

    interaction, (snippet,) = await kept(database)
    assert interaction.consent is ConsentState.GIVEN
    assert interaction.consent_covers_audio
    assert interaction.happened_at == NOW
    assert snippet.state is SnippetState.APPROVED


async def test_what_the_source_does_not_cover_any_more_is_held_and_leaves_the_channel(database: Database) -> None:
    source = replace(COVERED, covered_regions=("DE",))
    await take(database, source, heard(LATE, consent=ConsentState.UNKNOWN, region="DE"))
    _, (snippet,) = await kept(database)
    made = await post(database, snippet)

    receipt = await take(database, source, heard(LATE, consent=ConsentState.UNKNOWN, region="FR"))

    assert (receipt.taken, receipt.count(SnippetState.HELD)) == (Taken.CHANGED, 1)
    assert (await kept(database))[0].consent is ConsentState.UNKNOWN
    assert await database.read(lambda tx: tx.snippets.search(SnippetSearch())) == []
    assert [each.id for each in await database.read(lambda tx: tx.postings.to_amend(NOW, 10))] == [made.id]
    again = await take(database, source, heard(LATE, consent=ConsentState.UNKNOWN, region="DE"))
    assert again.count(SnippetState.APPROVED) == 1


async def test_the_same_record_is_held_when_its_source_is_not_covered_any_more(database: Database) -> None:
    silent = heard(LATE, consent=ConsentState.UNKNOWN)
    await take(database, COVERED, silent)

    assert (await take(database, AUTOMATIC, silent)).count(SnippetState.HELD) == 1
    assert (await take(database, AUTOMATIC, silent)).taken is Taken.KNOWN


async def test_what_a_customer_said_themselves_outlives_what_the_source_covers(database: Database) -> None:
    source = replace(COVERED, covered_regions=("DE",))
    await take(database, source, heard(LATE, region="DE"))
    silent = heard(LATE, consent=ConsentState.UNKNOWN, region="FR")

    assert (await take(database, source, silent)).count(SnippetState.APPROVED) == 1
    assert (await kept(database))[0].is_consent_stated
    await take(database, source, heard(KIND, external_id="2", consent=ConsentState.REFUSED))
    later = await take(database, COVERED, heard(KIND, CHARGED, external_id="2", consent=ConsentState.UNKNOWN))
    assert later.snippets == (), "a refusal is not undone by silence"


async def test_listening_ends_where_it_was_posted_when_consent_ends_for_the_voice(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE, consent_covers_audio=True))
    _, (snippet,) = await kept(database)
    made = await post(database, snippet)

    await take(database, AUTOMATIC, heard(LATE))

    assert [each.id for each in await database.read(lambda tx: tx.postings.to_amend(NOW, 10))] == [made.id]


async def test_a_clip_goes_when_consent_no_longer_covers_the_voice(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE, consent_covers_audio=True))
    _, (snippet,) = await kept(database)

    def with_clip(tx: UnitOfWork) -> None:
        tx.snippets.save([replace(snippet, clip=ClipState.APPROVED)])
        tx.snippets.put_clip(snippet.id, "audio/ogg", b"voice")

    await database.write(with_clip)
    await take(database, AUTOMATIC, heard(LATE))

    assert (await kept(database))[1][0].clip is ClipState.NONE
    assert await database.read(lambda tx: tx.snippets.clip(snippet.id)) is None


async def test_what_people_read_beside_the_words_is_mended_where_it_was_posted(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE))
    _, (snippet,) = await kept(database)
    made = await post(database, snippet)

    await take(database, AUTOMATIC, heard(LATE, nps=3))
    assert await database.read(lambda tx: tx.postings.to_amend(NOW, 10)) == []

    await take(database, AUTOMATIC, heard(LATE, product="Tea"))
    assert [each.id for each in await database.read(lambda tx: tx.postings.to_amend(NOW, 10))] == [made.id]


@pytest.mark.parametrize("consent", [ConsentState.WITHDRAWN, ConsentState.REFUSED])
async def test_consent_taken_back_withdraws_for_good(database: Database, consent: ConsentState) -> None:
    await take(database, COVERED, heard(LATE))
    _, (snippet,) = await kept(database)
    made = await post(database, snippet)

    receipt = await take(database, COVERED, heard(LATE, consent=consent))

    assert receipt.taken is Taken.WITHDREW
    interaction, (empty,) = await kept(database)
    assert (empty.state, empty.lines) == (SnippetState.WITHDRAWN, ())
    assert (interaction.frictions, interaction.mood.value) == ((), "not_scored")
    assert [each.id for each in await database.read(lambda tx: tx.postings.to_amend(NOW, 10))] == [made.id]
    (withdrawal,) = await database.read(lambda tx: tx.withdrawals.open())
    assert withdrawal.by == "source:calls"
    newer = await take(database, COVERED, heard(KIND))
    assert (newer.taken, newer.reason) == (Taken.REFUSED, STAYS_WITHDRAWN)
    assert (await take(database, COVERED, heard(LATE, consent=consent))).taken is Taken.KNOWN


async def test_what_was_withdrawn_before_it_came_in_is_not_taken_later(database: Database) -> None:
    gone = await take(database, COVERED, heard(LATE, consent=ConsentState.WITHDRAWN))
    assert gone.taken is Taken.WITHDREW

    assert (await take(database, COVERED, heard(LATE))).reason == STAYS_WITHDRAWN
    assert await database.read(lambda tx: tx.interactions.count()) == 0


async def test_an_old_file_does_not_bring_back_what_was_forgotten(database: Database) -> None:
    await take(database, COVERED, heard(LATE))
    await take(database, COVERED, heard(LATE, consent=ConsentState.WITHDRAWN))

    later = NOW + timedelta(days=400)
    assert await database.write(lambda tx: tx.interactions.forget_before(later)) == 1

    assert (await take(database, COVERED, heard(LATE))).taken is Taken.REFUSED


async def test_a_meeting_without_a_day_happened_when_it_came_in_and_none_in_the_future(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE, happened_at=None))
    await take(database, AUTOMATIC, heard(LATE, external_id="2", happened_at=NOW + timedelta(days=3)))

    assert (await kept(database, "1"))[0].happened_at == NOW
    assert (await kept(database, "2"))[0].happened_at == NOW


async def test_a_posting_that_failed_is_not_amended(database: Database) -> None:
    await take(database, AUTOMATIC, heard(LATE))
    _, (snippet,) = await kept(database)
    failed = posting(snippet.id, state=PostingState.FAILED)
    await database.write(lambda tx: tx.postings.add(failed))

    await take(database, AUTOMATIC, heard(LATE, consent=ConsentState.WITHDRAWN))

    (withdrawal,) = await database.read(lambda tx: tx.withdrawals.of_interaction(interaction_id_of("calls", "1")))
    assert withdrawal.done_at == NOW, "nothing was shown anywhere"


async def test_what_is_found_is_approved_and_nothing_else(database: Database) -> None:
    for number, consent in enumerate(ConsentState):
        await take(database, AUTOMATIC, heard(LATE, external_id=str(number), consent=consent))

    found = await database.read(lambda tx: tx.snippets.search(SnippetSearch()))

    assert [each.interaction.consent for each in found] == [ConsentState.GIVEN]


@pytest.mark.parametrize(
    ("said", "region", "regions", "result"),
    [
        (ConsentState.UNKNOWN, "DE", (), ConsentState.GIVEN),
        (ConsentState.UNKNOWN, "", (), ConsentState.GIVEN),
        (ConsentState.UNKNOWN, "de-BY", ("DE",), ConsentState.GIVEN),
        (ConsentState.UNKNOWN, "PL", ("DE",), ConsentState.UNKNOWN),
        (ConsentState.UNKNOWN, "", ("DE",), ConsentState.UNKNOWN),
        (ConsentState.REFUSED, "DE", ("DE",), ConsentState.REFUSED),
        (ConsentState.WITHDRAWN, "DE", (), ConsentState.WITHDRAWN),
        (ConsentState.GIVEN, "PL", ("DE",), ConsentState.GIVEN),
    ],
)
def test_a_source_covers_only_what_nobody_refused_in_its_regions(
    said: ConsentState, region: str, regions: tuple[str, ...], result: ConsentState
) -> None:
    assert resolved(said, region, replace(COVERED, covered_regions=regions)) is result
    assert resolved(said, region, AUTOMATIC) is said
