"""A small company for the stories of promises: the team Harbour with its crew below it, and the team Quay beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.chat.blocks import Message
from bot.chat.effects import Ask, Effect
from bot.chat.forms import Form, FormValues
from bot.chat.ids import AccountRef, Actor, DeliveryId, Platform, WorkspaceRef, direct
from bot.digest.actions import compose_action
from bot.digest.model import Action
from bot.digest.promise import promise
from bot.outbox.model import Delivery, Skip
from bot.people.caller import Caller
from bot.people.model import Account, Person, PersonId, Role, Team, TeamId
from storage.database import Database
from storage.unit_of_work import UnitOfWork

CHAT = Platform("chat")
OFFICE = WorkspaceRef(platform=CHAT, external_id="W1")
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
FRIDAY = date(2026, 12, 4)
HARBOUR, CREW, QUAY = TeamId("harbour"), TeamId("crew"), TeamId("quay")
TEAMS = {"Cleo": HARBOUR, "Ana": HARBOUR, "Ben": CREW, "Eva": QUAY, "Finn": QUAY, "Dora": None}
LEADERS = {HARBOUR: "Cleo", QUAY: "Eva"}


@dataclass(slots=True, kw_only=True)
class Company:
    """The company at one moment, which a story moves."""

    database: Database
    now: datetime = MONDAY

    async def caller(self, name: str) -> Caller:
        person = await self.database.read(lambda tx: tx.people.get(PersonId(name)))
        assert person is not None
        account = AccountRef(workspace=OFFICE, external_id=f"U-{name}")
        return Caller(person=person, actor=Actor(account=account), now=self.now)

    async def promise(self, plan: str = "Mend the till", *, due: date = FRIDAY, name: str = "Cleo") -> Action:
        caller = await self.caller(name)
        unit = next(team for team, leader in LEADERS.items() if leader == name)
        values: FormValues = {"plan": plan, "about": "friction.slow-order-system", "due": due}
        await self.database.write(lambda tx: promise(tx, caller, unit, values))
        return next(each for each in await self.actions(name) if each.plan == plan)

    async def actions(self, name: str = "Cleo") -> Sequence[Action]:
        return await self.database.read(lambda tx: tx.actions.of_owner(PersonId(name)))

    async def change(self, name: str, **changes: object) -> None:
        person = (await self.caller(name)).person
        await self.database.write(lambda tx: tx.people.save_person(replace(person, **changes)))  # type: ignore[arg-type]  # any field of a person

    async def delivered(self) -> dict[str, Message | str]:
        """What is sent now to whom, or the reason why it is not; everything due is over afterwards."""
        rows = await self.database.write(self._claim)
        composed = await self.database.read(lambda tx: [compose_action(tx, each, self.now) for each in rows])
        made = zip(rows, composed, strict=True)
        return {str(row.person_id): each.code if isinstance(each, Skip) else each for row, each in made}

    async def compose(self, kind: str, name: str, **args: str) -> Message | Skip:
        """What a delivery of this kind to somebody would say now."""
        caller = await self.caller(name)
        row = Delivery(
            id=DeliveryId("d"),
            kind=kind,
            place=direct(caller.actor.account),
            args=args,
            batch="",
            due_at=self.now,
            expires_at=self.now,
            person_id=caller.person.id,
            is_doubled_in_doubt=False,
            attempts=1,
            was_in_doubt=False,
        )
        return await self.database.read(lambda tx: compose_action(tx, row, self.now))

    def _claim(self, tx: UnitOfWork) -> Sequence[Delivery]:
        return tx.outbox.claim(OFFICE, now=self.now, limit=100, lease_until=self.now, epoch=1)


async def open_company(database: Database) -> Company:
    def build(tx: UnitOfWork) -> None:
        tx.people.save_people([_person(name, team) for name, team in TEAMS.items()])
        tx.people.save_accounts(
            Account(ref=AccountRef(workspace=OFFICE, external_id=f"U-{name}"), person_id=PersonId(name))
            for name in TEAMS
        )
        tx.people.save_teams(
            Team(
                id=team,
                key=team,
                name=team.title(),
                parent_id=HARBOUR if team == CREW else None,
                leader_id=PersonId(LEADERS[team]) if team in LEADERS else None,
            )
            for team in (HARBOUR, CREW, QUAY)
        )

    await database.write(build)
    return Company(database=database)


def form_of(effect: Effect) -> Form:
    assert isinstance(effect, Ask)
    return effect.form


def _person(name: str, team: TeamId | None) -> Person:
    return Person(
        id=PersonId(name),
        name=f"{name} Example",
        first_name=name,
        locale="en",
        time_zone="Europe/Warsaw",
        joined_on=date(2026, 9, 1),
        team_id=team,
        role=Role.ADMIN if name == "Dora" else Role.EMPLOYEE,
    )
