"""Reading a CSV file as people really save it: its encoding, its separator, and the rows with their line numbers."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.chat.words import phrase
from bot.people.report import LineProblem

SEPARATORS = ",;\t"
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
MAX_CELL_CHARACTERS = 2000


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; carries the problem to report."""

    def __init__(self, problem: LineProblem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row of cells by column name, all blanks trimmed. `line` is where it begins, the first line being 1."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A CSV file: its columns and, blank lines left out, its rows or what is wrong with them."""

    columns: tuple[str, ...]
    rows: Iterator[TableRow | LineProblem]


Record = tuple[int, list[str]]
"""The line in which a record begins, and its cells."""


def decode(document: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with a byte order mark.

    Raises:
        UnreadableFileError: it is in neither, or is no text.
    """
    encoding, body = _encoding(document)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        sentence = phrase("The file is not in UTF-8. Save it again as “CSV UTF-8” (in Excel: File, Save as).")
        raise UnreadableFileError(LineProblem(line=line, template=sentence)) from error
    if "\0" in text:
        sentence = phrase("The file is not a CSV text. Save it again as “CSV UTF-8” (in Excel: File, Save as).")
        raise UnreadableFileError(LineProblem(line=text.count("\n", 0, text.index("\0")) + 1, template=sentence))
    return text


def read_table(text: str, aliases: Mapping[str, str]) -> Table:
    """The columns of a CSV text and the rows below them. `aliases` gives other names of columns their proper ones.

    Raises:
        UnreadableFileError: there is no line of column names, or a column is named twice.
    """
    records = _records(text)
    header = next(records, None)
    if header is None or isinstance(header, LineProblem):
        sentence = phrase("The first line must name the columns, such as name,email,team.")
        raise UnreadableFileError(LineProblem(line=1, template=sentence))
    line, cells = header
    columns = tuple(aliases.get(name, name) for name in map(column_name, cells))
    _refuse_twins(columns, line)
    return Table(columns=columns, rows=_rows(columns, records))


def column_name(written: str) -> str:
    """A column name as we compare it: `Employee Number` and `employee-number` are `employee_number`.

    What stands behind a colon stays as it is written.
    """
    name, colon, rest = written.partition(":")
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split()) + colon + rest.strip()


def _encoding(document: bytes) -> tuple[str, bytes]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if document.startswith(mark):
            return encoding, document.removeprefix(mark)
    return "utf-8", document


def _records(text: str) -> Iterator[Record | LineProblem]:
    """All records that are not blank, with the lines in which they begin."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [_clean(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            sentence = phrase("This line cannot be read: a quotation mark is missing, or one too many.")
            yield LineProblem(line=line, template=sentence)
            continue
        if any(cells):
            yield line, cells


def _separator(text: str) -> str:
    """What stands most often between the column names."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=header.count)


def _clean(cell: str) -> str:
    """The cell on one line, without blanks around it or characters that cannot be seen."""
    return "".join(sign for sign in " ".join(cell.split()) if sign.isprintable())


def _rows(columns: tuple[str, ...], records: Iterator[Record | LineProblem]) -> Iterator[TableRow | LineProblem]:
    return (each if isinstance(each, LineProblem) else _row(columns, *each) for each in records)


def _refuse_twins(names: tuple[str, ...], line: int) -> None:
    twins = sorted({name for name in names if name and names.count(name) > 1})
    if twins:
        sentence = phrase("The column “{name}” is there twice.")
        raise UnreadableFileError(LineProblem(line=line, template=sentence, values={"name": twins[0]}))


def _row(names: tuple[str, ...], line: int, cells: list[str]) -> TableRow | LineProblem:
    if any(cells[len(names) :]):
        values = {"cells": len(cells), "columns": len(names)}
        sentence = phrase("This line has {cells} cells, but there are only {columns} columns.")
        return LineProblem(line=line, template=sentence, values=values)
    if any(len(cell) > MAX_CELL_CHARACTERS for cell in cells):
        sentence = phrase("A cell of this line is longer than {limit} characters.")
        return LineProblem(line=line, template=sentence, values={"limit": MAX_CELL_CHARACTERS})
    return TableRow(line=line, cells={name: cell for name, cell in zip(names, cells, strict=False) if name})
