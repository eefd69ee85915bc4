"""What everyone can say about their own answers, data and settings."""

from dataclasses import replace
from datetime import date

import pytest

from bot.chat.actions import ActionRef, BadActionError
from bot.chat.blocks import RatingScale
from bot.chat.effects import Refuse, Whisper
from bot.chat.words import words_for
from bot.pulse.answer_pulse import answer_pulse
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from tests.admin.house import House, buttons_of, form_of, text_of


async def answer(house: House, name: str, value: str, *, viewer: str = "") -> None:
    visit = await house.visit(name, viewer=viewer)
    entry = await house.database.read(lambda tx: visit.roster_entry(tx, visit.week))
    assert entry is not None
    asked = question_of(FAMILIES_IN_ORDER[0], entry.slot, visit.week)
    await house.database.write(lambda tx: answer_pulse(tx, visit, visit.week, asked.key, value))


async def test_help_lists_what_one_may_say(small_house: House) -> None:
    everyone = text_of(await small_house.command("Cy", "help"))
    assert "my answers: Shows your open answers" in everyone
    assert "pulse pause" not in everyone
    assert "pulse pause" in text_of(await small_house.command("Ada", ""))


async def test_help_explains_one_command(small_house: House) -> None:
    text = text_of(await small_house.command("Cy", "help pause until"))
    assert "Write: pause until DATE" in text
    assert "For example: pause until friday" in text
    assert "Did you mean “settings”?" in text_of(await small_house.command("Cy", "help setings"))
    assert "my data" in text_of(await small_house.command("Cy", "help my"))


async def test_own_answers_open_in_a_form_and_never_in_a_message(house: House) -> None:
    await answer(house, "Cy", "4")
    for text in ("my answers", "my data"):
        effect = await house.command("Cy", text)
        assert not isinstance(effect, Whisper)
        assert "You answered 4 of 5." in text_of(effect)
        assert "You answered" not in text_of(await house.command("Bo", text))


async def test_catching_up_opens_what_is_not_answered_yet(house: House) -> None:
    before = [part for part in form_of(await house.command("Cy", "catch up")).parts if isinstance(part, RatingScale)]
    await answer(house, "Cy", "4")
    after = [part for part in form_of(await house.command("Cy", "catch up")).parts if isinstance(part, RatingScale)]
    assert len(before) == len(after) + 1


async def test_not_now_asks_when(small_house: House) -> None:
    assert form_of(await small_house.command("Cy", "not now")).submit == ActionRef("pulse.bring-again", ("2026-W48",))


async def test_people_see_all_that_is_kept_about_them(house: House) -> None:
    await house.plan()
    await house.command("Cy", "hour 9")
    text = text_of(await house.command("Cy", "my data"))
    for line in (
        "Name: Cy Example",
        "E-mail: cy@example.org",
        "Team: Harbour / Pier",
        "Role: Employee",
        "Known since: 2026-11-02",
        "Accounts: chat",
        "Messages that I sent you lately: 0",
    ):
        assert line in text
    assert "Hour of your own: 9:00" in text
    assert "Stopped" not in text


async def test_open_answers_can_be_taken_along_as_text_for_programs(house: House) -> None:
    await answer(house, "Cy", "4")
    data = await house.command("Cy", "my data")
    copied = text_of(await house.press("Cy", buttons_of(data)["Copy of my data"]))
    assert '"week": "2026-W48"' in copied
    assert '"answer": 4' in copied
    other = text_of(await house.press("Bo", ActionRef("people.export")))
    assert '"Name": "Bo Example"' in other
    assert '"answer"' not in other


async def test_what_was_answered_elsewhere_is_not_shown(house: House) -> None:
    await answer(house, "Cy", "4", viewer="a sign-in")
    for text in ("my answers", "my data"):
        assert "You answered" not in text_of(await house.command("Cy", text))
    assert '"answer"' not in text_of(await house.press("Cy", ActionRef("people.export")))


async def test_a_closed_week_shows_nothing_any_more(house: House) -> None:
    await answer(house, "Cy", "4")
    house.clock.move(replace(await house.visit("Cy")).week.closes_at - house.clock.now())
    for text in ("my answers", "my data", "catch up"):
        assert "You answered" not in text_of(await house.command("Cy", text))


async def test_a_language_is_taken_at_once(house: House) -> None:
    await house.command("Cy", "language pl")
    assert (await house.person("Cy")).locale == "pl"


async def test_an_hour_in_the_quiet_hours_is_taken_with_a_word_on_it(house: House) -> None:
    assert "quiet" not in text_of(await house.command("Cy", "hour 9"))
    assert (await house.person("Cy")).check_in_hour == 9
    assert "That hour is quiet here" in text_of(await house.command("Cy", "hour 20"))


async def test_who_stops_reads_of_the_way_back_and_of_open_answers(house: House) -> None:
    text = text_of(await house.command("Cy", "stop"))
    assert "You can start again at any time" in text
    assert "What you answered this week still counts" in text
    assert (await house.person("Cy")).is_stopped
    assert "Good to have you back" in text_of(await house.command("Cy", "start"))
    assert not (await house.person("Cy")).is_stopped


async def test_start_ends_a_pause(house: House) -> None:
    text = text_of(await house.command("Cy", "pause until 2026-12-04"))
    last, back = (words_for("en").day(date(2026, 12, day)) for day in (4, 5))
    assert f"until the end of {last}, and again from {back}." in text
    await house.command("Cy", "start")
    assert (await house.person("Cy")).paused_until is None


async def test_settings_are_saved_together(house: House) -> None:
    form = form_of(await house.command("Cy", "settings"))
    assert form.submit == ActionRef("people.save")
    chosen = date(2026, 12, 4)
    await house.submit("Cy", ActionRef("people.save"), {"language": "de", "hour": "14", "until": chosen})
    cy = await house.person("Cy")
    assert (cy.locale, cy.check_in_hour, cy.paused_until) == ("de", 14, date(2026, 12, 4))
    await house.submit("Cy", ActionRef("people.save"), {"language": "de", "hour": "usual", "until": None})
    cy = await house.person("Cy")
    assert (cy.check_in_hour, cy.paused_until) == (None, None)


async def test_a_wrong_setting_changes_none(house: House) -> None:
    past = date(2020, 1, 1)
    refused = await house.submit("Cy", ActionRef("people.save"), {"language": "xx", "hour": "25", "until": past})
    assert isinstance(refused, Refuse)
    assert set(refused.problems) == {"language", "hour", "until"}
    assert await house.person("Cy") == (await house.visit("Cy")).person
    assert (await house.person("Cy")).locale == "en"


async def test_a_finer_language_than_ours_stays_unless_another_is_chosen(house: House) -> None:
    cy = replace(await house.person("Cy"), locale="en-GB")
    await house.database.write(lambda tx: tx.people.save_person(cy))
    await house.submit("Cy", ActionRef("people.save"), {"language": "en", "hour": "usual", "until": None})
    assert (await house.person("Cy")).locale == "en-GB"


async def test_the_settings_show_stop_pause_and_the_way_back(house: House) -> None:
    assert "Stop all messages" in buttons_of(await house.command("Cy", "settings"))
    await house.command("Cy", "pause until tomorrow")
    paused = await house.command("Cy", "pause")
    assert {"End the pause", "Stop all messages"} <= set(buttons_of(paused))
    stopped = await house.press("Cy", buttons_of(paused)["Stop all messages"])
    assert "You have stopped" in text_of(stopped)
    again = await house.press("Cy", buttons_of(stopped)["Start again"])
    assert "Good to have you back" in text_of(again)
    assert "Stop all messages" in buttons_of(again)


@pytest.mark.parametrize("verb", ["people.other", "people.save"])
async def test_a_button_that_nobody_made_is_refused(small_house: House, verb: str) -> None:
    with pytest.raises(BadActionError):
        await small_house.press("Cy", ActionRef(verb))
    with pytest.raises(BadActionError):
        await small_house.submit("Cy", ActionRef("people.other"), {})
    assert "too old" in text_of(await small_house.press("Cy", ActionRef("admin.other")))
    assert "too old" in text_of(await small_house.submit("Cy", ActionRef("admin.other"), {}))
