"""Turns a table into Slack's own, or into aligned text where that cannot be."""

from collections.abc import Iterator

from adapters.slack import limits
from adapters.slack.limits import Json, shorten
from adapters.slack.pieces import contexts
from bot.chat.blocks import Table

_WIDEST_COLUMN = 30


def render_table(table: Table, *, is_native: bool) -> Iterator[Json]:
    """The rows that there is room for, and how many were left out."""
    rows = _rows(table)
    if not rows or not rows[0]:
        return
    lines = _lines(rows)
    yield _native_table(rows) if is_native else _text_table(lines)
    left_out = len(table.rows) + 1 - len(rows if is_native else lines)
    if left_out:
        yield from contexts(f"{limits.MORE} +{left_out}")


def _rows(table: Table) -> list[list[str]]:
    room, rows = limits.TABLE_CHARACTERS, list[list[str]]()
    for row in (table.columns, *table.rows):
        cells = [shorten(cell.strip() or "-", limits.TABLE_CELL) for cell in row[: limits.TABLE_COLUMNS]]
        room -= sum(limits.width(cell) for cell in cells)
        if room < 0 or len(rows) == limits.TABLE_ROWS:
            break
        rows.append(cells)
    return rows


def _native_table(rows: list[list[str]]) -> Json:
    return {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows],
        "column_settings": [{"is_wrapped": True} for _ in rows[0]],
    }


def _lines(rows: list[list[str]]) -> list[str]:
    flat = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [min(max(len(row[column]) for row in flat), _WIDEST_COLUMN) for column in range(len(flat[0]))]
    room, lines = limits.TABLE_CHARACTERS, list[str]()
    for row in flat:
        line = "  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip()
        room -= limits.width(line)
        if room < 0 and lines:
            break
        lines.append(line)
    return lines


def _text_table(lines: list[str]) -> Json:
    text = {"type": "text", "text": "\n".join(lines)}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [text]}]}
