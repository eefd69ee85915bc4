"""What was done about what customers said, as everyone reads it once a week."""

from dataclasses import replace
from datetime import timedelta

from bot.digest.scoreboard import Done, done_since
from bot.people.model import PersonId
from bot.station.model import FixId, SnippetId, SnippetState
from bot.station.reactions.model import Fix, FixEnding
from storage.database import Database
from tests.station.storage.voices import MONDAY, interaction, keep, snippet

LONG_AGO = MONDAY - timedelta(weeks=20)
FIXED = Done(name="", outcome="The depot opens earlier.")


async def test_a_fix_is_told_however_long_ago_the_customer_spoke(database: Database) -> None:
    await _fixed(database, "old", FixEnding.DONE)
    assert await database.read(lambda tx: done_since(tx, MONDAY)) == (FIXED,)
    assert await database.read(lambda tx: done_since(tx, MONDAY + timedelta(days=1))) == ()


async def test_nothing_is_told_of_what_could_not_be_fixed_or_was_taken_back(database: Database) -> None:
    await _fixed(database, "given-up", FixEnding.NOT_POSSIBLE)
    await _fixed(database, "taken-back", FixEnding.DONE)
    gone = replace(snippet("taken-back", "taken-back"), state=SnippetState.WITHDRAWN, lines=())
    await database.write(lambda tx: tx.snippets.save([gone]))
    assert await database.read(lambda tx: done_since(tx, MONDAY)) == ()


async def _fixed(database: Database, name: str, ending: FixEnding) -> None:
    await keep(database, interaction(name, happened_at=LONG_AGO), snippet(name, name))
    fix = Fix(
        id=FixId(name),
        snippet_id=SnippetId(name),
        owner_id=PersonId("anna"),
        due_on=MONDAY.date(),
        promised_at=MONDAY,
        ending=ending,
        outcome=FIXED.outcome,
        ended_at=MONDAY,
    )
    await database.write(lambda tx: tx.fixes.save(fix))
