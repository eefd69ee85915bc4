"""Who wants to be forgotten is: in every table, and in what others see of them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.admin.forget_person import StillHereError, forget_person
from bot.chat.actions import ActionRef
from bot.chat.blocks import Message, Paragraph
from bot.chat.ids import DeliveryId, Place, PlaceKind
from bot.digest.model import Action, ActionId, ActionState, DigestWish, Subject
from bot.insight.model import Mood
from bot.people.model import Absence, PersonId
from bot.station.model import FixId, Flag, PostingId, StationId, Subscription
from bot.station.posting.examples import DELIVERY
from bot.station.reactions.model import Comment, Fix, ReactionKind
from storage.mailbox import Mailbox
from storage.tables.schema import whole_schema
from storage.unit_of_work import UnitOfWork
from tests.admin.house import OFFICE, PIER, House, account, buttons_of, text_of
from tests.inbox.pier import MATES, answer, answer_all, ask, move_in, pass_days, read
from tests.station.browse.town import Said, hear_all

CHANNEL = Place(workspace=OFFICE, kind=PlaceKind.CHANNEL, external_id="C1")
WORDS = "I shall mend the till myself."
REMAINS = {"people", "rosters"}
"""Where a random id stays, that nothing ties to anybody any more."""

NAMED_BY_THE_STORY = {"letters"}
"""The story names messages after people; outside of stories their ids are random."""


async def live(house: House, name: str) -> None:
    """Somebody reacts, promises, reports, subscribes, promises as a leader, and writes on the page."""
    now = house.clock.now()
    person_id = PersonId(name)

    def change(tx: UnitOfWork) -> None:
        (voice,) = hear_all(tx, Said(text="The till froze."))
        snippet_id = voice.snippet.id
        tx.reactions.add(snippet_id, person_id, ReactionKind.HEAR_TOO, now)
        tx.reactions.add(snippet_id, PersonId("Ada"), ReactionKind.HEAR_TOO, now)
        tx.reactions.put_emoji(PostingId(f"p-{name}"), person_id, "tada", now)
        tx.reactions.save_comment(_comment(person_id, now))
        tx.fixes.save(_fix(voice.snippet.id, person_id, now))
        tx.flags.add(_flag(name, person_id))
        station = replace(DELIVERY, id=StationId("deliveries"))
        tx.stations.save(station)
        tx.stations.subscribe(Subscription(person_id=person_id, station_id=station.id))
        tx.actions.save(_action(name, person_id))
        tx.digests.save_wish(DigestWish(person_id=person_id, weekday=1, hour=9, is_wanted=True))
        tx.people.replace_absences({person_id: [Absence(date(2026, 12, 1), date(2026, 12, 2))]})

    await house.database.write(change)
    await _write_on_the_page(house, name, now)


async def _write_on_the_page(house: House, name: str, now: datetime) -> None:
    box = Mailbox(house.database)
    said = Message(summary=WORDS, blocks=(Paragraph(WORDS),))
    ref = await box.put(CHANNEL, DeliveryId(f"root-{name}"), said, now)
    below = Place(workspace=OFFICE, kind=PlaceKind.THREAD, external_id="C1", thread_id=ref.external_id)
    await box.put(below, DeliveryId(f"below-{name}"), said, now, author=account(name).external_id)
    await box.react(ref, account(name).external_id, "tada", is_given=True)
    direct = Place(workspace=OFFICE, kind=PlaceKind.DIRECT, external_id=account(name).external_id)
    await box.put(direct, DeliveryId(f"direct-{name}"), said, now)


def _comment(person_id: PersonId, now: datetime) -> Comment:
    return Comment(
        posting_id=PostingId(f"p-{person_id}"),
        comment_id=f"c-of-{person_id.casefold()}"[:3],
        person_id=person_id,
        language="en",
        mood=Mood.NEUTRAL,
        valence=0.0,
        commented_at=now,
    )


def _fix(snippet_id: str, person_id: PersonId, now: datetime) -> Fix:
    return Fix(
        id=FixId(f"fix-{snippet_id}"),
        snippet_id=snippet_id,  # type: ignore[arg-type]
        owner_id=person_id,
        due_on=date(2026, 12, 4),
        promised_at=now,
        plan=WORDS,
    )


def _flag(name: str, person_id: PersonId) -> Flag:
    day = date(2026, 11, 25)
    return Flag(
        id=f"{name}-flag",
        text=WORDS,
        stage="pay",
        theme=None,
        language="en",
        day=day,
        shown_on=day,
        person_id=person_id,
    )


def _action(name: str, person_id: PersonId) -> Action:
    return Action(
        id=ActionId(f"action-{name}"),
        owner_id=person_id,
        unit=PIER.id,
        unit_name="Pier",
        subject=Subject(measure="overall"),
        plan=WORDS,
        promised_on=date(2026, 11, 25),
        due_on=date(2026, 12, 4),
        state=ActionState.PROMISED,
    )


async def leave(house: House, name: str) -> None:
    person = await house.person(name)
    await house.database.write(lambda tx: tx.people.save_person(replace(person, is_active=False)))


async def forget(house: House, name: str) -> int:
    person = await house.person(name)
    return await house.database.write(lambda tx: forget_person(tx, house.keys, person, house.clock.now()))


def traces_of(tx: UnitOfWork, *signs: str) -> set[str]:
    """The tables in which any of these stands anywhere."""
    rows = (
        (table.name, str(tuple(row)))
        for table in whole_schema().sorted_tables
        for row in tx.connection.execute(select(table))
    )
    return {name for name, told in rows if any(sign in told for sign in signs)}


async def test_no_table_knows_who_was_forgotten(house: House) -> None:
    await move_in(house)
    await house.plan()
    name = MATES[0]
    await live(house, name)
    before = await house.database.read(lambda tx: traces_of(tx, name))
    assert {"reactions", "emoji", "comments", "fixes", "flags", "subscriptions", "actions", "digest_wishes"} <= before
    assert {"accounts", "absences", "letters", "letter_reactions", "people"} <= before
    await leave(house, name)
    assert await forget(house, name) > 0
    assert await house.database.read(lambda tx: traces_of(tx, name)) <= REMAINS | NAMED_BY_THE_STORY
    signs = (f"{name} Example", f"{name.casefold()}@example.org", f"U-{name}", f"{name}-flag")
    assert await house.database.read(lambda tx: traces_of(tx, *signs)) == set()
    assert await house.database.read(lambda tx: tx.people.by_account(account(name))) is None


async def test_others_keep_what_they_said(house: House) -> None:
    await move_in(house)
    for name in MATES[:2]:
        await live(house, name)
    await leave(house, MATES[0])
    others = await house.database.read(lambda tx: tx.traces.of(PersonId(MATES[1])))
    await forget(house, MATES[0])
    assert await house.database.read(lambda tx: tx.traces.of(PersonId(MATES[1]))) == others
    assert await house.database.read(lambda tx: tx.traces.of(PersonId("Ada"))) != {}


async def test_words_without_a_name_go_when_words_are_handed_over(house: House) -> None:
    await move_in(house)
    question = await ask(house)
    await answer_all(house, question, MATES[:5])
    await answer(house, "Cy", question, "Cyan receipts.")
    await pass_days(house)
    await leave(house, "Cy")
    await forget(house, "Cy")
    assert "Cyan receipts." in await read(house, question)
    await pass_days(house)
    assert "Cyan receipts." not in await read(house, question)


async def test_who_still_works_here_is_not_forgotten_as_a_whole(small_house: House) -> None:
    with pytest.raises(StillHereError):
        await forget(small_house, "Cy")
    assert (await small_house.person("Cy")).name == "Cy Example"


async def test_people_see_count_copy_and_delete_what_they_said(house: House) -> None:
    await live(house, "Cy")
    data = await house.command("Cy", "my data")
    text = text_of(data)
    for line in ("Reactions: 1", "Promises to fix something: 1", "Words written on the page: 1", "Subscriptions: 1"):
        assert line in text
    copied = text_of(await house.press("Cy", buttons_of(data)["Copy of my data"]))
    assert WORDS in copied
    assert '"E-mail": "cy@example.org"' in copied
    sure = await house.press("Cy", buttons_of(data)["Delete what I said"])
    assert "It cannot be undone." in text_of(sure)
    left = text_of(await house.submit("Cy", ActionRef("people.forget"), {}))
    assert "Reactions" not in left
    assert "Promises as a leader: 1" in left, "what was promised to a team stays"
    assert (await house.person("Cy")).is_active


async def test_messages_that_show_a_reaction_follow(house: House) -> None:
    await live(house, "Cy")
    (voice,) = await house.database.read(
        lambda tx: tx.snippets.fresh(
            approved_since=house.clock.now() - timedelta(days=9),
            happened_since=house.clock.now() - timedelta(days=9),
            limit=1,
        )
    )
    assert await house.database.read(lambda tx: tx.traces.touched(PersonId("Cy"))) == {voice.snippet.id}


async def test_a_long_copy_is_cut_into_lines_that_fit(small_house: House) -> None:
    def react(tx: UnitOfWork) -> None:
        for voice in hear_all(tx, *(Said(text=f"Number {number}.") for number in range(60))):
            tx.reactions.add(voice.snippet.id, PersonId("Cy"), ReactionKind.HEAR_TOO, small_house.clock.now())

    await small_house.database.write(react)
    effect = await small_house.press("Cy", ActionRef("people.export"))
    lines = text_of(effect).split("\n")
    assert sum(line.count('"kind"') for line in lines) == 60
    assert max(map(len, lines)) < 3000
