"""What somebody looks for, and how it travels within the button that shows what is older."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.chat.actions import BadActionError
from bot.chat.forms import FormValues

WORDS, STATION, THEME, STAGE, SINCE = "words", "station", "theme", "stage", "since"

ALL = "all"
"""The value of a filter that takes everything."""

OTHER = "other"
"""Stands in the place of a friction for what none of them fits."""

MAX_WORDS = 40
"""Characters that can be looked for: as many as a button can carry, in any script."""

MOST_AT_ONE_MOMENT = 500
"""A file may give one day to all it holds. So many of one moment can be paged through."""

_MAX_WORD_BYTES = 90
_MOST_DAYS = 36_500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for; empty parts take all.

    `station` is a station's id, `since_days` how far back. A page begins with what happened at `until_at`, of which
    the first `skipped` were shown already.
    """

    words: str = ""
    station: str = ""
    theme: str = ""
    stage: str = ""
    since_days: int = 0
    until_at: datetime | None = None
    skipped: int = 0

    @property
    def filters(self) -> dict[str, str]:
        """What is chosen, by the names of the fields."""
        return {STATION: self.station, THEME: self.theme, STAGE: self.stage, SINCE: str(self.since_days or "")}

    def as_args(self) -> tuple[str, ...]:
        """What a button carries; `query_of` reads it."""
        moment = "" if self.until_at is None else str((self.until_at - _EPOCH) // _MICROSECOND)
        packed = base64.urlsafe_b64encode(self.words.encode()).decode().rstrip("=")
        numbers = (str(self.since_days or ""), moment, str(self.skipped or ""))
        return (packed, self.station, self.theme, self.stage, *numbers)


def query_of(args: tuple[str, ...]) -> Query:
    """Reads what `Query.as_args` wrote.

    Raises:
        BadActionError: something else did.
    """
    try:
        packed, station, theme, stage, since, moment, skipped = args
        words = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        return Query(
            words=words,
            station=station,
            theme=theme,
            stage=stage,
            since_days=_within(since, _MOST_DAYS),
            until_at=_EPOCH + int(moment) * _MICROSECOND if moment else None,
            skipped=_within(skipped, MOST_AT_ONE_MOMENT),
        )
    except (ValueError, OverflowError) as error:
        raise BadActionError("the button does not say what to look for") from error


def query_from(values: FormValues) -> Query:
    """What was filled in."""
    since = _chosen(values, SINCE)
    return Query(
        words=fitting_words(str(values.get(WORDS) or "")),
        station=_chosen(values, STATION),
        theme=_chosen(values, THEME),
        stage=_chosen(values, STAGE),
        since_days=int(since) if since.isascii() and since.isdecimal() and len(since) <= len("365") else 0,
    )


def fitting_words(typed: str) -> str:
    """As many of the words as a button can carry."""
    line = " ".join(typed.split())[:MAX_WORDS]
    return line.encode(errors="ignore")[:_MAX_WORD_BYTES].decode(errors="ignore").strip()


def _within(number: str, most: int) -> int:
    """A number that a button of ours carries; none of them is below zero."""
    return max(0, min(int(number or 0), most))


def _chosen(values: FormValues, name: str) -> str:
    chosen = str(values.get(name) or "")
    return "" if chosen == ALL else chosen
