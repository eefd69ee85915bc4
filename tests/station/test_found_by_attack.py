"""What somebody with bad intentions tried, and what was mended since: each of these once did harm."""

import json
import time

import pytest

from adapters.intake.recognise import Format, parse_as
from bot.chat.intake import IntakeRecord
from bot.station.intake.hear import hear
from bot.station.intake.receive import Receipt, Taken, receive
from bot.station.intake.withdraw import RETENTION, withdraw_by_id
from bot.station.model import SnippetSearch
from bot.station.redaction.redact import redact
from storage.database import Database
from tests.station.intake.reception import COVERED, EAR, KEY, LATE, NOW

LONG = 60_000
"""Characters: as many as a ticket may have that anybody outside can write."""


@pytest.mark.parametrize("again", ["Mr ", "Mrs. ", "a{at}", "x.y{at}"])
def test_a_text_that_repeats_itself_is_redacted_in_no_time(again: str) -> None:
    redact("Ready?", "en")
    started = time.process_time()
    redact(again * (LONG // len(again)), "en")
    assert time.process_time() - started < 3


def test_titles_in_a_row_are_taken_out_with_the_name() -> None:
    assert redact("I spoke to Mr Dr Prof Pemberton about it.", "en").text == "I spoke to [name] about it."


async def taken(database: Database, body: bytes, parser: Format = Format.ZENDESK) -> Receipt:
    """What becomes of what a webhook of the vendor brings, from a source whose customers agreed."""
    (record,) = parse_as(parser, body, source="calls")
    assert isinstance(record, IntakeRecord), record
    hearing = hear(record, EAR, KEY)
    return await database.write(lambda tx: receive(tx, COVERED, hearing, NOW))


async def readable(database: Database) -> int:
    return len(await database.read(lambda tx: tx.snippets.search(SnippetSearch(limit=50))))


def comment(number: int, *tags: str, ticket: str = "4711", is_public: bool = True) -> bytes:
    """Zendesk's word of a comment that was added to a ticket."""
    written = {"id": str(number), "body": LATE, "is_public": is_public, "author": {"id": "9", "is_staff": False}}
    told = {"type": "zen:event-type:ticket.comment_added", "detail": {"id": ticket, "tags": list(tags)}}
    return json.dumps({**told, "event": {"comment": written}, "time": "2026-11-25T08:00:00Z"}).encode()


async def test_who_takes_a_ticket_back_takes_back_its_comments(database: Database) -> None:
    for number in (1, 2):
        assert (await taken(database, comment(number))).taken is Taken.NEW
    await taken(database, comment(1, ticket="47110"))
    assert await readable(database) == 3
    assert await database.write(lambda tx: withdraw_by_id(tx, "calls", " 4711 ", "admin", NOW))
    assert await readable(database) == 1
    assert (await taken(database, comment(3))).taken is Taken.REFUSED
    assert await readable(database) == 1


@pytest.mark.parametrize("is_public", [True, False])
async def test_a_tag_takes_the_whole_ticket_back_whatever_brings_it(database: Database, *, is_public: bool) -> None:
    await taken(database, comment(1))
    assert await readable(database) == 1
    assert (await taken(database, comment(2, "consent_withdrawn", is_public=is_public))).taken is Taken.WITHDREW
    assert await readable(database) == 0
    tags_only = {"type": "zen:event-type:ticket.tags_changed", "detail": {"id": "4711", "tags": ["consent_withdrawn"]}}
    assert (await taken(database, json.dumps({**tags_only, "event": {}}).encode())).taken is Taken.KNOWN


@pytest.mark.parametrize("is_public", [True, False])
async def test_a_tag_that_refuses_concerns_the_whole_ticket(database: Database, *, is_public: bool) -> None:
    await taken(database, comment(1))
    assert (await taken(database, comment(2, "consent_refused", is_public=is_public))).taken is Taken.WITHDREW
    assert await readable(database) == 0
    assert (await taken(database, comment(3))).taken is Taken.REFUSED


async def test_of_a_ticket_that_was_refused_from_the_start_no_comment_is_read(database: Database) -> None:
    for number in (1, 2):
        first = await taken(database, comment(number, "consent_refused"))
        assert first.taken is (Taken.NEW if number == 1 else Taken.KNOWN)
    silent = await taken(database, comment(3))
    assert (silent.taken, silent.snippets) == (Taken.NEW, ())
    assert (await taken(database, comment(4, "consent_given"))).taken is Taken.NEW
    assert await readable(database) == 1


@pytest.mark.parametrize("tag", ["consent_withdrawn", "consent_refused"])
async def test_a_tag_takes_the_whole_conversation_back(database: Database, tag: str) -> None:
    def replied(number: int, *tags: str) -> bytes:
        part = {"id": str(number), "part_type": "comment", "body": LATE, "author": {"type": "user"}}
        item = {
            "id": "77",
            "conversation_parts": {"conversation_parts": [part]},
            "tags": {"tags": [{"name": tag} for tag in tags]},
        }
        return json.dumps(
            {"type": "notification_event", "topic": "conversation.user.replied", "data": {"item": item}}
        ).encode()

    await taken(database, replied(1), Format.INTERCOM)
    assert await readable(database) == 1
    await taken(database, replied(2, tag), Format.INTERCOM)
    assert await readable(database) == 0


async def test_words_are_not_needed_to_take_words_back(database: Database) -> None:
    told = {"kind": "ticket", "external_id": "t  1", "text": LATE, "happened_at": "2026-11-25T08:00:00Z"}
    await taken(database, json.dumps(told).encode(), Format.JSON)
    assert await readable(database) == 1
    back = {"kind": "ticket", "external_id": "t 1", "consent": "withdrawn"}
    assert (await taken(database, json.dumps(back).encode(), Format.JSON)).taken is Taken.WITHDREW
    assert await readable(database) == 0


async def test_what_was_kept_too_long_does_not_keep_new_comments_out(database: Database) -> None:
    await taken(database, comment(1))
    whole = {"id": "4711", "description": LATE, "submitter_id": "9", "requester_id": "9"}
    await taken(database, json.dumps(whole).encode())
    await database.write(lambda tx: withdraw_by_id(tx, "calls", "4711", RETENTION, NOW))
    assert (await taken(database, comment(3))).taken is Taken.NEW
