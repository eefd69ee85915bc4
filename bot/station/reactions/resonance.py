"""What came back for snippets: which moved people most, and how what came back sounds."""

from collections.abc import Collection, Mapping

from bot.insight.model import Mood
from bot.station.model import SnippetId
from bot.station.reactions.model import Resonance
from bot.station.store import StationWork

ENOUGH = 5
"""So many people whose comments were scored, or so many emoji, stand behind what is said of how they sound."""


def resonance_of(tx: StationWork, snippet_id: SnippetId) -> Resonance:
    """What came back for one snippet, over all places."""
    return tx.reactions.resonance((snippet_id,))[snippet_id]


def most_resonant(tx: StationWork, ids: Collection[SnippetId]) -> SnippetId | None:
    """The snippet that moved most people; of equals the one whose id comes first, `None` where nobody was moved."""
    weights = {each: weight_of(told) for each, told in tx.reactions.resonance(ids).items()}
    moving = (each for each, weight in weights.items() if weight)
    return min(moving, key=lambda each: (-weights[each], each), default=None)


def weight_of(resonance: Resonance) -> int:
    """How much came back; who takes the trouble to write counts twice."""
    return sum(resonance.reactions.values()) + sum(resonance.emoji.values()) + 2 * resonance.comments


def comment_moods_shown(resonance: Resonance) -> Mapping[Mood, int]:
    """How comments sound, where people enough wrote that none of them is judged; empty otherwise."""
    return _scored(resonance.comment_moods) if resonance.scored_people >= ENOUGH else {}


def emoji_moods_shown(resonance: Resonance) -> Mapping[Mood, int]:
    """How emoji sound, from so many on that it says something; empty below."""
    scored = _scored(resonance.emoji_moods)
    return scored if sum(scored.values()) >= ENOUGH else {}


def _scored(moods: Mapping[Mood, int]) -> Mapping[Mood, int]:
    return {mood: count for mood in (Mood.POSITIVE, Mood.NEUTRAL, Mood.NEGATIVE) if (count := moods.get(mood, 0))}
