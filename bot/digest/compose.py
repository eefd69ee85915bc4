"""Composing digests at the moment they are sent, from what was published and what may be shown then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.chat.blocks import Message
from bot.chat.words import words_for
from bot.clock.weeks import Week
from bot.digest.actions import compose_action
from bot.digest.compile_digest import Background, Reading, compile_digest, read_background
from bot.digest.composite import CUSTOMER, EMPLOYEE, SERVICE
from bot.digest.link_series import Links
from bot.digest.measure_outcome import plans_that_went_well
from bot.digest.messages import digest_message
from bot.digest.model import Digest
from bot.digest.plan_digests import SCOREBOARD, WEEKLY
from bot.digest.readers import other_teams, readings_of
from bot.digest.scoreboard import done_since, scoreboard_message
from bot.digest.store import DigestWork
from bot.outbox.model import Delivery, Skip
from bot.people.model import COMPANY, Absence, Person, PersonId, Team, TeamId
from bot.people.pause import why_left_alone

PREFIX = "digest."
"""How the kind of every delivery of this room begins."""


WEIGHTS: Mapping[str, float] = MappingProxyType({CUSTOMER: 40.0, SERVICE: 30.0, EMPLOYEE: 30.0})
"""What each part of the composite index counts where nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRules:
    """How digests are made: the weights of the composite index by part, and the language where nobody has one.

    `has_pdf` says whether the extra that makes PDFs is installed.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    locale: str = "en"
    has_pdf: bool = False
    links: Links = field(default_factory=Links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What all digests that are made in one go share; each week is read when it is first asked for."""

    tx: DigestWork
    rules: DigestRules
    backgrounds: dict[Week, Background] = field(default_factory=dict)

    def digest(self, reading: Reading, week: Week) -> Digest:
        """One reader's week."""
        return compile_digest(self.tx, reading, self._background(week))

    def _background(self, week: Week) -> Background:
        if week not in self.backgrounds:
            self.backgrounds[week] = read_background(self.tx, week, self.rules.weights, self.rules.links)
        return self.backgrounds[week]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Present:
    """What is true for all deliveries of a batch."""

    press: Press
    people: Mapping[PersonId, Person]
    absences: Mapping[PersonId, Sequence[Absence]]
    teams: Mapping[TeamId, Team]
    now: datetime


def compose(
    tx: DigestWork,
    deliveries: Sequence[Delivery],
    rules: DigestRules,
    now: datetime,
) -> list[Message | Skip]:
    """The message for each delivery of the digest, or why it is not sent any more."""
    ids = {each.person_id for each in deliveries if each.person_id is not None}
    nearby = ((now - timedelta(days=1)).date(), (now + timedelta(days=1)).date())
    present = _Present(
        press=Press(tx=tx, rules=rules),
        people=tx.people.many(ids),
        absences=tx.people.absences_of(ids, *nearby) if ids else {},
        teams=tx.people.teams(),
        now=now,
    )
    return [_compose_one(present, each) for each in deliveries] if deliveries else []


def _compose_one(present: _Present, delivery: Delivery) -> Message | Skip:
    if delivery.kind == WEEKLY:
        return _weekly(present, delivery)
    if delivery.kind == SCOREBOARD:
        return _scoreboard(present, delivery)
    return compose_action(present.press.tx, delivery, present.now)


def _weekly(present: _Present, delivery: Delivery) -> Message | Skip:
    person = present.people.get(delivery.person_id) if delivery.person_id else None
    if person is None:
        return Skip("person_unknown")
    if reason := why_left_alone(person, present.absences, present.now):
        return Skip(reason)
    if not present.press.tx.digests.wish(person.id).is_wanted:
        return Skip("unwanted")
    readings = readings_of(person, present.teams)
    if not readings:
        return Skip("no_team")
    digest = present.press.digest(readings[0], Week.parse(delivery.args["week"]))
    return digest_message(words_for(person.locale), digest, person.first_name, other_teams(readings))


def _scoreboard(present: _Present, delivery: Delivery) -> Message | Skip:
    tx, week = present.press.tx, Week.parse(delivery.args["week"])
    if delivery.place not in tx.digests.scoreboards():
        return Skip("place_closed")
    company = Reading(unit=COMPANY, unit_name="", units=(COMPANY,))
    done = done_since(tx, week.closes_at - timedelta(weeks=1))
    plans = plans_that_went_well(tx, week.monday)
    words = words_for(_locale(present, delivery))
    return scoreboard_message(words, present.press.digest(company, week), done, plans)


def _locale(present: _Present, delivery: Delivery) -> str:
    """The language of the stations that post in the same channel, else the organisation's."""
    stations = present.press.tx.stations
    spoken = (stations.get(each.station_id) for each in stations.at(delivery.place))
    return next((each.locale for each in spoken if each is not None), present.press.rules.locale)
