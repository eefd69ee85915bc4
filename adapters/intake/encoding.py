"""Reading a file as text: its encoding, told where it had to be guessed, and its lines, without holding it twice."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.intake.refusals import UnusableError
from bot.chat.words import phrase

MAX_BYTES = 64 * 1024 * 1024
"""How large a file may be where the caller says nothing else."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PACKED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf\x27\x1c",
    b"\x28\xb5\x2f\xfd",
    b"Rar!",
)
"""How packed files begin: zip (and with it Excel and Word), gzip, bzip2, xz, 7z, zstd, rar."""

CHUNK_BYTES = 1024 * 1024
LOOK_BYTES = 8192
UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
NOT_UTF8 = re.compile("[\udc80-\udcff]")
OTHER_UTF8 = re.compile("[^\x00-\x7f\udc80-\udcff]")
POLISH_IN_CP1252 = re.compile("[a-z][¹³¿][a-z]")
MAX_FOREIGN_SHARE = 0.3
FEWEST_LETTERS = 20

GUESSED = phrase("The file does not say its encoding; it was read as Windows-1252. Check accents and special letters.")
DAMAGED = phrase("The file is damaged: some characters are not in UTF-8.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file with its encoding, and what there is to doubt about it."""

    document: bytes
    encoding: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line without its end; the first is number 1. `text` is `None` where it is longer than it may be."""

    number: int
    text: str | None


def read_text(document: bytes, max_bytes: int = MAX_BYTES) -> Text:
    """The file as text: UTF-8, or what its byte order mark says, or else, with a doubt, Windows-1252.

    Raises:
        UnusableError: it is too large, empty, packed, no text, or in an encoding that cannot be told.
    """
    if len(document) > max_bytes:
        sentence = phrase("The file is larger than {limit} MB. Split it, or allow more.")
        raise UnusableError(sentence, limit=round(max_bytes / 1024 / 1024, 1))
    if document.startswith(PACKED):
        raise UnusableError(phrase("This is a packed file (such as zip or Excel). Unpack it, or save it as CSV UTF-8."))
    for mark, encoding in BYTE_ORDER_MARKS:
        if document.startswith(mark):
            return Text(document=document, encoding=encoding)
    if b"\0" in document[:LOOK_BYTES]:
        raise UnusableError(phrase("This is not a text file. If it is one, save it again as UTF-8."))
    return _without_a_mark(document)


def lines(text: Text, max_characters: int) -> Iterator[Line]:
    """The lines, one after the other; characters that cannot be read become U+FFFD."""
    file = io.TextIOWrapper(io.BytesIO(text.document), encoding=text.encoding, errors="replace")
    number = 0
    while read := file.readline(max_characters + 1):
        number += 1
        if len(read) <= max_characters or read.endswith("\n"):
            yield Line(number=number, text=read.removesuffix("\n"))
            continue
        while read and not read.endswith("\n"):
            read = file.readline(max_characters + 1)
        yield Line(number=number, text=None)


def whole_text(text: Text) -> str:
    return text.document.decode(text.encoding, errors="replace")


def _without_a_mark(document: bytes) -> Text:
    if document.isascii() or _is_utf8(document):
        return Text(document=document, encoding="utf-8")
    if _is_mostly_utf8(document):
        return Text(document=document, encoding="utf-8", doubts=(DAMAGED,))
    if UNDEFINED_IN_CP1252.search(document) or not _looks_western(document):
        raise UnusableError(phrase("The encoding of this file cannot be told. Save it again as UTF-8."))
    return Text(document=document, encoding="cp1252", doubts=(GUESSED,))


def _is_utf8(document: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(document):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(document: bytes) -> bool:
    """More characters that only UTF-8 writes this way than bytes that it never writes."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    good = bad = 0
    for chunk in _chunks(document):
        decoded = decoder.decode(chunk)
        good += len(OTHER_UTF8.findall(decoded))
        bad += len(NOT_UTF8.findall(decoded))
    return good > bad


def _chunks(document: bytes) -> Iterator[bytes]:
    return (document[start : start + CHUNK_BYTES] for start in range(0, len(document), CHUNK_BYTES))


def _looks_western(document: bytes) -> bool:
    """Not like Cyrillic, Greek or Polish of an old encoding, which would come out as nonsense."""
    sample = document[:CHUNK_BYTES].decode("cp1252")
    letters = [sign for sign in sample if sign.isalpha()]
    foreign = sum(sign > "\x7f" for sign in letters)
    is_foreign = len(letters) >= FEWEST_LETTERS and foreign > MAX_FOREIGN_SHARE * len(letters)
    return not is_foreign and not POLISH_IN_CP1252.search(sample)
