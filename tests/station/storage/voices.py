"""Interactions and snippets as the stores are handed them; every value can be chosen, none has to."""

from datetime import UTC, datetime
from typing import Any

from bot.chat.ids import Place, PlaceKind, Platform, WorkspaceRef
from bot.chat.intake import ConsentState, InteractionKind, Speaker
from bot.insight.model import CueKind, Mood
from bot.station.cutting.model import PassageLine
from bot.station.model import (
    Interaction,
    InteractionId,
    Posting,
    PostingId,
    PostingKind,
    Snippet,
    SnippetId,
    SnippetState,
)
from storage.database import Database
from storage.unit_of_work import UnitOfWork

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NORTHWIND = WorkspaceRef(platform=Platform("chat"), external_id="T-NORTHWIND")


def channel(name: str) -> Place:
    return Place(workspace=NORTHWIND, kind=PlaceKind.CHANNEL, external_id=name)


def said(text: str, *, by: Speaker = Speaker.CUSTOMER) -> tuple[PassageLine, ...]:
    return (PassageLine(speaker=by, text=text),)


def interaction(name: str, **values: Any) -> Interaction:  # noqa: ANN401 - any field of an interaction
    known: dict[str, Any] = {
        "id": InteractionId(name),
        "source": "calls",
        "external_id": f"call-{name}",
        "digest": b"digest",
        "kind": InteractionKind.CALL,
        "happened_at": MONDAY,
        "received_at": MONDAY,
        "language": "en",
        "consent": ConsentState.GIVEN,
    }
    return Interaction(**known | values)


def snippet(name: str, of: str, **values: Any) -> Snippet:  # noqa: ANN401 - any field of a snippet
    known: dict[str, Any] = {
        "id": SnippetId(name),
        "interaction_id": InteractionId(of),
        "lines": said("The parcel came two weeks late."),
        "starts_at_seconds": None,
        "ends_at_seconds": None,
        "cue": CueKind.FRICTION,
        "because": "It came late or still waits",
        "theme": "late",
        "stage": "receive",
        "weight": 0.5,
        "mood": Mood.NEGATIVE,
        "valence": -0.5,
        "state": SnippetState.APPROVED,
        "approved_at": MONDAY,
    }
    return Snippet(**known | values)


def posting(name: str, *snippets: str, **values: Any) -> Posting:  # noqa: ANN401 - any field of a posting
    known: dict[str, Any] = {
        "id": PostingId(name),
        "kind": PostingKind.SNIPPET,
        "place": channel("C-VOICES"),
        "snippet_ids": tuple(map(SnippetId, snippets)),
        "planned_at": MONDAY,
    }
    return Posting(**known | values)


async def keep(database: Database, interaction_: Interaction, *snippets: Snippet) -> None:
    """Saves an interaction with its snippets, in the order in which they were said."""

    def change(work: UnitOfWork) -> None:
        work.interactions.save(interaction_)
        work.snippets.save(snippets)

    await database.write(change)
