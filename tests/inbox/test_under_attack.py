"""A thief of the files, and whoever compares them, learn neither who answered nor who read."""

import logging
from datetime import timedelta

import pytest

from bot.chat.actions import ActionRef
from bot.inbox.hand_over import end_threads, forget_words_of
from bot.inbox.model import key_name
from bot.people.model import PersonId
from bot.privacy.keys import KeyDestroyedError, KeyStore
from bot.privacy.store import Sealed
from storage.key_directory import KeyDirectory
from storage.unit_of_work import UnitOfWork
from tests.admin.house import House
from tests.inbox.pier import MATES, answer, answer_all, ask, inbox, pass_days, press, read, reply_actions, submit
from tests.privacy.thief import CANARY, _rows, changed


async def rows(house: House) -> dict[str, frozenset[tuple[object, ...]]]:
    return dict(await house.database.read(_rows))


async def sealed(house: House) -> list[Sealed]:
    def take(tx: UnitOfWork) -> list[Sealed]:
        return [each for month in tx.threads.groups() for each in tx.threads.take(month, 1000)]

    return await house.database.read(take)


async def test_writing_touches_one_sealed_table_and_reading_none(pier: House) -> None:
    question = await ask(pier)
    before = await rows(pier)
    await answer(pier, "Cy", question, CANARY)
    written = await rows(pier)
    assert changed(before, written) == {"threads"}
    await inbox(pier, "Cy")
    await inbox(pier, MATES[0])
    await read(pier, question)
    assert changed(written, await rows(pier)) == set()


async def test_no_row_tells_whose_it_is_or_how_much_was_written(pier: House) -> None:
    question = await ask(pier)
    await answer(pier, "Cy", question, "No.")
    await answer(pier, MATES[0], question, "żółw " * 140)
    await answer(pier, MATES[1], question, "\N{GRINNING FACE}" * 700)
    await answer(pier, MATES[2], question, '"' * 700)
    await answer_all(pier, question, MATES[3:6])
    await pass_days(pier)
    for action in await reply_actions(pier, question):
        await submit(pier, "Bo", ActionRef("inbox.say", action.args), text="Thanks.")
    found = await sealed(pier)
    assert len(found) == 21
    assert len({len(each.value) for each in found}) == 1, "all have the same size, whatever is inside"
    told = b"".join(each.place + each.value for each in found)
    assert not [name for name in (*MATES, "Thanks", question.id) if name.encode() in told]


async def test_two_copies_of_the_files_do_not_tell_whose_answers_came_out_or_were_replied_to(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:6])
    before = {each.place: each.value for each in await sealed(pier)}
    await pass_days(pier)
    after = {each.place: each.value for each in await sealed(pier)}
    assert before.keys() < after.keys()
    assert not [place for place in before if before[place] == after[place]], "all were sealed anew, not only some"


async def test_the_order_in_which_answers_are_read_is_not_that_in_which_they_came(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES)
    places = [each.place for each in await sealed(pier)]
    assert places == sorted(places), "they lie in the order of their places, which are random"
    await pass_days(pier)
    orders = {tuple(action.args[1] for action in await reply_actions(pier, question)) for _ in range(3)}
    assert len(orders) == 1, "and it does not change, or looking often would tell more"


async def test_without_the_key_nothing_opens_and_an_end_is_for_good(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:5])
    await pass_days(pier)
    stolen = await sealed(pier)
    later = pier.clock.now() + timedelta(days=89)
    assert await pier.database.write(lambda tx: end_threads(tx, pier.keys, later)) == 1
    assert await sealed(pier) == []
    with pytest.raises(KeyDestroyedError):
        pier.keys.get(key_name(question.month))
    await pier.database.write(lambda tx: tx.threads.put_many(stolen))
    assert "No answers have come out" in await read(pier, question) or await _is_gone(pier)
    log = await pier.database.read(lambda tx: tx.destructions.latest(5))
    assert [(each.key_name, each.reason) for each in log] == [(key_name(question.month), "time is over")]


async def _is_gone(house: House) -> bool:
    return not await house.database.read(lambda tx: tx.team_questions.asked_since(house.clock.now().date()))


async def test_nothing_lives_longer_than_ninety_days(small_pier: House) -> None:
    question = await ask(small_pier)
    await answer(small_pier, "Cy", question, "Short-lived.")
    end = small_pier.clock.now() + timedelta(days=90)
    await small_pier.database.write(lambda tx: end_threads(tx, small_pier.keys, end))
    assert await sealed(small_pier) == []
    assert small_pier.keys.names("threads:") == []


async def test_looking_makes_no_key(small_pier: House) -> None:
    await ask(small_pier)
    await inbox(small_pier, "Cy")
    assert small_pier.keys.names("threads:") == []


async def test_forgetting_somebody_takes_their_words_and_leaves_those_of_others(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:6])
    await pass_days(pier)
    before = {each.place: each.value for each in await sealed(pier)}
    gone = PersonId(MATES[0])
    await pier.database.write(lambda tx: forget_words_of(tx, pier.keys, gone, pier.clock.now()))
    after = {each.place: each.value for each in await sealed(pier)}
    assert before.keys() == after.keys(), "what vanished now would tell that this person had answered"
    assert not set(before.values()) & set(after.values())
    await pass_days(pier)
    text = await read(pier, question)
    assert "number 0." not in text
    assert "number 1." in text
    bo = PersonId("Bo")
    await pier.database.write(lambda tx: forget_words_of(tx, pier.keys, bo, pier.clock.now()))
    assert await sealed(pier) == []
    assert "What should we stop" not in await inbox(pier, MATES[1])


async def test_who_answers_anew_after_taking_back_leaves_nothing_behind(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:6])
    await pass_days(pier)
    await press(pier, MATES[0], ActionRef("inbox.take-back", (question.id,)))
    await answer(pier, MATES[0], question, "Something else.")
    assert "number 0." in await read(pier, question), "else the moment would tell who it was"
    await pass_days(pier)
    assert "number 0." not in await read(pier, question)
    assert "You wrote: Something else." in await inbox(pier, MATES[0])


async def test_writing_in_somebodys_stead_from_elsewhere_does_not_show_which_answer_is_theirs(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:6])
    await pass_days(pier)
    before = await read(pier, question)
    await answer(pier, MATES[0], question, "A guess.", viewer="a link that an admin made")
    await pass_days(pier)
    assert await read(pier, question) == before
    assert "number 0." in await inbox(pier, MATES[0])


async def test_what_was_written_in_several_places_is_forgotten_and_taken_back_all_the_same(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:6])
    await pass_days(pier)
    for name in MATES[:2]:
        await answer(pier, name, question, "From the page.", viewer="page")
    await press(pier, MATES[1], ActionRef("inbox.take-back", (question.id,)))
    await pier.database.write(lambda tx: forget_words_of(tx, pier.keys, PersonId(MATES[0]), pier.clock.now()))
    await pass_days(pier)
    text = await read(pier, question)
    assert "number 0." not in text
    assert "number 1." not in text
    assert "number 2." in text


class FailingKeys:
    """A key store that breaks with something in its message that nobody may read."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def __getattr__(self, name: str) -> object:
        return getattr(self._keys, name)

    def get_or_create(self, name: str) -> bytes:
        raise RuntimeError(f"{name}: {CANARY}")


async def test_a_failure_while_writing_logs_no_word(pier: House, caplog: pytest.LogCaptureFixture) -> None:
    question = await ask(pier)
    broken = House(database=pier.database, keys=FailingKeys(pier.keys), clock=pier.clock)  # type: ignore[arg-type]
    with caplog.at_level(logging.DEBUG), pytest.raises(RuntimeError):
        await answer(broken, "Cy", question, CANARY)
    assert CANARY not in caplog.text
    assert "Cy" not in caplog.text
    assert await sealed(pier) == []


async def test_another_key_directory_opens_nothing(small_pier: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    question = await ask(small_pier)
    await answer(small_pier, "Cy", question, CANARY)
    other = KeyDirectory.open(tmp_path_factory.mktemp("other") / "keys")
    thief = House(database=small_pier.database, keys=other, clock=small_pier.clock)
    assert CANARY not in await inbox(thief, "Cy")
    assert "Nothing" not in await inbox(thief, "Cy")
    await press(small_pier, "Cy", ActionRef("inbox.take-back", (question.id,)))
    assert await sealed(small_pier) == []
