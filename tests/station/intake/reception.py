"""Who is here in the stories of this folder, how they listen, and what customers tell them."""

from datetime import UTC, datetime
from typing import Any

from bot.chat.blocks import Excerpt, Facts, Note, Paragraph
from bot.chat.effects import Ask, Effect
from bot.chat.forms import Form
from bot.chat.ids import AccountRef, Actor, Place, PlaceKind, Platform, WorkspaceRef
from bot.chat.intake import ConsentState, IntakeRecord, InteractionKind, Speaker, Turn
from bot.insight.listener import KeywordListener
from bot.insight.sentiment import TextBlobScorer
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.intake.hear import Ear, Hearing, hear
from bot.station.model import (
    Posting,
    PostingId,
    PostingKind,
    PostingState,
    SnippetId,
    Source,
    SourceMode,
    StationId,
    new_id,
)
from tests.people.builders import person

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
KEY = b"a key of the tests, thirty-two b"
EAR = Ear(spoken=("en", "pl", "de"), usual="en", listener=KeywordListener(), scorer=TextBlobScorer())
OFFICE = WorkspaceRef(platform=Platform("chat"), external_id="W1")
CHANNEL = Place(workspace=OFFICE, kind=PlaceKind.CHANNEL, external_id="C1")

LATE = "My parcel has been late for three weeks, I waited and waited, and nobody calls me back."
CHARGED = "And I was charged twice for the same order, which is ridiculous, and nobody can tell me why."
KIND = "Your colleague was so helpful, thank you so much, I did not expect it to be solved that quickly."

IN_REVIEW = Source(key="calls", name="Calls")
AUTOMATIC = Source(key="calls", name="Calls", mode=SourceMode.AUTOMATIC)
COVERED = Source(key="calls", name="Calls", mode=SourceMode.AUTOMATIC, is_consent_covered=True)


def told(*said: str, external_id: str = "1", **facts: Any) -> IntakeRecord:  # noqa: ANN401 - whatever fields a record has
    """A call in which the customer says all this, in a turn each; the customer agreed to be heard."""
    turns = [Turn(speaker=Speaker.AGENT, text="Marigold service, how can I help you?")]
    for text in said:
        turns += [Turn(speaker=Speaker.CUSTOMER, text=text), Turn(speaker=Speaker.AGENT, text="I see.")]
    known: dict[str, Any] = {"consent": ConsentState.GIVEN, "happened_at": NOW}
    return IntakeRecord(
        source="calls",
        external_id=external_id,
        kind=InteractionKind.CALL,
        turns=tuple(turns),
        **known | facts,
    )


def heard(*said: str, external_id: str = "1", **facts: Any) -> Hearing:  # noqa: ANN401 - as above
    return hear(told(*said, external_id=external_id, **facts), EAR, KEY)


def caller(role: Role = Role.LEADER, name: str = "Ana Example") -> Caller:
    account = AccountRef(workspace=OFFICE, external_id=name)
    return Caller(person=person(name, role=role), actor=Actor(account=account), now=NOW)


def posting(*snippets: SnippetId, state: PostingState = PostingState.POSTED, place: Place = CHANNEL) -> Posting:
    """A message that shows some snippets."""
    posting_id = PostingId(new_id())
    return Posting(
        id=posting_id,
        kind=PostingKind.SNIPPET if len(snippets) == 1 else PostingKind.ROUND_UP,
        place=place,
        snippet_ids=snippets,
        planned_at=NOW,
        station_id=StationId("station"),
        state=state,
        message_id=f"message of {posting_id}" if state is PostingState.POSTED else "",
        posted_at=NOW if state is PostingState.POSTED else None,
    )


def form_of(effect: Effect) -> Form:
    assert isinstance(effect, Ask)
    return effect.form


def shown(form: Form) -> str:
    """All that a window lets people read, fields included."""
    return "\n".join(text for part in form.parts for text in _texts(part))


def _texts(part: object) -> list[str]:
    match part:
        case Paragraph(text) | Note(text):
            return [text]
        case Facts(items):
            return [f"{fact.name}: {fact.value}" for fact in items]
        case Excerpt():
            return [part.origin, *(f"{line.speaker}: {line.text}" for line in part.lines)]
        case _:
            return [repr(part)]
