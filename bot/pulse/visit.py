"""What the use cases of the pulse know of the moment: who acts, where, when, and by which rules."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat.words import Words, words_for
from bot.clock.weeks import Week
from bot.clock.working_days import WorkingCalendar, week_for
from bot.clock.zones import local_date
from bot.people.model import Person
from bot.people.units import country_of
from bot.privacy.keys import KeyStore
from bot.pulse.model import CheckIn, PulseRules, RosterEntry
from bot.pulse.own_answers import OwnAnswers
from bot.pulse.schedule import check_ins_of
from bot.pulse.store import PulseWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One act of one person. `is_repeat`: the platform told us of it before."""

    person: Person
    viewer: str
    now: datetime
    rules: PulseRules
    keys: KeyStore
    calendar: WorkingCalendar
    is_repeat: bool = False

    @property
    def words(self) -> Words:
        return words_for(self.person.locale)

    @property
    def today(self) -> date:
        return local_date(self.now, self.person.time_zone)

    @property
    def week(self) -> Week:
        """The week whose answers this person can give now: the current one, or the next after it closed."""
        return week_for(self.today)

    def own_answers(self, tx: PulseWork, week: Week) -> OwnAnswers:
        return OwnAnswers(tx.answers, self.keys, week, self.person.id, self.viewer)

    def roster_entry(self, tx: PulseWork, week: Week) -> RosterEntry | None:
        return tx.pulse.roster_entry(week.block, self.person.id)

    def check_ins(self, tx: PulseWork, week: Week) -> tuple[CheckIn, ...]:
        """The person's check-ins of an open week that have come until today; none for who is not asked yet."""
        entry = self.roster_entry(tx, week)
        if entry is None or not self.is_open(week):
            return ()
        absences = tx.people.absences_of((self.person.id,), week.days[0] - timedelta(days=1), week.days[-1]).get(
            self.person.id, ()
        )
        days = self.calendar.working_days_of(week, country_of(self.person), absences)
        planned = check_ins_of(self.person.id, entry.slot, week, days, self.rules.check_ins_a_week)
        return tuple(each for each in planned if each.day <= self.today)

    def is_open(self, week: Week) -> bool:
        """Whether a week has come for this person and not closed yet."""
        return week <= self.week and self.now < week.closes_at
