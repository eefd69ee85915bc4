"""The review: one voice after the other, changed, let through or rejected, by several people at once."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.effects import Effect, Refuse
from bot.chat.forms import TextField
from bot.chat.intake import ConsentState, Speaker
from bot.people.model import Role
from bot.station.cutting.model import PassageLine
from bot.station.intake.examples import VOICE
from bot.station.intake.forms import LINE, TAKE_OUT, Reviewed, review_form
from bot.station.intake.receive import receive
from bot.station.intake.review import TAKEN_OUT, approve, approve_clip, open_review, reject, waiting_for_review
from bot.station.model import ClipState, SnippetId, SnippetSearch, SnippetState, Voice
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.station.intake.reception import CHARGED, IN_REVIEW, KIND, LATE, NOW, caller, form_of, heard, shown

LEADER = caller(Role.LEADER)
OTHER = caller(Role.ADMIN, "Ben Example")


async def arrive(database: Database, *calls: str) -> None:
    def take(tx: UnitOfWork) -> None:
        for number, said in enumerate(calls):
            receive(tx, IN_REVIEW, heard(said, external_id=str(number), consent_covers_audio=True), NOW)

    await database.write(take)


async def first(database: Database) -> Voice:
    return (await database.read(lambda tx: tx.snippets.in_state(SnippetState.WAITING, limit=1)))[0]


async def voice(database: Database, snippet_id: SnippetId) -> Voice:
    found = await database.read(lambda tx: tx.snippets.get(snippet_id))
    assert found is not None
    return found


async def found_words(database: Database) -> list[str]:
    return [each.snippet.text for each in await database.read(lambda tx: tx.snippets.search(SnippetSearch()))]


async def approve_it(database: Database, one: Voice, values: Mapping[str, str | None] | None = None) -> Effect:
    return await database.write(lambda tx: approve(tx, LEADER, one.snippet.id, values or {}))


async def test_everything_that_helps_to_decide_is_shown(database: Database) -> None:
    await arrive(database, LATE, CHARGED)

    told = shown(form_of(await database.read(lambda tx: open_review(tx, LEADER))))

    one = await first(database)
    assert "2 voices wait for a look." in told
    assert one.snippet.lines[-1].text in told
    assert "Chosen because: " in told
    assert "Source: calls" in told
    assert "Phone call" in told


async def test_doubts_are_said_in_words() -> None:
    told = shown(review_form(LEADER.words, Reviewed(voice=VOICE, waiting=1, source="Calls")))

    assert "Look out: A word with a capital letter may be a name." in told


async def test_one_after_the_other_until_nothing_waits(database: Database) -> None:
    await arrive(database, LATE, CHARGED)

    after_one = shown(form_of(await approve_it(database, await first(database))))
    assert "Approved." in after_one
    assert "1 voice waits for a look." in after_one
    after_all = shown(form_of(await approve_it(database, await first(database))))
    assert "Nothing waits" in after_all
    assert len(await found_words(database)) == 2


async def test_who_skips_comes_back_to_the_first_in_the_end(database: Database) -> None:
    await arrive(database, LATE, CHARGED, KIND)
    seen: list[SnippetId] = []
    for _ in range(4):
        after = seen[-1] if seen else None
        form = form_of(await database.read(partial(open_review, caller=LEADER, after=after)))
        assert form.submit is not None
        seen.append(SnippetId(form.submit.args[0]))

    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[0]


async def test_what_is_written_is_redacted_once_more(database: Database) -> None:
    await arrive(database, LATE)
    one = await first(database)
    last = len(one.snippet.lines) - 1
    edited = {f"{LINE}{last}": "My parcel is late, write to tomas.q@example.com or ask [name], not Tomas Quillfeather."}

    effect = await approve_it(database, one, edited)

    assert "I took out 2 more things" in shown(form_of(effect))
    (said,) = await found_words(database)
    assert said.splitlines()[-1] == "My parcel is late, write to [email] or ask [name], not [name]."


async def test_words_are_taken_out_wherever_they_stand(database: Database) -> None:
    await arrive(
        database, "Marigold was late again. MARIGOLD never calls me back, but marigolds are nice, I waited weeks."
    )
    one = await first(database)

    await approve_it(database, one, {TAKE_OUT: "marigold, never  calls"})

    (left,) = await found_words(database)
    assert "Marigold " not in left
    assert "marigolds are nice" in left
    assert left.count(TAKEN_OUT) >= 2


async def test_a_line_that_is_emptied_is_gone_and_one_must_be_left(database: Database) -> None:
    await arrive(database, LATE)
    one = await first(database)
    assert len(one.snippet.lines) == 2
    nothing = dict.fromkeys((f"{LINE}0", f"{LINE}1"), "  ")

    refused = await approve_it(database, one, nothing)
    assert isinstance(refused, Refuse)
    assert (await voice(database, one.snippet.id)).snippet.state is SnippetState.WAITING

    await approve_it(database, one, {f"{LINE}0": None})
    assert (await voice(database, one.snippet.id)).snippet.lines == (one.snippet.lines[1],)


async def test_two_people_at_once_have_one_decision(database: Database) -> None:
    await arrive(database, LATE, CHARGED)
    one = await first(database)
    await database.write(lambda tx: reject(tx, OTHER, one.snippet.id))

    effect = await approve_it(database, one)

    assert "Somebody has decided about this one already" in shown(form_of(effect))
    decided = await voice(database, one.snippet.id)
    assert (decided.snippet.state, decided.snippet.reviewed_by) == (SnippetState.REJECTED, OTHER.person.id)
    again = await database.write(lambda tx: reject(tx, LEADER, one.snippet.id))
    assert "already" in shown(form_of(again))
    assert await found_words(database) == []


async def test_a_rejected_voice_loses_its_recording(database: Database) -> None:
    await arrive(database, LATE)
    one = await with_clip(database)

    await database.write(lambda tx: reject(tx, LEADER, one.snippet.id))

    assert await database.read(lambda tx: tx.snippets.clip(one.snippet.id)) is None


async def test_without_consent_nothing_is_approved(database: Database) -> None:
    await arrive(database, LATE)
    one = await first(database)
    await database.write(lambda tx: tx.interactions.save(replace(one.interaction, consent=ConsentState.UNKNOWN)))

    effect = await approve_it(database, one)

    assert "consent is missing" in shown(form_of(effect))
    assert await found_words(database) == []


async def test_the_recording_is_approved_by_itself(database: Database) -> None:
    await arrive(database, LATE)
    one = await with_clip(database)
    assert "station.listen" in shown(form_of(await database.read(lambda tx: open_review(tx, LEADER))))

    await approve_it(database, one)
    assert (await voice(database, one.snippet.id)).snippet.clip is ClipState.WAITING, "approving words is not enough"

    await database.write(lambda tx: approve_clip(tx, LEADER, one.snippet.id))
    assert (await voice(database, one.snippet.id)).snippet.clip is ClipState.APPROVED


async def test_no_recording_without_consent_to_the_voice(database: Database) -> None:
    await arrive(database, LATE)
    one = await with_clip(database)
    await database.write(lambda tx: tx.interactions.save(replace(one.interaction, consent_covers_audio=False)))

    effect = await database.write(lambda tx: approve_clip(tx, LEADER, one.snippet.id))

    assert "did not agree to their voice" in shown(form_of(effect))
    assert (await voice(database, one.snippet.id)).snippet.clip is ClipState.WAITING


async def test_employees_review_nothing(database: Database) -> None:
    await arrive(database, LATE)
    one = await first(database)
    employee = caller(Role.EMPLOYEE)

    def attempts(tx: UnitOfWork) -> list[Effect]:
        return [
            open_review(tx, employee),
            approve(tx, employee, one.snippet.id, {}),
            reject(tx, employee, one.snippet.id),
            approve_clip(tx, employee, one.snippet.id),
        ]

    for effect in await database.write(attempts):
        assert shown(form_of(effect)) == "Only leaders and admins can do this."
    assert await database.read(waiting_for_review) == 1


async def test_a_line_longer_than_its_field_is_not_cut_short_by_approving(database: Database) -> None:
    await arrive(database, LATE)
    one = await first(database)
    lines = (PassageLine(speaker=Speaker.CUSTOMER, text="word " * 900 + "end"),)
    await database.write(lambda tx: tx.snippets.save([replace(one.snippet, lines=lines)]))
    form = form_of(await database.read(lambda tx: open_review(tx, LEADER)))
    (field,) = (part for part in form.parts if isinstance(part, TextField) and part.name == f"{LINE}0")
    assert len(field.value) <= field.max_characters <= 3000

    await approve_it(database, one, {f"{LINE}0": field.value})

    assert (await voice(database, one.snippet.id)).snippet.lines == lines


@given(st.text(max_size=40))
def test_whatever_is_to_be_taken_out_is_taken_as_it_is_written(written: str) -> None:
    """No sign in it has a meaning of its own."""
    from bot.station.intake.review import _taken_out, _words_to_take_out

    out = _words_to_take_out({TAKE_OUT: written})
    assert isinstance(_taken_out("It is (what) it is.", out), str)
    assert _taken_out("It is (what) it is.", ["(what)"]) == f"It is {TAKEN_OUT} it is."


async def with_clip(database: Database) -> Voice:
    one = await first(database)

    def change(tx: UnitOfWork) -> None:
        tx.snippets.save([replace(one.snippet, clip=ClipState.WAITING)])
        tx.snippets.put_clip(one.snippet.id, "audio/ogg", b"voice")

    await database.write(change)
    return await first(database)
