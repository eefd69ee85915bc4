"""A reaction by one press, or by one of the platform's own emoji: kept once per person, and taken back again."""

import re

from bot.chat.actions import BadActionError
from bot.chat.effects import Ask, Effect, Nothing, Replace, Whisper
from bot.chat.events import ButtonPressed, ReactionChanged
from bot.chat.ids import MessageRef, Place, PlaceKind
from bot.people.caller import Caller
from bot.station.model import Posting, PostingState, SnippetId, Voice
from bot.station.posting.compose import compose_posting, heard_of
from bot.station.reactions.amending import SINGLE, follow
from bot.station.reactions.fix_it import open_promise
from bot.station.reactions.forms import said_already_form, whole_form
from bot.station.reactions.messages import said_already, taken_back
from bot.station.reactions.model import ReactionKind
from bot.station.reactions.resonance import resonance_of
from bot.station.reactions.shown import gone, shown_voice
from bot.station.store import StationWork

MAX_EMOJI = 100
_TONE = re.compile("::.*|[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def react(tx: StationWork, caller: Caller, event: ButtonPressed, organisation: str) -> Effect:
    """Keeps a reaction and shows the new counts where it was pressed; the second time it can be taken back.

    Raises:
        BadActionError: the button was not written by us.
    """
    voice, kind = _meant(tx, event)
    if voice is None:
        return _too_late(caller, event)
    if kind is ReactionKind.CAN_FIX:
        return open_promise(tx, caller, voice.snippet.id)
    if not tx.reactions.add(voice.snippet.id, caller.person.id, kind, caller.now):
        return _said_already(tx, caller, event, voice, kind)
    pressed = None if event.in_form else _pressed(tx, event.place, voice.snippet.id)
    follow(tx, voice.snippet.id, caller.now, but=pressed)
    return _counted(tx, caller, voice, pressed, organisation)


def unreact(tx: StationWork, caller: Caller, event: ButtonPressed) -> Effect:
    """Takes a reaction back; counts follow everywhere.

    Raises:
        BadActionError: the button was not written by us.
    """
    voice, kind = _meant(tx, event)
    if voice is None:
        return _too_late(caller, event)
    if tx.reactions.remove(voice.snippet.id, caller.person.id, kind):
        follow(tx, voice.snippet.id, caller.now)
    if event.in_form:
        return open_snippet(tx, caller, voice.snippet.id)
    return Whisper(taken_back(caller.words))


def open_snippet(tx: StationWork, caller: Caller, snippet_id: SnippetId) -> Effect:
    """Shows a whole snippet with what came back for it."""
    voice = shown_voice(tx, snippet_id)
    if voice is None:
        return gone(caller)
    resonance = resonance_of(tx, snippet_id)
    return Ask(whole_form(caller.words, voice, heard_of(tx, snippet_id), resonance=resonance))


def record_emoji(tx: StationWork, caller: Caller, event: ReactionChanged) -> None:
    """Keeps, or takes back, one of the platform's own reactions below a single snippet; others are none of ours."""
    posting = single_at(tx, event.message)
    emoji = plain_emoji(event.reaction)
    if posting is None or not emoji:
        return
    if event.is_added:
        tx.reactions.put_emoji(posting.id, caller.person.id, emoji, caller.now)
    else:
        tx.reactions.take_emoji(posting.id, caller.person.id, emoji)


def single_at(tx: StationWork, message: MessageRef) -> Posting | None:
    """The posting of one snippet that stands at a message."""
    posting = tx.postings.at_message(message)
    return posting if posting is not None and posting.kind in SINGLE else None


def plain_emoji(reaction: str) -> str:
    """The platform's word without colons and skin tones; empty for none and for one longer than any is."""
    plain = _TONE.sub("", reaction.strip().strip(":")).strip(":").casefold()
    return plain if len(plain) <= MAX_EMOJI else ""


def _too_late(caller: Caller, event: ButtonPressed) -> Effect:
    """A message that shows it still is deleted or amended any moment, so it is not answered by another one."""
    return gone(caller) if event.in_form else Nothing()


def _meant(tx: StationWork, event: ButtonPressed) -> tuple[Voice | None, ReactionKind]:
    try:
        snippet_id, kind = event.action.args
        return shown_voice(tx, SnippetId(snippet_id)), ReactionKind(kind)
    except ValueError as error:
        raise BadActionError("no reaction is called so") from error


def _pressed(tx: StationWork, place: Place | None, snippet_id: SnippetId) -> Posting | None:
    """The message of a press: the latest posting of the snippet where it was pressed."""
    if place is None:
        return None
    here = [
        each
        for each in tx.postings.of_snippets((snippet_id,))
        if each.kind in SINGLE and _is_same(each.place, place) and each.state is not PostingState.DELETED
    ]
    return max(here, key=lambda each: each.planned_at, default=None)


def _is_same(place: Place, pressed_in: Place) -> bool:
    """Whether a press came from a channel or conversation; platforms may name the thread of the message as well."""
    is_direct = (place.kind is PlaceKind.DIRECT, pressed_in.kind is PlaceKind.DIRECT)
    where = (place.workspace, place.external_id)
    return is_direct[0] == is_direct[1] and where == (pressed_in.workspace, pressed_in.external_id)


def _counted(tx: StationWork, caller: Caller, voice: Voice, pressed: Posting | None, organisation: str) -> Effect:
    if pressed is None:
        return open_snippet(tx, caller, voice.snippet.id)
    message = compose_posting(tx, pressed, organisation, caller.now)
    return Replace(message) if message else Nothing()


def _said_already(tx: StationWork, caller: Caller, event: ButtonPressed, voice: Voice, kind: ReactionKind) -> Effect:
    if event.in_form:
        return Ask(said_already_form(caller.words, voice, heard_of(tx, voice.snippet.id), kind))
    return Whisper(said_already(caller.words, voice.snippet.id, kind))
