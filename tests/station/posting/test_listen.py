"""Who may hear a clip, for how long, and that no link can be made up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.audio.routes import clip_routes
from adapters.http.server import Mount, Server, build_application
from bot.chat.intake import ConsentState, InteractionKind, Speaker
from bot.insight.model import CueKind, Mood
from bot.privacy.signed_links import BadLinkError
from bot.station.cutting.model import PassageLine
from bot.station.model import ClipState, Interaction, InteractionId, Snippet, SnippetId, SnippetState, Source, Voice
from bot.station.posting.listen import LIFE, ClipLinks, clip_of, keep_clip, may_be_heard
from storage.database import Database
from storage.key_directory import KeyDirectory

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def voice(**changes: object) -> Voice:
    interaction = Interaction(
        id=InteractionId("i1"),
        source="calls",
        external_id="call-1",
        digest=b"d",
        kind=InteractionKind.CALL,
        happened_at=NOON,
        received_at=NOON,
        language="en",
        consent=ConsentState.GIVEN,
        consent_covers_audio=True,
    )
    snippet = Snippet(
        id=SnippetId("s1"),
        interaction_id=interaction.id,
        lines=(PassageLine(speaker=Speaker.CUSTOMER, text="It broke."),),
        starts_at_seconds=1.0,
        ends_at_seconds=2.0,
        cue=CueKind.FRICTION,
        because="It broke",
        theme="broken",
        stage="use",
        weight=0.5,
        mood=Mood.NEGATIVE,
        valence=-0.5,
        state=SnippetState.APPROVED,
        clip=ClipState.APPROVED,
    )
    of_interaction = {key: value for key, value in changes.items() if key.startswith("consent")}
    of_snippet = {key: value for key, value in changes.items() if key not in of_interaction}
    return Voice(snippet=replace(snippet, **of_snippet), interaction=replace(interaction, **of_interaction))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "for_all", "in_review"),
    [
        (voice(), True, True),
        (voice(clip=ClipState.WAITING), False, True),
        (voice(state=SnippetState.WAITING), False, True),
        (voice(clip=ClipState.NONE), False, False),
        (voice(state=SnippetState.REJECTED), False, False),
        (voice(state=SnippetState.WITHDRAWN), False, False),
        (voice(state=SnippetState.HELD), False, False),
        (voice(consent=ConsentState.WITHDRAWN), False, False),
        (voice(consent=ConsentState.UNKNOWN), False, False),
        (voice(consent_covers_audio=False), False, False),
    ],
)
def test_who_may_hear_what(found: Voice, for_all: bool, in_review: bool) -> None:  # noqa: FBT001 - a table
    assert (may_be_heard(found, is_review=False), may_be_heard(found, is_review=True)) == (for_all, in_review)


def test_a_link_holds_for_a_quarter_of_an_hour(keys: KeyDirectory) -> None:
    links = ClipLinks(public_url="https://voxloop.example", keys=keys)
    token = links.link(SnippetId("s1"), NOON, is_review=False).rpartition("/")[2]
    assert links.read(token, NOON + LIFE - timedelta(seconds=1)) == ("s1", False)
    with pytest.raises(BadLinkError):
        links.read(token, NOON + LIFE)
    with pytest.raises(BadLinkError):
        links.read(token.replace(".l.", ".r."), NOON)


@given(st.text(max_size=120))
def test_nobody_makes_up_a_link(token: str) -> None:
    class OneKey:
        def get_or_create(self, name: str) -> bytes:
            return name.encode().ljust(32, b"k")

    with pytest.raises(BadLinkError):
        ClipLinks(public_url="", keys=OneKey()).read(token, NOON)  # type: ignore[arg-type]


async def test_a_clip_is_played_until_the_customer_withdraws(
    database: Database, keys: KeyDirectory, tmp_path: Path
) -> None:
    links = ClipLinks(public_url="", keys=keys)
    found = voice(clip=ClipState.NONE)
    await database.write(lambda tx: tx.sources.save(Source(key="calls", name="Calls")))
    await database.write(lambda tx: tx.interactions.save(found.interaction))
    await database.write(lambda tx: tx.snippets.save([found.snippet]))
    await database.write(lambda tx: keep_clip(tx, SnippetId("s1"), "audio/mpeg", b"sound"))
    await database.write(lambda tx: tx.snippets.save([replace(found.snippet, clip=ClipState.APPROVED)]))

    async def clips(link: str) -> tuple[str, bytes] | None:
        return await database.read(lambda tx: clip_of(tx, links, link, NOON))

    app = build_application([Mount(routes=clip_routes(clips))])
    path = links.link(SnippetId("s1"), NOON, is_review=False)
    async with Server(app, host="127.0.0.1", port=0) as server, aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{server.port}"
        async with session.get(address + path) as response:
            assert (response.status, response.content_type) == (200, "audio/mpeg")
            assert response.headers["Cache-Control"] == "no-store"
            assert await response.read() == b"sound"
        async with session.get(address + path[:-1] + "0x") as response:
            assert response.status == 404
        withdrawn = replace(found.interaction, consent=ConsentState.WITHDRAWN)
        await database.write(lambda tx: tx.interactions.save(withdrawn))
        async with session.get(address + path) as response:
            assert response.status == 404
