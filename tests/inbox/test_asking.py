"""A leader asks; answers come out together or never; both sides talk on, and one of them stays unnamed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.actions import ActionRef, BadActionError
from bot.chat.effects import Refuse
from bot.people.model import COMPANY, PersonId, Role
from tests.admin.house import OFFICES, PIER, House, buttons_of, hire, text_of
from tests.inbox.pier import (
    ASKED,
    MATES,
    answer,
    answer_all,
    ask,
    hand_over_at,
    inbox,
    pass_days,
    press,
    read,
    reply_actions,
    said_by,
    submit,
)


async def test_a_question_waits_in_every_inbox_of_the_team_and_says_what_becomes_of_answers(pier: House) -> None:
    question = await ask(pier)
    for name in ("Cy", *MATES):
        text = await inbox(pier, name)
        assert ASKED in text
        assert "Bo Example asks the team" in text
    assert ASKED in await inbox(pier, "Bo")
    assert "Answer without a name" not in await inbox(pier, "Bo")
    window = text_of(await press(pier, "Cy", ActionRef("inbox.write", (question.id,))))
    assert "Bo Example reads your answer word for word, without your name" in window
    assert "5 or more at once" in window
    assert "nobody ever reads it" in window


async def test_answers_come_out_once_a_day_five_at_once(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:4])
    await pass_days(pier)
    assert "No answers have come out yet" in await read(pier, question)
    await answer_all(pier, question, MATES[4:6])
    assert "No answers have come out yet" in await read(pier, question)
    await pass_days(pier)
    text = await read(pier, question)
    assert all(said_by(name) in text for name in MATES[:6])
    assert not any(name in text for name in MATES)


async def test_latecomers_wait_for_five_of_their_own_and_are_deleted_when_the_week_ends(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:5])
    await pass_days(pier)
    await answer_all(pier, question, MATES[5:8])
    await pass_days(pier, 7)
    text = await read(pier, question)
    assert said_by(MATES[0]) in text
    assert not any(said_by(name) in text for name in MATES[5:8])
    records = await pier.database.read(lambda tx: len(tx.threads.take(question.month, 100)))
    assert records == 10, "five answers with their places, and nothing of those who were too few"


async def test_who_asked_talks_with_an_author_who_stays_unnamed(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:5])
    await pass_days(pier)
    (first, *_) = await reply_actions(pier, question)
    reply = ActionRef("inbox.say", first.args)
    await submit(pier, "Bo", reply, text="Thank you, I will see to it.")
    assert [name for name in MATES[:5] if "Thank you" in await inbox(pier, name)] == [], "not before the next morning"
    await pass_days(pier)
    (author,) = [name for name in MATES if "Who asked: Thank you" in await inbox(pier, name)]
    await submit(pier, author, ActionRef("inbox.say", (question.id,)), text="And the till as well, please.")
    assert "The author: And the till" not in await read(pier, question)
    await pass_days(pier)
    text = await read(pier, question)
    assert "The author: And the till as well, please." in text
    assert author not in text


async def test_an_answer_can_be_changed_until_it_comes_out_and_taken_back_afterwards(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:5])
    await answer(pier, MATES[0], question, "Something else.")
    assert "You wrote: Something else." in await inbox(pier, MATES[0])
    await pass_days(pier)
    assert "Something else." in await read(pier, question)
    await answer(pier, MATES[0], question, "Too late to change it.")
    await press(pier, MATES[0], ActionRef("inbox.take-back", (question.id,)))
    assert "Something else." in await read(pier, question), "else the moment would tell who it was"
    assert "Something else." not in await inbox(pier, MATES[0])
    await pass_days(pier)
    text = await read(pier, question)
    assert "Something else." not in text
    assert "Too late" not in text


async def test_what_came_out_can_be_taken_back_after_the_question_ended_too(pier: House) -> None:
    question = await ask(pier)
    await answer_all(pier, question, MATES[:5])
    await pass_days(pier, 10)
    take_back = ActionRef("inbox.take-back", (question.id,))
    assert take_back in buttons_of(await press(pier, MATES[0], ActionRef("inbox.open"))).values()
    assert ASKED not in await inbox(pier, MATES[7]), "nothing waits for who did not answer"
    await press(pier, MATES[0], take_back)
    assert ASKED not in await inbox(pier, MATES[0])
    await pass_days(pier)
    assert said_by(MATES[0]) not in await read(pier, question)


async def test_an_answer_is_shown_only_where_it_was_given(pier: House) -> None:
    question = await ask(pier)
    await answer(pier, "Cy", question, "Stop double receipts.", viewer="chat")
    assert "Stop double receipts." in await inbox(pier, "Cy", viewer="chat")
    elsewhere = await inbox(pier, "Cy", viewer="a link that an admin made")
    assert "Stop double receipts." not in elsewhere
    assert elsewhere == await inbox(pier, "Cy", viewer="yet another"), "whether there was an answer is not told either"


async def test_one_question_a_week_and_only_where_enough_people_are(small_pier: House) -> None:
    await ask(small_pier)
    again = await submit(small_pier, "Bo", ActionRef("inbox.ask"), unit=PIER.id, text="And what else?")
    assert isinstance(again, Refuse)
    repeated = await submit(small_pier, "Bo", ActionRef("inbox.ask"), unit=PIER.id, text=ASKED, is_repeat=True)
    assert ASKED in text_of(repeated), "told twice by the platform, it was asked once"
    await pass_days(small_pier, 7)
    await ask(small_pier, "And what else?")

    def leave(tx: object) -> None:
        for name in MATES:
            person = tx.people.get(PersonId(name))  # type: ignore[attr-defined]
            tx.people.save_person(replace(person, is_active=False))  # type: ignore[attr-defined]

    await pass_days(small_pier, 7)
    await small_pier.database.write(leave)
    small = await submit(small_pier, "Bo", ActionRef("inbox.ask"), unit=PIER.id, text="Who is left?")
    assert isinstance(small, Refuse)
    assert "cannot be asked now" in text_of(await press(small_pier, "Bo", ActionRef("inbox.open-ask")))


async def test_only_who_leads_a_unit_asks_it_and_only_who_asked_reads(small_pier: House) -> None:
    for name, unit in (("Cy", PIER.id), ("Bo", OFFICES.id), ("Bo", COMPANY), ("Ada", PIER.id)):
        with pytest.raises(BadActionError):
            await submit(small_pier, name, ActionRef("inbox.ask"), unit=unit, text=ASKED)
    question = await ask(small_pier)
    await answer_all(small_pier, question, MATES[:5])
    await pass_days(small_pier)
    (first, *_) = await reply_actions(small_pier, question)
    for name in ("Cy", "Ada", MATES[0]):
        for action in (ActionRef("inbox.read", (question.id,)), first):
            with pytest.raises(BadActionError):
                await press(small_pier, name, action)
    with pytest.raises(BadActionError):
        await answer(small_pier, "Bo", question, "Answering myself.")


async def test_who_leads_the_team_no_more_reads_no_more(small_pier: House) -> None:
    question = await ask(small_pier)
    await small_pier.database.write(lambda tx: tx.people.save_teams([replace(PIER, leader_id=PersonId("Cy"))]))
    for name in ("Bo", "Cy"):
        with pytest.raises(BadActionError):
            await press(small_pier, name, ActionRef("inbox.read", (question.id,)))


async def test_a_reply_needs_a_thread_that_came_out_of_that_question(small_pier: House) -> None:
    question = await ask(small_pier)
    for reference in ("0" * 32, MATES[0]):
        with pytest.raises(BadActionError):
            await submit(small_pier, "Bo", ActionRef("inbox.say", (question.id, reference)), text="Hello?")
    await answer(small_pier, "Cy", question, "Still waiting.")
    with pytest.raises(BadActionError):
        await submit(small_pier, "Cy", ActionRef("inbox.say", (question.id,)), text="More.")


async def test_accounts_made_around_somebody_help_nobody_out(small_pier: House) -> None:
    """An admin and a leader who add five people of theirs read no answer of a real one."""

    def add(tx: object) -> None:
        for name in MATES[:5]:
            person = tx.people.get(PersonId(name))  # type: ignore[attr-defined]
            tx.people.save_person(replace(person, joined_on=small_pier.clock.now().date()))  # type: ignore[attr-defined]

    await small_pier.database.write(add)
    question = await ask(small_pier)
    await answer_all(small_pier, question, (*MATES[:5], "Cy"))
    await pass_days(small_pier)
    assert "No answers have come out yet" in await read(small_pier, question)


async def test_who_joins_after_a_question_was_asked_is_not_asked_it(small_pier: House) -> None:
    question = await ask(small_pier)

    def add(tx: object) -> None:
        cy = tx.people.get(PersonId("Cy"))  # type: ignore[attr-defined]
        later = small_pier.clock.now().date() + timedelta(days=1)
        tx.people.save_person(replace(cy, joined_on=later))  # type: ignore[attr-defined]

    await small_pier.database.write(add)
    assert ASKED not in await inbox(small_pier, "Cy")
    with pytest.raises(BadActionError):
        await answer(small_pier, "Cy", question, "From somebody who was not there.")


async def test_an_admin_asks_the_whole_company_but_leaders_only_their_teams(small_pier: House) -> None:
    assert (await small_pier.person("Ada")).role is Role.ADMIN
    await submit(small_pier, "Ada", ActionRef("inbox.ask"), unit=COMPANY, text="What do customers miss?")
    assert "Ada Example asks the whole company" in await inbox(small_pier, "Bo")
    assert "Answer without a name" not in await inbox(small_pier, "Ada")


async def test_words_written_before_the_hour_come_out_at_the_hour(small_pier: House) -> None:
    question = await ask(small_pier)
    await answer_all(small_pier, question, MATES[:5])
    tomorrow = (small_pier.clock.now() + timedelta(days=1)).replace(hour=5, minute=55)
    await hand_over_at(small_pier, tomorrow)
    assert "No answers have come out yet" in await read(small_pier, question)
    await hand_over_at(small_pier, tomorrow.replace(hour=6, minute=1))
    assert said_by(MATES[0]) in await read(small_pier, question)


async def test_a_leader_without_a_team_is_told_so(small_pier: House) -> None:
    await small_pier.database.write(lambda tx: tx.people.save_teams([replace(PIER, leader_id=PersonId("Cy"))]))
    assert "You lead no team." in text_of(await small_pier.command("Bo", "ask team"))


async def test_who_turns_out_to_be_somebody_else_keeps_their_questions(pier: House) -> None:
    question = await ask(pier)
    await pier.database.write(lambda tx: tx.people.reassign(PersonId("Bo"), PersonId("Ada")))
    found = await pier.database.read(lambda tx: tx.team_questions.get(question.id))
    assert found is not None
    assert found.asked_by == "Ada"


async def test_many_answers_are_read_page_by_page_each_once(small_pier: House) -> None:
    more = tuple(f"Extra{number}" for number in range(5))
    await small_pier.database.write(lambda tx: [hire(tx, name) for name in more])
    question = await ask(small_pier)
    await answer_all(small_pier, question, (*MATES, *more))
    await pass_days(small_pier)
    first = await press(small_pier, "Bo", ActionRef("inbox.read", (question.id,)))
    second = await press(small_pier, "Bo", buttons_of(first)["More"])
    assert "More" not in buttons_of(second)
    assert [text_of(each).count("The answer: ") for each in (first, second)] == [10, 4]
    assert buttons_of(second)["Back"] == ActionRef("inbox.read", (question.id, "0"))
    assert not [
        line for line in text_of(first).split("\n") if line.startswith("The answer") and line in text_of(second)
    ]
