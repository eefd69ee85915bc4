"""The values of a JSON file, or of one with a JSON value on each line, and how to look into them without surprise."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from adapters.intake.encoding import MAX_BYTES, Line, Text, lines, read_text, whole_text
from adapters.intake.refusals import WHOLE_FILE, UnusableError
from bot.chat.intake import RefusedRecord
from bot.chat.words import phrase

MAX_WHOLE_BYTES = 32 * 1024 * 1024
"""How large a file may be that is one JSON value, since it is held in memory as a whole."""

MAX_LINE_CHARACTERS = 4_000_000

TOO_LONG = phrase("This line is longer than {limit} characters.")
BROKEN = phrase("This is not valid JSON.")
TOO_DEEP = phrase("This JSON is nested too deeply.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A JSON value and where it stands. `doubts` are those about its file."""

    where: str
    value: object
    doubts: tuple[str, ...]


def json_values(document: bytes, *, max_bytes: int = MAX_BYTES) -> Iterator[Value | RefusedRecord]:
    """The value of each line (JSON Lines), the elements of a list, or the one value that the file is."""
    try:
        text = read_text(document, max_bytes)
        yield from _lines(text) if _is_lines(text) else _whole(text)
    except UnusableError as error:
        yield error.at(WHOLE_FILE)


def first_value(document: bytes, *, max_bytes: int = MAX_BYTES) -> object:
    """The first value that can be read, for telling what kind of file it is; `None` where there is none."""
    found = (each.value for each in json_values(document, max_bytes=max_bytes) if isinstance(each, Value))
    return next(found, None)


def as_object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """A text, or a whole number (such as an id) as text; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def _is_lines(text: Text) -> bool:
    """The first line is an object and more follows, or it is broken and the second is an object."""
    first = [line.text for line in islice(_filled(text), 2)]
    if len(first) < 2 or not (first[0] or "{").startswith("{"):  # noqa: PLR2004 - the two lines just asked for
        return False
    return _is_object(first[0]) or (_is_object(first[1]) and not _is_valid_as_a_whole(text))


def _is_object(line: str | None) -> bool:
    try:
        return isinstance(_load(line or ""), dict)
    except UnusableError:
        return False


def _is_valid_as_a_whole(text: Text) -> bool:
    try:
        return bool(list(_whole(text)))
    except UnusableError:
        return False


def _filled(text: Text) -> Iterator[Line]:
    return (line for line in lines(text, MAX_LINE_CHARACTERS) if line.text is None or line.text.strip())


def _lines(text: Text) -> Iterator[Value | RefusedRecord]:
    for line in _filled(text):
        where = f"line {line.number}"
        try:
            if line.text is None:
                raise UnusableError(TOO_LONG, limit=MAX_LINE_CHARACTERS)  # noqa: TRY301 - told like the other reasons
            yield Value(where=where, value=_load(line.text), doubts=text.doubts)
        except UnusableError as error:
            yield error.at(where)


def _whole(text: Text) -> Iterator[Value]:
    if len(text.document) > MAX_WHOLE_BYTES:
        sentence = phrase("A JSON file may be up to {limit} MB. Save it as JSON Lines: one record on each line.")
        raise UnusableError(sentence, limit=MAX_WHOLE_BYTES // 1024 // 1024)
    value = _load(whole_text(text))
    if isinstance(value, list):
        return (Value(where=f"[{n}]", value=each, doubts=text.doubts) for n, each in enumerate(value))
    return iter([Value(where=WHOLE_FILE, value=value, doubts=text.doubts)])


def _load(text: str) -> object:
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        raise UnusableError(TOO_DEEP) from error
    except json.JSONDecodeError as error:
        sentence = phrase("This is not valid JSON (line {line}, character {character}).")
        raise UnusableError(sentence, line=error.lineno, character=error.colno) from error
    except ValueError as error:  # a number of thousands of digits
        raise UnusableError(BROKEN) from error
    return value
