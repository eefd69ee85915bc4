"""Compiling: from the ledger and customers' figures to one leader's week.

What is the same for everybody is read once a week (`read_background`); a digest then costs a few look-ups, however long
the organisation has been listening.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.clock.weeks import Week
from bot.digest.both_sides import disconnects, stage_rows
from bot.digest.composite import site_index
from bot.digest.customer_week import CustomerWeeks, read_weeks
from bot.digest.employee_figures import LOOK_BACK_WEEKS, EmployeeWeek, employee_week, newest_of, newest_shares
from bot.digest.link_series import Links
from bot.digest.model import (
    Action,
    ActionState,
    Change,
    CustomerFigures,
    Digest,
    Disconnect,
    EmployeeFigure,
    LinkClaim,
    SiteIndex,
)
from bot.digest.store import DigestWork
from bot.digest.suggest import suggestions
from bot.people.model import COMPANY, Person, Role, Team, TeamId
from bot.people.units import led_by
from bot.privacy.release.model import Family, PublishedCell, PublishedQuote
from bot.station.browse.frictions import MOST_FLAGS
from bot.station.model import Flag, SnippetSearch, Voice
from bot.station.reactions.resonance import most_resonant

SATURDAY = 5
"""Results of a week come out from the Saturday on which it closes, for seven days."""

FLAG_DAYS = 28
MOST_QUOTES = 3
MOST_HEARD = 200
TOLD_WEEKS = 2
"""For how long a digest speaks of a promise after its outcome was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one digest is about: a unit, those below it whose figures its leader reads too, and who led and reads it."""

    unit: str
    unit_name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What all digests of a week share."""

    week: Week
    customers: CustomerFigures
    index: tuple[SiteIndex, ...]
    disconnects: tuple[Disconnect, ...]
    flags: tuple[Flag, ...]
    resonant: Voice | None
    links: tuple[LinkClaim, ...]
    has_enough_weeks: bool

    @property
    def published(self) -> tuple[date, date]:
        """The days on which this week's results come out."""
        first = self.week.monday + timedelta(days=SATURDAY)
        return first, first + timedelta(days=6)


def reading_of(person: Person, teams: Mapping[TeamId, Team]) -> Reading | None:
    """What somebody's digest is about: the company for an admin, the first of their teams for a leader."""
    if person.role is Role.ADMIN:
        return reading_about_company(teams)
    led = led_by(person.id, teams)
    return reading_about(led[0], teams) if led else None


def reading_about_company(teams: Mapping[TeamId, Team]) -> Reading:
    """The company with the teams at the top."""
    top = tuple(sorted(key for key, team in teams.items() if team.parent_id is None))
    return Reading(unit=COMPANY, unit_name="", units=(COMPANY, *top))


def reading_about(team: Team, teams: Mapping[TeamId, Team]) -> Reading:
    """A team with those directly below it."""
    below = tuple(sorted(key for key, each in teams.items() if each.parent_id == team.id))
    return Reading(unit=team.id, unit_name=team.name, units=(team.id, *below))


def read_background(tx: DigestWork, week: Week, weights: Mapping[str, float], links: Links) -> Background:
    """Reads what all digests about a closed week share; takes a second or so, and is worth keeping for the week.

    `weights` are those of the composite index, by part.
    """
    weeks = read_weeks(tx.customers, week)
    sites = _sites(tx, weeks)
    customers = _with_names(tx, weeks.figures())
    claims, has_enough_weeks = links.by(tx, week, weeks.sites())
    closed_on = week.closes_at.date()
    flags = tx.flags.shown(closed_on, since=closed_on - timedelta(days=FLAG_DAYS), limit=MOST_FLAGS)
    return Background(
        week=week,
        customers=customers,
        index=_index(weeks, sites, weights),
        disconnects=disconnects({site: (cell, weeks.figures(site)) for site, cell in sites.items()}),
        flags=tuple(flags),
        resonant=_resonant(tx, week),
        links=claims,
        has_enough_weeks=has_enough_weeks,
    )


def compile_digest(tx: DigestWork, reading: Reading, background: Background) -> Digest:
    """One leader's week."""
    since = Week(background.week.ordinal - LOOK_BACK_WEEKS)
    employee = employee_week(tx.ledger, reading.units, background.published)
    frictions = newest_shares(tx.ledger, Family.FRICTION, reading.unit, since)
    stages = stage_rows(frictions, background.flags, background.customers)
    own = [each for each in (*employee.out_now, *employee.standing) if each.cell.key.unit == reading.unit]
    return Digest(
        week=background.week,
        unit=reading.unit,
        unit_name=reading.unit_name,
        is_company=reading.unit == COMPANY,
        employee=employee.out_now,
        standing=employee.standing,
        hidden=employee.hidden,
        customers=background.customers,
        index=background.index,
        themes=newest_shares(tx.ledger, Family.THEME, reading.unit, since),
        stages=stages,
        disconnects=background.disconnects,
        links=background.links,
        has_enough_weeks=background.has_enough_weeks,
        wins=_wins(employee),
        resonant=background.resonant,
        quotes=_quotes(tx, reading, background.week),
        suggestions=suggestions(own, stages),
        actions=_actions(tx, reading, background.week),
    )


def _with_names(tx: DigestWork, customers: CustomerFigures) -> CustomerFigures:
    """Sources by the names that people gave them; one that is gone keeps its key."""
    names = {source.key: source.name for source in tx.sources.all()}
    counts = Counter[str]()
    for key, count in customers.sources.items():
        counts[names.get(key) or key] += count
    return replace(customers, sources=dict(counts.most_common()))


def _sites(tx: DigestWork, weeks: CustomerWeeks) -> dict[str, PublishedCell]:
    """The newest published figure of each site that customers were at."""
    since = Week(weeks.week.ordinal - LOOK_BACK_WEEKS)
    return newest_of(tx.ledger, Family.SITE, weeks.sites(), since)


def _index(
    weeks: CustomerWeeks, sites: Mapping[str, PublishedCell], weights: Mapping[str, float]
) -> tuple[SiteIndex, ...]:
    found = (site_index(weeks.figures(site), sites.get(site), weights) for site in weeks.sites())
    return tuple(sorted((each for each in found if each.parts), key=lambda each: (-each.value, each.site)))


def _resonant(tx: DigestWork, week: Week) -> Voice | None:
    """The snippet of the week to which most people said something."""
    start = datetime.combine(week.monday, time(0), tzinfo=UTC)
    search = SnippetSearch(since=start, before=start + timedelta(weeks=1), limit=MOST_HEARD)
    voices = {voice.snippet.id: voice for voice in tx.snippets.search(search)}
    chosen = most_resonant(tx, list(voices)) if voices else None
    return voices[chosen] if chosen else None


def _wins(employee: EmployeeWeek) -> tuple[EmployeeFigure, ...]:
    return tuple(each for each in employee.out_now if each.change is Change.BETTER)


def _quotes(tx: DigestWork, reading: Reading, week: Week) -> tuple[PublishedQuote, ...]:
    """The quotes of the block that ended with this week; in other weeks none come out."""
    if week != week.block.last_week:
        return ()
    found = (quote for unit in reading.units for quote in tx.ledger.quotes_of(unit, week.block))
    return tuple(found)[:MOST_QUOTES]


def _actions(tx: DigestWork, reading: Reading, week: Week) -> tuple[Action, ...]:
    """Promises that are open, and those whose outcome is new."""
    since = week.monday - timedelta(weeks=TOLD_WEEKS)
    return tuple(
        each
        for each in tx.actions.of_unit(reading.unit)
        if each.state in {ActionState.PROMISED, ActionState.TOLD}
        or (each.measured_on is not None and each.measured_on >= since)
    )
