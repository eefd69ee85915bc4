"""A town that speaks: snippets of customers as they stand in the database, and people who read them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.chat.blocks import Block, Buttons, Excerpt, Facts, Heading, Note, Paragraph, Table
from bot.chat.effects import Ask, Effect
from bot.chat.forms import ChoiceField, Form
from bot.chat.ids import AccountRef, Actor, Platform, WorkspaceRef
from bot.chat.intake import ConsentState, InteractionKind, Speaker
from bot.chat.words import LANGUAGES
from bot.clock.quiet_hours import QuietHours
from bot.insight.listener import KeywordListener
from bot.insight.model import CueKind, Mood
from bot.insight.sentiment import NoScorer
from bot.people.caller import Caller
from bot.people.model import Person, PersonId, Role
from bot.privacy.keys import KeyStore
from bot.station.cutting.model import PassageLine
from bot.station.desk import StationDesk
from bot.station.intake.hear import Ear
from bot.station.model import Interaction, InteractionId, Snippet, SnippetId, SnippetState, Voice, new_id
from bot.station.posting.stations import Hours
from storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
EAR = Ear(spoken=LANGUAGES, usual="en", listener=KeywordListener(), scorer=NoScorer())
OFFICE = WorkspaceRef(platform=Platform("chat"), external_id="W1")


def station_desk(keys: KeyStore, *, ear: Ear | None = EAR) -> StationDesk:
    """A desk without any chat."""
    return StationDesk(
        organisation="Marigold",
        public_url="https://voxloop.example.com",
        ear=ear,
        keys=keys,
        web=None,
        hours=Hours(time_zone="Europe/Warsaw", quiet_hours=QuietHours(18, 8)),
        platforms={},
    )


def person(name: str, role: Role = Role.EMPLOYEE) -> Person:
    return Person(
        id=PersonId(name),
        name=f"{name} Example",
        first_name=name,
        locale="en",
        time_zone="Europe/Warsaw",
        joined_on=date(2026, 9, 1),
        role=role,
    )


def caller(name: str, role: Role = Role.EMPLOYEE, *, now: datetime = NOW) -> Caller:
    account = AccountRef(workspace=OFFICE, external_id=name)
    return Caller(person=person(name, role), actor=Actor(account=account), now=now)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a customer said, and what is known about it."""

    text: str
    ago: timedelta = timedelta(hours=1)
    theme: str | None = "late"
    stage: str | None = "receive"
    state: SnippetState = SnippetState.APPROVED
    facts: dict[str, Any] = field(default_factory=dict)

    def voice(self) -> Voice:
        interaction_id = InteractionId(new_id())
        interaction = Interaction(
            id=interaction_id,
            source="tickets",
            external_id=interaction_id,
            digest=b"",
            kind=InteractionKind.TICKET,
            happened_at=NOW - self.ago,
            received_at=NOW - self.ago,
            language="en",
            consent=ConsentState.GIVEN,
            frictions=(self.theme,) if self.theme else (),
        )
        snippet = Snippet(
            id=SnippetId(new_id()),
            interaction_id=interaction_id,
            lines=(PassageLine(speaker=Speaker.CUSTOMER, text=self.text),),
            starts_at_seconds=None,
            ends_at_seconds=None,
            cue=CueKind.FRICTION,
            because="",
            theme=self.theme,
            stage=self.stage,
            weight=0.5,
            mood=Mood.NOT_SCORED,
            valence=None,
            state=self.state,
            approved_at=NOW - self.ago if self.state is SnippetState.APPROVED else None,
        )
        return Voice(snippet=snippet, interaction=replace(interaction, **self.facts))


def hear_all(tx: UnitOfWork, *said: Said) -> list[Voice]:
    """Keeps what customers said."""
    voices = [each.voice() for each in said]
    for each in voices:
        tx.interactions.save(each.interaction)
    tx.snippets.save([each.snippet for each in voices])
    return voices


def form_of(effect: Effect) -> Form:
    assert isinstance(effect, Ask), effect
    return effect.form


def quotes_of(effect: Effect) -> list[str]:
    """The customers' words in a form, in order."""
    return [line.text for part in form_of(effect).parts if isinstance(part, Excerpt) for line in part.lines]


def text_of(effect: Effect) -> str:
    """All that can be read besides what customers said."""
    return "\n".join(filter(None, (_text(part) for part in form_of(effect).parts)))


def choices_of(effect: Effect, name: str) -> list[str]:
    """What a field offers, by value."""
    fields = (each for each in form_of(effect).parts if isinstance(each, ChoiceField))
    return [option.value for each in fields if each.name == name for option in each.options]


def button_of(effect: Effect, label: str) -> tuple[str, tuple[str, ...]] | None:
    """The verb and the arguments of the first button with this label."""
    groups = (part.items for part in form_of(effect).parts if isinstance(part, Buttons))
    found = (each.action for group in groups for each in group if each.label == label)
    action = next(found, None)
    return (action.verb, action.args) if action else None


def _text(part: Block | object) -> str:
    match part:
        case Heading(text) | Paragraph(text) | Note(text):
            return text
        case Facts(items):
            return "\n".join(f"{each.name}: {each.value}" for each in items)
        case Table():
            return "\n".join(" | ".join(row) for row in part.rows)
        case _:
            return ""
