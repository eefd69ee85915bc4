"""People, accounts, teams and absences in the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, func, select, union_all, update

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
    place_in,
)
from storage.batches import ROWS_AT_ONCE, batches
from storage.hand_over import hand_over
from storage.statements import upsert
from storage.tables.people import absences, accounts, people, teams

SET_BY_FIELDS = ("locale_set_by", "time_zone_set_by", "role_set_by")
_ROLES = {each.value: each for each in Role}
_SET_BY = {each.value: each for each in SetBy}
PERSON_FIELDS = tuple(field.name for field in fields(Person))
ROSTER_COLUMNS = tuple(people.c["id" if name == "person_id" else name] for name in RosterRow._fields[:-3])
Reached = tuple[int, str, str, str]
UNREACHED: Reached = (0, "", "", "")
NOBODY: tuple[WorkspaceRef, Sequence[str]] = (WorkspaceRef(platform=Platform(""), external_id=""), ())

# Built once: an answer, or an event of which a company's directory has many, waits for these statements.
_OWNERS = select(accounts.c.person_id).where(
    accounts.c.platform == bindparam("of_platform"),
    accounts.c.workspace_id == bindparam("of_workspace"),
    accounts.c.external_id.in_(bindparam("some_accounts", expanding=True)),
)
_OWNER = select(people).where(
    people.c.id
    == select(accounts.c.person_id)
    .where(
        accounts.c.platform == bindparam("of_platform"),
        accounts.c.workspace_id == bindparam("of_workspace"),
        accounts.c.external_id == bindparam("of_account"),
    )
    .scalar_subquery()
)
_WITH_EMAILS = select(people).where(
    people.c.email.in_(bindparam("some_emails", expanding=True)), people.c.merged_into.is_(None)
)
_MATCHING = union_all(_WITH_EMAILS, select(people).where(people.c.id.in_(_OWNERS)))
_ACCOUNTS_OF = select(accounts).where(accounts.c.person_id.in_(bindparam("some_people", expanding=True)))


class People:
    """Fills `bot.people.store.PeopleStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, person_id: PersonId) -> Person | None:
        return self._one(people.c.id == person_id)

    def many(self, ids: Collection[PersonId]) -> dict[PersonId, Person]:
        chosen = (self._people(people.c.id.in_(some)) for some in batches(ids))
        return {person.id: person for some in chosen for person in some}

    def by_account(self, ref: AccountRef) -> Person | None:
        row = self._connection.execute(_OWNER, {"of_account": ref.external_id, **_in(ref.workspace)}).first()
        return None if row is None else _person(row)

    def by_email(self, email: str) -> Person | None:
        if not email.strip():
            return None
        question = select(people).where(people.c.email == email.strip().casefold(), people.c.merged_into.is_(None))
        found = map(_person, self._rows(question))
        return min(found, key=lambda each: (not each.is_active, each.joined_on, each.id), default=None)

    def matching(self, accounts: Collection[AccountRef], emails: Collection[str]) -> Sequence[Person]:
        some = zip_longest(batches(filter(None, emails)), _by_workspace(accounts))
        found = (self._matching(emails or (), *(owned or NOBODY)) for emails, owned in some)
        return tuple({person.id: person for each in found for person in each}.values())

    def active(self, batch_size: int = 1000) -> Iterator[Sequence[Person]]:
        return batches(self._people(people.c.is_active), batch_size)

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
        upsert(self._connection, people, [_person_row(each) for each in people_])

    def accounts(self) -> Iterator[Account]:
        return map(_account, self._stream(select(accounts)))

    def accounts_of(self, person_id: PersonId) -> Sequence[Account]:
        return self.accounts_of_many([person_id]).get(person_id, ())

    def accounts_of_many(self, ids: Collection[PersonId]) -> dict[PersonId, Sequence[Account]]:
        found: dict[PersonId, list[Account]] = defaultdict(list)
        for some in batches(ids):
            for row in self._connection.execute(_ACCOUNTS_OF, {"some_people": some}):
                found[row.person_id].append(_account(row))
        return {person_id: tuple(theirs) for person_id, theirs in found.items()}

    def save_accounts(self, accounts_: Iterable[Account]) -> None:
        upsert(self._connection, accounts, [_account_row(each) for each in accounts_])

    def teams(self) -> dict[TeamId, Team]:
        return {team.id: team for team in map(_team, self._rows(select(teams)))}

    def save_teams(self, teams_: Iterable[Team]) -> None:
        upsert(self._connection, teams, [asdict(each) | {"leader_set_by": int(each.leader_set_by)} for each in teams_])

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
        for some in batches(absences_):
            self._connection.execute(delete(absences).where(absences.c.person_id.in_(some)))
        days = {(person_id, each.first, each.last) for person_id, theirs in absences_.items() for each in theirs}
        upsert(
            self._connection,
            absences,
            [{"person_id": who, "first_day": first, "last_day": last} for who, first, last in days],
        )

    def reassign(self, old: PersonId, new: PersonId) -> None:
        theirs = self.absences_of([old, new], date.min, date.max)
        self.replace_absences({old: (), new: (*theirs.get(new, ()), *theirs.get(old, ()))})
        for table, column in ((accounts, "person_id"), (people, "manager_id")):
            self._connection.execute(update(table).where(table.c[column] == old).values({column: new}))
        self._connection.execute(update(people).where(people.c.id == people.c.manager_id).values(manager_id=None))
        hand_over(self._connection, old, new)

    def _matching(self, emails: Collection[str], workspace: WorkspaceRef, ids: Collection[str]) -> Iterator[Person]:
        asked = {"some_emails": emails, "some_accounts": ids, **_in(workspace)}
        return map(_person, self._connection.execute(_MATCHING, asked))

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
        wishes = self._wishes()
        best: dict[str, Reached] = {}
        for person_id, platform, workspace_id, external_id in map(tuple, self._stream(question)):
            found = (place_in(platforms, platform, wishes.get(person_id)), platform, workspace_id, external_id)
            if person_id not in best or found < best[person_id]:
                best[person_id] = found
        return best

    def _wishes(self) -> dict[str, Platform]:
        """Where those few want to be written to who chose."""
        chosen = select(people.c.id, people.c.asked_on).where(people.c.asked_on.is_not(None))
        return {person_id: Platform(platform) for person_id, platform in map(tuple, self._stream(chosen))}

    def _rows(self, question: Select[Any]) -> Iterator[Row[Any]]:
        return iter(self._connection.execute(question).all())

    def _stream(self, question: Select[Any]) -> Iterator[Row[Any]]:
        """Rows that are too many to be held at once."""
        with self._connection.execute(question, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
            yield from rows


def _narrowed(question: Select[Any], ids: Collection[PersonId] | None) -> Iterator[Select[Any]]:
    """The question for some people, in parts that a database takes; for everybody as it is."""
    if ids is None:
        yield question
        return
    for some in batches(ids):
        yield question.where(absences.c.person_id.in_(some))


def _in(workspace: WorkspaceRef) -> dict[str, str]:
    return {"of_platform": workspace.platform, "of_workspace": workspace.external_id}


def _by_workspace(refs: Iterable[AccountRef]) -> Iterator[tuple[WorkspaceRef, list[str]]]:
    """The ids of accounts, by the workspace that they belong to."""
    ids: defaultdict[WorkspaceRef, list[str]] = defaultdict(list)
    for ref in refs:
        ids[ref.workspace].append(ref.external_id)
    return ((workspace, some) for workspace, theirs in ids.items() for some in batches(theirs))


def _person_row(person: Person) -> dict[str, Any]:
    row = {name: getattr(person, name) for name in PERSON_FIELDS}
    row["role"] = person.role.value
    return row | {name: int(row[name]) for name in SET_BY_FIELDS}


def _person(row: Row[Any]) -> Person:
    values = row._asdict()
    values["role"] = _ROLES[values["role"]]
    for name in SET_BY_FIELDS:
        values[name] = _SET_BY[values[name]]
    return Person(**values)


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
