"""A customer takes their words back: here, in every channel, whatever goes wrong there, and in the files."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.chat.errors import NotInstalledError, RejectedError, ThrottledError, UnreachableError
from bot.chat.words import words_for
from bot.station.intake.messages import withdrawn
from bot.station.intake.receive import receive
from bot.station.intake.withdraw import (
    forget_old,
    interaction_id_of,
    standing_by_id,
    withdraw_by_id,
)
from bot.station.model import Posting, PostingId, PostingState, SnippetSearch, SnippetState
from bot.station.posting.amend import GIVEN_UP_AFTER, PLATFORM_OFF
from storage.database import Database
from storage.scrub import empty_journal
from storage.unit_of_work import UnitOfWork
from tests.station.intake.far_channel import FarChannel
from tests.station.intake.floor import Floor, failing
from tests.station.intake.reception import AUTOMATIC, CHARGED, KIND, LATE, NOW, heard, posting

SECRET_WORDS = b"three weeks"


@pytest.fixture
def chat() -> FarChannel:
    return FarChannel()


@pytest.fixture
async def floor(database: Database, chat: FarChannel) -> Floor:
    return await Floor(database, chat).open()


async def test_it_leaves_every_message_and_what_else_they_show_stays(floor: Floor) -> None:
    withdrawal = await floor.withdraw()
    assert withdrawal.done_at is None
    assert (await floor.database.read(lambda tx: standing_by_id(tx, "calls", "1"))).waiting == 2

    assert await floor.amend() == 2

    assert floor.alone.message_id not in floor.chat.messages
    assert CHARGED in floor.chat.messages[floor.both.message_id]
    assert LATE not in floor.chat.messages[floor.both.message_id]
    assert (await floor.posting(floor.alone)).state is PostingState.DELETED
    done = await floor.withdrawal()
    assert (done.done_at, done.deleted, done.failures) == (NOW, 2, ())
    assert await floor.amend() == 0


async def test_asking_twice_has_one_effect(floor: Floor) -> None:
    first = await floor.withdraw()
    await floor.amend()

    again = await floor.withdraw()

    assert again.id == first.id
    assert again.done_at == NOW
    assert await floor.amend() == 0
    assert len(floor.chat.calls) == 2


@pytest.mark.parametrize("gone_on", ["edit", "delete"])
async def test_a_message_that_somebody_else_deleted_is_as_good_as_deleted(floor: Floor, gone_on: str) -> None:
    one = floor.both if gone_on == "edit" else floor.alone
    floor.chat.messages.pop(one.message_id)
    await floor.withdraw()

    await floor.amend()

    assert (await floor.posting(one)).state is PostingState.DELETED
    assert (await floor.withdrawal()).done_at == NOW


async def test_what_cannot_be_deleted_now_is_tried_until_it_is(floor: Floor) -> None:
    await floor.withdraw()
    floor.chat.trouble.extend([failing(UnreachableError("no_connection")), failing(NotInstalledError("app_gone"))])

    await floor.amend()

    waiting = await floor.withdrawal()
    assert waiting.done_at is None
    assert waiting.failures == ("app_gone", "no_connection")
    assert await floor.amend() == 0, "not at once again"
    assert await floor.amend(after=timedelta(seconds=6)) == 2
    assert (await floor.withdrawal()).failures == ()
    assert (await floor.withdrawal()).done_at == floor.now
    assert not any(LATE in each for each in floor.chat.messages.values())


async def test_it_is_never_given_up_and_in_the_end_tried_every_hour(floor: Floor) -> None:
    await floor.withdraw()
    for _ in range(GIVEN_UP_AFTER + 3):
        floor.chat.trouble.extend([failing(NotInstalledError("app_gone"))] * 2)
        assert await floor.amend(after=timedelta(hours=1)) == 2

    assert (await floor.withdrawal()).failures == ("app_gone",)
    assert await floor.amend(after=timedelta(minutes=59)) == 0
    assert await floor.amend(after=timedelta(minutes=1)) == 2
    assert (await floor.withdrawal()).done_at == floor.now


async def test_a_mere_count_that_cannot_be_shown_is_given_up(floor: Floor) -> None:
    await floor.database.write(lambda tx: tx.postings.ask_to_amend([floor.alone.id], NOW))
    for _ in range(GIVEN_UP_AFTER):
        floor.chat.trouble.append(failing(RejectedError("too_old")))
        await floor.amend(after=timedelta(hours=1))

    left = await floor.posting(floor.alone)
    assert (left.needs_amending, left.code) == (False, "too_old")
    assert LATE in floor.chat.messages[floor.alone.message_id]


async def test_a_round_up_that_cannot_be_edited_is_deleted_rather_than_left(floor: Floor) -> None:
    await floor.withdraw()
    floor.chat.trouble.extend([lambda: None, failing(RejectedError("edit_window_closed"))])
    if floor.both.id < floor.alone.id:
        floor.chat.trouble.rotate(1)

    await floor.amend()

    assert not any(LATE in each for each in floor.chat.messages.values())
    assert (await floor.posting(floor.both)).state is PostingState.DELETED


async def test_a_chat_that_asks_to_wait_is_waited_for(floor: Floor) -> None:
    await floor.database.write(lambda tx: tx.postings.ask_to_amend([floor.alone.id], NOW))
    floor.chat.trouble.append(failing(ThrottledError("ratelimited", 90)))
    await floor.amend()

    assert await floor.amend(after=timedelta(seconds=89)) == 0
    assert await floor.amend(after=timedelta(seconds=1)) == 1


async def test_a_platform_that_is_off_is_named_and_tried_later(floor: Floor) -> None:
    await floor.withdraw()

    await floor.amend(is_on=False)

    assert (await floor.withdrawal()).failures == (PLATFORM_OFF,)
    await floor.amend(after=timedelta(seconds=6))
    assert (await floor.withdrawal()).done_at == floor.now


async def test_what_was_on_its_way_is_deleted_when_it_has_arrived(database: Database, chat: FarChannel) -> None:
    """The message left before the withdrawal and is noted after it."""

    def plan(tx: UnitOfWork) -> Posting:
        snippet = receive(tx, AUTOMATIC, heard(LATE), NOW).snippets[0]
        sending = posting(snippet.id, state=PostingState.PLANNED)
        tx.postings.add(sending)
        return sending

    floor = Floor(database, chat)
    sending = await database.write(plan)
    await floor.withdraw()
    assert await floor.amend() == 0
    assert (await floor.withdrawal()).done_at is None

    chat.messages["late"] = LATE
    await database.write(lambda tx: _note_posted(tx, sending.id, "late"))
    assert await floor.amend() == 1
    assert chat.messages == {}
    assert (await floor.withdrawal()).done_at == NOW


async def test_what_changes_while_it_is_amended_is_amended_once_more(floor: Floor) -> None:
    """The withdrawal comes while the old counts are being shown."""
    await floor.database.write(lambda tx: tx.postings.ask_to_amend([floor.alone.id], NOW))
    floor.chat.meanwhile.append(floor.withdraw)

    await floor.amend()
    assert LATE in floor.chat.messages[floor.alone.message_id]
    assert (await floor.posting(floor.alone)).needs_amending

    await floor.amend()
    assert floor.alone.message_id not in floor.chat.messages


async def test_who_asks_again_hears_how_far_it_is(floor: Floor) -> None:
    def ask(tx: UnitOfWork) -> str:
        withdrawal = withdraw_by_id(tx, "calls", "1", "admin", floor.now)
        assert withdrawal is not None
        return repr(withdrawn(words_for("en"), standing_by_id(tx, "calls", "1")))

    assert "2 messages still show it" in await floor.database.write(ask)
    floor.chat.trouble.extend([failing(NotInstalledError("app_gone"))] * 2)
    await floor.amend()
    told = await floor.database.write(ask)
    assert "2 messages could not be changed yet" in told
    assert "app_gone" in told
    floor.chat.trouble.extend([lambda: None, failing(NotInstalledError("app_gone"))])
    await floor.amend(after=timedelta(seconds=6))
    told = await floor.database.write(ask)
    assert "1 message no longer shows it" in told
    assert "1 message could not be changed yet" in told
    await floor.amend(after=timedelta(minutes=1))
    told = await floor.database.write(ask)
    assert "2 messages no longer show it" in told
    assert "still" not in told


async def test_a_ticket_is_told_of_with_all_its_parts_and_each_message_once(
    database: Database, chat: FarChannel
) -> None:
    def take(tx: UnitOfWork) -> None:
        parts = [receive(tx, AUTOMATIC, heard(each, external_id=f"7/{each[:2]}"), NOW) for each in (LATE, CHARGED)]
        first, second = (each.snippets[0].id for each in parts)
        for one in (posting(first), posting(second), posting(first, second)):
            tx.postings.add(one)

    await database.write(take)
    assert await database.write(lambda tx: withdraw_by_id(tx, "calls", "7", "admin", NOW)) is not None
    assert (await database.read(lambda tx: standing_by_id(tx, "calls", "7"))).waiting == 3
    await Floor(database, chat).amend()
    assert (await database.read(lambda tx: standing_by_id(tx, "calls", "7"))).deleted == 3


async def test_what_is_not_here_is_said_and_never_taken(database: Database) -> None:
    assert await database.write(lambda tx: withdraw_by_id(tx, "calls", "77", "admin", NOW)) is None
    assert await database.write(lambda tx: withdraw_by_id(tx, "calls", "77", "admin", NOW)) is None

    receipt = await database.write(lambda tx: receive(tx, AUTOMATIC, heard(LATE, external_id="77"), NOW))
    assert receipt.taken.value == "refused"
    kept = await database.read(lambda tx: tx.withdrawals.of_interaction(interaction_id_of("calls", "77")))
    assert [each.done_at for each in kept] == [NOW]


async def test_no_word_of_it_is_left_in_the_files(sqlite_url: str, tmp_path: Path, chat: FarChannel) -> None:
    database = Database.open(sqlite_url)
    floor = await Floor(database, chat).open()
    assert SECRET_WORDS in _bytes_of(tmp_path), "or this proves nothing"

    await floor.withdraw()
    await floor.amend()
    await empty_journal(database)

    assert SECRET_WORDS not in _bytes_of(tmp_path)
    assert b"charged twice" in _bytes_of(tmp_path), "the other call is still here"
    await database.close()


async def test_no_word_of_it_is_left_in_any_table(postgres_database: Database, chat: FarChannel) -> None:
    floor = await Floor(postgres_database, chat).open()
    assert SECRET_WORDS.decode() in await postgres_database.read(_everything)

    await floor.withdraw()
    await floor.amend()

    assert SECRET_WORDS.decode() not in await postgres_database.read(_everything)


async def test_old_voices_are_forgotten_and_young_ones_kept(database: Database) -> None:
    def take(tx: UnitOfWork) -> None:
        receive(tx, AUTOMATIC, heard(LATE, happened_at=NOW - timedelta(days=366)), NOW)
        receive(tx, AUTOMATIC, heard(KIND, external_id="2", happened_at=NOW - timedelta(days=364)), NOW)

    await database.write(take)

    assert await database.write(lambda tx: forget_old(tx, NOW, 365)) == 1
    found = await database.read(lambda tx: tx.snippets.search(SnippetSearch()))
    assert [each.interaction.external_id for each in found] == ["2"]
    assert found[0].snippet.state is SnippetState.APPROVED


async def test_what_is_too_old_leaves_the_channels_before_it_is_forgotten(floor: Floor) -> None:
    later = NOW + timedelta(days=366)
    assert await floor.database.write(lambda tx: forget_old(tx, later, 365)) == 0

    await floor.amend(after=timedelta(days=366))
    assert floor.chat.messages == {}
    assert await floor.database.write(lambda tx: forget_old(tx, later, 365)) == 2
    assert await floor.database.read(lambda tx: tx.interactions.count()) == 0


def _note_posted(tx: UnitOfWork, posting_id: PostingId, message_id: str) -> None:
    change = text("UPDATE postings SET state = 'posted', message_id = :message WHERE id = :id")
    tx.connection.execute(change, {"message": message_id, "id": posting_id})


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("voxloop.db*"))


def _everything(tx: UnitOfWork) -> str:
    names = tx.connection.scalars(
        text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    )
    rows = (tx.connection.execute(text(f'SELECT t::text FROM "{name}" t')).scalars() for name in list(names))  # noqa: S608 - our own tables
    return "\n".join(row for each in rows for row in each)
