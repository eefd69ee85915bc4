"""How interactions and snippets stand in their tables."""

from dataclasses import fields
from typing import Any

from sqlalchemy import RowMapping, Select, select

from bot.chat.intake import ConsentState, InteractionKind, Speaker
from bot.insight.model import CueKind, Mood
from bot.station.cutting.model import PassageLine
from bot.station.model import ClipState, Interaction, Snippet, SnippetState, Voice
from storage.tables.station import interactions, snippets

INTERACTION_FIELDS = tuple(field.name for field in fields(Interaction))
SNIPPET_FIELDS = tuple(field.name for field in fields(Snippet))


def interaction_values(interaction: Interaction) -> dict[str, Any]:
    """The columns of an interaction."""
    values = {name: getattr(interaction, name) for name in INTERACTION_FIELDS}
    return values | {
        "kind": interaction.kind.value,
        "consent": interaction.consent.value,
        "mood": interaction.mood.value,
        "cues": [cue.value for cue in interaction.cues],
        "product_key": interaction.product_key,
        "site_key": interaction.site_key,
        "language_key": interaction.language_key,
    }


def interaction_of(row: RowMapping) -> Interaction:
    """The interaction in a row of its table, or of one joined with it."""
    values = {name: row[interactions.c[name]] for name in INTERACTION_FIELDS}
    return Interaction(
        **values
        | {
            "kind": InteractionKind(values["kind"]),
            "consent": ConsentState(values["consent"]),
            "mood": Mood(values["mood"]),
            "frictions": tuple(values["frictions"]),
            "themes": tuple(values["themes"]),
            "cues": tuple(map(CueKind, values["cues"])),
        }
    )


def snippet_values(snippet: Snippet) -> dict[str, Any]:
    """The columns of a snippet, but for those that only storage has."""
    values = {name: getattr(snippet, name) for name in SNIPPET_FIELDS}
    return values | {
        "lines": [[line.speaker.value, line.text] for line in snippet.lines],
        "cue": snippet.cue.value,
        "mood": snippet.mood.value,
        "state": snippet.state.value,
        "clip": snippet.clip.value,
    }


def snippet_of(row: RowMapping) -> Snippet:
    """The snippet in a row of its table, or of one joined with it."""
    values = {name: row[snippets.c[name]] for name in SNIPPET_FIELDS}
    return Snippet(
        **values
        | {
            "lines": tuple(PassageLine(speaker=Speaker(who), text=said) for who, said in values["lines"]),
            "cue": CueKind(values["cue"]),
            "mood": Mood(values["mood"]),
            "state": SnippetState(values["state"]),
            "doubts": tuple(values["doubts"]),
            "clip": ClipState(values["clip"]),
        }
    )


def select_voices() -> Select[Any]:
    """Snippets with their interactions."""
    return select(snippets, interactions).join(interactions, interactions.c.id == snippets.c.interaction_id)


def voice_of(row: RowMapping) -> Voice:
    """What a row of `select_voices` holds."""
    return Voice(snippet=snippet_of(row), interaction=interaction_of(row))


def folded(text: str) -> str:
    """A text as it is looked for: without regard to case, and without what PostgreSQL's texts cannot hold."""
    return text.replace("\0", " ").casefold()
