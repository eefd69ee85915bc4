"""The sentences of a digest: the week in one, customers in one line, where both sides meet, and what to celebrate."""

from collections.abc import Iterator

from bot.chat.words import Words
from bot.clock.weeks import Week
from bot.digest.customer_week import NEGATIVE, NPS
from bot.digest.employee_figures import is_more_better
from bot.digest.model import (
    Action,
    Change,
    CustomerFigures,
    Digest,
    Disconnect,
    DisconnectKind,
    EmployeeFigure,
    StageRow,
)
from bot.digest.wording import (
    band_text,
    customer_friction,
    day_and_month,
    figure_name,
    friction_name,
    number,
    short_change,
    signed,
    unit_name,
)
from bot.insight.model import CueKind, Mood
from bot.privacy.release.model import FRICTION
from bot.station.excerpts import stage_name

FEWEST_SCORES = 5
"""Of fewer answers a score jumps from end to end; the window tells it, with their number."""


def in_one_sentence(words: Words, digest: Digest) -> str:
    """The one thing to know: shared pain first, then what got worse, then what got better."""
    return next(_sentences(words, digest))


def customers_line(words: Words, customers: CustomerFigures) -> str:
    """The customers' week in one line."""
    if not customers.total:
        return words.say("No customer was heard this week.")
    return " · ".join(_told_of_customers(words, customers))


def shared_pain(words: Words, row: StageRow) -> str:
    """A stage at which both sides meet obstacles, with what each tells."""
    return words.say(
        "{stage}: {people}; {customers}.",
        stage=stage_name(words, row.stage),
        people=employee_side(words, row),
        customers=customer_side(words, row),
    )


def employee_side(words: Words, row: StageRow) -> str:
    """What a stage means to the people here, from the published share and from reported faults."""
    if row.employee_share is not None:
        low, high = (number(words, each) for each in row.employee_share)
        return words.say("{low} to {high} % of your people met an obstacle", low=low, high=high)
    return words.count("{n} fault was reported by colleagues", "{n} faults were reported by colleagues", row.flags)


def customer_side(words: Words, row: StageRow) -> str:
    """What a stage means to customers."""
    percent = round(row.customer_share or 0)
    if row.top_friction is None:
        return words.say("{percent} % of customers did", percent=percent)
    most = customer_friction(words, row.top_friction)
    return words.say("{percent} % of customers, most of all “{what}”", percent=percent, what=most)


def disconnect_text(words: Words, found: Disconnect) -> str:
    """A site where the two sides tell opposite stories."""
    site, band = unit_name(words, found.employee), band_text(words, found.employee)
    match found.kind:
        case DisconnectKind.CALM_TEAM_ANGRY_CUSTOMERS:
            text = words.say("{site}: people are well ({band}), and customers are angry.", site=site, band=band)
        case DisconnectKind.STRAINED_TEAM_HAPPY_CUSTOMERS:
            text = words.say("{site}: customers are happy, and people are strained ({band}).", site=site, band=band)
    return text


def win_text(words: Words, digest: Digest) -> str:
    """What to celebrate; empty where there is nothing this week."""
    if digest.wins:
        win = digest.wins[0]
        band = band_text(words, win.cell)
        return words.say("{sentence} Now: {band}.", sentence=moved_text(words, win, digest.unit), band=band)
    if digest.customers.changes.get(NPS) is Change.BETTER:
        return words.say("More customers would recommend us than in the four weeks before.")
    praise = digest.customers.cues.get(CueKind.PRAISE, 0)
    return words.count("{n} customer praised us.", "{n} customers praised us.", praise) if praise else ""


def sentence(plan: str) -> str:
    """What somebody wrote, with a full stop."""
    plan = plan.strip()
    return plan if plan.endswith((".", "!", "?", "…")) else f"{plan}."


def moved_text(words: Words, figure: EmployeeFigure, unit: str) -> str:
    """That a figure got better or worse beyond noise; more of what gets in the way is worse."""
    cell, is_better = figure.cell, figure.change is Change.BETTER
    if not cell.key.measure.startswith(FRICTION):
        name = figure_name(words, cell, unit)
        better = words.say("{name} got better, beyond noise.", name=name)
        return better if is_better else words.say("{name} got worse, beyond noise.", name=name)
    what = friction_name(words, cell)
    fewer = words.say("“{what}” was named by fewer people than before, beyond noise.", what=what)
    more = words.say("“{what}” was named by more people than before, beyond noise.", what=what)
    told = fewer if is_better is not is_more_better(cell.key.measure) else more
    return told if cell.key.unit == unit else f"{unit_name(words, cell)}: {told}"


def promise_text(words: Words, action: Action, week: Week) -> str:
    """A promise with its day, and what came of it where that is known, as it is told after a week."""
    if action.measured_on is not None and action.after:
        return words.say("{plan} What came of it: {after}", plan=sentence(action.plan), after=action.after)
    day = day_and_month(words, action.due_on)
    is_over = action.due_on <= week.days[-1]
    if action.told_on is not None:
        if is_over:
            return words.say("{plan} It was due on {day}; the team knows.", plan=sentence(action.plan), day=day)
        return words.say("{plan} Until {day}; the team knows.", plan=sentence(action.plan), day=day)
    if is_over:
        return words.say("{plan} It was due on {day}.", plan=sentence(action.plan), day=day)
    return words.say("{plan} Until {day}.", plan=sentence(action.plan), day=day)


def _sentences(words: Words, digest: Digest) -> Iterator[str]:
    for row in digest.stages:
        if row.is_shared:
            stage = stage_name(words, row.stage)
            yield words.say("{stage} hurts on both sides: your people and customers meet obstacles there.", stage=stage)
    for figure in digest.employee:
        if figure.change is Change.WORSE:
            yield moved_text(words, figure, digest.unit)
    yield from _on_customers(words, digest.customers)
    yield from (disconnect_text(words, each) for each in digest.disconnects)
    for figure in digest.wins:
        yield moved_text(words, figure, digest.unit)
    if any(figure.change is Change.FIRST for figure in digest.employee):
        yield words.say("New figures came out; there is nothing to compare them with yet.")
    yield words.say("Nothing changed beyond noise.")


def _on_customers(words: Words, customers: CustomerFigures) -> Iterator[str]:
    if customers.changes.get(NPS) is Change.WORSE:
        yield words.say("Fewer customers would recommend us than in the four weeks before.")
    if customers.changes.get(NEGATIVE) is Change.WORSE:
        yield words.say("More customers were unhappy than in the four weeks before.")
    for key, count in customers.frictions.items():
        if customers.changes.get(f"friction.{key}") is Change.WORSE:
            what = customer_friction(words, key)
            yield words.say("More customers than before met “{what}”: {n} this week.", what=what, n=count)


def _told_of_customers(words: Words, customers: CustomerFigures) -> Iterator[str]:
    yield words.count("{n} customer heard", "{n} customers heard", customers.total)
    changes = customers.changes
    if customers.nps is not None and customers.nps.count >= FEWEST_SCORES:
        score = signed(words, customers.nps.value)
        yield words.say("recommendation score {score}", score=score) + short_change(words, changes.get(NPS))
    if customers.scored:
        percent = round(100 * customers.moods.get(Mood.NEGATIVE, 0) / customers.scored)
        yield words.say("{percent} % unhappy", percent=percent) + short_change(words, changes.get(NEGATIVE))
    for key, count in list(customers.frictions.items())[:1]:
        sign = short_change(words, changes.get(f"friction.{key}"))
        yield words.say("most in the way: {what} ({n})", what=customer_friction(words, key), n=count) + sign
    if customers.promises:
        yield words.say("{kept} of {told} promises kept", kept=customers.promises_kept, told=customers.promises)
