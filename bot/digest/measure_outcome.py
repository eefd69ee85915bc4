"""What came of a promise: published figures and customers' obstacles before it and weeks later, beside each other.

Both are compared beyond noise, and nothing here says that one was the reason for the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.chat.ids import Platform, direct
from bot.chat.words import Words, words_for
from bot.clock.weeks import Week
from bot.clock.zones import local_date, local_moment
from bot.digest.employee_figures import LOOK_BACK_WEEKS, is_more_better
from bot.digest.model import Action, ActionState, Change, Subject
from bot.digest.noise import LEAST, change_of, middle, share_change
from bot.digest.promise import GOING_ON
from bot.digest.store import CustomerReader, DigestWork
from bot.digest.subjects import OVERALL, measures_of, obstacle_name
from bot.digest.wording import NOT_SHOWN, band_text, change_text, measure_name
from bot.insight.taxonomy import stage_of
from bot.outbox.model import Planned
from bot.people.model import Person, preferred_account
from bot.privacy.release.model import CellKey, PublishedCell, State
from bot.station.excerpts import stage_name

OUTCOME = "digest.outcome"
FIRST, LAST = timedelta(weeks=4), timedelta(weeks=8)
"""A promise is measured once a comparable figure came out four weeks after it or later, after eight at the latest."""

SPAN = timedelta(weeks=4)
"""Customers are counted over so long, before the promise and before the day on which it is measured."""

HELD_FOR = timedelta(days=3)

BETTER = "▲"
"""The sign with which `bot.digest.wording` says that a figure got better beyond noise, whatever the language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of so many interactions met an obstacle."""

    met: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both sides then and now. `measure` is what the published cells are about; `None` where nothing was shown."""

    measure: str
    cell_then: PublishedCell | None
    cell_now: PublishedCell | None
    customers_then: Share
    customers_now: Share

    @property
    def employee_change(self) -> Change:
        if self.cell_now is None:
            return Change.FIRST
        return change_of(self.cell_now, self.cell_then, is_more_better=is_more_better(self.measure))

    @property
    def customer_change(self) -> Change:
        now, then = self.customers_now, self.customers_then
        return share_change(now.met, now.of, then.met, then.of, is_more_better=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A promise with what came of it in words, and the published figures that these words tell."""

    action: Action
    cells: tuple[CellKey, ...]


@dataclass(slots=True)
class Spans:
    """Customers' obstacles in spans of four weeks; each span is read once however many promises ask for it."""

    reader: CustomerReader
    _met: dict[date, Sequence[frozenset[str]]] = field(default_factory=dict)

    def share(self, until: date, stage: str) -> Share:
        """Of the interactions of the four weeks before a day, those with an obstacle at a stage, or (empty) any."""
        if until not in self._met:
            end = datetime.combine(until, time(0), tzinfo=UTC)
            self._met[until] = [_stages(each.frictions) for each in self.reader.between(end - SPAN, end)]
        met = self._met[until]
        return Share(met=sum(stage in each if stage else bool(each) for each in met), of=len(met))


def measured(tx: DigestWork, now: datetime) -> Sequence[Outcome]:
    """The promises whose outcome is there now, with both sides in their leader's words; nothing is kept yet."""
    today, spans = now.date(), Spans(tx.customers)
    waiting = tx.actions.to_measure(today - FIRST)
    owners = tx.people.many({each.owner_id for each in waiting})
    found = ((each, sides_of(tx, each, today, spans)) for each in waiting)
    return [_outcome(each, sides, owners.get(each.owner_id), today) for each, sides in found if sides is not None]


def keep_outcomes(tx: DigestWork, outcomes: Iterable[Outcome], now: datetime, order: Sequence[Platform]) -> int:
    """Keeps outcomes of promises that still go on, and plans word to their leaders; returns how many.

    One that tells a figure that was withdrawn since it was measured is left to be measured again.
    """
    kept = 0
    for outcome in outcomes:
        told, action = outcome.action, tx.actions.get(outcome.action.id)
        if action is None or action.state not in GOING_ON or not _are_shown(tx, outcome.cells):
            continue
        tx.actions.save(
            replace(
                action,
                state=ActionState.MEASURED,
                measured_on=told.measured_on,
                before=told.before,
                after=told.after,
            )
        )
        tx.outbox.plan(list(_word_to_leader(tx, action, now, order)))
        kept += 1
    return kept


def sides_of(tx: DigestWork, action: Action, today: date, spans: Spans) -> Sides | None:
    """Both sides of a promise; `None` while a comparable figure may still come out."""
    cells = _cells(tx, action, measures_of(action.subject))
    if cells is None and today < action.promised_on + LAST:
        return None
    measure, then, now = cells or _cells(tx, action, (OVERALL,)) or (action.subject.measure, None, None)
    return Sides(
        measure=measure,
        cell_then=then,
        cell_now=now,
        customers_then=spans.share(action.promised_on, action.subject.stage),
        customers_now=spans.share(today, action.subject.stage),
    )


def untell(tx: DigestWork, withdrawn: PublishedCell) -> None:
    """Takes a withdrawn figure out of the outcomes of its unit's promises, which may have told it in words."""
    for action in tx.actions.of_unit(withdrawn.key.unit):
        if action.measured_on is not None and withdrawn.key.measure in {OVERALL, *measures_of(action.subject)}:
            owner = tx.people.get(action.owner_id)
            hidden = _hidden(words_for(owner.locale if owner else "en"))
            before, after = (told.rpartition("\n")[2] for told in (action.before, action.after))
            tx.actions.save(replace(action, before=f"{hidden}\n{before}", after=f"{hidden}\n{after}"))


def plans_that_went_well(tx: DigestWork, since: date) -> tuple[str, ...]:
    """What teams were told of, and fewer customers met an obstacle afterwards, as far as it was measured since a day.

    Nothing of employees' figures decides here: those of single units are nobody else's.
    """
    found = (each for each in tx.actions.measured_since(since) if each.told_on is not None)
    return tuple(each.plan for each in found if is_better_for_customers(each))


def is_better_for_customers(action: Action) -> bool:
    """Whether fewer customers met an obstacle after a promise, beyond noise; their side is told last."""
    return action.measured_on is not None and BETTER in action.after.rpartition("\n")[2]


def _cells(tx: DigestWork, action: Action, measures: Sequence[str]) -> tuple[str, PublishedCell, PublishedCell] | None:
    """The figures then and now of the measure that was worst then; only the same wording of a question compares."""
    since = Week.of(action.promised_on - timedelta(weeks=LOOK_BACK_WEEKS))
    shown = [
        each
        for each in tx.ledger.cells_of((action.unit,), since=since)
        if each.state is State.SHOWN and each.key.measure in measures
    ]
    then = _worst([each for each in shown if each.published_on <= action.promised_on])
    later = [
        each
        for each in shown
        if then is not None
        and (each.key.measure, each.question) == (then.key.measure, then.question)
        and each.published_on >= action.promised_on + FIRST
    ]
    return (then.key.measure, then, later[-1]) if then is not None and later else None


def _worst(cells: Sequence[PublishedCell]) -> PublishedCell | None:
    """The newest figure, and of several obstacles that came out together the largest share."""
    return max(cells, key=lambda each: (each.key.period, middle(each) or 0.0), default=None)


def _stages(frictions: Iterable[str]) -> frozenset[str]:
    """The stages at which an interaction met an obstacle; an obstacle of no stage is met at a nameless one."""
    return frozenset(stage_of(each) or "-" for each in frictions)


def _are_shown(tx: DigestWork, keys: Iterable[CellKey]) -> bool:
    cells = (tx.ledger.cell(each) for each in keys)
    return all(each is not None and each.state is State.SHOWN for each in cells)


def _outcome(action: Action, sides: Sides, owner: Person | None, today: date) -> Outcome:
    words = words_for(owner.locale if owner else "en")
    before, after = "\n".join(_then(words, action.subject, sides)), "\n".join(_now(words, action.subject, sides))
    cells = tuple(each.key for each in (sides.cell_then, sides.cell_now) if each is not None)
    return Outcome(action=replace(action, measured_on=today, before=before, after=after), cells=cells)


def _then(words: Words, subject: Subject, sides: Sides) -> Iterator[str]:
    yield _employees(words, sides, sides.cell_then)
    yield _customers(words, subject, sides.customers_then)


def _now(words: Words, subject: Subject, sides: Sides) -> Iterator[str]:
    change = f" ({change_text(words, sides.employee_change)})." if sides.cell_now else ""
    yield f"{_employees(words, sides, sides.cell_now).removesuffix('.' if change else '')}{change}"
    customers = _customers(words, subject, sides.customers_now)
    is_told = min(sides.customers_now.of, sides.customers_then.of) >= LEAST
    change = f" ({change_text(words, sides.customer_change)})." if is_told else ""
    yield f"{customers.removesuffix('.' if change else '')}{change}"


def _employees(words: Words, sides: Sides, cell: PublishedCell | None) -> str:
    if cell is None:
        return _hidden(words)
    obstacle, band = obstacle_name(words, sides.measure), band_text(words, cell)
    if obstacle:
        return words.say("Your people: {band} named “{obstacle}”.", band=band, obstacle=obstacle)
    return words.say("Your people: {name}, {band}.", name=measure_name(words, sides.measure), band=band)


def _hidden(words: Words) -> str:
    return words.say("Your people: {band}", band=words.say(NOT_SHOWN))


def _customers(words: Words, subject: Subject, share: Share) -> str:
    if share.of < LEAST:
        return words.say("Customers: too few were heard to tell.")
    percent = round(100 * share.met / share.of)
    if subject.stage:
        stage = stage_name(words, subject.stage)
        return words.say("Customers: {percent} % met an obstacle at “{stage}”.", percent=percent, stage=stage)
    return words.say("Customers: {percent} % met an obstacle.", percent=percent)


def _word_to_leader(tx: DigestWork, action: Action, now: datetime, order: Sequence[Platform]) -> Iterator[Planned]:
    """At the leader's next hour for digests."""
    person = tx.people.get(action.owner_id)
    if person is None:
        return
    account = preferred_account(tx.people.accounts_of(person.id), order, person.asked_on)
    if account is None:
        return
    today, hour = local_date(now, person.time_zone), tx.digests.wish(person.id).hour
    mornings = (local_moment(today + timedelta(days=days), hour, 0, person.time_zone) for days in (0, 1))
    due_at = next((each for each in mornings if each >= now), now)
    yield Planned(
        kind=OUTCOME,
        place=direct(account.ref),
        dedupe_key=f"{OUTCOME}|{action.id}",
        due_at=due_at,
        expires_at=due_at + HELD_FOR,
        args={"action": action.id},
        person_id=person.id,
        is_doubled_in_doubt=True,
    )
