"""People, accounts, teams and absences in the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.chat.ids import AccountRef, Platform, WorkspaceRef
from bot.people.model import (
    Absence,
    Account,
    Person,
    PersonId,
    Role,
    RosterRow,
    SetBy,
    Team,
    TeamId,
)
from storage.tables.people import absences, accounts, people, teams

T = TypeVar("T")

ROWS_AT_ONCE = 2000
"""How many ids go into one question and how many rows are fetched at once; far below what SQLite takes."""

SET_BY_FIELDS = ("locale_set_by", "time_zone_set_by", "role_set_by")
PERSON_FIELDS = tuple(field.name for field in fields(Person))
ROSTER_COLUMNS = tuple(people.c["id" if name == "person_id" else name] for name in RosterRow._fields[:-3])
Reached = tuple[int, str, str, str]
UNREACHED: Reached = (0, "", "", "")


class People:
    """Fills `bot.people.store.PeopleStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, person_id: PersonId) -> Person | None:
        return self._one(people.c.id == person_id)

    def many(self, ids: Collection[PersonId]) -> dict[PersonId, Person]:
        chosen = (self._people(people.c.id.in_(some)) for some in _batches(ids, ROWS_AT_ONCE))
        return {person.id: person for some in chosen for person in some}

    def by_account(self, ref: AccountRef) -> Person | None:
        owner = select(accounts.c.person_id).where(
            accounts.c.platform == ref.workspace.platform,
            accounts.c.workspace_id == ref.workspace.external_id,
            accounts.c.external_id == ref.external_id,
        )
        return self._one(people.c.id == owner.scalar_subquery())

    def by_email(self, email: str) -> Person | None:
        if not email.strip():
            return None
        question = select(people).where(people.c.email == email.strip().casefold(), people.c.merged_into.is_(None))
        found = map(_person, self._rows(question))
        return min(found, key=lambda each: (not each.is_active, each.joined_on, each.id), default=None)

    def matching(self, accounts: Collection[AccountRef], emails: Collection[str]) -> Sequence[Person]:
        found = {person.id: person for person in self._with_emails(emails)}
        return tuple((found | self.many(self._owners(accounts))).values())

    def active(self, batch_size: int = 1000) -> Iterator[Sequence[Person]]:
        return _batches(self._people(people.c.is_active), batch_size)

    def everyone(self) -> Iterator[Person]:
        return self._people(people.c.merged_into.is_(None))

    def roster_rows(
        self, platforms: Sequence[Platform], *, zones: Collection[str] | None = None
    ) -> Iterator[RosterRow]:
        reached = self._reached(platforms, zones)
        question = select(*ROSTER_COLUMNS).where(people.c.is_active)
        if zones is not None:
            question = question.where(people.c.time_zone.in_(zones))
        for row in self._stream(question):
            yield RosterRow._make((*row, *reached.get(row[0], UNREACHED)[1:]))

    def time_zones(self) -> Sequence[str]:
        zones = select(people.c.time_zone).where(people.c.is_active).distinct()
        return sorted(self._connection.scalars(zones))

    def count(self) -> int:
        return self._connection.scalar(select(func.count()).where(people.c.is_active)) or 0

    def first_joined_on(self) -> date | None:
        first: date | None = self._connection.scalar(select(func.min(people.c.joined_on)))
        return first

    def save_person(self, person: Person) -> None:
        self.save_people([person])

    def save_people(self, people_: Iterable[Person]) -> None:
        self._save(people, [_person_row(each) for each in people_])

    def accounts(self) -> Iterator[Account]:
        return map(_account, self._stream(select(accounts)))

    def accounts_of(self, person_id: PersonId) -> Sequence[Account]:
        return self.accounts_of_many([person_id]).get(person_id, ())

    def accounts_of_many(self, ids: Collection[PersonId]) -> dict[PersonId, Sequence[Account]]:
        found: dict[PersonId, list[Account]] = defaultdict(list)
        for some in _batches(ids, ROWS_AT_ONCE):
            for row in self._rows(select(accounts).where(accounts.c.person_id.in_(some))):
                found[row.person_id].append(_account(row))
        return {person_id: tuple(theirs) for person_id, theirs in found.items()}

    def save_accounts(self, accounts_: Iterable[Account]) -> None:
        self._save(accounts, [_account_row(each) for each in accounts_])

    def teams(self) -> dict[TeamId, Team]:
        return {team.id: team for team in map(_team, self._rows(select(teams)))}

    def save_teams(self, teams_: Iterable[Team]) -> None:
        self._save(teams, [asdict(each) | {"leader_set_by": int(each.leader_set_by)} for each in teams_])

    def absences_of(
        self, people: Collection[PersonId] | None, first: date, last: date
    ) -> dict[PersonId, tuple[Absence, ...]]:
        touching = select(absences).where(absences.c.last_day >= first, absences.c.first_day <= last)
        found: dict[PersonId, list[Absence]] = defaultdict(list)
        for question in _narrowed(touching, people):
            for row in self._rows(question):
                found[row.person_id].append(Absence(row.first_day, row.last_day))
        return {person_id: tuple(sorted(theirs, key=lambda each: each.first)) for person_id, theirs in found.items()}

    def replace_absences(self, absences_: Mapping[PersonId, Sequence[Absence]]) -> None:
        for some in _batches(absences_, ROWS_AT_ONCE):
            self._connection.execute(delete(absences).where(absences.c.person_id.in_(some)))
        days = {(person_id, each.first, each.last) for person_id, theirs in absences_.items() for each in theirs}
        self._save(absences, [{"person_id": who, "first_day": first, "last_day": last} for who, first, last in days])

    def reassign(self, old: PersonId, new: PersonId) -> None:
        theirs = self.absences_of([old, new], date.min, date.max)
        self.replace_absences({old: (), new: (*theirs.get(new, ()), *theirs.get(old, ()))})
        for table, column in ((accounts, "person_id"), (people, "manager_id")):
            self._connection.execute(update(table).where(table.c[column] == old).values({column: new}))
        self._connection.execute(update(people).where(people.c.id == people.c.manager_id).values(manager_id=None))

    def _with_emails(self, emails: Collection[str]) -> Iterator[Person]:
        for some in _batches((email for email in emails if email), ROWS_AT_ONCE):
            yield from self._people(people.c.email.in_(some), people.c.merged_into.is_(None))

    def _owners(self, refs: Collection[AccountRef]) -> set[PersonId]:
        ids: defaultdict[WorkspaceRef, list[str]] = defaultdict(list)
        for ref in refs:
            ids[ref.workspace].append(ref.external_id)
        return {owner for workspace, theirs in ids.items() for owner in self._owners_in(workspace, theirs)}

    def _owners_in(self, workspace: WorkspaceRef, external_ids: Sequence[str]) -> Iterator[PersonId]:
        here = (accounts.c.platform == workspace.platform, accounts.c.workspace_id == workspace.external_id)
        for some in _batches(external_ids, ROWS_AT_ONCE):
            question = select(accounts.c.person_id).where(*here, accounts.c.external_id.in_(some))
            yield from self._connection.scalars(question)

    def _one(self, condition: ColumnElement[bool]) -> Person | None:
        row = self._connection.execute(select(people).where(condition)).first()
        return None if row is None else _person(row)

    def _people(self, *conditions: ColumnElement[bool]) -> Iterator[Person]:
        return map(_person, self._stream(select(people).where(*conditions)))

    def _reached(self, platforms: Sequence[Platform], zones: Collection[str] | None) -> dict[str, Reached]:
        """The account to write to of each person, with its rank in front; as `preferred_account` chooses."""
        columns = (accounts.c.person_id, accounts.c.platform, accounts.c.workspace_id, accounts.c.external_id)
        question = select(*columns).where(accounts.c.is_active)
        if zones is not None:
            question = question.join(people, people.c.id == accounts.c.person_id).where(people.c.time_zone.in_(zones))
        places = {platform: place for place, platform in enumerate(platforms)}
        best: dict[str, Reached] = {}
        for person_id, platform, workspace_id, external_id in map(tuple, self._stream(question)):
            found = (places.get(platform, len(places)), platform, workspace_id, external_id)
            if person_id not in best or found < best[person_id]:
                best[person_id] = found
        return best

    def _rows(self, question: Select[Any]) -> Iterator[Row[Any]]:
        return iter(self._connection.execute(question).all())

    def _stream(self, question: Select[Any]) -> Iterator[Row[Any]]:
        """Rows that are too many to be held at once."""
        with self._connection.execute(question, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
            yield from rows

    def _save(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        insert = (sqlite if self._connection.dialect.name == "sqlite" else postgresql).insert(table)
        keys = [column.name for column in table.primary_key]
        values = {column.name: insert.excluded[column.name] for column in table.c if not column.primary_key}
        upsert = insert.on_conflict_do_update(index_elements=keys, set_=values) if values else insert
        self._connection.execute(upsert, rows)


def _narrowed(question: Select[Any], ids: Collection[PersonId] | None) -> Iterator[Select[Any]]:
    """The question for some people, in parts that a database takes; for everybody as it is."""
    if ids is None:
        yield question
        return
    for some in _batches(ids, ROWS_AT_ONCE):
        yield question.where(absences.c.person_id.in_(some))


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _person_row(person: Person) -> dict[str, Any]:
    row = {name: getattr(person, name) for name in PERSON_FIELDS}
    row["role"] = person.role.value
    return row | {name: int(row[name]) for name in SET_BY_FIELDS}


def _person(row: Row[Any]) -> Person:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values["role"] = Role(row.role)
    return Person(**values | {name: SetBy(values[name]) for name in SET_BY_FIELDS})


def _account_row(account: Account) -> dict[str, Any]:
    return {
        "platform": account.ref.workspace.platform,
        "workspace_id": account.ref.workspace.external_id,
        "external_id": account.ref.external_id,
        "person_id": account.person_id,
        "is_active": account.is_active,
    }


def _account(row: Row[Any]) -> Account:
    workspace = WorkspaceRef(platform=Platform(row.platform), external_id=row.workspace_id)
    ref = AccountRef(workspace=workspace, external_id=row.external_id)
    return Account(ref=ref, person_id=row.person_id, is_active=row.is_active)


def _team(row: Row[Any]) -> Team:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Team(**values | {"leader_set_by": SetBy(row.leader_set_by)})
