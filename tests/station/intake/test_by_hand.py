"""Somebody shares what a customer told them."""

from typing import Any

import pytest

from bot.chat.effects import Effect, Refuse
from bot.chat.forms import TextField
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.intake.add_by_hand import ask_for_voice, take_voice
from bot.station.intake.forms import AGREED, CONSENT, KIND, LINK, MAX_VOICE, NOT_KNOWN, PRODUCT, SITE, TEXT
from bot.station.intake.review import approve
from bot.station.intake.withdraw import withdraw_by_id
from bot.station.model import Snippet, SnippetSearch, SnippetState
from storage.database import Database
from tests.station.intake.reception import EAR, KEY, LATE, NOW, caller, form_of, shown

EMPLOYEE = caller(Role.EMPLOYEE)
LEADER = caller(Role.LEADER)


def written(text: str = LATE, **values: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a form may carry
    return {TEXT: text, CONSENT: AGREED, KIND: "chat", PRODUCT: "Tea", SITE: None, LINK: None} | values


async def share(database: Database, who: Caller = EMPLOYEE, **values: Any) -> Effect:  # noqa: ANN401 - as above
    return await database.write(lambda tx: take_voice(tx, who, written(**values), EAR, KEY))


async def kept(database: Database) -> list[Snippet]:
    states = await database.read(lambda tx: [tx.snippets.in_state(state, limit=9) for state in SnippetState])
    return [voice.snippet for each in states for voice in each]


async def test_it_is_redacted_shown_and_waits(database: Database) -> None:
    effect = await share(database, text=f"{LATE} Please call Tomas Quillfeather at +48 601 100 200.")

    told = shown(form_of(effect))
    assert "It waits for a look" in told
    assert "[phone]" in told
    assert "Quillfeather" not in told
    (snippet,) = await kept(database)
    assert snippet.state is SnippetState.WAITING
    assert "Quillfeather" not in snippet.text


async def test_nobody_is_named_in_what_stands_beside_the_words(database: Database) -> None:
    text = f"{LATE} Please call Tomas Quillfeather."
    await share(database, text=text, product="Tea for Quillfeather", site="+48 601 100 200")

    (snippet,) = await kept(database)
    voice = await database.read(lambda tx: tx.snippets.get(snippet.id))
    assert voice is not None
    assert (voice.interaction.product, voice.interaction.site) == ("Tea for [name]", "[phone]")


async def test_a_short_remark_is_taken_as_it_is(database: Database) -> None:
    await share(database, text="They had my size this time.")

    (snippet,) = await kept(database)
    assert snippet.text == "They had my size this time."


async def test_of_a_long_story_the_best_is_taken(database: Database) -> None:
    await share(database, text=f"{'We talked about the weather for a while. ' * 30}{LATE}")

    (snippet,) = await kept(database)
    assert LATE in snippet.text
    assert len(snippet.text) <= 600


async def test_who_may_review_looks_at_it_right_away(database: Database) -> None:
    form = form_of(await share(database, LEADER))

    assert form.submit is not None
    assert form.submit.verb == "station.review-approve"
    (snippet,) = await kept(database)
    assert snippet.state is SnippetState.WAITING, "it is theirs to approve, after they read it"
    await database.write(lambda tx: approve(tx, LEADER, snippet.id, {}))
    assert len(await database.read(lambda tx: tx.snippets.search(SnippetSearch()))) == 1


async def test_without_consent_it_is_held_and_with_it_the_same_words_go_on(database: Database) -> None:
    held = shown(form_of(await share(database, consent=NOT_KNOWN)))
    assert "It is kept back" in held
    assert [each.state for each in await kept(database)] == [SnippetState.HELD]

    going_on = shown(form_of(await share(database)))
    assert "It waits for a look" in going_on
    assert [each.state for each in await kept(database)] == [SnippetState.WAITING]


async def test_the_same_words_are_shared_once(database: Database) -> None:
    await share(database)
    await share(database, caller(Role.EMPLOYEE, "Ben Example"))

    assert len(await kept(database)) == 1
    assert await database.read(lambda tx: tx.interactions.count()) == 1


async def test_it_can_be_taken_back_by_the_name_that_was_told(database: Database) -> None:
    told = shown(form_of(await share(database)))
    external_id = told.partition("snippet withdraw manual ")[2].partition("”")[0]

    withdrawn = await database.write(lambda tx: withdraw_by_id(tx, "manual", external_id, "admin", NOW))

    assert withdrawn is not None
    assert [each.state for each in await kept(database)] == [SnippetState.WITHDRAWN]
    assert "took these words back before" in shown(form_of(await share(database)))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({TEXT: " "}, TEXT),
        ({TEXT: "12 34"}, TEXT),
        ({TEXT: "x" * (MAX_VOICE + 1)}, TEXT),
        ({CONSENT: None}, CONSENT),
        ({KIND: "rumour"}, KIND),
        ({LINK: "javascript:alert(1)"}, LINK),
        ({LINK: "chat.example.com"}, LINK),
    ],
)
async def test_what_is_missing_is_said(database: Database, values: dict[str, Any], field: str) -> None:
    effect = await share(database, **values)

    assert isinstance(effect, Refuse)
    assert list(effect.problems) == [field]
    assert await kept(database) == []


def test_a_shared_message_stands_in_the_window_already_and_fits() -> None:
    form = form_of(ask_for_voice(EMPLOYEE, "x" * 9000, "https://chat.example.com/1"))
    text, link = (part for part in form.parts if isinstance(part, TextField) and part.name in {TEXT, LINK})

    assert len(text.value) == text.max_characters == MAX_VOICE
    assert link.value == "https://chat.example.com/1"
