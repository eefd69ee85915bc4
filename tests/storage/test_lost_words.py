"""What customers took back, and what else was let go, soon lies in no file of the database any more."""

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from bot.chat.blocks import Excerpt, ExcerptLine, Message, Paragraph
from bot.chat.errors import UnavailableError
from bot.chat.ids import DeliveryId, MessageRef, Place, PlaceKind, Platform, WorkspaceRef
from bot.station.cutting.model import PassageLine
from bot.station.intake.withdraw import withdraw
from bot.station.model import Flag, SnippetId, SnippetState
from storage.database import Database
from storage.engines import database_url, open_writer
from storage.lost_words import lost_words
from storage.mailbox import Mailbox
from storage.migrate import MIGRATIONS
from storage.scrub import scrub_words
from storage.tables.schema import WORDS, whole_schema
from storage.unit_of_work import UnitOfWork
from tests.privacy.thief import stolen_files
from tests.station.storage.voices import MONDAY, interaction, keep, said, snippet

SECRET = "Qz7 the till froze"
CLIP = b"Qz7 a voice" + random.Random(7).randbytes(20_000)
STAYS = "The lamp is lovely"
CHANNEL = Place(
    workspace=WorkspaceRef(platform=Platform("web"), external_id=""), kind=PlaceKind.CHANNEL, external_id="shop"
)
THREAD = Place(workspace=CHANNEL.workspace, kind=PlaceKind.THREAD, external_id="shop", thread_id="1")


class Files:
    """A database with some voices in it, and what its files tell."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        self.mailbox = Mailbox(database)
        self._url = url

    async def tell(self, words: str | bytes = SECRET) -> bool:
        """Whether these words lie anywhere in the files, in any case."""
        wanted = words if isinstance(words, bytes) else words.encode()
        stolen = await asyncio.to_thread(stolen_files, self._url)
        return re.search(re.escape(wanted), stolen, re.IGNORECASE) is not None

    async def change(self, change: Callable[[UnitOfWork], object]) -> None:
        await self.database.write(change)

    async def forget(self, words: str | bytes = SECRET) -> None:
        """What the job does every few minutes; these words were in the files, and are in none any more."""
        assert await self.tell(words), "or this proves nothing"
        assert await self.database.read(lambda tx: lost_words(tx.connection)) is not None, "nothing was noted"
        await scrub_words(self.database)
        assert await self.database.read(lambda tx: lost_words(tx.connection)) is None
        assert not await self.tell(words)


@pytest.fixture
async def files(database: Database, any_database_url: str) -> Files:
    lines = (*said(f"{SECRET}, and nobody came."), *said("They said they would."))
    await keep(database, interaction("call", url="https://calls.example/Qz7"), snippet("one", "call", lines=lines))
    for number in range(300):
        await keep(
            database, interaction(f"{number}"), snippet(f"s{number}", f"{number}", lines=said(f"{STAYS} {number}"))
        )
    return Files(database, any_database_url)


async def test_words_that_were_taken_back(files: Files) -> None:
    await files.change(lambda tx: tx.snippets.put_clip(SnippetId("one"), "audio/ogg", CLIP))
    assert await files.tell()

    def take_back(tx: UnitOfWork) -> None:
        call = tx.interactions.find("calls", "call-call")
        assert call is not None
        withdraw(tx, call, "admin", MONDAY)

    await files.change(take_back)
    await files.forget()

    assert not await files.tell()
    assert not await files.tell("Qz7")
    assert await files.tell(STAYS)


async def test_words_that_became_too_old(files: Files) -> None:
    await files.change(lambda tx: tx.interactions.forget_before(MONDAY + timedelta(days=1)))
    await files.forget("Qz7")
    assert not await files.tell(STAYS)


async def test_words_that_were_taken_out_in_a_review(files: Files) -> None:
    def edit(tx: UnitOfWork) -> None:
        voice = tx.snippets.get(SnippetId("one"))
        assert voice is not None
        left = (PassageLine(speaker=voice.snippet.lines[0].speaker, text="[name], and nobody came."),)
        tx.snippets.save([replace(voice.snippet, lines=left + voice.snippet.lines[1:])])

    await files.change(edit)
    await files.forget()
    assert await files.tell("and nobody came")


async def test_the_recording_of_what_was_rejected(files: Files) -> None:
    await files.change(lambda tx: tx.snippets.put_clip(SnippetId("one"), "audio/ogg", CLIP))
    assert await files.tell(b"Qz7 a voice")
    await files.change(lambda tx: tx.snippets.delete_clips([SnippetId("one")]))
    await files.forget(b"Qz7 a voice")


async def test_a_fault_that_was_removed(files: Files) -> None:
    flag = Flag(
        id="f",
        text="Qz7 flagged",
        stage="use",
        theme=None,
        language="en",
        day=date(2026, 11, 23),
        shown_on=date(2026, 11, 23),
    )
    await files.change(lambda tx: tx.flags.add(flag))
    await files.change(lambda tx: tx.flags.delete("f"))
    await files.forget("Qz7 flagged")


async def test_a_message_of_the_page_that_was_deleted_with_its_comments(files: Files) -> None:
    ref = await posted(files, SECRET)
    await commented(files, "Qz7 commented")
    assert await files.mailbox.delete(ref)
    await files.change(lambda tx: tx.snippets.delete([SnippetId("one")]))
    await files.forget("Qz7 commented")
    assert not await files.tell()


async def test_a_round_up_of_the_page_that_shows_less_by_now(files: Files) -> None:
    ref = await posted(files, "Qz7 of the round-up", STAYS)
    assert await files.mailbox.edit(ref, shows(STAYS))
    await files.forget("Qz7 of the round-up")


async def test_a_comment_that_was_written_anew(files: Files) -> None:
    await posted(files, STAYS)
    ref = await commented(files, "Qz7 commented")
    assert await files.mailbox.edit(ref, Message(summary="Sorry", blocks=(Paragraph("Sorry"),)))
    await files.forget("Qz7 commented")


async def test_letters_that_became_too_old(files: Files) -> None:
    await posted(files, "Qz7 of the letter")
    assert await files.mailbox.forget_before(MONDAY + timedelta(days=1)) == 1
    await files.forget("Qz7 of the letter")


async def test_nothing_is_rewritten_for_new_counts_and_new_voices(files: Files) -> None:
    """Files that hold years of it are not rewritten with every press."""
    ref = await posted(files, STAYS)
    counted = replace(shows(STAYS), blocks=(*shows(STAYS).blocks, Paragraph("3 people hear it too")))
    assert await files.mailbox.edit(ref, counted)
    voice = await files.database.read(lambda tx: tx.snippets.get(SnippetId("one")))
    assert voice is not None
    await files.change(lambda tx: tx.snippets.save([replace(voice.snippet, state=SnippetState.REJECTED)]))
    await files.change(lambda tx: tx.interactions.save(replace(voice.interaction, csat=1)))
    assert await files.database.read(lambda tx: lost_words(tx.connection)) is None


async def test_what_is_lost_while_the_files_are_rewritten_stays_noted(files: Files) -> None:
    await files.change(lambda tx: tx.snippets.delete([SnippetId("s1")]))
    later = files.database.write(lambda tx: tx.snippets.delete([SnippetId("one")]))
    await asyncio.gather(scrub_words(files.database), later)
    if await files.tell():
        await files.forget()


async def test_who_reads_meanwhile_is_waited_for_and_then_it_is_tried_again(
    postgres_database: Database, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.scrub.READERS_TRIES", 2)
    await keep(postgres_database, interaction("call"), snippet("one", "call", lines=said(SECRET)))
    files = Files(postgres_database, postgres_url)
    with psycopg.connect(postgres_url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM people")
        await files.change(lambda tx: tx.snippets.delete([SnippetId("one")]))
        with pytest.raises(UnavailableError, match="reads"):
            await scrub_words(postgres_database)
        assert await files.tell()
    await files.forget()


async def test_postgres_keeps_no_samples_of_words(postgres_database: Database, postgres_url: str) -> None:
    files = Files(postgres_database, postgres_url)
    for number in range(50):
        await keep(postgres_database, interaction(f"{number}"), snippet(f"s{number}", f"{number}", lines=said(SECRET)))
    await postgres_database.keep_up(lambda connection: connection.execute(text("ANALYZE")).close())
    await files.change(lambda tx: tx.snippets.delete([SnippetId(f"s{number}") for number in range(50)]))
    await files.forget()


def test_a_database_of_migrations_keeps_none_either(empty_postgres_url: str) -> None:
    engine = open_writer(database_url(empty_postgres_url))
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection, "on_version_apply": ()})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "head")
        question = text(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "WHERE a.attstattarget = 0 AND a.attnum > 0 AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        )
        found = {tuple(row) for row in connection.execute(question)}
    engine.dispose()
    marked = {(table.name, name) for table in whole_schema().sorted_tables for name in table.info.get(WORDS, ())}
    assert marked
    assert found == marked


async def posted(files: Files, *words: str) -> MessageRef:
    return await files.mailbox.put(CHANNEL, DeliveryId("d"), shows(*words), MONDAY)


async def commented(files: Files, words: str) -> MessageRef:
    message = Message(summary=words, blocks=(Paragraph(words),))
    return await files.mailbox.put(THREAD, DeliveryId("c"), message, MONDAY, author="anna")


def shows(*words: str) -> Message:
    lines = (
        Excerpt(lines=(ExcerptLine(speaker="Customer", text=each, is_customer=True),), origin="") for each in words
    )
    return Message(summary=words[-1], blocks=tuple(lines))
