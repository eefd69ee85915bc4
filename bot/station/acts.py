"""From a press, a form, a reaction or a comment to the use case of the station that it means."""

from bot.chat.actions import ActionRef, BadActionError
from bot.chat.blocks import Message, Paragraph
from bot.chat.effects import Effect, Whisper
from bot.chat.events import ButtonPressed, CommentChanged, FormSubmitted, ReactionChanged, Shortcut, ShortcutUsed
from bot.people.caller import Caller
from bot.station.browse.flag import open_flag, report_fault
from bot.station.browse.frictions import read_both_sides, remove_flag, show_frictions
from bot.station.browse.search import search_again, show_older
from bot.station.desk import StationDesk
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
            return _press(tx, caller, event)
        case FormSubmitted():
            return _submit(tx, caller, event, desk)
        case ShortcutUsed():
            return _use_shortcut(caller, event)


def overhear(tx: StationWork, caller: Caller, event: ReactionChanged | CommentChanged, desk: StationDesk) -> None:
    """What a reaction or a comment below a message of the bot's does."""


def _press(tx: StationWork, caller: Caller, event: ButtonPressed) -> Effect:
    match event.action:
        case ActionRef("station.older", args):
            return show_older(tx, caller, args)
        case ActionRef("station.report", ()):
            return open_flag(caller)
        case ActionRef("station.frictions", ()):
            return show_frictions(tx, caller)
        case ActionRef("station.flag-remove", (flag_id,)):
            return remove_flag(tx, caller, flag_id)
        case _:
            raise BadActionError("no button of the station has this action")


def _submit(tx: StationWork, caller: Caller, event: FormSubmitted, desk: StationDesk) -> Effect:
    match event.action:
        case ActionRef("station.search", ()):
            return search_again(tx, caller, event.values)
        case ActionRef("station.flag", ()):
            return report_fault(tx, caller, event.values, desk.ear) if desk.ear else _cannot_listen(caller)
        case ActionRef("station.friction", ()):
            return read_both_sides(tx, caller, event.values)
        case _:
            raise BadActionError("no form of the station has this action")


def _use_shortcut(caller: Caller, event: ShortcutUsed) -> Effect:
    match event.shortcut:
        case Shortcut.REPORT_FAULT:
            return open_flag(caller, event.text)
        case Shortcut.SHARE_VOICE:
            raise BadActionError("not yet")


def _cannot_listen(caller: Caller) -> Effect:
    text = caller.words.say("This installation cannot take customer voice yet: its extra “insight” is missing.")
    return Whisper(Message(summary=text, blocks=(Paragraph(text),)))
