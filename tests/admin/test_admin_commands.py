"""What admins can say about roles, the pulse and people, told through the commands on both databases."""

import logging
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.web import install
from bot.admin import sign_in_links
from bot.admin.messages import MAX_NAMES, listed
from bot.chat.actions import ActionRef
from bot.chat.effects import Refuse
from bot.chat.ids import AccountRef
from bot.chat.platform import Pacing
from bot.chat.words import words_for
from bot.outbox.model import Delivery, DeliveryState, Outcome, Selection
from bot.people.model import PersonId, Role, Team, TeamId
from bot.pulse.compose import PREVIEW
from storage.one_time_tokens import OneTimeTokens
from storage.unit_of_work import UnitOfWork
from tests.admin.house import (
    CHAT,
    HARBOUR,
    OFFICE,
    PIER,
    WEB,
    House,
    form_of,
    hire,
    message_of,
    text_of,
)


async def test_admins_are_made_listed_and_unmade(house: House) -> None:
    assert text_of(await house.command("Ada", "admin add CY@example.org")) == "Cy Example is an admin now."
    assert text_of(await house.command("Cy", "admin list")) == "The admins here are Ada Example, Cy Example."
    await house.command("Cy", "admin remove ada@example.org")
    assert (await house.person("Ada")).role is Role.EMPLOYEE
    assert "Bo Example is no admin." in text_of(await house.command("Cy", "admin remove bo@example.org"))


async def test_the_last_admin_stays(house: House) -> None:
    assert "This is the last admin" in text_of(await house.command("Ada", "admin remove ada@example.org"))
    assert (await house.person("Ada")).role is Role.ADMIN


async def test_many_names_are_told_shortly() -> None:
    names = [f"Name {n}" for n in range(MAX_NAMES + 2)]
    assert listed(words_for("en"), names).endswith("Name 9 and 2 more")


@pytest.mark.parametrize("written", ["Harbour", "harbour / pier", "PIER", "Harbour/Pier"])
async def test_a_team_is_found_by_name_or_path(house: House, written: str) -> None:
    await house.command("Ada", f"leader set cy@example.org {written}")
    teams = await house.database.read(lambda tx: tx.people.teams())
    team = HARBOUR if written == "Harbour" else PIER
    assert teams[team.id].leader_id == "Cy"
    assert (await house.person("Cy")).role is Role.LEADER


async def test_the_nearest_teams_are_offered(house: House) -> None:
    assert "The nearest: Harbour." in text_of(await house.command("Ada", "leader set cy@example.org Harbor"))
    assert "The nearest: " in text_of(await house.command("Ada", "leader set cy@example.org Zzzz"))


async def test_a_name_that_several_teams_have_asks_for_the_path(house: House) -> None:
    twin = Team(id=TeamId("twin"), key="offices/pier", name="Pier", parent_id=TeamId("offices"))
    await house.database.write(lambda tx: tx.people.save_teams([twin]))
    text = text_of(await house.command("Ada", "leader set cy@example.org Pier"))
    assert "write one of these: Harbour / Pier, Offices / Pier." in text
    await house.command("Ada", "leader set cy@example.org Offices / Pier")
    assert (await house.database.read(lambda tx: tx.people.teams()))[twin.id].leader_id == "Cy"


async def test_without_teams_nothing_is_offered(small_house: House) -> None:
    def close_all(tx: UnitOfWork) -> None:
        tx.connection.exec_driver_sql("DELETE FROM teams")

    await small_house.database.write(close_all)
    text = text_of(await small_house.command("Ada", "leader set cy@example.org Pier"))
    assert "There is no team “Pier”." in text
    assert "nearest" not in text


async def test_whoever_left_gets_no_rights(house: House) -> None:
    def leave(tx: UnitOfWork) -> None:
        tx.connection.exec_driver_sql("UPDATE people SET is_active = false WHERE id = 'Cy'")

    await house.database.write(leave)
    text = text_of(await house.command("Ada", "admin add cy@example.org"))
    assert "Cy Example does not work here any more." in text


async def test_the_preview_looks_like_the_check_in_and_stores_nothing(house: House) -> None:
    message = message_of(await house.command("Ada", "pulse preview"))
    assert "pulse.try" in repr(message)
    assert "pulse.answer" not in repr(message)
    assert await house.database.read(lambda tx: tx.outbox.report(Selection())) == []


async def test_a_test_goes_to_oneself_through_the_outbox_as_often_as_asked(house: House) -> None:
    for _ in range(2):
        await house.command("Ada", "pulse test")
        house.clock.move(timedelta(minutes=1))
    sent = await house.database.write(lambda tx: claim(tx, house.clock.now()))
    assert [(each.kind, each.person_id, each.place.external_id) for each in sent] == [(PREVIEW, "Ada", "U-Ada")] * 2
    assert house.woken == 2


async def test_the_pulse_pauses_and_resumes(house: House) -> None:
    await house.command("Ada", "pulse pause")
    assert (await house.visit("Cy")).rules.is_paused
    assert "paused" in text_of(await house.command("Ada", "pulse now"))
    assert "Pulse: paused" in text_of(await house.command("Bo", "status"))
    await house.command("Ada", "pulse resume")
    assert not (await house.visit("Cy")).rules.is_paused


async def test_hour_and_frequency_of_everybody(house: House) -> None:
    assert "That hour is quiet here" in text_of(await house.command("Ada", "pulse hour 20"))
    assert "quiet" not in text_of(await house.command("Ada", "pulse hour 9"))
    assert "drawn for each person" in text_of(await house.command("Ada", "pulse frequency 3"))
    assert "drawn" not in text_of(await house.command("Ada", "pulse frequency 5"))
    await house.command("Ada", "pulse frequency 1")
    rules = (await house.visit("Cy")).rules
    assert (rules.check_in_hour, rules.check_ins_a_week) == (9, 1)


async def test_sending_now_asks_first_and_takes_those_who_are_awake(house: House) -> None:
    def more(tx: UnitOfWork) -> None:
        hire(tx, "Dee", zone="America/New_York")
        tx.pulse.mark_welcomed([PersonId("Dee")], house.clock.now().date() - timedelta(days=9))
        tx.connection.exec_driver_sql("DELETE FROM rosters")

    await house.database.write(more)
    early(house)
    await house.command("Bo", "hour 17")
    await house.plan()

    asked = await house.command("Ada", "pulse now")
    assert "2 people get today's check-in now." in text_of(asked)
    assert "2 more keep their time" in text_of(asked)
    assert "minute" not in text_of(asked)
    assert await due_now(house) == []

    sent = await house.submit("Ada", form_of(asked).submit or ActionRef(""), {})
    assert "2 check-ins are on their way." in text_of(sent)
    assert house.woken == 1
    assert sorted(each.person_id or "" for each in await due_now(house)) == ["Ada", "Cy"]
    assert "2 check-ins wait, and keep their time" in text_of(await house.submit("Ada", ActionRef("admin.now"), {}))
    assert "2 check-ins wait, and keep their time" in text_of(await house.command("Ada", "pulse now"))


async def test_the_forecast_knows_the_pace_of_the_platform(house: House) -> None:
    early(house)
    await house.plan()
    house.pacing = {CHAT: Pacing(workspace_per_second=0.02, place_per_second=1)}
    assert "It takes about 3 minutes." in text_of(await house.command("Ada", "pulse now"))


async def test_nothing_is_sent_now_where_nothing_waits_or_the_pulse_rests(house: House) -> None:
    assert "No check-in waits today" in text_of(await house.command("Ada", "pulse now"))
    early(house)
    await house.plan()
    await house.command("Ada", "pulse pause")
    assert "The pulse is paused" in text_of(await house.submit("Ada", ActionRef("admin.now"), {}))
    assert await due_now(house) == []


async def test_the_status_tells_honestly_what_became_of_messages(house: House) -> None:
    def more(tx: UnitOfWork) -> None:
        hire(tx, "Dee")
        tx.connection.exec_driver_sql("DELETE FROM accounts WHERE person_id = 'Dee'")

    await house.database.write(more)
    await house.plan()
    taken = await house.database.write(lambda tx: claim(tx, house.clock.now()))
    states = {
        "Ada": (DeliveryState.SENT, ""),
        "Bo": (DeliveryState.SKIPPED, "person_absent"),
        "Cy": (DeliveryState.FAILED, "invalid_blocks"),
    }
    outcomes = [
        Outcome(
            delivery_id=each.id,
            kind=each.kind,
            args=each.args,
            state=state,
            at=house.clock.now(),
            attempts=1,
            code=code,
        )
        for each in taken
        for state, code in [states[each.person_id or ""]]
    ]
    await house.database.write(lambda tx: tx.outbox.record(outcomes, 1))
    text = text_of(await house.command("Ada", "status"))
    for line in (
        "People: 4",
        "Reachable: 3 (1 person without an account)",
        "Pulse: running",
        "Sent | 1 | 1",
        "Failed: invalid_blocks | 1 | 1",
        "Not sent: a day off | 1 | 1",
    ):
        assert line in text
    house.clock.move(timedelta(days=1))
    assert "Sent | 0 | 1" in text_of(await house.command("Ada", "status"))
    house.clock.move(timedelta(days=7))
    assert "No message was due" in text_of(await house.command("Ada", "status"))


async def test_leaders_see_the_pulse_and_their_teams_alone(house: House) -> None:
    text = text_of(await house.command("Bo", "status"))
    assert "You lead: Harbour / Pier" in text
    assert "People" not in text
    assert "Sent" not in text


async def test_people_come_by_pasted_lines_and_nobody_leaves(house: House) -> None:
    form = form_of(await house.command("Ada", "people import"))
    lines = "name,email,team\nDee Example,dee@example.org,Harbour / Pier\n,nobody@example.org,Harbour"
    done = await house.submit("Ada", form.submit or ActionRef(""), {"lines": lines, "care": "lenient"})
    assert "Added: 1" in text_of(done)
    assert "Line 3: The name is missing." in text_of(done)
    everybody = await house.database.read(lambda tx: list(tx.people.everyone()))
    assert sorted(each.first_name for each in everybody if each.is_active) == ["Ada", "Bo", "Cy", "Dee"]
    teams = await house.database.read(lambda tx: tx.people.teams())
    assert teams[PIER.id].leader_id == "Bo"


async def test_nobody_leaves_for_being_missing_from_a_later_paste(house: House) -> None:
    for lines in ("Dee Example,dee@example.org", "Ed Example,ed@example.org"):
        await house.submit("Ada", ActionRef("admin.import"), {"lines": f"name,email\n{lines}", "care": "strict"})
    dee = await house.database.read(lambda tx: tx.people.by_email("dee@example.org"))
    assert dee is not None
    assert dee.is_active


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("name,email\nDee Example,dee@example.org\nEd Example,nowhere", "“nowhere” is not an e-mail address."),
        ("who\nDee Example", "The file needs the column name"),
        ("x" * 3001, "Please paste 3000 characters at most."),
        (None, ""),
    ],
)
async def test_an_import_that_takes_nothing_leaves_the_form_open(house: House, lines: str | None, problem: str) -> None:
    refused = await house.submit("Ada", ActionRef("admin.import"), {"lines": lines, "care": "strict"})
    assert isinstance(refused, Refuse)
    assert problem in refused.problems["lines"]
    assert await house.database.read(lambda tx: tx.people.by_email("dee@example.org")) is None


async def test_a_link_lets_somebody_onto_the_page_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = text_of(await house.command("Ada", "people link cy@example.org"))
    assert "Answers given before are never shown to a new sign-in" in text
    (url,) = re.findall(r"https://\S+token=\S+", text)
    assert url.startswith("https://voxloop.example.com/sign-in?token=")
    (token,) = parse_qs(urlsplit(url).query)["token"]
    tokens, now = OneTimeTokens(house.database), house.clock.now()
    assert await tokens.redeem(install.PURPOSE, token, now) == "Cy"
    assert await tokens.redeem(install.PURPOSE, token, now) is None
    person = await house.database.read(lambda tx: tx.people.by_account(AccountRef(workspace=WEB, external_id="Cy")))
    assert person is not None
    assert person.id == "Cy"
    assert token not in caplog.text


async def test_the_code_is_one_that_the_page_takes(house: House) -> None:
    text = text_of(await house.command("Ada", "people link cy@example.org"))
    (code,) = re.findall(r"\b\w{4}-\w{4}\b", text)
    tokens, now = OneTimeTokens(house.database), house.clock.now()
    late = now + timedelta(minutes=sign_in_links.CODE_MINUTES)
    assert await tokens.redeem(install.CODE_PURPOSE, install.parse_code(code), late) is None
    text = text_of(await house.command("Ada", "people link cy@example.org"))
    (code,) = re.findall(r"\b\w{4}-\w{4}\b", text)
    assert await tokens.redeem(install.CODE_PURPOSE, install.parse_code(code.lower()), now) == "Cy"


async def test_this_room_and_the_page_mean_the_same_tokens() -> None:
    assert sign_in_links.PURPOSE == install.PURPOSE
    assert sign_in_links.CODE_PURPOSE == install.CODE_PURPOSE
    assert sign_in_links.CODE_CHARACTERS <= install.CODE_CHARACTERS


async def test_there_is_no_link_to_a_page_that_is_off(house: House) -> None:
    house.web = None
    with pytest.raises(sign_in_links.PageOffError):
        await sign_in_links.issue_sign_in_link(house.desk, await house.person("Cy"))
    assert "switched off" in text_of(await house.command("Ada", "people link cy@example.org"))
    assert await house.database.read(lambda tx: len(tx.people.accounts_of(PersonId("Cy")))) == 1


def early(house: House) -> None:
    """Thursday, 08:30 in Warsaw: check-ins wait for 10:00, and New York sleeps."""
    house.clock.move(datetime(2026, 11, 26, 7, 30, tzinfo=UTC) - house.clock.now())


async def due_now(house: House) -> Sequence[Delivery]:
    return await house.database.write(lambda tx: claim(tx, house.clock.now()))


def claim(tx: UnitOfWork, now: datetime) -> Sequence[Delivery]:
    return tx.outbox.claim(OFFICE, now=now, limit=100, lease_until=now + timedelta(minutes=1), epoch=1)
