"""The library of next steps: for each driver and each obstacle a few small things that a leader can do next week."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.chat.words import phrase
from bot.privacy.release.model import FRICTION

STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "overall": (
            phrase("Ask your team what one thing would make next week better, and do it."),
            phrase("Tell your team what you read here, and what you make of it."),
        ),
        "enps": (
            phrase("Ask two people what they would tell a friend about working here."),
            phrase("Write down one reason to stay that you can strengthen this month."),
        ),
        "voice": (
            phrase("Begin the next meeting with what you got wrong lately."),
            phrase("Thank somebody, in front of others, for a warning or for disagreeing."),
        ),
        "communication": (
            phrase("Tell your team each Monday in three sentences what changed and why."),
            phrase("Ask which news came too late last month, and from whom it should have come."),
        ),
        "trust": (
            phrase("Name one promise that you have not kept yet, and when you will."),
            phrase("Leave the next decision of this kind to whoever does the work."),
        ),
        "recognition": (
            phrase("Thank one person a day this week, for something exact."),
            phrase("Ask customers' thanks to be read out where the team meets."),
        ),
        "workload": (
            phrase("Strike one report, meeting or rule this week that nobody would miss."),
            phrase("Plan the next fortnight together, and say what will not be done."),
        ),
        "growth": (
            phrase("Ask each person what they would like to be able to do in half a year."),
            phrase("Let somebody do with you a thing that only you have done so far."),
        ),
        "purpose": (
            phrase("Play the team one customer's words each week, and talk about them for five minutes."),
            phrase("Show what came of last month's work for one customer."),
        ),
        "autonomy": (
            phrase("Name one decision that no longer needs your yes."),
            phrase("Ask which rule costs most time, and try a month without it."),
        ),
        "coaching": (
            phrase("Hold a talk of half an hour with each person this month, and mostly listen."),
            phrase("Ask one question before you give advice."),
        ),
        "tools": (
            phrase("Sit beside somebody for an hour and write down each time a system makes them wait."),
            phrase("Choose one fault of a tool, and name who mends it until when."),
        ),
        "customers": (
            phrase("Let everybody listen to one call this week, and say what surprised them."),
            phrase("Ask what customers wanted that we could not give, and change one of these things."),
        ),
        "friction.wrong-information": (
            phrase("Let one person own the page that customers and staff read, and date it."),
        ),
        "friction.hard-to-explain": (phrase("Rewrite one offer so that a colleague from elsewhere can explain it."),),
        "friction.not-available": (phrase("Tell staff each morning what is not there, and what to offer instead."),),
        "friction.slow-order-system": (
            phrase("Measure the wait at the till for one day, and take the figure to whoever owns the system."),
        ),
        "friction.late-or-wrong": (
            phrase("Look at ten late deliveries together, and mend the commonest cause."),
            phrase("Tell customers about a delay before they ask."),
        ),
        "friction.fault": (phrase("Collect the three faults customers name most, and ask for a date for each."),),
        "friction.too-few-people": (
            phrase("Move people to the two busiest hours, for a month, and look again."),
            phrase("Find the one question that brings most customers, and answer it before they come."),
        ),
        "friction.waiting-for-team": (phrase("Agree with that team on an answer within a day, and on who gives it."),),
        "friction.rule": (phrase("Give staff an amount up to which they may put things right themselves."),),
        "friction.bill-or-contract": (
            phrase("Take the bill that is asked about most, and write it anew in plain words."),
        ),
        "friction.something-else": (phrase("Ask your team what it was, and choose one thing."),),
    }
)
"""Marked phrases by measure, as `bot.digest.model.Subject` names it; the best first."""

STAGE_STEPS: Mapping[str, str] = MappingProxyType(
    {
        "discover": phrase("Ask five new customers what they expected, and change the sentence that misled them."),
        "choose": phrase("Let staff and customers choose together for an hour, and note where they get stuck."),
        "buy": phrase("Buy something from us as a customer would, together with somebody who works at the till."),
        "receive": phrase("Follow one order from the click to the door, with somebody from each team on its way."),
        "use": phrase("Show the people who make it the three complaints that come up most."),
        "get-help": phrase(
            "Sit with the people who answer customers for an hour, and mend one thing they work around."
        ),
        "renew": phrase("Ring three customers who left, and ask what would have kept them."),
    }
)
"""What to do where a stage hurts on both sides, as marked phrases by stage."""


def steps_of(measure: str) -> tuple[str, ...]:
    """What can be done about a measure: for one without steps of its own the same as overall; no obstacle is that."""
    return STEPS.get(measure, () if measure.startswith(FRICTION) else STEPS["overall"])
