"""The bot's own page: what is next, and nothing that tells of answers."""

from datetime import UTC, date, datetime, timedelta

from bot.admin.home import home
from bot.chat.blocks import Excerpt
from bot.chat.effects import Whisper
from bot.chat.words import words_for
from bot.people.model import Absence, PersonId
from bot.pulse.answer_pulse import answer_pulse
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from bot.station.model import SnippetState
from storage.unit_of_work import UnitOfWork
from tests.admin.house import House, buttons_of, hire, text_of
from tests.station.browse.town import Said, hear_all


async def page(house: House, name: str) -> Whisper:
    visit = await house.visit(name)
    return Whisper(await house.database.read(lambda tx: home(tx, visit)))


def next_line(day: date, time: str) -> str:
    return f"Your next check-in comes on {words_for('en').day(day)} at {time}."


async def test_the_page_greets_by_name_with_the_ways_on_and_the_promise(small_house: House) -> None:
    seen = await page(small_house, "Cy")
    text = text_of(seen)
    assert text.startswith("Hello Cy")
    assert "Confidential: your leader and our admins never see who said what." in text
    own = {"Catch up": "pulse.catch-up", "My answers": "pulse.mine", "Settings": "people.settings"}
    assert own.items() <= {label: each.verb for label, each in buttons_of(seen).items()}.items()


async def test_the_page_does_not_depend_on_what_was_answered_or_whether(house: House) -> None:
    before = await page(house, "Cy")
    visit = await house.visit("Cy")

    def answer_all(tx: UnitOfWork) -> None:
        entry = visit.roster_entry(tx, visit.week)
        assert entry is not None
        for family in FAMILIES_IN_ORDER:
            answer_pulse(tx, visit, visit.week, question_of(family, entry.slot, visit.week).key, "4")

    await house.database.write(answer_all)
    assert await page(house, "Cy") == before


async def test_the_next_check_in_is_told_in_local_time(small_house: House) -> None:
    small_house.clock.move(datetime(2026, 11, 26, 7, 30, tzinfo=UTC) - small_house.clock.now())
    assert next_line(date(2026, 11, 26), "10:00\N{NARROW NO-BREAK SPACE}AM") in text_of(await page(small_house, "Cy"))
    await small_house.command("Cy", "hour 8")
    assert next_line(date(2026, 11, 27), "8:00\N{NARROW NO-BREAK SPACE}AM") in text_of(await page(small_house, "Cy"))


async def test_a_hour_in_the_quiet_hours_waits_for_their_end(small_house: House) -> None:
    await small_house.command("Cy", "hour 5")
    assert next_line(date(2026, 11, 26), "8:00\N{NARROW NO-BREAK SPACE}AM") in text_of(await page(small_house, "Cy"))


async def test_days_off_and_pauses_are_passed_over(house: House) -> None:
    away = Absence(date(2026, 11, 26), date(2026, 11, 27))
    await house.database.write(lambda tx: tx.people.replace_absences({PersonId("Cy"): (away,)}))
    assert next_line(date(2026, 11, 30), "10:00\N{NARROW NO-BREAK SPACE}AM") in text_of(await page(house, "Cy"))
    await house.command("Cy", "pause until 2026-11-30")
    assert next_line(date(2026, 12, 1), "10:00\N{NARROW NO-BREAK SPACE}AM") in text_of(await page(house, "Cy"))
    await house.command("Cy", "pause until 2027-03-01")
    assert "No check-in is planned for you in the next two weeks." in text_of(await page(house, "Cy"))


async def test_the_page_says_why_nothing_comes(small_house: House) -> None:
    await small_house.database.write(lambda tx: hire(tx, "Dee"))
    assert "Your first question comes with the next four-week block" in text_of(await page(small_house, "Dee"))
    await small_house.command("Ada", "pulse pause")
    assert "The pulse rests at the moment" in text_of(await page(small_house, "Cy"))
    await small_house.command("Cy", "stop")
    assert "You have stopped" in text_of(await page(small_house, "Cy"))


async def test_admins_see_a_short_status_and_the_way_to_all_of_it(small_house: House) -> None:
    await small_house.plan()
    seen = await page(small_house, "Ada")
    assert "The pulse is running. 0 messages of 3 were sent today." in text_of(seen)
    assert "What became of messages" in text_of(await small_house.press("Ada", buttons_of(seen)["Status"]))
    assert "Status" not in buttons_of(await page(small_house, "Bo"))


async def test_customers_latest_words_stand_on_the_page_with_the_ways_to_more(house: House) -> None:
    said = [Said(text=f"number {n}", ago=timedelta(hours=n)) for n in range(3)]
    await house.database.write(lambda tx: hear_all(tx, *said, Said(text="unseen", state=SnippetState.WAITING)))
    seen = await page(house, "Cy")
    quotes = [line.text for part in seen.message.blocks if isinstance(part, Excerpt) for line in part.lines]
    assert quotes == ["number 0", "number 1"]
    assert {"Browse", "Report a fault", "My fixes", "Open"} <= set(buttons_of(seen))
    opened = await house.press("Cy", buttons_of(seen)["Browse"])
    assert "number 2" in str(opened)


async def test_who_may_look_first_sees_how_much_waits(house: House) -> None:
    await house.database.write(lambda tx: hear_all(tx, Said(text="unseen", state=SnippetState.WAITING)))
    assert {"Review (1 waiting)", "Coverage"} <= set(buttons_of(await page(house, "Bo")))
    assert not {"Review (1 waiting)", "Review snippets", "Coverage"} & set(buttons_of(await page(house, "Cy")))
