"""A small made-up company that gives commands, on a real database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.admin.desk import CommandDesk
from bot.admin.run_command import press_admin, run_command, submit_admin
from bot.admin.settings_form import press_setting, submit_setting
from bot.chat.actions import ActionRef
from bot.chat.blocks import Block, Buttons, Facts, Heading, Message, Note, Paragraph, Table
from bot.chat.effects import Ask, Effect, Whisper
from bot.chat.forms import ChoiceField, DateField, FieldValue, Form, TextField
from bot.chat.ids import AccountRef, Actor, Platform, WorkspaceRef
from bot.chat.platform import Pacing
from bot.clock.clock import MovableClock
from bot.clock.quiet_hours import QuietHours
from bot.clock.working_days import WorkingCalendar, week_for
from bot.people.model import Account, Defaults, Person, PersonId, Role, Team, TeamId
from bot.privacy.keys import KeyStore
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.model import PulseRules
from bot.pulse.plan_check_ins import Planner, plan_check_ins
from bot.pulse.rules import current_rules
from bot.pulse.visit import Visit
from storage.database import Database
from storage.one_time_tokens import OneTimeTokens
from storage.unit_of_work import UnitOfWork
from tests.station.browse.town import station_desk

CHAT, PAGE = Platform("chat"), Platform("page")
OFFICE = WorkspaceRef(platform=CHAT, external_id="W1")
WEB = WorkspaceRef(platform=PAGE, external_id="here")
RULES = PulseRules(check_in_hour=10, check_ins_a_week=5, quiet_hours=QuietHours(18, 8))
HARBOUR = Team(id=TeamId("harbour"), key="harbour", name="Harbour")
PIER = Team(id=TeamId("pier"), key="harbour/pier", name="Pier", parent_id=HARBOUR.id, leader_id=PersonId("Bo"))
OFFICES = Team(id=TeamId("offices"), key="offices", name="Offices")
ROLES = {"Ada": Role.ADMIN, "Bo": Role.LEADER, "Cy": Role.EMPLOYEE}


@dataclass(kw_only=True)
class House:
    """Ada is an admin, Bo leads the team Pier, Cy is in it. `woken` counts how often sending was woken."""

    database: Database
    keys: KeyStore
    clock: MovableClock
    web: WorkspaceRef | None = WEB
    pacing: Mapping[Platform, Pacing] = field(default_factory=dict)
    woken: int = 0

    @property
    def desk(self) -> CommandDesk:
        return CommandDesk(
            transactions=self.database,
            tokens=OneTimeTokens(self.database),
            clock=self.clock,
            public_url="https://voxloop.example.com/",
            organisation="Marigold",
            configured=RULES,
            defaults=Defaults(locale="en", time_zone="Europe/Warsaw"),
            platforms=(CHAT, PAGE),
            web=self.web,
            wake=self._wake,
            pacing=self.pacing,
            names={CHAT: "The chat", PAGE: "The page"},
            station=station_desk(self.keys),
        )

    async def move_in(self) -> None:
        """Everybody comes, was welcomed, and stands on the roster."""
        today = self.clock.now().date()

        def change(tx: UnitOfWork) -> None:
            tx.people.save_teams([HARBOUR, PIER, OFFICES])
            for name, role in ROLES.items():
                hire(tx, name, role=role)
            tx.pulse.mark_welcomed([PersonId(name) for name in ROLES], today - timedelta(days=9))
            freeze_roster(tx, week_for(today).block)

        await self.database.write(change)

    async def plan(self) -> int:
        """Plans the check-ins of the day."""
        planner = Planner(rules=RULES, calendar=WorkingCalendar(), platforms=(CHAT, PAGE))
        return await plan_check_ins(self.database, planner, self.clock.now())

    async def person(self, name: str) -> Person:
        found = await self.database.read(lambda tx: tx.people.get(PersonId(name)))
        assert found is not None
        return found

    async def visit(self, name: str, *, viewer: str = "") -> Visit:
        """Who comes, by what stands in the database now."""
        said = await self.database.read(lambda tx: current_rules(RULES, tx.organisation))
        return Visit(
            person=await self.person(name),
            viewer=viewer,
            now=self.clock.now(),
            rules=said,
            keys=self.keys,
            calendar=WorkingCalendar(),
        )

    async def command(self, name: str, text: str) -> Effect:
        return await run_command(self.desk, await self.visit(name), actor(name), text)

    async def press(self, name: str, action: ActionRef) -> Effect:
        visit = await self.visit(name)
        if action.verb.startswith("admin."):
            return await press_admin(self.desk, visit, actor(name), action)
        return await self.database.write(lambda tx: press_setting(tx, visit, self.desk, action))

    async def submit(self, name: str, action: ActionRef, values: Mapping[str, FieldValue]) -> Effect:
        visit = await self.visit(name)
        if action.verb.startswith("admin."):
            return await submit_admin(self.desk, visit, actor(name), action, values)
        return await self.database.write(lambda tx: submit_setting(tx, visit, self.desk, action, values))

    def _wake(self) -> None:
        self.woken += 1


def hire(tx: UnitOfWork, name: str, *, role: Role = Role.EMPLOYEE, zone: str = "Europe/Warsaw") -> Person:
    """Somebody whose id is their name."""
    person = Person(
        id=PersonId(name),
        name=f"{name} Example",
        first_name=name,
        email=f"{name.casefold()}@example.org",
        locale="en",
        country="PL",
        time_zone=zone,
        joined_on=date(2026, 11, 2),
        team_id=PIER.id,
        role=role,
    )
    tx.people.save_person(person)
    tx.people.save_accounts([Account(ref=account(name), person_id=person.id)])
    return person


def account(name: str) -> AccountRef:
    return AccountRef(workspace=OFFICE, external_id=f"U-{name}")


def actor(name: str) -> Actor:
    return Actor(account=account(name))


def text_of(effect: Effect) -> str:
    """All that can be read in what an effect says, a line for each part."""
    match effect:
        case Whisper(message):
            return "\n".join(_lines(message.blocks))
        case Ask(form):
            return "\n".join((form.title, *_lines(form.parts)))
        case _:
            raise AssertionError(effect)


def message_of(effect: Effect) -> Message:
    assert isinstance(effect, Whisper), effect
    return effect.message


def form_of(effect: Effect) -> Form:
    assert isinstance(effect, Ask), effect
    return effect.form


def buttons_of(effect: Effect) -> dict[str, ActionRef]:
    """What can be pressed, by label."""
    parts = message_of(effect).blocks if isinstance(effect, Whisper) else form_of(effect).parts
    groups = [part.items for part in parts if isinstance(part, Buttons)]
    return {each.label: each.action for group in groups for each in group if each.action}


def _lines(parts: Sequence[Block | ChoiceField | TextField | DateField]) -> Iterator[str]:
    for part in parts:
        match part:
            case Facts(items):
                yield from (f"{fact.name}: {fact.value}" for fact in items)
            case Table():
                yield from (" | ".join(row) for row in (part.columns, *part.rows))
            case Buttons(items):
                yield from (button.label for button in items)
            case ChoiceField() | TextField() | DateField():
                yield part.label
            case Heading(text) | Paragraph(text) | Note(text):
                yield text
            case _:
                yield repr(part)
