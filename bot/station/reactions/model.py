"""What people say to a snippet, and what they promise."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.insight.emoji_mood import mood_of_reaction
from bot.insight.model import Mood
from bot.people.model import PersonId
from bot.station.model import FixId, PostingId, SnippetId


class ReactionKind(StrEnum):
    """What people say to a snippet by one press."""

    HEAR_TOO = "hear_too"
    CAN_FIX = "can_fix"
    WELL_DONE = "well_done"
    SURPRISED = "surprised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """That somebody wrote below a posting, and how it sounds. The words stay in the chat."""

    posting_id: PostingId
    comment_id: str
    person_id: PersonId
    language: str
    mood: Mood
    valence: float | None
    commented_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Resonance:
    """What came back for one snippet, over all places: people per reaction, people per emoji, comments, moods.

    Emoji and comments count where the snippet stands alone in its message. `comment_moods` counts scored and unscored
    moods of comments, `emoji_moods` those of the emoji, of the organisation's own ones by their `meanings`.
    `scored_people` counts the people whose comments were scored.
    """

    snippet_id: SnippetId
    reactions: Mapping[ReactionKind, int]
    emoji: Mapping[str, int]
    comments: int
    comment_moods: Mapping[Mood, int]
    scored_people: int = 0
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def emoji_moods(self) -> Mapping[Mood, int]:
        moods: Counter[Mood] = Counter()
        for name, people in self.emoji.items():
            moods[mood_of_reaction(name, self.meanings).mood] += people
        return moods


class FixEnding(StrEnum):
    """What became of "I can fix it"."""

    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    HANDED_ON = "handed_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Somebody's promise to fix what a snippet shows, until a day, and what came of it."""

    id: FixId
    snippet_id: SnippetId
    owner_id: PersonId
    due_on: date
    promised_at: datetime
    plan: str = ""
    ending: FixEnding | None = None
    outcome: str = ""
    ended_at: datetime | None = None
