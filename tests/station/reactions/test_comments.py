"""What is written below a snippet: its mood is kept, its words are not."""

from pathlib import Path

from bot.chat.blocks import Note
from bot.chat.effects import Ask
from bot.chat.events import CommentChanged, ReactionChanged
from bot.chat.ids import MessageRef
from bot.insight.model import Mood
from bot.insight.sentiment import TextBlobScorer
from bot.people.caller import Caller
from bot.station.model import SnippetId
from bot.station.reactions.model import Resonance
from bot.station.reactions.record_comment import record_comment
from bot.station.reactions.record_reaction import open_snippet, record_emoji
from bot.station.reactions.resonance import resonance_of
from storage.database import Database
from tests.station.posting.town import Town, channel
from tests.station.reactions.test_reactions import message_of, posted

SALES = channel("sales")
GLAD = "This is wonderful, I am so happy that somebody says it."
ANGRY = "This is terrible, horrible and disgusting."


async def _write(
    town: Town, caller: Caller, message: MessageRef, text: str | None, comment_id: str = "c1"
) -> Resonance:
    event = CommentChanged(event_id="e", actor=caller.actor, message=message, comment_id=comment_id, text=text)
    await town.database.write(lambda tx: record_comment(tx, caller, event, TextBlobScorer()))
    return await town.database.read(lambda tx: resonance_of(tx, SnippetId("s")))


async def _put(town: Town, caller: Caller, message: MessageRef, emoji: str) -> None:
    event = ReactionChanged(event_id="e", actor=caller.actor, message=message, reaction=emoji, is_added=True)
    await town.database.write(lambda tx: record_emoji(tx, caller, event))


async def test_a_comment_is_scored_changed_and_forgotten(database: Database) -> None:
    town = await posted(database, SALES)
    ana, message = await town.hire("Ana"), await message_of(town, SALES)
    assert dict((await _write(town, ana, message, GLAD)).comment_moods) == {Mood.POSITIVE: 1}
    assert dict((await _write(town, ana, message, ANGRY)).comment_moods) == {Mood.NEGATIVE: 1}
    assert (await _write(town, ana, message, ANGRY, "c2")).comments == 2
    assert (await _write(town, ana, message, None)).comments == 1
    assert (await _write(town, ana, message, None)).comments == 1
    assert (await _write(town, ana, message, "  ", "c2")).comments == 0


async def test_another_language_is_counted_and_not_scored(database: Database) -> None:
    town = await posted(database, SALES)
    ana, message = await town.hire("Ana"), await message_of(town, SALES)
    told = await _write(town, ana, message, "To jest naprawdę wspaniałe, bardzo się cieszę, że ktoś to mówi.")
    assert dict(told.comment_moods) == {Mood.NOT_SCORED: 1}


async def _sound(town: Town, caller: Caller) -> list[str]:
    """What the whole view of the snippet says of how it sounds below it."""
    opened = await town.database.read(lambda tx: open_snippet(tx, town.as_now(caller), SnippetId("s")))
    assert isinstance(opened, Ask)
    return [part.text for part in opened.form.parts if isinstance(part, Note) and "sound" in part.text]


async def test_how_comments_sound_is_told_of_five_people_or_more(database: Database) -> None:
    town = await posted(database, SALES)
    message = await message_of(town, SALES)
    people = [await town.hire(name) for name in ("Ana", "Ben", "Cleo", "Dora", "Emil")]
    for number, person in enumerate(people[:4]):
        await _write(town, person, message, ANGRY, f"angry-{number}")
        await _write(town, person, message, ANGRY, f"again-{number}")
    await _write(town, people[4], message, "To jest naprawdę wspaniałe, bardzo się cieszę.", "unscored")
    assert await _sound(town, people[0]) == [], "who writes twice is one person, and what is not scored is nobody"
    await _write(town, people[4], message, GLAD, "glad")
    assert await _sound(town, people[0]) == ["How they sound: 1 glad · 8 unhappy"]
    await _write(town, people[3], message, None, "angry-3")
    await _write(town, people[3], message, None, "again-3")
    assert await _sound(town, people[0]) == []


async def test_how_emoji_sound_is_told_from_five_on(database: Database) -> None:
    town = await posted(database, SALES)
    message = await message_of(town, SALES)
    people = [await town.hire(name) for name in ("Ana", "Ben", "Cleo", "Dora", "Emil")]
    for person, emoji in zip(people, ("tada", "tada", "rage", "rage", "northwind"), strict=True):
        await _put(town, person, message, emoji)
    assert await _sound(town, people[0]) == []
    await _put(town, people[0], message, "rage")
    assert await _sound(town, people[0]) == ["How the emoji sound: 2 glad · 3 unhappy"]


async def test_below_anything_else_nothing_is_kept(database: Database) -> None:
    town = await posted(database, SALES)
    ana = await town.hire("Ana")
    assert (await _write(town, ana, MessageRef(place=SALES, external_id="other"), GLAD)).comments == 0


async def test_no_word_of_a_comment_is_ever_stored(sqlite_database: Database, tmp_path: Path) -> None:
    town = await posted(sqlite_database, SALES)
    ana, message = await town.hire("Ana"), await message_of(town, SALES)
    await _write(town, ana, message, "Xylophone, wonderful and happy.")
    kept = _kept(tmp_path)
    assert b"wonderful" not in kept
    assert b"Xylophone" not in kept
    assert message.external_id.encode() in kept, "what is looked for here is really there"


def _kept(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.glob("voxloop.db*"))
