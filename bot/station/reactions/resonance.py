"""Which snippets moved people most."""

from collections.abc import Collection

from bot.station.model import SnippetId
from bot.station.reactions.model import Resonance
from bot.station.store import StationWork


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
