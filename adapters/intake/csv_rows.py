"""The rows of a CSV file, one after the other; a broken row costs no other row."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.intake.encoding import MAX_BYTES, Line, Text, lines, read_text
from adapters.intake.refusals import WHOLE_FILE, UnusableError
from bot.chat.intake import RefusedRecord
from bot.chat.words import phrase

SEPARATORS = ",;\t|"
MAX_LINE_CHARACTERS = 100_000
MAX_ROW_LINES = 500
"""Over how many lines a row may go: so far goes the search for the end of a quotation mark that nobody closed."""

UNREADABLE = phrase("This row cannot be read: a quotation mark is missing or one too many, or a cell is too long.")
TOO_LONG = phrase("This line is longer than {limit} characters.")
TOO_MANY_CELLS = phrase("This row has {cells} cells, but there are only {columns} columns.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of a row by the names of their columns, and the line in which it begins."""

    line: int
    cells: dict[str, str]
    doubts: tuple[str, ...]

    @property
    def where(self) -> str:
        return f"line {self.line}"


def csv_rows(document: bytes, *, max_bytes: int = MAX_BYTES) -> Iterator[Row | RefusedRecord]:
    """The rows below the line of column names, blank ones left out."""
    try:
        text = read_text(document, max_bytes)
        records = _records(text)
        columns = _columns(records)
    except UnusableError as error:
        yield error.at(WHOLE_FILE)
        return
    for number, cells in records:
        yield _row(columns, number, cells, text.doubts)


def csv_columns(document: bytes, *, max_bytes: int = MAX_BYTES) -> tuple[str, ...]:
    """The names of the columns as we compare them.

    Raises:
        UnusableError: the file is no text, or has no line of column names.
    """
    return _columns(_records(read_text(document, max_bytes)))


def column_name(written: str) -> str:
    """`Star Rating`, `star-rating` and `starRating` are `star_rating`."""
    apart = "".join(f" {sign}" if sign.isupper() and before.islower() else sign for before, sign in _pairs(written))
    return "_".join(apart.casefold().replace("-", " ").replace("_", " ").split())


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return zip(f" {text}", text, strict=False)


Cells = list[str] | UnusableError


def _columns(records: Iterator[tuple[int, Cells]]) -> tuple[str, ...]:
    _, cells = next(records, (1, []))
    names = () if isinstance(cells, UnusableError) else tuple(column_name(cell) for cell in cells)
    if len(names) < 2:  # noqa: PLR2004 - one column is no table
        raise UnusableError(phrase("The first line must name the columns, such as kind,text,happened_at."))
    for name in names:
        if name and names.count(name) > 1:
            raise UnusableError(phrase("The column “{name}” is there twice."), name=name[:40])
    return names


def _records(text: Text) -> Iterator[tuple[int, Cells]]:
    """The number of the line in which each record begins, with its cells or what is wrong with it."""
    waiting: deque[Line] = deque()
    source = lines(text, MAX_LINE_CHARACTERS)
    separator = ""
    while (first := waiting.popleft() if waiting else next(source, None)) is not None:
        if first.text is None:
            yield first.number, UnusableError(TOO_LONG, limit=MAX_LINE_CHARACTERS)
            continue
        separator = separator or max(SEPARATORS, key=first.text.count)
        cells, taken = _read_record(first, waiting, source, separator)
        if cells is None:
            waiting.extendleft(reversed(taken))
            yield first.number, UnusableError(UNREADABLE)
        elif any(cell.strip() for cell in cells):
            yield first.number, cells


def _read_record(
    first: Line, waiting: deque[Line], source: Iterator[Line], separator: str
) -> tuple[list[str] | None, list[Line]]:
    """The cells of the record that begins here, or `None`; and the lines that were taken beyond the first."""
    taken: list[Line] = []

    def feed() -> Iterator[str]:
        yield f"{first.text}\n"
        while len(taken) < MAX_ROW_LINES and (line := waiting.popleft() if waiting else next(source, None)):
            taken.append(line)
            if line.text is None:
                return
            yield f"{line.text}\n"

    try:
        return next(csv.reader(feed(), delimiter=separator, strict=True)), taken
    except (csv.Error, StopIteration):
        return None, taken


def _row(columns: tuple[str, ...], number: int, cells: Cells, doubts: tuple[str, ...]) -> Row | RefusedRecord:
    if isinstance(cells, UnusableError):
        return cells.at(f"line {number}")
    if any(cell.strip() for cell in cells[len(columns) :]):
        return UnusableError(TOO_MANY_CELLS, cells=len(cells), columns=len(columns)).at(f"line {number}")
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    return Row(line=number, cells=named, doubts=doubts)
