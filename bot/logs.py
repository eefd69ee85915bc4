"""How the program logs: constant sentences, ids, codes and counts; never what people wrote, answered or are called.

A log line is built from what we wrote ourselves when we wrote the code, and from the few fields that may vary. The rest
stays out however it comes: arguments of a message, unknown fields, long texts, messages of exceptions, and whatever a
library has to say, for libraries like to print the request that they failed on.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from errno import errorcode
from pathlib import PurePath
from traceback import walk_tb
from types import TracebackType
from typing import TextIO

FIELDS = frozenset(
    {
        "admin",
        "attempt",
        "attempts",
        "blocks",
        "bytes",
        "call",
        "changes",
        "code",
        "command",
        "count",
        "deliveries",
        "delivery",
        "delivery_id",
        "duration_ms",
        "effect",
        "epoch",
        "error",
        "event",
        "failed",
        "failures",
        "job",
        "kept",
        "kind",
        "language",
        "limit",
        "method",
        "options",
        "outcomes",
        "platform",
        "port",
        "reason",
        "retry_after_seconds",
        "revision",
        "route",
        "run_id",
        "running",
        "sent",
        "state",
        "status",
        "table",
        "total",
        "unreadable",
        "week",
        "workspace",
    }
)
"""The fields that a log line may carry. Persons and accounts are not among them: a line has a time, and who did
something at which time is what nobody may find out. `admin` is who used special rights, which is no secret."""

OWN = ("bot", "adapters", "storage")
"""The packages whose sentences we know; other loggers are heard from `WARNING` on, and without their words."""

_CODE = re.compile(r"[\w.:/+{}-]{1,80}")
_HOOKED = logging.getLogger("bot.logs")


def configure(level: str, style: str, stream: TextIO | None = None) -> None:
    """Sends all logs of this process to `stream`, else to stderr.

    `style` is "text" for people, or "json" for machines: one object a line.
    `level` is one of debug, info, warning, error and holds for our own packages; all others stay at warning, whatever
    it says. What crashes threads, tasks or the program itself is logged in the same way.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonLines() if style == "json" else _TextLines())
    handler.addFilter(_is_worth_telling)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(level.upper())
    logging.raiseExceptions = False  # else a failing handler prints the arguments of the message
    logging.captureWarnings(capture=True)
    _log_what_crashes()


def describe(error: BaseException) -> str:
    """An exception, its causes and where they came from, without any message or value."""
    return " < ".join(_describe_one(each) for each in _chain(error))


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        told = "".join(f" {name}={value}" for name, value in _fields(record).items())
        return f"{at}Z {record.levelname.lower():<8} {record.name}: {_sentence(record)}{told}{_crash(record, '; ')}"


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _sentence(record),
        }
        crash = {"exception": _crash(record, "")} if record.exc_info else {}
        return json.dumps({**_fields(record), **line, **crash})


def _is_worth_telling(record: logging.LogRecord) -> bool:
    return _is_own(record) or record.levelno >= logging.WARNING


def _is_own(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN


def _sentence(record: logging.LogRecord) -> str:
    if _is_own(record) and isinstance(record.msg, str):
        return " ".join(record.msg.split())
    return f"said something at {_short(record.pathname)}:{record.lineno} (words left out, they may hold a payload)"


def _fields(record: logging.LogRecord) -> dict[str, str | float]:
    if not _is_own(record):
        return {}
    known = ((name, value) for name, value in vars(record).items() if name in FIELDS)
    return {name: value for name, value in known if _is_plain(value)}


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and _CODE.fullmatch(value) is not None)


def _crash(record: logging.LogRecord, lead: str) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return lead + describe(error) if error else ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    rest: list[BaseException | None] = [error]
    while rest:
        each = rest.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        rest.append(each.__cause__ or (None if each.__suppress_context__ else each.__context__))
        rest.extend(each.exceptions if isinstance(each, BaseExceptionGroup) else ())


def _describe_one(error: BaseException) -> str:
    frames = (
        f"{_short(frame.f_code.co_filename)}:{line}:{frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    )
    return f"{type(error).__qualname__}{_code_of(error)} at {' '.join(frames) or 'an unknown place'}"


def _code_of(error: BaseException) -> str:
    """What an exception carries that comes from the system or the program and from nobody else."""
    match error:
        case OSError(errno=int(number)):
            return f"[{errorcode.get(number, number)}]"
        case ImportError(name=str(name)):
            return f"[{name}]"
        case _:
            return ""


def _short(path: str) -> str:
    """The last parts of a path, enough to find the file, without the machine's own folders."""
    return "/".join(PurePath(path).parts[-3:])


def _log_what_crashes() -> None:
    sys.excepthook = _crashed
    sys.unraisablehook = lambda told: _crashed(told.exc_type, told.exc_value)
    threading.excepthook = lambda told: _crashed(told.exc_type, told.exc_value)


def _crashed(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None = None, /) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    _HOOKED.critical("Voxloop crashed; this is a defect, please report it", exc_info=error)
