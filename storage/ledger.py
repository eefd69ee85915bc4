"""The ledger of what was published, in the database: rows are added once and can only be withdrawn."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select, update

from bot.clock.weeks import Block, Week
from bot.privacy.release.model import (
    Band,
    CellKey,
    Family,
    HeadCount,
    Participation,
    Period,
    PublishedCell,
    PublishedQuote,
    Release,
    State,
    Threshold,
)
from storage.batches import batches
from storage.statements import insert_new, insert_new_rows
from storage.tables.ledger import published_cells, quotes, releases, thresholds

_CELLS = published_cells.c
_ORDER = (_CELLS.family, _CELLS.unit, _CELLS.measure, _CELLS.first_week, _CELLS.last_week)


class Ledger:
    """Fills `bot.privacy.release.ledger.LedgerStore` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cell(self, key: CellKey) -> PublishedCell | None:
        row = self._connection.execute(select(published_cells).where(*_is(key))).one_or_none()
        return None if row is None else _cell(row)

    def cells_of(
        self, units: Collection[str], *, families: Collection[Family] = (), since: Week | None = None
    ) -> Sequence[PublishedCell]:
        chosen = select(published_cells)
        if families:
            chosen = chosen.where(_CELLS.family.in_(families))
        if since is not None:
            chosen = chosen.where(_CELLS.last_week >= since.ordinal)
        found: list[PublishedCell] = []
        for some in batches(units):
            found += self._read(chosen.where(_CELLS.unit.in_(some)))
        return found

    def published_on(self, first: date, last: date) -> Sequence[PublishedCell]:
        return list(self._read(select(published_cells).where(_CELLS.published_on.between(first, last))))

    def every_cell(self) -> Iterator[PublishedCell]:
        return self._read(select(published_cells))

    def releases(self) -> Sequence[Release]:
        rows = self._connection.execute(select(releases).order_by(releases.c.window_name))
        return [Release(window=row.window_name, k=row.k, published_on=row.published_on) for row in rows]

    def thresholds(self) -> Sequence[Threshold]:
        rows = self._connection.execute(select(thresholds).order_by(thresholds.c.first_block, thresholds.c.k))
        return [Threshold(k=row.k, first_block=Block(row.first_block)) for row in rows]

    def quotes_of(self, unit: str, block: Block) -> Sequence[PublishedQuote]:
        columns = quotes.c
        chosen = select(quotes).where(columns.unit == unit, columns.block == block.ordinal).order_by(columns.id)
        return [
            PublishedQuote(id=row.id, unit=row.unit, block=Block(row.block), question=row.question, text=row.text)
            for row in self._connection.execute(chosen)
        ]

    def is_published(self, window: str) -> bool:
        return self._connection.scalar(select(releases.c.k).where(releases.c.window_name == window)) is not None

    def publish(self, release: Release, cells: Iterable[PublishedCell]) -> bool:
        if not self._begin(release):
            return False
        self._insert_all(published_cells, map(_row, cells))
        return True

    def publish_quotes(self, release: Release, quotes_: Iterable[PublishedQuote]) -> bool:
        if not self._begin(release):
            return False
        self._insert_all(quotes, map(_quote_row, quotes_))
        return True

    def withdraw(self, key: CellKey) -> bool:
        nothing = {"low": None, "high": None, "people": None, "participation": None}
        shown = (*_is(key), _CELLS.state == State.SHOWN)
        gone = update(published_cells).where(*shown).values(state=State.WITHDRAWN, **nothing)
        return self._connection.execute(gone).rowcount == 1

    def raise_threshold(self, line: Threshold) -> None:
        insert_new(self._connection, thresholds, {"first_block": line.first_block.ordinal, "k": line.k})

    def _begin(self, release: Release) -> bool:
        row = {"window_name": release.window, "k": release.k, "published_on": release.published_on}
        return insert_new(self._connection, releases, row)

    def _insert_all(self, table: Any, rows: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401 - a table
        for some in batches(rows):
            insert_new_rows(self._connection, table, some)

    def _read(self, chosen: Select[Any]) -> Iterator[PublishedCell]:
        return map(_cell, self._connection.execute(chosen.order_by(*_ORDER)))


def _is(key: CellKey) -> tuple[ColumnElement[bool], ...]:
    return (
        _CELLS.family == key.family,
        _CELLS.unit == key.unit,
        _CELLS.first_week == key.period.first.ordinal,
        _CELLS.last_week == key.period.last.ordinal,
        _CELLS.measure == key.measure,
    )


def _row(cell: PublishedCell) -> dict[str, Any]:
    band = cell.band or Band(low=None, high=None)
    return {
        "family": cell.key.family,
        "unit": cell.key.unit,
        "first_week": cell.key.period.first.ordinal,
        "last_week": cell.key.period.last.ordinal,
        "measure": cell.key.measure,
        "unit_name": cell.unit_name,
        "question": cell.question,
        "state": cell.state,
        "published_on": cell.published_on,
        "low": _thousandths(band.low),
        "high": _thousandths(band.high),
        "people": cell.people,
        "participation": cell.participation,
    }


def _quote_row(quote: PublishedQuote) -> dict[str, Any]:
    return {
        "id": quote.id,
        "unit": quote.unit,
        "block": quote.block.ordinal,
        "question": quote.question,
        "text": quote.text,
    }


def _cell(row: Row[Any]) -> PublishedCell:
    period = Period(Week(row.first_week), Week(row.last_week))
    has_band = row.state == State.SHOWN or row.low is not None or row.high is not None
    return PublishedCell(
        key=CellKey(family=Family(row.family), unit=row.unit, period=period, measure=row.measure),
        unit_name=row.unit_name,
        question=row.question,
        state=State(row.state),
        published_on=row.published_on,
        band=Band(low=_points(row.low), high=_points(row.high)) if has_band else None,
        people=HeadCount(row.people) if row.people else None,
        participation=Participation(row.participation) if row.participation else None,
    )


def _thousandths(points: float | None) -> int | None:
    return None if points is None else round(points * 1000)


def _points(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / 1000
