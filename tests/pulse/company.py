"""A small made-up company for the stories of the pulse, on a real database."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.chat.effects import Ask, Effect
from bot.chat.forms import Form
from bot.chat.ids import AccountRef, Actor, Platform, WorkspaceRef
from bot.clock.clock import MovableClock
from bot.clock.quiet_hours import QuietHours
from bot.clock.weeks import Week
from bot.clock.working_days import WorkingCalendar
from bot.people.model import Account, Person, PersonId, Team, TeamId
from bot.privacy.keys import KeyStore
from bot.pulse.model import PulseRules
from bot.pulse.plan_check_ins import Planner
from bot.pulse.visit import Visit
from storage.database import Database
from storage.unit_of_work import UnitOfWork

PLATFORM = Platform("chat")
OFFICE = WorkspaceRef(platform=PLATFORM, external_id="W1")
RULES = PulseRules(check_in_hour=10, check_ins_a_week=5, quiet_hours=QuietHours(18, 8))
WEEK = Week.parse("2026-W48")


@dataclass(frozen=True, kw_only=True)
class Company:
    """People in teams, each with one account, and the means to act for them."""

    database: Database
    keys: KeyStore
    clock: MovableClock
    rules: PulseRules = RULES

    async def hire(
        self, name: str, *, team: str = "Harbour", zone: str = "Europe/Warsaw", joined_on: date = date(2026, 11, 2)
    ) -> Person:
        """Somebody new whose id is their name, in a team whose id is its name."""
        person = Person(
            id=PersonId(name),
            name=f"{name} Example",
            first_name=name,
            email=f"{name.casefold()}@marigold.example",
            locale="en",
            country="PL",
            time_zone=zone,
            joined_on=joined_on,
            team_id=TeamId(team),
            site="Gdańsk",
        )

        def change(tx: UnitOfWork) -> None:
            tx.people.save_teams([Team(id=TeamId(team), key=team, name=team)])
            tx.people.save_person(person)
            tx.people.save_accounts([Account(ref=account(name), person_id=person.id)])

        await self.database.write(change)
        return person

    def visit(self, person: Person, *, viewer: str = "", is_repeat: bool = False) -> Visit:
        return Visit(
            person=person,
            viewer=viewer,
            now=self.clock.now(),
            rules=self.rules,
            keys=self.keys,
            calendar=WorkingCalendar(),
            is_repeat=is_repeat,
        )

    def planner(self) -> Planner:
        return Planner(rules=self.rules, calendar=WorkingCalendar(), platforms=(PLATFORM,))

    def at(self, moment: datetime) -> None:
        self.clock.move(moment - self.clock.now())


def account(name: str) -> AccountRef:
    return AccountRef(workspace=OFFICE, external_id=f"U-{name}")


def actor(name: str) -> Actor:
    return Actor(account=account(name))


def form_of(effect: Effect) -> Form:
    assert isinstance(effect, Ask), effect
    return effect.form


def text_of(effect: Effect) -> str:
    """All that can be read in the form that an effect opens."""
    return repr(form_of(effect).parts)
