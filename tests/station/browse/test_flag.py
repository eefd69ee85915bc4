"""Reporting faults, with a name and without, and both sides of a friction."""

from datetime import timedelta

from bot.chat.actions import ActionRef
from bot.chat.effects import Refuse, Whisper
from bot.chat.events import FormSubmitted, Shortcut, ShortcutUsed
from bot.chat.forms import TextField
from bot.people.model import Role
from bot.privacy.keys import KeyStore
from bot.station.acts import act
from bot.station.browse.flag import open_flag, report_fault
from bot.station.browse.frictions import read_both_sides, remove_flag, show_frictions
from storage.database import Database
from tests.station.browse.town import (
    EAR,
    NOW,
    Said,
    button_of,
    caller,
    choices_of,
    form_of,
    hear_all,
    person,
    quotes_of,
    station_desk,
    text_of,
)

TOMORROW = NOW + timedelta(days=1)
LATE = {"text": "Parcels wait for days at the back door.", "stage": "receive", "theme": "late", "named": "without"}


async def test_a_fault_is_shown_beside_what_customers_say_about_the_same(database: Database) -> None:
    said = [Said(text=f"late {n}", ago=timedelta(hours=n)) for n in range(4)]
    await database.write(lambda tx: hear_all(tx, *said, Said(text="broken", theme="broken")))
    taken = await database.write(lambda tx: report_fault(tx, caller("Ana"), LATE, EAR))
    assert quotes_of(taken) == ["late 0", "late 1", "late 2"]
    assert "Parcels wait for days" in text_of(taken)


async def test_who_is_not_named_is_not_kept_and_comes_out_the_day_after(database: Database) -> None:
    await database.write(lambda tx: report_fault(tx, caller("Ana"), LATE, EAR))
    today = await database.read(lambda tx: tx.flags.shown(NOW.date(), since=NOW.date()))
    (flag,) = await database.read(lambda tx: tx.flags.shown(TOMORROW.date(), since=NOW.date()))
    assert (list(today), flag.person_id, flag.shown_on) == ([], None, TOMORROW.date())


async def test_who_wants_to_be_named_is_shown_at_once(database: Database) -> None:
    await database.write(lambda tx: tx.people.save_person(person("Ana")))
    await database.write(lambda tx: report_fault(tx, caller("Ana"), LATE | {"named": "with"}, EAR))
    both = await database.read(lambda tx: read_both_sides(tx, caller("Ben"), {"theme": "late"}))
    assert "Ana Example, Wed, Nov 25" in text_of(both)


async def test_personal_data_is_taken_out_before_anything_is_kept(database: Database) -> None:
    text = "Mrs. Anna Kowalska (anna@example.org, +48 601 234 567) waited for days."
    taken = await database.write(lambda tx: report_fault(tx, caller("Ana"), LATE | {"text": text}, EAR))
    (flag,) = await database.read(lambda tx: tx.flags.shown(TOMORROW.date(), since=NOW.date()))
    for personal in ("Kowalska", "anna@example.org", "601 234 567"):
        assert personal not in flag.text
        assert personal not in text_of(taken)


async def test_what_it_is_about_is_heard_where_nobody_chose(database: Database) -> None:
    values = {"text": "The parcel arrived damaged, the box was torn.", "stage": "receive", "named": "without"}
    await database.write(lambda tx: report_fault(tx, caller("Ana"), values, EAR))
    (flag,) = await database.read(lambda tx: tx.flags.shown(TOMORROW.date(), since=NOW.date()))
    assert flag.theme == "damaged"


async def test_a_form_that_lacks_something_stays_open(database: Database) -> None:
    refused = await database.write(lambda tx: report_fault(tx, caller("Ana"), {"text": "  ", "stage": "moon"}, EAR))
    assert isinstance(refused, Refuse)
    assert set(refused.problems) == {"text", "stage"}


async def test_the_table_counts_customers_beside_colleagues_in_the_order_of_the_journey(database: Database) -> None:
    said = [Said(text="late"), Said(text="late again"), Said(text="app", theme="app-fails", stage="use")]
    await database.write(lambda tx: hear_all(tx, *said, Said(text="long ago", ago=timedelta(days=40))))
    await database.write(lambda tx: report_fault(tx, caller("Ana"), LATE, EAR))
    other = {"text": "Somebody brought a goat.", "stage": "buy", "named": "without"}
    await database.write(lambda tx: report_fault(tx, caller("Ben"), other, EAR))
    now = await database.read(lambda tx: show_frictions(tx, caller("Cleo")))
    later = await database.read(lambda tx: show_frictions(tx, caller("Cleo", now=TOMORROW)))
    late, fails = "Receiving | It came late or still waits | 2 |", "Using | The app or the website failed | 1 | 0"
    assert f"{late} 0\n{fails}" in text_of(now)
    assert f"{late} 1\n{fails}" in text_of(later)
    assert choices_of(later, "theme") == ["late", "app-fails", "other"]
    rest = await database.read(lambda tx: read_both_sides(tx, caller("Cleo", now=TOMORROW), {"theme": "other"}))
    assert "Somebody brought a goat." in text_of(rest)


async def test_both_sides_are_read_together_and_nobody_is_named_without_their_wish(database: Database) -> None:
    await database.write(lambda tx: hear_all(tx, Said(text="My parcel came late.")))
    await database.write(lambda tx: report_fault(tx, caller("Ana"), LATE, EAR))
    both = await database.read(lambda tx: read_both_sides(tx, caller("Ben", now=TOMORROW), {"theme": "delivery"}))
    assert quotes_of(both) == ["My parcel came late."]
    assert "Parcels wait for days at the back door.\nReceiving · without a name" in text_of(both)
    assert "Ana" not in text_of(both)
    assert "Nov" not in text_of(both)
    assert button_of(both, "Remove") is None


async def test_an_admin_takes_a_reported_fault_away_and_nobody_else_does(database: Database) -> None:
    await database.write(lambda tx: report_fault(tx, caller("Ana"), LATE, EAR))
    dora = caller("Dora", Role.ADMIN, now=TOMORROW)
    both = await database.read(lambda tx: read_both_sides(tx, dora, {"theme": "late"}))
    button = button_of(both, "Remove")
    assert button is not None
    ((flag_id,), ben) = (button[1], caller("Ben", now=TOMORROW))
    await database.write(lambda tx: remove_flag(tx, ben, flag_id))
    assert len(await database.read(lambda tx: tx.flags.shown(TOMORROW.date(), since=NOW.date()))) == 1
    await database.write(lambda tx: remove_flag(tx, dora, flag_id))
    assert await database.read(lambda tx: tx.flags.shown(TOMORROW.date(), since=NOW.date())) == []


async def test_a_shortcut_opens_the_form_with_the_words_of_the_message(database: Database, keys: KeyStore) -> None:
    ana = caller("Ana")
    event = ShortcutUsed(event_id="1", actor=ana.actor, shortcut=Shortcut.REPORT_FAULT, text="The till froze.")
    opened = form_of(await database.write(lambda tx: act(tx, ana, event, station_desk(keys))))
    assert [each.value for each in opened.parts if isinstance(each, TextField)] == ["The till froze."]
    assert opened == form_of(open_flag(ana, "The till froze."))


async def test_without_what_listening_needs_nothing_is_kept(database: Database, keys: KeyStore) -> None:
    ana = caller("Ana")
    event = FormSubmitted(event_id="1", actor=ana.actor, action=ActionRef("station.flag"), values=LATE)
    told = await database.write(lambda tx: act(tx, ana, event, station_desk(keys, ear=None)))
    assert isinstance(told, Whisper)
    assert await database.read(lambda tx: tx.flags.shown(TOMORROW.date(), since=NOW.date())) == []
