"""A company to measure with: its database, its people with their Slack accounts, and what each of them can press."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from adapters.slack.credentials import Document, Secrets
from adapters.slack.refs import TeamId, UserId, account_ref, workspace_ref
from bot.bootstrap.house import Cellar, defaults_of, open_cellar
from bot.chat.ids import WorkspaceRef
from bot.chat.records import DirectoryEntry, Installation
from bot.clock.weeks import Week
from bot.clock.working_days import week_for
from bot.config import Settings
from bot.people.sync_directory import sync_directory
from bot.privacy.marks import KEY_PREFIX, turn_of
from bot.pulse.bank import Family, Kind
from bot.pulse.freeze_roster import freeze_roster
from bot.pulse.rules import IS_PAUSED
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork

TEAM = "T0MARIGOLD"
WORKSPACE: WorkspaceRef = workspace_ref(TeamId(TEAM))
SECRET = "0123456789abcdef0123456789abcdef"
ENOUGH_TIME = timedelta(hours=1)
PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """`questions` are those that each account can answer by one press in `week`."""

    week: Week
    questions: Mapping[str, Sequence[str]]


def settings_for(database_url: str, folder: Path, slack_url: str) -> Settings:
    return Settings(
        organisation="Marigold",
        database_url=database_url,
        key_directory=folder / "keys",
        slack_signing_secret=SECRET,
        slack_api_url=slack_url,
    )


def found_company(settings: Settings, people: int, *, is_paused: bool = True) -> Company:
    """Migrates the database, installs Voxloop in Slack, reads the directory there, and freezes the roster.

    While the pulse is paused, nothing but what is measured happens.
    """
    migrate(settings.database_url)
    return asyncio.run(_found(settings, people, is_paused=is_paused))


def company_in(settings: Settings, week: Week) -> Company:
    """The company as it is, in a week for which its roster is frozen."""

    async def look() -> Company:
        cellar = await open_cellar(settings)
        try:
            return Company(week=week, questions=await cellar.database.read(lambda tx: questions_in(tx, week)))
        finally:
            await cellar.database.close()

    return asyncio.run(look())


def open_week(now: datetime) -> Week:
    """The week that can be answered now, and for long enough to measure."""
    week = week_for(now.date())
    return week if week.closes_at - now > ENOUGH_TIME else week.next()


async def install(cellar: Cellar) -> None:
    installation = Installation(
        workspace=WORKSPACE,
        name="Marigold",
        document=Document(scopes=("chat:write",)).encode(),
        secrets=Secrets(access_token="xoxb-bench").encode(),
        installed_at=datetime.now(UTC),
    )
    await cellar.installations.save(installation)


def questions_in(tx: UnitOfWork, week: Week) -> dict[str, tuple[str, ...]]:
    """The questions that each account can answer by one press."""
    slots = tx.pulse.slots(week.block)
    return {
        each.ref.external_id: tuple(_pressable(slots[each.person_id], week))
        for each in tx.people.accounts()
        if each.ref.workspace == WORKSPACE
    }


async def _found(settings: Settings, people: int, *, is_paused: bool) -> Company:
    week = open_week(datetime.now(UTC))
    cellar = await open_cellar(settings)
    try:
        await install(cellar)
        for first in range(0, people, PEOPLE_AT_ONCE):
            some = [_entry(n) for n in range(first, min(people, first + PEOPLE_AT_ONCE))]
            await cellar.database.write(partial(_take_over, entries=some, settings=settings))
        await cellar.database.write(lambda tx: freeze_roster(tx, week.block))
        await cellar.database.write(lambda tx: tx.organisation.set(IS_PAUSED, "yes" if is_paused else "no"))
        # It has been running for a while, so the key of the turn before this one is there.
        cellar.keys.get_or_create(f"{KEY_PREFIX}{turn_of(datetime.now(UTC)) - 1}")
        return Company(week=week, questions=await cellar.database.read(lambda tx: questions_in(tx, week)))
    finally:
        await cellar.database.close()


def _take_over(tx: UnitOfWork, *, entries: Sequence[DirectoryEntry], settings: Settings) -> None:
    sync_directory(tx.people, entries, defaults_of(settings), datetime.now(UTC).date())


def _entry(number: int) -> DirectoryEntry:
    return DirectoryEntry(
        account=account_ref(WORKSPACE, UserId(user_id(number))),
        name=f"Person {number} Example",
        email=f"person.{number}@marigold.example",
        time_zone="Europe/Warsaw",
        locale="en-GB",
    )


def user_id(number: int) -> str:
    return f"U{number:010}"


def _pressable(slot: int, week: Week) -> list[str]:
    asked = (question_of(family, slot, week) for family in FAMILIES_IN_ORDER if family is not Family.FRICTION)
    return [each.key for each in asked if each.kind in {Kind.SCALE, Kind.ENPS}]
