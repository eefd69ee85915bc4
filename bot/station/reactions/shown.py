"""Whether a snippet may be shown, and what is said when it may not be any more."""

from bot.chat.effects import Ask, Effect
from bot.people.caller import Caller
from bot.station.model import SnippetId, SnippetState, Voice
from bot.station.notice_forms import notice_form
from bot.station.store import StationWork


def shown_voice(tx: StationWork, snippet_id: SnippetId) -> Voice | None:
    """The snippet, if everybody may read it."""
    voice = tx.snippets.get(snippet_id)
    return voice if voice is not None and voice.snippet.state is SnippetState.APPROVED else None


def gone(caller: Caller) -> Effect:
    """To somebody who wants something of a snippet that may not be shown any more."""
    return Ask(notice_form(caller.words, caller.words.say("These words are not shown any more.")))
