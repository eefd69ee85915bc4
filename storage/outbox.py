"""The outbox in the database: planned in bulk, claimed a hundred at a time, recorded together."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Function,
    Row,
    Update,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.types import BigInteger, Boolean, Text, TypeEngine

from bot.chat.ids import DeliveryId, Place, PlaceKind, Platform, WorkspaceRef
from bot.outbox.model import (
    INTERRUPTED,
    Delivery,
    DeliveryState,
    Outcome,
    Planned,
    Selection,
    Tally,
    Waiting,
    new_delivery_id,
)
from bot.people.model import PersonId
from storage.batches import batches
from storage.tables.outbox import deliveries, is_open
from storage.tables.schema import EPOCH, MICROSECOND, Instant

T = TypeVar("T")

ROWS_AT_ONCE = 5000
"""How many planned rows go to the database in one statement."""

SEPARATOR, NOTHING = "\x1f", "\x1e"
"""Between the values of a column as they go to PostgreSQL, and in the stead of a missing one."""

PLANNED = deliveries.c[
    "id",
    "dedupe_key",
    "kind",
    "batch",
    "platform",
    "workspace_id",
    "place_kind",
    "place_id",
    "thread_id",
    "args",
    "due_at",
    "expires_at",
    "next_at",
    "person_id",
    "is_doubled_in_doubt",
]

CLAIMED = deliveries.c[
    "id",
    "kind",
    "batch",
    "place_kind",
    "place_id",
    "thread_id",
    "args",
    "due_at",
    "expires_at",
    "next_at",
    "person_id",
    "is_doubled_in_doubt",
    "attempts",
    "is_in_doubt",
    "problem",
    "code",
]

WAITING = DeliveryState.WAITING.value
SENDING = DeliveryState.SENDING.value


class Outbox:
    """Fills `bot.outbox.store.OutboxStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, rows: Iterable[Planned]) -> int:
        insert = self._insert_arrays if self._is_postgres else self._insert_each
        return sum(insert(chunk) for chunk in batches(_planned_values(rows), ROWS_AT_ONCE))

    def claim(
        self, workspace: WorkspaceRef, *, now: datetime, limit: int, lease_until: datetime, epoch: int
    ) -> Sequence[Delivery]:
        asked = {
            "of_platform": workspace.platform,
            "of_workspace": workspace.external_id,
            "due_by": now,
            "most": limit,
            "leased_until": lease_until,
            "under": epoch,
        }
        rows = sorted(self._connection.execute(_claim(), asked), key=lambda row: row.next_at)
        return [_delivery(row, workspace) for row in rows]

    def record(self, outcomes: Sequence[Outcome], epoch: int) -> int:
        if not outcomes:
            return 0
        rows = [_outcome_values(outcome, epoch) for outcome in outcomes]
        return len(outcomes) - self._connection.execute(_record(), rows).rowcount

    def workspaces_with_due(self, now: datetime) -> Sequence[WorkspaceRef]:
        is_free = or_(deliveries.c.state == WAITING, deliveries.c.lease_until_at <= now)
        question = select(deliveries.c.platform, deliveries.c.workspace_id).distinct()
        rows = self._connection.execute(question.where(is_open, deliveries.c.next_at <= now, is_free))
        return [_workspace(row.platform, row.workspace_id) for row in rows]

    def report(self, selection: Selection) -> Sequence[Tally]:
        group = deliveries.c["state", "code"]
        question = select(*group, func.count().label("deliveries")).where(_selected(selection)).group_by(*group)
        rows = self._connection.execute(question)
        return [Tally(state=DeliveryState(row.state), code=row.code, count=row.deliveries) for row in rows]

    def end_waiting(self, selection: Selection, *, state: DeliveryState, code: str, now: datetime) -> int:
        waiting = update(deliveries).where(is_open, deliveries.c.state == WAITING, _selected(selection))
        return self._connection.execute(waiting.values(state=state.value, code=code, ended_at=now)).rowcount

    def waiting(self, selection: Selection) -> Sequence[Waiting]:
        columns = deliveries.c["id", "person_id", "platform", "workspace_id"]
        rows = self._connection.execute(select(*columns).where(_is_untried(), _selected(selection)))
        return [Waiting(row.id, row.person_id, _workspace(row.platform, row.workspace_id)) for row in rows]

    def hasten(self, ids: Collection[DeliveryId], now: datetime) -> int:
        later = update(deliveries).where(_is_untried(), deliveries.c.next_at > now).values(next_at=now)
        chunks = batches(ids)
        return sum(self._connection.execute(later.where(deliveries.c.id.in_(some))).rowcount for some in chunks)

    def forget_before(self, moment: datetime) -> int:
        return self._connection.execute(delete(deliveries).where(deliveries.c.expires_at < moment)).rowcount

    def forget_person(self, person_id: PersonId) -> int:
        return self._connection.execute(delete(deliveries).where(deliveries.c.person_id == person_id)).rowcount

    @property
    def _is_postgres(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def _insert_each(self, rows: list[tuple[Any, ...]]) -> int:
        # Straight to the driver: the values are in the database's form already.
        return self._connection.exec_driver_sql(_insert_row(), rows).rowcount

    def _insert_arrays(self, rows: list[tuple[Any, ...]]) -> int:
        # A single statement is many times faster here than one for each row, and a joined text than a list.
        columns = zip(PLANNED, zip(*rows, strict=True), strict=True)
        joined = {column.name: _joined(values) for column, values in columns}
        keep_count = {"preserve_rowcount": True}
        return self._connection.execute(_insert_from_arrays(), joined, execution_options=keep_count).rowcount


@cache
def _insert_row() -> str:
    row = sqlite.insert(deliveries).values({column.name: bindparam(column.name) for column in PLANNED})
    return str(row.on_conflict_do_nothing(index_elements=[deliveries.c.dedupe_key]).compile(dialect=sqlite.dialect()))


@cache
def _insert_from_arrays() -> postgresql.Insert:
    arrays = [func.unnest(cast(_array(column.name), ARRAY(_plain(column.type)))) for column in PLANNED]
    rows = postgresql.insert(deliveries).from_select([column.name for column in PLANNED], select(*arrays))
    return rows.on_conflict_do_nothing(index_elements=[deliveries.c.dedupe_key])


def _array(name: str) -> Function[Any]:
    split = func.string_to_array(bindparam(name, type_=Text), SEPARATOR, NOTHING)
    # PostgreSQL splits an empty text into nothing, where it stands for one row with an empty value.
    return func.coalesce(func.nullif(split, postgresql.array([], type_=Text)), postgresql.array([""], type_=Text))


def _joined(values: Sequence[Any]) -> str:
    text = SEPARATOR.join([NOTHING if value is None else str(value) for value in values])
    if text.count(SEPARATOR) != len(values) - 1:
        raise ValueError("the ids and keys of a delivery must not hold control characters")
    return text


def _plain(column_type: TypeEngine[Any]) -> TypeEngine[Any]:
    match column_type:
        case Instant():
            return BigInteger()
        case Boolean():
            return Boolean()
        case _:
            return Text()


def _planned_values(rows: Iterable[Planned]) -> Iterator[tuple[Any, ...]]:
    """The values of `PLANNED` for each row, in the database's own form."""
    args: Mapping[str, str] | None = None
    args_text = ""
    for row in rows:
        # Neighbours mostly have the same arguments.
        if row.args != args:
            args, args_text = row.args, json.dumps(dict(row.args))
        place, due_at = row.place, _microseconds(row.due_at)
        yield (
            new_delivery_id(),
            row.dedupe_key,
            row.kind,
            row.batch,
            place.workspace.platform,
            place.workspace.external_id,
            place.kind.value,
            place.external_id,
            place.thread_id,
            args_text,
            due_at,
            _microseconds(row.expires_at),
            due_at,
            row.person_id,
            row.is_doubled_in_doubt,
        )


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


@cache
def _claim() -> ReturningUpdate[Any]:
    """Takes what is due and free, or was left behind by an earlier epoch. Built once: a large run claims many times."""
    under, was_sending = bindparam("under", type_=BigInteger), deliveries.c.state == SENDING
    due = (
        select(deliveries.c.id)
        .where(is_open, deliveries.c.next_at <= bindparam("due_by", type_=Instant))
        .where(
            deliveries.c.platform == bindparam("of_platform"), deliveries.c.workspace_id == bindparam("of_workspace")
        )
        .where(or_(deliveries.c.state == WAITING, deliveries.c.epoch < under))
        .order_by(deliveries.c.next_at)
        .limit(bindparam("most", type_=BigInteger))
        .with_for_update(skip_locked=True)
    )
    return (
        update(deliveries)
        .where(deliveries.c.id.in_(due))
        .values(
            state=SENDING,
            epoch=under,
            lease_until_at=bindparam("leased_until", type_=Instant),
            attempts=deliveries.c.attempts + 1,
            is_in_doubt=or_(deliveries.c.is_in_doubt, was_sending),
            problem=case((was_sending, DeliveryState.UNKNOWN.value), else_=deliveries.c.problem),
            code=case((was_sending, INTERRUPTED), else_=deliveries.c.code),
        )
        .returning(*CLAIMED)
    )


def _delivery(row: Row[Any], workspace: WorkspaceRef) -> Delivery:
    kind = PlaceKind(row.place_kind)
    return Delivery(
        id=DeliveryId(row.id),
        kind=row.kind,
        place=Place(workspace=workspace, kind=kind, external_id=row.place_id, thread_id=row.thread_id),
        args=json.loads(row.args),
        batch=row.batch,
        due_at=row.due_at,
        expires_at=row.expires_at,
        person_id=row.person_id,
        is_doubled_in_doubt=row.is_doubled_in_doubt,
        attempts=row.attempts,
        was_in_doubt=row.is_in_doubt,
        problem=DeliveryState(row.problem) if row.problem else None,
        code=row.code,
    )


def _record() -> Update:
    return (
        update(deliveries)
        .where(deliveries.c.id == bindparam("delivery_id"), deliveries.c.epoch == bindparam("claimed_under"))
        .where(deliveries.c.state == SENDING)
        .values(next_at=func.coalesce(bindparam("again_at", type_=Instant), deliveries.c.next_at))
    )


def _outcome_values(outcome: Outcome, epoch: int) -> dict[str, Any]:
    return {
        "delivery_id": outcome.delivery_id,
        "claimed_under": epoch,
        "again_at": outcome.next_at,
        "state": outcome.state.value,
        "code": outcome.code,
        "message_id": outcome.message_id,
        "attempts": outcome.attempts,
        "is_in_doubt": outcome.is_in_doubt,
        "problem": outcome.problem.value if outcome.problem else None,
        "lease_until_at": None,
        "ended_at": outcome.at if outcome.state.is_final else None,
    }


def _selected(selection: Selection) -> ColumnElement[bool]:
    conditions = [_in_workspace(selection.workspace)]
    for column in (deliveries.c.kind, deliveries.c.batch, deliveries.c.person_id):
        wanted = getattr(selection, column.name)
        conditions += [column == wanted] if wanted is not None else []
    conditions += [deliveries.c.due_at >= selection.since] if selection.since else []
    conditions += [deliveries.c.due_at < selection.until] if selection.until else []
    return and_(*conditions)


def _is_untried() -> ColumnElement[bool]:
    return and_(is_open, deliveries.c.state == WAITING, deliveries.c.attempts == 0)


def _workspace(platform: str, external_id: str) -> WorkspaceRef:
    return WorkspaceRef(platform=Platform(platform), external_id=external_id)


def _in_workspace(workspace: WorkspaceRef | None) -> ColumnElement[bool]:
    if workspace is None:
        return true()
    return and_(
        deliveries.c.platform == workspace.platform,
        deliveries.c.workspace_id == workspace.external_id,
    )
