"""Who does something, and when, as use cases below the pulse see it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.chat.ids import Actor
from bot.chat.words import Words, words_for
from bot.clock.zones import local_date
from bot.people.model import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person, the account through which they act, and the moment."""

    person: Person
    actor: Actor
    now: datetime

    @property
    def words(self) -> Words:
        return words_for(self.person.locale)

    @property
    def today(self) -> date:
        """The day it is where this person lives."""
        return local_date(self.now, self.person.time_zone)
