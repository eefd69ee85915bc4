"""You said, we did: who reads it, what is shown before it goes, and that it goes once."""

from dataclasses import replace
from datetime import timedelta

from bot.chat.blocks import Message
from bot.chat.effects import Refuse
from bot.chat.forms import TextField
from bot.chat.words import words_for
from bot.digest.action_examples import ACTION
from bot.digest.action_forms import TEXT
from bot.digest.model import Action, ActionId, ActionState
from bot.digest.promise import drop
from bot.digest.subjects import SUBJECT_KEYS, subject_of
from bot.digest.tell_team import draft, open_tell, tell, tell_anyway
from bot.people.model import Absence, PersonId
from storage.database import Database
from tests.digest.actions.harbour import MONDAY, Company, form_of, open_company

PLAIN = "You said that the till is slow.\nWe did: a second till stands at the door."
HASTY = "We will fix the till soon."


async def _tell(company: Company, action: Action, text: str, name: str = "Cleo") -> str:
    caller = await company.caller(name)
    return repr(await company.database.write(lambda tx: tell(tx, caller, action.id, {TEXT: text})))


async def test_the_people_of_the_unit_read_it_but_for_who_wrote_it(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    assert "Sent." in await _tell(company, action, PLAIN)
    told = await company.delivered()
    assert set(told) == {"Ana", "Ben"}
    assert all("a second till stands at the door" in repr(each) for each in told.values())
    assert all("Cleo" not in repr(each) for each in told.values())
    (kept,) = await company.actions()
    assert (kept.state, kept.told_on, kept.told_text) == (ActionState.TOLD, company.now.date(), PLAIN)


async def test_it_goes_once(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    await _tell(company, action, PLAIN)
    assert "closed already" in await _tell(company, action, "Something else.")
    cleo = await company.caller("Cleo")
    assert "closed already" in repr(await database.write(lambda tx: tell_anyway(tx, cleo, action.id)))
    assert len(await company.delivered()) == 2


async def test_what_could_be_plainer_is_shown_before_it_goes(database: Database) -> None:
    company = await open_company(database)
    action, cleo = await company.promise(), await company.caller("Cleo")
    assert "A promise without a day" in await _tell(company, action, HASTY)
    assert await company.delivered() == {}
    form = form_of(await database.read(lambda tx: open_tell(tx, cleo, action.id)))
    assert [part.value for part in form.parts if isinstance(part, TextField)] == [HASTY]
    assert "Sent." in repr(await database.write(lambda tx: tell_anyway(tx, cleo, action.id)))
    told = await company.delivered()
    assert set(told) == {"Ana", "Ben"}
    assert all(HASTY in repr(each) for each in told.values())


async def test_a_text_that_names_somebody_of_the_unit_is_held(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    assert "It names somebody: “Ben”" in await _tell(company, action, "Ben said that the till is slow.")
    assert "It names somebody" not in await _tell(company, action, "Finn said that the till is slow.")


async def test_an_empty_text_is_refused_and_nothing_written_is_not_sent(database: Database) -> None:
    company = await open_company(database)
    action, cleo = await company.promise(), await company.caller("Cleo")
    assert isinstance(await database.write(lambda tx: tell(tx, cleo, action.id, {TEXT: " "})), Refuse)
    assert "closed already" in repr(await database.write(lambda tx: tell_anyway(tx, cleo, action.id)))
    assert await company.delivered() == {}


async def test_nobody_else_tells_the_team(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    for name in ("Ana", "Eva", "Dora"):
        assert "not yours" in await _tell(company, action, PLAIN, name)
        caller = await company.caller(name)
        assert "not yours" in repr(await database.read(lambda tx, c=caller: open_tell(tx, c, action.id)))  # type: ignore[misc]
    cleo = await company.caller("Cleo")
    await database.write(lambda tx: drop(tx, cleo, action.id))
    assert "not yours" in await _tell(company, action, PLAIN)
    assert "not yours" in repr(await database.read(lambda tx: open_tell(tx, cleo, ActionId("nothing"))))
    assert await company.delivered() == {}


async def test_who_wants_to_be_left_alone_is(database: Database) -> None:
    company = await open_company(database)
    action, today = await company.promise(), company.now.date()
    await company.change("Ana", is_stopped=True)
    away = {PersonId("Ben"): [Absence(today, today + timedelta(days=1))]}
    await database.write(lambda tx: tx.people.replace_absences(away))
    await _tell(company, action, PLAIN)
    assert await company.delivered() == {"Ana": "person_stopped", "Ben": "person_absent"}


async def test_where_it_is_night_it_waits_for_the_morning(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    await company.change("Ben", time_zone="America/Los_Angeles")
    await _tell(company, action, PLAIN)
    assert set(await company.delivered()) == {"Ana"}
    company.now = MONDAY.replace(hour=15, minute=59)
    assert await company.delivered() == {}
    company.now = MONDAY.replace(hour=16)
    assert set(await company.delivered()) == {"Ben"}


async def test_the_message_says_whose_it_is_without_a_name(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise()
    await _tell(company, action, PLAIN)
    message = await company.compose("digest.we_did", "Ana", action=action.id)
    assert isinstance(message, Message)
    assert "For everyone in Harbour, written by whoever leads it." in repr(message)


async def test_the_draft_says_what_was_heard_and_what_was_done(database: Database) -> None:
    company = await open_company(database)
    action = await company.promise("We open a second till")
    cleo = await company.caller("Cleo")
    form = form_of(await database.read(lambda tx: open_tell(tx, cleo, action.id)))
    (field,) = (part for part in form.parts if isinstance(part, TextField))
    assert (
        field.value
        == "You said what gets in the way: “A slow till or order system”.\nWhat we do: We open a second till"
    )


def test_no_draft_holds_a_figure() -> None:
    for key in (*SUBJECT_KEYS, "stage.buy"):
        told = draft(words_for("en"), replace(ACTION, subject=subject_of(key), plan="So"))
        assert not any(sign.isdigit() for sign in told)
