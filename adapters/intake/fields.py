"""Reading single facts of a record: times, scores, consent, addresses of pages."""

import math
from datetime import UTC, datetime

from adapters.intake.plain_text import one_line
from adapters.intake.refusals import UnusableError
from bot.chat.intake import ConsentState
from bot.chat.words import phrase

MAX_SECONDS = 7 * 24 * 3600.0
MAX_FIELD_CHARACTERS = 1000
MAX_LABELS = 50
LATEST_SECONDS = 10_000_000_000
"""Numbers beyond it (the year 2286) are milliseconds since 1970."""

CONSENT = {
    ConsentState.GIVEN: {"given", "yes", "true", "1", "granted", "consented", "opt_in", "opted_in"},
    ConsentState.REFUSED: {"refused", "no", "false", "0", "denied", "declined", "opt_out", "opted_out"},
    ConsentState.WITHDRAWN: {"withdrawn", "revoked"},
    ConsentState.UNKNOWN: {"unknown", "", "none", "null"},
}
CONSENT_LABELS = {
    "consent_withdrawn": ConsentState.WITHDRAWN,
    "consent_refused": ConsentState.REFUSED,
    "consent_given": ConsentState.GIVEN,
}
"""Tags that tell consent in systems that have no field for it."""

DENIED = frozenset({ConsentState.WITHDRAWN, ConsentState.REFUSED})
STRICTEST_FIRST = (ConsentState.WITHDRAWN, ConsentState.REFUSED, ConsentState.GIVEN)


def read_seconds(value: object) -> float | None:
    """Seconds from the beginning; `None` where it is no number, not finite, negative, or more than a week."""
    try:
        seconds = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds <= MAX_SECONDS else None


def read_moment(value: object, field: str) -> datetime | None:
    """An ISO 8601 time or day (UTC where it names no zone), or seconds or milliseconds since 1970; `None` where empty.

    Raises:
        UnusableError: it is neither.
    """
    written = value.strip() if isinstance(value, str) else value
    if written is None or written == "":
        return None
    try:
        return _moment(written)
    except (ValueError, OverflowError, OSError, TypeError) as error:
        sentence = phrase("“{field}” is no time such as 2026-11-25T09:30:00Z.")
        raise UnusableError(sentence, field=field) from error


def read_score(value: object, field: str, least: int, most: int) -> int | None:
    """A whole number within bounds; `None` where empty.

    Raises:
        UnusableError: it is something else.
    """
    written = value.strip() if isinstance(value, str) else value
    if written is None or written == "":
        return None
    try:
        number = float(written) if isinstance(written, str | int | float) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if isinstance(written, bool) or not least <= number <= most or number != int(number):
        raise UnusableError(
            phrase("“{field}” is no number from {least} to {most}."), field=field, least=least, most=most
        )
    return int(number)


def read_consent(value: object, field: str = "consent") -> ConsentState:
    """What the source says about consent, never guessed.

    Raises:
        UnusableError: it says something that we do not understand.
    """
    said = (
        ""
        if value is None
        else one_line(str(value)[:MAX_FIELD_CHARACTERS]).casefold().replace("-", "_").replace(" ", "_")
    )
    for state, words in CONSENT.items():
        if said in words:
            return state
    raise UnusableError(phrase("“{field}” is not given, refused, withdrawn or unknown."), field=field)


def read_flag(value: object, field: str) -> bool:
    """Whether something is so; not so where empty.

    Raises:
        UnusableError: it is neither yes nor no.
    """
    said = "" if value is None else one_line(str(value)[:MAX_FIELD_CHARACTERS]).casefold()
    if said in {"true", "yes", "1"}:
        return True
    if said in {"false", "no", "0", "", "none"}:
        return False
    raise UnusableError(phrase("“{field}” is neither yes nor no."), field=field)


def read_short(value: object) -> str:
    """A short text on one line; empty for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return one_line(str(value)[: 2 * MAX_FIELD_CHARACTERS])[:MAX_FIELD_CHARACTERS]


def read_url(value: object) -> str:
    """An address of the web that can be opened safely; empty for anything else."""
    url = read_short(value)
    is_address = url.casefold().startswith(("https://", "http://")) and " " not in url
    return url if is_address and len(url) < MAX_FIELD_CHARACTERS else ""


def read_labels(values: list[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for value in values[:MAX_LABELS] if (label := read_short(value))))


def consent_of(labels: tuple[str, ...]) -> ConsentState:
    """The consent that tags tell: `consent_given`, `consent_refused`, `consent_withdrawn`."""
    written = {label.casefold().replace("-", "_").replace(" ", "_") for label in labels}
    return strictest(*(state for label, state in CONSENT_LABELS.items() if label in written))


def strictest(*states: ConsentState) -> ConsentState:
    """Of what several places say about consent, what allows least; what nobody knows forbids nothing that was given."""
    return next((state for state in STRICTEST_FIRST if state in states), ConsentState.UNKNOWN)


def _moment(value: object) -> datetime:
    if isinstance(value, str) and not value.isdecimal():
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    number = float(value)
    return datetime.fromtimestamp(number / 1000 if number > LATEST_SECONDS else number, tz=UTC)
