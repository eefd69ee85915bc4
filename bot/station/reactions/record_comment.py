"""A comment below a posting: its language and mood are kept, its words stay in the chat."""

from bot.chat.events import CommentChanged
from bot.chat.words import LANGUAGES
from bot.insight.language import detect_language
from bot.insight.model import Scorer
from bot.people.caller import Caller
from bot.station.reactions.model import Comment
from bot.station.reactions.record_reaction import single_at
from bot.station.store import StationWork

LONGEST = 2000
"""Characters of a comment that are looked at."""


def record_comment(tx: StationWork, caller: Caller, event: CommentChanged, scorer: Scorer) -> None:
    """Keeps how a comment below a single snippet sounds, or forgets it with the comment; others are none of ours."""
    posting = single_at(tx, event.message)
    if posting is None:
        return
    if event.text is None or not event.text.strip():
        tx.reactions.delete_comment(posting.id, event.comment_id)
        return
    text = event.text[:LONGEST]
    station = tx.stations.get(posting.station_id) if posting.station_id else None
    language = detect_language(text, LANGUAGES, station.locale if station else caller.person.locale)
    sentiment = scorer.score(text, language)
    tx.reactions.save_comment(
        Comment(
            posting_id=posting.id,
            comment_id=event.comment_id,
            person_id=caller.person.id,
            language=language,
            mood=sentiment.mood,
            valence=sentiment.valence,
            commented_at=caller.now,
        )
    )
