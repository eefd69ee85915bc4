"""What stands in the database under a person's id or accounts, apart from sealed records: to show and to forget."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, false, func, or_, select, update

from bot.chat.ids import AccountRef, PlaceKind, Platform, WorkspaceRef
from bot.people.model import PersonId
from storage.lost_words import note_lost_words
from storage.tables.chat import letter_reactions, letters, one_time_tokens
from storage.tables.digest import actions, digest_wishes
from storage.tables.outbox import deliveries
from storage.tables.people import absences, accounts, people, teams
from storage.tables.pulse import welcomes
from storage.tables.station import (
    comments,
    emoji,
    fixes,
    flags,
    postings,
    reactions,
    snippets,
    subscriptions,
    withdrawals,
)
from storage.tables.threads import team_questions

Listed = Mapping[str, tuple[Table, str, tuple[str, ...]]]

SAID: Listed = MappingProxyType(
    {
        "reactions": (reactions, "person_id", ("snippet_id", "kind", "said_at")),
        "emoji": (emoji, "person_id", ("posting_id", "emoji", "put_at")),
        "comments": (comments, "person_id", ("posting_id", "language", "mood", "commented_at")),
        "promises": (fixes, "owner_id", ("snippet_id", "plan", "due_on", "promised_at", "ending", "outcome")),
        "faults": (flags, "person_id", ("text", "stage", "theme", "day")),
        "subscriptions": (subscriptions, "person_id", ("station_id", "wants_round_up", "wants_urgent")),
    }
)
"""What people said and wanted at the stations, by kind: the table, the column of the person, and what is shown."""

LED: Listed = MappingProxyType(
    {
        "actions": (actions, "owner_id", ("unit_name", "plan", "promised_on", "due_on", "state", "told_text")),
        "questions": (team_questions, "asked_by", ("unit", "text", "asked_on")),
        "digest": (digest_wishes, "person_id", ("weekday", "hour", "is_wanted")),
    }
)
"""What people said and wanted as leaders."""


class Traces:
    """Fills `bot.admin.store.TraceStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person_id: PersonId) -> Mapping[str, Sequence[Mapping[str, str]]]:
        found = {kind: self._rows(*where, person_id) for kind, where in {**SAID, **LED}.items()}
        written = [
            row.message for row in self._connection.execute(select(letters.c.message).where(self._by(person_id)))
        ]
        found["letters"] = [{"message": each} for each in written]
        return {kind: rows for kind, rows in found.items() if rows}

    def touched(self, person_id: PersonId) -> Collection[str]:
        said = (select(table.c.snippet_id).where(table.c[who] == person_id) for table, who in _ON_SNIPPETS)
        return {snippet_id for each in said for snippet_id in self._connection.scalars(each)}

    def forget_said(self, person_id: PersonId) -> int:
        deleted = sum(self._delete(table, table.c[who] == person_id) for table, who, _ in SAID.values())
        deleted += self._forget_letters(person_id)
        note_lost_words(self._connection)
        return deleted

    def forget_led(self, person_id: PersonId) -> int:
        return sum(self._delete(table, table.c[who] == person_id) for table, who, _ in LED.values())

    def forget_record(self, person_id: PersonId) -> None:
        for ref in self._accounts_of(person_id):
            self._delete(letters, _is_chat_with(ref))
            self._delete(letter_reactions, _is_chat_with(ref, letter_reactions))
            self._delete(one_time_tokens, one_time_tokens.c.subject == ref.external_id)
        for table in (deliveries, welcomes, absences, accounts, postings):
            self._delete(table, table.c.person_id == person_id)
        for column, value in ((snippets.c.reviewed_by, None), (withdrawals.c.asked_by, ""), (teams.c.leader_id, None)):
            self._connection.execute(update(column.table).where(column == person_id).values({column: value}))
        self._connection.execute(update(people).where(people.c.manager_id == person_id).values(manager_id=None))
        is_them = or_(people.c.id == person_id, people.c.merged_into == person_id)
        self._connection.execute(update(people).where(is_them).values(BLANK))
        note_lost_words(self._connection)

    def _rows(self, table: Table, who: str, names: tuple[str, ...], person_id: PersonId) -> Sequence[Mapping[str, str]]:
        question = select(*(table.c[name] for name in names)).where(table.c[who] == person_id)
        rows = self._connection.execute(question.order_by(*table.primary_key)).mappings()
        return [{name: str(value) for name, value in row.items() if value not in {None, ""}} for row in rows]

    def _forget_letters(self, person_id: PersonId) -> int:
        """Empties what a person wrote on the page, as deleting it there does, and takes back what they put below."""
        key = tuple(letters.primary_key)
        written = self._connection.execute(select(*key).where(self._by(person_id))).all()
        for row in written:
            is_it = and_(*(column == value for column, value in zip(key, row, strict=True)))
            place = and_(*(column == value for column, value in zip(key[:-1], row[:-1], strict=True)))
            version = (self._connection.scalar(select(func.max(letters.c.version)).where(place)) or 0) + 1
            gone = {"is_gone": True, "message": "", "author": "", "version": version}
            self._connection.execute(update(letters).where(is_it).values(gone))
        return len(written) + self._delete(letter_reactions, self._put_by(person_id))

    def _by(self, person_id: PersonId) -> ColumnElement[bool]:
        """Which letters a person wrote."""
        return or_(false(), *(_is_of(ref, letters, "author") for ref in self._accounts_of(person_id)))

    def _put_by(self, person_id: PersonId) -> ColumnElement[bool]:
        return or_(false(), *(_is_of(ref, letter_reactions, "account_id") for ref in self._accounts_of(person_id)))

    def _accounts_of(self, person_id: PersonId) -> Sequence[AccountRef]:
        return list(_refs(self._connection, person_id))

    def _delete(self, table: Table, condition: ColumnElement[bool]) -> int:
        return self._connection.execute(delete(table).where(condition)).rowcount


_ON_SNIPPETS = ((reactions, "person_id"), (fixes, "owner_id"))

BLANK: Mapping[str, Any] = MappingProxyType(
    {
        "name": "",
        "first_name": "",
        "email": "",
        "team_id": None,
        "site": "",
        "manager_id": None,
        "role": "employee",
        "country": "",
        "check_in_hour": None,
        "paused_until": None,
        "is_stopped": True,
        "is_active": False,
        "external_key": "",
    }
)
"""What is left of a person who was forgotten: a random id, a language and a time zone, and that nobody writes to it."""


def _refs(connection: Connection, person_id: PersonId) -> Iterator[AccountRef]:
    rows = connection.execute(select(accounts).where(accounts.c.person_id == person_id))
    for row in rows:
        workspace = WorkspaceRef(platform=Platform(row.platform), external_id=row.workspace_id)
        yield AccountRef(workspace=workspace, external_id=row.external_id)


def _is_of(ref: AccountRef, table: Table, column: str) -> ColumnElement[bool]:
    return and_(_is_in(ref, table), table.c[column] == ref.external_id)


def _is_chat_with(ref: AccountRef, table: Table = letters) -> ColumnElement[bool]:
    """What stands in the direct messages between the bot and an account."""
    is_direct = table.c.place_kind == PlaceKind.DIRECT.value
    return and_(_is_in(ref, table), is_direct, table.c.place_id == ref.external_id)


def _is_in(ref: AccountRef, table: Table) -> ColumnElement[bool]:
    workspace = ref.workspace
    return and_(table.c.platform == workspace.platform, table.c.workspace_id == workspace.external_id)
