"""From a press or a form to the use case of the digest that it means."""

from bot.chat.actions import ActionRef
from bot.chat.effects import Effect
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.digest.actions import press_action, submit_action
from bot.digest.desk import DigestDesk
from bot.digest.read_digest import open_act, show_customers, show_more, show_page_link, show_week
from bot.digest.store import DigestWork
from bot.digest.wishes import open_wish, save_wish
from bot.people.caller import Caller

VERBS = "digest."
"""How the verbs of all actions begin that are taken here."""


READING = frozenset({"digest.show", "digest.more", "digest.customers", "digest.page", "digest.act"})
"""Those that change nothing: they may take a while, and keep nobody waiting who answers."""


def act(tx: DigestWork, caller: Caller, event: ButtonPressed | FormSubmitted, desk: DigestDesk) -> Effect:
    """What a press, or a form that is sent in, does.

    Raises:
        BadActionError: no such button or form exists.
    """
    return press(tx, caller, event, desk) if isinstance(event, ButtonPressed) else submit(tx, caller, event, desk)


def press(tx: DigestWork, caller: Caller, event: ButtonPressed, desk: DigestDesk) -> Effect:
    """What a press on a button of a digest does.

    Raises:
        BadActionError: no such button exists.
    """
    match event.action:
        case ActionRef("digest.show", (week, unit)):
            return show_week(tx, caller, week, unit, desk)
        case ActionRef("digest.more", (week, unit)):
            return show_more(tx, caller, week, unit, desk)
        case ActionRef("digest.customers", (week, unit)):
            return show_customers(tx, caller, week, unit, desk)
        case ActionRef("digest.page", (week, unit)):
            return show_page_link(tx, caller, week, unit, desk)
        case ActionRef("digest.act", (week, unit)):
            return open_act(tx, caller, week, unit, desk)
        case ActionRef("digest.settings", ()):
            return open_wish(tx, caller)
        case _:
            return press_action(tx, caller, event, desk.order)


def submit(tx: DigestWork, caller: Caller, event: FormSubmitted, desk: DigestDesk) -> Effect:
    """What a form of this room does when it is sent in.

    Raises:
        BadActionError: no such form exists.
    """
    match event.action:
        case ActionRef("digest.settings-save", ()):
            return save_wish(tx, caller, event.values)
        case _:
            return submit_action(tx, caller, event, desk.order)
