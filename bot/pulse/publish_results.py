"""Publishing: when a window has closed and is folded, its tallies become cells of the ledger, once, and end."""

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock.weeks import Block, Week
from bot.people.model import COMPANY
from bot.privacy.destroy_keys import COMMENT_KEYS, WINDOW_KEYS, end_window
from bot.privacy.keys import KeyDestroyedError, KeyStore
from bot.privacy.release.cells import Plan, Unit, form_cells
from bot.privacy.release.ledger import LedgerReader
from bot.privacy.release.model import (
    FRICTION,
    THEME,
    Contribution,
    Family,
    HeadCount,
    Measure,
    Period,
    PublishedCell,
    PublishedQuote,
    Release,
    State,
    policy_of,
    scale_of,
)
from bot.privacy.release.quotes import LEAST_ANSWERS, Comment, place_quotes
from bot.privacy.release.threshold import effective_k
from bot.privacy.seal import Seal, SealBrokenError
from bot.privacy.store import Sealed, SealedStore
from bot.privacy.tally import Tally
from bot.privacy.windows import Window
from bot.pulse import bank
from bot.pulse.drivers import ENPS, ROTATION
from bot.pulse.fold_week import HEARING, SCRUB_DUE, closed_weeks
from bot.pulse.hear_themes import Hearing
from bot.pulse.model import Consent, RosterEntry
from bot.pulse.schedule import question_of
from bot.pulse.store import PulseWork

READ_AT_ONCE = 1000

COMMENTS = "comments"
"""What stands in the stead of a question's key for figures of what comments are about."""

QUOTES = "quotes"
"""What the names of releases begin with that brought out the quotes of a block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What comes out of a window: a release, its cells, and whether the key was there to open it."""

    release: Release
    cells: tuple[PublishedCell, ...]


def due_windows(tx: PulseWork, keys: KeyStore, now: datetime) -> tuple[Window, ...]:
    """Closed windows of which tallies are there and no week waits to be folded; first those that closed first."""
    open_weeks = set(closed_weeks(tx, keys, now))
    windows = sorted(map(Window.parse, tx.accumulators.groups()), key=lambda each: (each.last, each.name))
    return tuple(each for each in windows if each.closes_at <= now and not open_weeks & set(_weeks(each)))


def results_of(
    tx: PulseWork, keys: KeyStore, window: Window, now: datetime, hearing: Hearing = HEARING
) -> Results | None:
    """What comes out of a window; `None` if it was published before, its key is gone (an old backup), or it is late.

    Late is when the first of its answers are twelve weeks old: they were promised to be gone by then.
    """
    if tx.ledger.is_published(window.name) or window.key_ends_at <= now:
        return None
    try:
        key = keys.get(WINDOW_KEYS + window.name)
    except KeyDestroyedError:
        return None
    if key is None:
        return None
    k = effective_k(tx.ledger, window.last.block)
    plan = _plan(tx, window, k, now, hearing)
    contributions = [contribution_of(window, tally) for tally in _tallies(tx.accumulators, Seal(key), window)]
    release = Release(window=window.name, k=k, published_on=now.date())
    return Results(release=release, cells=form_cells(plan, contributions))


def publish(tx: PulseWork, results: Results) -> bool:
    """Keeps results in the ledger; false if another process was quicker, and then nothing changes."""
    return tx.ledger.publish(results.release, results.cells)


def end_published(tx: PulseWork, keys: KeyStore, window: Window, now: datetime) -> None:
    """Destroys the key and the tallies of a window that is out or too late, so that nobody can work it out again."""
    end_window(tx, keys, window, now)
    tx.organisation.set(SCRUB_DUE, "yes")


def due_quotes(tx: PulseWork, keys: KeyStore, now: datetime) -> tuple[Block, ...]:
    """Closed blocks of which comments are there whose results are all out and whose quotes are not."""
    waiting = (Block(int(group)) for group in tx.pending_comments.groups())
    is_waited_for = {week.block for week in closed_weeks(tx, keys, now)}
    is_waited_for |= {window.last.block for window in due_windows(tx, keys, now)}
    return tuple(
        each
        for each in sorted(waiting)
        if each.closes_at <= now and each not in is_waited_for and not tx.ledger.is_published(_quotes_name(each))
    )


def publish_quotes(tx: PulseWork, keys: KeyStore, block: Block, now: datetime) -> int:
    """Brings out the quotes of a block, once; how many. Their order and choice come from the key that is destroyed."""
    try:
        key = keys.get(f"{COMMENT_KEYS}{block.ordinal}")
    except KeyDestroyedError:
        return 0
    if key is None:
        return 0
    seal = Seal(key)
    chance = random.Random(seal.place("order of quotes"))
    comments = _comments(tx.pending_comments, seal, block)
    placed = place_quotes(
        comments, _answering(tx.ledger, block, {unit for each in comments for unit in each.path}), chance
    )
    quotes = [
        PublishedQuote(
            id=chance.randbytes(16).hex(), unit=unit, block=block, question=comment.question, text=comment.text
        )
        for unit, comment in placed
    ]
    release = Release(window=_quotes_name(block), k=effective_k(tx.ledger, block), published_on=now.date())
    return len(quotes) if tx.ledger.publish_quotes(release, quotes) else 0


def measures_of(window: Window, hearing: Hearing = HEARING) -> Sequence[Measure]:
    """The figures that a window brings out, with the wording that was asked."""
    family = family_of(window)
    if family is Family.THEME:
        subjects = [THEME + each for each in hearing.subjects]
        return tuple(Measure(key=key, question=COMMENTS, scale=scale_of(key)) for key in subjects)
    asked = question_of(bank.Family(family), _slot(window, window.first), window.first)
    keys = [_friction(choice.key) for choice in asked.choices] or [_driver_of(window) or family.value]
    return tuple(Measure(key=key, question=asked.key, scale=scale_of(key)) for key in keys)


def contribution_of(window: Window, tally: Tally) -> Contribution:
    """What a person's tally adds to the cells on their path."""
    family = family_of(window)
    return Contribution(
        path=tally.sites if policy_of(family).is_by_site else tally.units,
        values=_values(family, window, tally),
        is_counted=tally.is_counted,
    )


def _plan(tx: PulseWork, window: Window, k: int, now: datetime, hearing: Hearing) -> Plan:
    family = family_of(window)
    return Plan(
        family=family,
        period=Period.of(window),
        measures=measures_of(window, hearing),
        units=_units(tx, family, window),
        k=k,
        published_on=now.date(),
    )


def family_of(window: Window) -> Family:
    return Family(window.subject.partition(".")[0])


def _driver_of(window: Window) -> str:
    return window.subject.partition(".")[2]


def _weeks(window: Window) -> Iterator[Week]:
    return (Week(ordinal) for ordinal in range(window.first.ordinal, window.last.ordinal + 1))


def _friction(choice: str) -> str:
    return FRICTION + choice


def _slot(window: Window, week: Week) -> int:
    """The slot of the people who are asked about a window's driver in a week; 0 where all are asked the same."""
    driver = _driver_of(window)
    return (ROTATION.index(driver) - week.ordinal) % len(ROTATION) if driver else 0


def _units(tx: PulseWork, family: Family, window: Window) -> Mapping[str, Unit]:
    """The units on the frozen rosters of a window, and how many people of each were to be asked.

    A site is called by its key, and so is a team that is gone meanwhile.
    """
    invited: defaultdict[str, set[str]] = defaultdict(set)
    for entry in _invited(tx, window):
        for unit in entry.sites if policy_of(family).is_by_site else entry.units:
            invited[unit].add(entry.person_id)
    names = {COMPANY: "", **{str(team.id): team.name for team in tx.people.teams().values()}}
    return {unit: Unit(key=unit, name=names.get(unit, unit), invited=len(who)) for unit, who in invited.items()}


def _invited(tx: PulseWork, window: Window) -> Iterator[RosterEntry]:
    for block in sorted({week.block for week in _weeks(window)}):
        slots = {_slot(window, week) for week in _weeks(window) if week.block == block}
        everybody = tx.pulse.slots(block)
        chosen = [person for person, slot in everybody.items() if not _driver_of(window) or slot in slots]
        yield from tx.pulse.roster_entries(block, chosen).values()


def _values(family: Family, window: Window, tally: Tally) -> Mapping[str, int]:
    """One whole number for each measure, however often somebody answered: nobody weighs more than another."""
    if family is Family.FRICTION:
        return {_friction(choice): 1 for choice in tally.choices}
    if family is Family.THEME:
        return {THEME + choice: 1 for choice in tally.choices}
    if _driver_of(window) == ENPS:
        return {ENPS: round((tally.promoters - tally.detractors) / tally.count) + 1}
    return {_driver_of(window) or family.value: round(tally.total / tally.count) - 1}


def _tallies(store: SealedStore, seal: Seal, window: Window) -> Iterator[Tally]:
    for row in _rows(store, window.name):
        try:
            tally = Tally.from_record(seal.open(row.place, row.value))
        except SealBrokenError:
            continue  # tampered with: it is nobody's answer, and goes with the others
        if tally.count:
            yield tally


def _rows(store: SealedStore, group: str) -> Iterator[Sealed]:
    rows = store.take(group, READ_AT_ONCE)
    while rows:
        yield from rows
        rows = store.take(group, READ_AT_ONCE, after=rows[-1].place)


def _quotes_name(block: Block) -> str:
    return f"{QUOTES}:{block.first_week.ordinal}:{block.last_week.ordinal}"


def _comments(store: SealedStore, seal: Seal, block: Block) -> list[Comment]:
    """The comments whose authors let their words be shown."""
    found = []
    for row in _rows(store, str(block.ordinal)):
        try:
            record = seal.open(row.place, row.value)
        except SealBrokenError:
            continue  # tampered with, as above
        if record["w"] == Consent.WORDS:
            author = seal.place("author", record.get("a") or row.place.hex())
            found.append(Comment(author=author, path=tuple(record["u"]), question=record["q"], text=record["t"]))
    return found


def _answering(ledger: LedgerReader, block: Block, units: Collection[str]) -> Mapping[str, int]:
    """The units of whose overall figure at least so many people are known to have answered as quotes ask for."""
    period = Period(block.first_week, block.last_week)
    cells = ledger.cells_of(sorted(units), families=[Family.OVERALL], since=block.last_week)
    enough = {HeadCount.SOME, HeadCount.MANY}
    shown = (each for each in cells if each.key.period == period and each.state is State.SHOWN)
    return {each.key.unit: LEAST_ANSWERS for each in shown if each.people in enough}
