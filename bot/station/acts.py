"""From a press, a form, a reaction or a comment to the use case of the station that it means."""

from bot.chat.actions import ActionRef, BadActionError
from bot.chat.blocks import Message, Paragraph
from bot.chat.effects import Effect, Whisper
from bot.chat.events import ButtonPressed, CommentChanged, FormSubmitted, ReactionChanged, Shortcut, ShortcutUsed
from bot.people.caller import Caller
from bot.station.browse.flag import open_flag, report_fault
from bot.station.browse.frictions import read_both_sides, remove_flag, show_frictions
from bot.station.browse.search import open_search, search_again, show_older
from bot.station.desk import StationDesk
from bot.station.intake.add_by_hand import ask_for_voice, take_voice
from bot.station.intake.review import approve, approve_clip, open_review, reject, show_review
from bot.station.intake.sources import renew_secret, save_source
from bot.station.model import FixId, SnippetId, SnippetState, StationId
from bot.station.posting.listen import listen
from bot.station.posting.stations import remove_station, save_station
from bot.station.posting.subscribe import list_subscriptions, save_subscription, subscribe, unsubscribe
from bot.station.reactions.coverage import coverage
from bot.station.reactions.fix_it import close_fix, move_fix, open_close, promise
from bot.station.reactions.record_comment import record_comment
from bot.station.reactions.record_reaction import open_snippet, react, record_emoji, unreact
from bot.station.store import StationWork

VERBS = "station."
"""How the verbs of all actions begin that are taken here."""


def act(
    tx: StationWork, caller: Caller, event: ButtonPressed | FormSubmitted | ShortcutUsed, desk: StationDesk
) -> Effect:
    """What a press, a form that is sent in, or an entry of the platform's menus does.

    Raises:
        BadActionError: no such button or form exists.
    """
    match event:
        case ButtonPressed():
            done = _read(tx, caller, event) or _answer(tx, caller, event, desk) or _keep(tx, caller, event, desk)
        case FormSubmitted():
            done = _send_in(tx, caller, event, desk) or _say_in_words(tx, caller, event, desk)
        case ShortcutUsed():
            done = _use_shortcut(caller, event)
    if done is None:
        raise BadActionError("nothing of the station's has this action")
    return done


def overhear(tx: StationWork, caller: Caller, event: ReactionChanged | CommentChanged, desk: StationDesk) -> None:
    """Keeps that somebody reacted or commented below a message of the bot's, as far as it is one of ours."""
    match event:
        case ReactionChanged():
            record_emoji(tx, caller, event)
        case CommentChanged() if desk.ear is not None:
            record_comment(tx, caller, event, desk.ear.scorer)
        case CommentChanged():
            return


def _read(tx: StationWork, caller: Caller, event: ButtonPressed) -> Effect | None:
    """Buttons that only show something."""
    match event.action:
        case ActionRef("station.search-open", ()):
            return open_search(tx, caller)
        case ActionRef("station.older", args):
            return show_older(tx, caller, args)
        case ActionRef("station.open", (snippet_id,)):
            return open_snippet(tx, caller, SnippetId(snippet_id))
        case ActionRef("station.report", ()):
            return open_flag(caller)
        case ActionRef("station.frictions", ()):
            return show_frictions(tx, caller)
        case ActionRef("station.coverage", (station_id,)):
            return coverage(tx, caller, StationId(station_id))
        case ActionRef("station.subscriptions", ()):
            return list_subscriptions(tx, caller)
        case _:
            return None


def _answer(tx: StationWork, caller: Caller, event: ButtonPressed, desk: StationDesk) -> Effect | None:
    """Buttons by which people say something to a snippet, or keep their promises."""
    match event.action:
        case ActionRef("station.react"):
            return react(tx, caller, event, desk.organisation)
        case ActionRef("station.unreact"):
            return unreact(tx, caller, event)
        case ActionRef("station.fix", (fix_id,)):
            return open_close(tx, caller, FixId(fix_id))
        case ActionRef("station.fix-move", (fix_id,)):
            return move_fix(tx, caller, FixId(fix_id))
        case ActionRef("station.listen", (snippet_id,)):
            return listen(tx, caller, SnippetId(snippet_id), desk.clip_links, is_in_form=event.in_form)
        case ActionRef("station.subscribe", (station_id,)):
            return subscribe(tx, caller, StationId(station_id))
        case ActionRef("station.unsubscribe", (station_id,)):
            return unsubscribe(tx, caller, StationId(station_id))
        case _:
            return None


def _keep(tx: StationWork, caller: Caller, event: ButtonPressed, desk: StationDesk) -> Effect | None:
    """Buttons of those who look after what is shown."""
    match event.action:
        case ActionRef("station.review-reject", (snippet_id,)):
            return reject(tx, caller, SnippetId(snippet_id))
        case ActionRef("station.review-next", (snippet_id,)):
            return open_review(tx, caller, after=SnippetId(snippet_id))
        case ActionRef("station.review-open", (snippet_id,)):
            return _review_one(tx, caller, SnippetId(snippet_id))
        case ActionRef("station.review-clip", (snippet_id,)):
            return approve_clip(tx, caller, SnippetId(snippet_id))
        case ActionRef("station.source-renew", (key,)):
            return renew_secret(tx, caller, key, desk.keys, desk.public_url)
        case ActionRef("station.flag-remove", (flag_id,)):
            return remove_flag(tx, caller, flag_id)
        case _:
            return None


def _review_one(tx: StationWork, caller: Caller, snippet_id: SnippetId) -> Effect:
    voice = tx.snippets.get(snippet_id)
    is_waiting = voice is not None and voice.snippet.state is SnippetState.WAITING
    return show_review(tx, caller, voice) if voice is not None and is_waiting else open_review(tx, caller)


def _send_in(tx: StationWork, caller: Caller, event: FormSubmitted, desk: StationDesk) -> Effect | None:
    values = event.values
    match event.action:
        case ActionRef("station.search", ()):
            return search_again(tx, caller, values)
        case ActionRef("station.friction", ()):
            return read_both_sides(tx, caller, values)
        case ActionRef("station.promise", (snippet_id,)):
            return promise(tx, caller, SnippetId(snippet_id), values)
        case ActionRef("station.fix-close", (fix_id,)):
            return close_fix(tx, caller, FixId(fix_id), values, desk.below, desk.ear.spoken if desk.ear else ())
        case ActionRef("station.review-approve", (snippet_id,)):
            return approve(tx, caller, SnippetId(snippet_id), values)
        case ActionRef("station.subscription", (station_id,)):
            return save_subscription(tx, caller, StationId(station_id), values)
        case ActionRef("station.source-save", (key,)):
            return save_source(tx, caller, key, values)
        case ActionRef("station.save", args):
            return save_station(tx, caller, args, values, desk.web)
        case ActionRef("station.drop", (station_id,)):
            return remove_station(tx, caller, StationId(station_id))
        case _:
            return None


def _say_in_words(tx: StationWork, caller: Caller, event: FormSubmitted, desk: StationDesk) -> Effect | None:
    """Forms whose words are listened to before anything is kept."""
    if event.action not in {ActionRef("station.flag"), ActionRef("station.voice-add")}:
        return None
    if desk.ear is None:
        return _cannot_listen(caller)
    if event.action == ActionRef("station.flag"):
        return report_fault(tx, caller, event.values, desk.ear)
    return take_voice(tx, caller, event.values, desk.ear, desk.digest_key)


def _use_shortcut(caller: Caller, event: ShortcutUsed) -> Effect:
    match event.shortcut:
        case Shortcut.REPORT_FAULT:
            return open_flag(caller, event.text)
        case Shortcut.SHARE_VOICE:
            return ask_for_voice(caller, event.text, event.url)


def _cannot_listen(caller: Caller) -> Effect:
    text = caller.words.say("This installation cannot take customer voice yet: its extra “insight” is missing.")
    return Whisper(Message(summary=text, blocks=(Paragraph(text),)))
