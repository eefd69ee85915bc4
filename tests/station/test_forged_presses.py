"""What somebody who works here tried with buttons that no page of ours shows, and with words that others had said."""

from typing import Any

import pytest

from bot.chat.actions import ActionRef, BadActionError
from bot.people.model import Role
from bot.station.browse.search import show_older
from bot.station.intake.add_by_hand import take_voice
from bot.station.intake.forms import AGREED, CONSENT, KIND, LINK, PRODUCT, SITE, TEXT
from bot.station.intake.receive import receive
from bot.station.intake.review import approve, reject
from bot.station.model import ClipState, SnippetSearch, SnippetState, Voice
from bot.station.posting.listen import keep_clip
from storage.database import Database
from tests.station.intake.reception import AUTOMATIC, EAR, IN_REVIEW, KEY, LATE, NOW, caller, form_of, heard

NO_PAGES = [
    ("", "", "", "", "9" * 30, "", ""),
    ("", "", "", "", "999999", "", ""),
    ("", "", "", "", "-5", "", ""),
    ("", "", "", "", "", "253402300799999999", ""),
    ("", "", "", "", "", "-62135596800000000", ""),
    ("", "", "", "", "", "", "-1000"),
    ("", "", "", "", "", "", "9" * 30),
    ("AA", "", "", "", "", "", ""),
]


@pytest.mark.parametrize("args", NO_PAGES)
async def test_no_forged_page_does_any_harm(database: Database, args: tuple[str, ...]) -> None:
    await database.write(lambda tx: receive(tx, AUTOMATIC, heard(LATE), NOW))
    shown = await database.read(lambda tx: show_older(tx, caller(Role.EMPLOYEE), args))
    assert form_of(shown).parts


@pytest.mark.parametrize("line", ["1|station.open|%00", "1|station.coverage|a%00b", "1|%00"])
def test_no_action_holds_what_a_database_cannot_keep(line: str) -> None:
    with pytest.raises(BadActionError):
        ActionRef.decode(line)


def shared(**told: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a form may carry
    return {TEXT: LATE, CONSENT: AGREED, KIND: "chat", PRODUCT: "Tea", SITE: "Harbour", LINK: None} | told


async def one(database: Database) -> Voice:
    (found,) = await database.read(lambda tx: tx.snippets.search(SnippetSearch()))
    return found


async def test_who_types_the_same_words_changes_nothing_that_was_approved(database: Database) -> None:
    ana, leader = caller(Role.EMPLOYEE), caller(Role.LEADER)
    await database.write(lambda tx: take_voice(tx, ana, shared(), EAR, KEY))
    (waiting,) = await database.read(lambda tx: tx.snippets.in_state(SnippetState.WAITING, limit=9))
    await database.write(lambda tx: approve(tx, leader, waiting.snippet.id, {}))
    approved = await one(database)

    forged = shared(**{KIND: "call", PRODUCT: "Ask Ana Example", SITE: "0601 100 200", LINK: "https://evil.example/"})
    await database.write(lambda tx: take_voice(tx, ana, forged, EAR, KEY))
    assert (await one(database)).snippet == approved.snippet
    now, before = (await one(database)).interaction, approved.interaction
    assert (now.kind, now.product, now.site, now.url) == (before.kind, before.product, before.site, before.url)


async def test_the_recording_of_what_was_rejected_meanwhile_is_not_kept(database: Database) -> None:
    told = heard(LATE, consent_covers_audio=True)
    receipt = await database.write(lambda tx: receive(tx, IN_REVIEW, told, NOW))
    snippet_id = receipt.snippets[0].id
    await database.write(lambda tx: reject(tx, caller(Role.LEADER), snippet_id))
    await database.write(lambda tx: keep_clip(tx, snippet_id, "audio/mpeg", b"voice"))
    voice, clip = await database.read(lambda tx: (tx.snippets.get(snippet_id), tx.snippets.clip(snippet_id)))
    assert voice is not None
    assert (voice.snippet.clip, clip) == (ClipState.NONE, None)
