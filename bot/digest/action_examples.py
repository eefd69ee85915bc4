"""An example of everything that is said about promises: for the gallery, the pictures and the tests of how it looks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import Words
from bot.digest.action_forms import act_form, action_note, actions_form, check_form, move_form, tell_form
from bot.digest.action_messages import outcome_message, reminder_message, we_did_message
from bot.digest.model import Action, ActionId, ActionState, Subject
from bot.digest.plain_language import hints
from bot.digest.subjects import suggestion_of
from bot.digest.tell_team import draft
from bot.people.model import PersonId

UNIT = "example-harbour"
TODAY = date(2026, 11, 25)
ACTION = Action(
    id=ActionId("example-promise"),
    owner_id=PersonId("example"),
    unit=UNIT,
    unit_name="Harbour",
    subject=Subject(measure="friction.slow-order-system", stage="buy"),
    plan="Measure the wait at the till for one day, and take the figure to whoever owns the system",
    promised_on=date(2026, 11, 23),
    due_on=date(2026, 12, 4),
)
LATE = replace(ACTION, id=ActionId("example-late"), due_on=date(2026, 11, 20), told_on=date(2026, 11, 24))
MEASURED = replace(
    ACTION,
    state=ActionState.MEASURED,
    measured_on=date(2027, 1, 4),
    before="Your people: 40 to 50 % named “A slow till or order system”.\nCustomers: 31 % met an obstacle at “Buying”.",
    after="Your people: 10 to 20 % named “A slow till or order system” (▲ better than before, beyond noise).\n"
    "Customers: 29 % met an obstacle at “Buying” (= no change beyond noise).",
)
SUGGESTED = tuple(each for key in ("stage.buy.0", "tools.0", "voice.1") if (each := suggestion_of(key)) is not None)
HASTY = "We will leverage synergies at the till soon."
TOLD = "You said that the till makes customers wait.\nWe did: the shop has a second till since Monday."

EXAMPLES: Mapping[str, Callable[[Words], Message | Form]] = MappingProxyType(
    {
        "digest.act": lambda words: act_form(words, UNIT, SUGGESTED, date(2026, 12, 9)),
        "digest.act.own-words": lambda words: act_form(words, UNIT, (), date(2026, 12, 9)),
        "digest.actions": lambda words: actions_form(words, (LATE, ACTION), TODAY),
        "digest.actions.none": lambda words: actions_form(words, (), TODAY),
        "digest.action.move": lambda words: move_form(words, ACTION),
        "digest.action.over": lambda words: action_note(
            words, words.say("This promise is closed already, or it is not yours.")
        ),
        "digest.tell": lambda words: tell_form(words, ACTION, draft(words, ACTION)),
        "digest.tell.company": lambda words: tell_form(words, replace(ACTION, unit_name=""), TOLD),
        "digest.tell.check": lambda words: check_form(words, ACTION, HASTY, hints(HASTY, "en")),
        "digest.reminder": lambda words: reminder_message(words, ACTION, is_last=False),
        "digest.reminder.last": lambda words: reminder_message(words, ACTION, is_last=True),
        "digest.we-did": lambda words: we_did_message(words, ACTION.unit_name, TOLD),
        "digest.we-did.company": lambda words: we_did_message(words, "", TOLD),
        "digest.outcome": lambda words: outcome_message(words, MEASURED),
        "digest.outcome.told": lambda words: outcome_message(words, replace(MEASURED, told_on=TODAY)),
    }
)
