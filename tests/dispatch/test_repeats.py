"""Events that are told again: one effect, and no lost command when the database was away in between."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from bot.admin.desk import CommandDesk
from bot.chat.effects import Nothing, Whisper
from bot.chat.errors import UnavailableError
from bot.chat.events import CommandGiven
from bot.chat.ids import WorkspaceRef, direct
from bot.clock.clock import MovableClock
from bot.clock.working_days import WorkingCalendar
from bot.dispatch import Dispatch
from bot.people.model import Defaults, PersonId
from storage.database import Database
from storage.key_directory import KeyDirectory
from storage.one_time_tokens import OneTimeTokens
from storage.unit_of_work import UnitOfWork
from tests.pulse.company import PLATFORM, RULES, Company, account, actor
from tests.station.browse.town import station_desk

R = TypeVar("R")


class Unsteady:
    """The database, away for the writes whose numbers are told."""

    def __init__(self, database: Database, away_at: set[int]) -> None:
        self._database = database
        self._away_at = away_at
        self._writes = 0

    async def write(self, change: Callable[[UnitOfWork], R]) -> R:
        self._writes += 1
        if self._writes in self._away_at:
            raise UnavailableError("away")
        return await self._database.write(change)

    async def read(self, question: Callable[[UnitOfWork], R]) -> R:
        return await self._database.read(question)


class NoWorkspaces:
    """Workspaces neither join nor leave in these stories."""

    async def joined(self, workspace: WorkspaceRef, installer: object) -> None: ...

    async def left(self, workspace: WorkspaceRef, reason: str) -> None: ...


def dispatch(database: Database, keys: KeyDirectory, clock: MovableClock, away_at: set[int]) -> Dispatch:
    unsteady = Unsteady(database, away_at)
    desk = CommandDesk(
        transactions=unsteady,
        tokens=OneTimeTokens(database),
        clock=clock,
        public_url="http://127.0.0.1:8321",
        organisation="Marigold",
        configured=RULES,
        defaults=Defaults(locale="en", time_zone="UTC"),
        platforms=(PLATFORM,),
        web=None,
        wake=lambda: None,
        station=station_desk(keys),
    )
    return Dispatch(
        desk=desk,
        keys=keys,
        clock=clock,
        calendar=WorkingCalendar(),
        workspaces=NoWorkspaces(),
        transactions=unsteady,
    )


STOP = CommandGiven(event_id="act-1", actor=actor("Ana"), text="stop", place=direct(account("Ana")))


@pytest.fixture
async def ana_works_here(database: Database, keys: KeyDirectory, clock: MovableClock) -> None:
    await Company(database=database, keys=keys, clock=clock).hire("Ana")


async def has_stopped(database: Database) -> bool:
    person = await database.read(lambda tx: tx.people.get(PersonId("Ana")))
    return person is not None and person.is_stopped


async def test_a_command_that_is_told_twice_is_carried_out_once(
    database: Database, keys: KeyDirectory, clock: MovableClock, ana_works_here: None
) -> None:
    core = dispatch(database, keys, clock, away_at=set())
    assert isinstance(await core.handle(STOP), Whisper)
    assert isinstance(await core.handle(STOP), Nothing)


async def test_a_command_that_could_not_be_kept_is_carried_out_when_it_is_told_again(
    database: Database, keys: KeyDirectory, clock: MovableClock, ana_works_here: None
) -> None:
    core = dispatch(database, keys, clock, away_at={2, 3})
    with pytest.raises(UnavailableError):
        await core.handle(STOP)
    with pytest.raises(UnavailableError):
        await core.handle(STOP)
    assert not await has_stopped(database)
    assert isinstance(await core.handle(STOP), Whisper)
    assert await has_stopped(database)
