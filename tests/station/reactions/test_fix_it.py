"""I can fix it: promised, reminded, closed, and told below every message."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat.effects import Effect, Refuse
from bot.chat.forms import DateField, FormValues
from bot.chat.ids import PlaceKind
from bot.people.caller import Caller
from bot.people.model import Absence
from bot.station.model import FixId, PostingKind, SnippetState
from bot.station.reactions.fix_it import close_fix, list_fixes, move_fix, open_close, promise
from bot.station.reactions.model import Fix, FixEnding, ReactionKind
from storage.database import Database
from tests.station.posting.town import Town, form_of, own_place, voice
from tests.station.reactions.test_reactions import CARE, NOON, SALES, S, posted, press, standing

FRIDAY = date(2026, 11, 27)
DONE = {"ending": "done", "outcome": "Drivers now ring twice."}


async def _promise(town: Town, caller: Caller, due: date = FRIDAY, plan: str = "") -> Effect:
    caller = town.as_now(caller)
    values: FormValues = {"due": due, "plan": plan}
    return await town.database.write(lambda tx: promise(tx, caller, S, values))


async def _own(town: Town, caller: Caller, *, is_open: bool = True) -> list[Fix]:
    return list(await town.database.read(lambda tx: tx.fixes.of_owner(caller.person.id, is_open=is_open)))


async def _close(town: Town, caller: Caller, fix: FixId, values: FormValues | None = None) -> Effect:
    caller = town.as_now(caller)
    return await town.database.write(
        lambda tx: close_fix(tx, caller, fix, DONE if values is None else values, town.platform.below, ("en", "pl"))
    )


async def test_the_press_opens_a_window_and_stores_nothing(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    form = form_of(await press(town, ana, "can_fix"))
    (due,) = (part for part in form.parts if isinstance(part, DateField))
    assert due.selected == date(2026, 12, 2)
    assert await _own(town, ana) == []


async def test_a_promise_is_counted_named_and_reminded_of(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await _promise(town, ana, plan="Ask the drivers")
    await town.until(NOON + timedelta(minutes=2), step=timedelta(minutes=1))
    assert standing(town, SALES) == standing(town, CARE) == {"I can fix it": 1}
    assert "Ana Example wants to fix this by Fri, Nov 27." in repr(town.platform.at(CARE))
    await town.until(datetime(2026, 11, 27, 7, 59, tzinfo=UTC), step=timedelta(hours=8))
    assert town.platform.at(own_place(ana)) == []
    await town.until(datetime(2026, 11, 27, 9, 0, tzinfo=UTC), step=timedelta(hours=1))
    (reminder,) = town.platform.at(own_place(ana))
    assert reminder.sent_at.hour == 8
    assert "Your plan: Ask the drivers" in repr(reminder.message)


async def test_another_day_moves_the_one_promise_and_its_reminder(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await _promise(town, ana, plan="Ask")
    (fix,) = await _own(town, ana)
    form = form_of(await database.read(lambda tx: move_fix(tx, ana, fix.id)))
    assert FRIDAY in [part.selected for part in form.parts if isinstance(part, DateField)]
    await _promise(town, ana, due=date(2026, 11, 30))
    assert [(each.id, each.due_on) for each in await _own(town, ana)] == [(fix.id, date(2026, 11, 30))]
    await town.until(datetime(2026, 11, 28, 8, 0, tzinfo=UTC), step=timedelta(hours=6))
    assert town.platform.at(own_place(ana)) == [], "the first day is not the day any more"
    await town.until(datetime(2026, 11, 30, 10, 0, tzinfo=UTC), step=timedelta(hours=10))
    assert len(town.platform.at(own_place(ana))) == 1


async def test_promising_twice_is_promising_once(database: Database) -> None:
    town = await posted(database)
    ana, ben = await town.hire("Ana"), await town.hire("Ben")
    for each in (ana, ana, ben):
        await _promise(town, each)
    assert len(await _own(town, ana)) == len(await _own(town, ben)) == 1
    assert (await database.read(lambda tx: tx.reactions.counts([S])))[S] == {ReactionKind.CAN_FIX: 2}


async def test_somebody_on_leave_is_not_reminded(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await _promise(town, ana)
    away = {ana.person.id: [Absence(FRIDAY, FRIDAY)]}
    await database.write(lambda tx: tx.people.replace_absences(away))
    await town.until(datetime(2026, 11, 28, 8, 0, tzinfo=UTC), step=timedelta(hours=6))
    assert town.platform.at(own_place(ana)) == []


@pytest.mark.parametrize("due", [date(2026, 11, 24), date(2028, 1, 1), None])
async def test_a_day_that_cannot_be_is_refused(database: Database, due: date | None) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    effect = await database.write(lambda tx: promise(tx, ana, S, {"due": due}))
    assert isinstance(effect, Refuse)
    assert await _own(town, ana) == []


async def test_what_came_of_it_is_told_below_every_message_once(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await _promise(town, ana)
    (fix,) = await _own(town, ana)
    assert isinstance(await _close(town, ana, fix.id, {"ending": "done", "outcome": " "}), Refuse)
    assert isinstance(await _close(town, ana, fix.id, {"ending": "x", "outcome": "So"}), Refuse)
    await _close(town, ana, fix.id)
    assert "closed already" in repr(form_of(await _close(town, ana, fix.id)))
    await town.until(NOON + timedelta(minutes=2), step=timedelta(minutes=1))
    told = [each for each in town.platform.stood.values() if each.place.kind is PlaceKind.THREAD]
    assert sorted(each.place.external_id for each in told) == ["care", "sales"]
    assert all("Drivers now ring twice." in repr(each.message) for each in told)
    assert "Ana Example fixed this." in repr(town.platform.at(SALES))
    assert [each.ending for each in await _own(town, ana, is_open=False)] == [FixEnding.DONE]
    await town.until(datetime(2026, 11, 28, 8, 0, tzinfo=UTC), step=timedelta(hours=8))
    assert town.platform.at(own_place(ana)) == [], "what is closed needs no reminder"


@pytest.mark.parametrize(
    ("written", "personal"),
    [
        ("Mrs Joanna Mistletoe got her money, and a letter to joanna@mistletoe.example.com.", "istletoe"),
        ("Oddaliśmy pieniądze, numer telefonu klienta to 601 234 567.", "601"),
    ],
)
async def test_an_outcome_names_no_customer(database: Database, written: str, personal: str) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await _promise(town, ana)
    (fix,) = await _own(town, ana)
    assert "taken out of it first" in repr(await town.database.read(lambda tx: open_close(tx, ana, fix.id)))
    await _close(town, ana, fix.id, {"ending": "done", "outcome": written})
    (closed,) = await _own(town, ana, is_open=False)
    assert personal not in closed.outcome
    assert "[" in closed.outcome
    assert {"money,", "pieniądze,"} & set(closed.outcome.split())


async def test_in_quiet_hours_the_outcome_waits_for_the_morning(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await _promise(town, ana)
    (fix,) = await _own(town, ana)
    await town.until(datetime(2026, 11, 25, 20, 0, tzinfo=UTC), step=timedelta(hours=1))
    await _close(town, ana, fix.id)
    await town.until(datetime(2026, 11, 26, 9, 0, tzinfo=UTC), step=timedelta(hours=1))
    told = [each for each in town.platform.stood.values() if each.place.kind is PlaceKind.THREAD]
    assert [each.sent_at for each in told] == [datetime(2026, 11, 26, 7, 0, tzinfo=UTC)] * 2


async def test_an_outcome_leaves_with_the_customers_words(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await _promise(town, ana)
    (fix,) = await _own(town, ana)
    await _close(town, ana, fix.id)
    await town.settle()
    await town.put(voice("s", state=SnippetState.WITHDRAWN, lines=()))
    postings = await database.read(lambda tx: tx.postings.of_snippets([S]))
    assert {each.kind for each in postings} == {PostingKind.SNIPPET, PostingKind.OUTCOME}
    await database.write(lambda tx: tx.postings.ask_to_amend([each.id for each in postings], town.now))
    await town.settle()
    assert town.platform.stood == {}


async def test_a_promise_about_withdrawn_words_can_still_be_closed_quietly(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    await _promise(town, ana)
    (fix,) = await _own(town, ana)
    await town.put(voice("s", state=SnippetState.WITHDRAWN, lines=()))
    assert "not shown any more" in repr(form_of(await database.read(lambda tx: list_fixes(tx, ana))))
    await _close(town, ana, fix.id)
    assert await _own(town, ana) == []
    await town.settle()
    assert [each for each in town.platform.stood.values() if each.place.kind is PlaceKind.THREAD] == []


async def test_nobody_closes_or_moves_what_others_promised(database: Database) -> None:
    town = await posted(database)
    ana, ben = await town.hire("Ana"), await town.hire("Ben")
    await _promise(town, ana)
    (fix,) = await _own(town, ana)
    for effect in (
        await _close(town, ben, fix.id),
        await database.read(lambda tx: open_close(tx, ben, fix.id)),
        await database.read(lambda tx: move_fix(tx, ben, fix.id)),
        await database.read(lambda tx: open_close(tx, ben, FixId("gone"))),
    ):
        assert "not yours" in repr(form_of(effect))
    assert await _own(town, ana) == [fix]


async def test_somebody_who_promised_sees_it_among_their_fixes(database: Database) -> None:
    town = await posted(database)
    ana = await town.hire("Ana")
    assert "no open promises" in repr(form_of(await database.read(lambda tx: list_fixes(tx, ana))))
    await _promise(town, ana)
    assert "Due on Fri, Nov 27" in repr(form_of(await database.read(lambda tx: list_fixes(tx, ana))))
