"""Weeks, and the blocks of four and quarters of twelve of them in which results come out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

FIRST_MONDAY = date(1970, 1, 5)
WEEKS_IN_BLOCK = 4
WEEKS_IN_QUARTER = 12
CLOSING_TIME = time(12, 0, tzinfo=UTC)
"""On Saturday at this time the week closes everywhere: by then Friday is over in every time zone."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week from Monday to Sunday, counted from the first Monday of 1970."""

    ordinal: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls((day - FIRST_MONDAY).days // 7)

    @classmethod
    def parse(cls, label: str) -> Self:
        """Reads an ISO label such as `2026-W48`.

        Raises:
            ValueError: the label names no week.
        """
        year, _, number = label.partition("-W")
        try:
            return cls.of(date.fromisocalendar(int(year), int(number), 1))
        except ValueError as error:
            raise ValueError(f"{label!r} is not a week; write it like 2026-W48") from error

    @property
    def monday(self) -> date:
        return FIRST_MONDAY + timedelta(weeks=self.ordinal)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    @property
    def closes_at(self) -> datetime:
        return datetime.combine(self.monday + timedelta(days=5), CLOSING_TIME)

    @property
    def block(self) -> "Block":
        return Block(self.ordinal // WEEKS_IN_BLOCK)

    def next(self) -> "Week":
        return Week(self.ordinal + 1)

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Four weeks: the time for which rosters stand still and over which most results are formed."""

    ordinal: int

    @property
    def first_week(self) -> Week:
        return Week(self.ordinal * WEEKS_IN_BLOCK)

    @property
    def last_week(self) -> Week:
        return Week(self.ordinal * WEEKS_IN_BLOCK + WEEKS_IN_BLOCK - 1)

    @property
    def starts_on(self) -> date:
        return self.first_week.monday

    @property
    def closes_at(self) -> datetime:
        return self.last_week.closes_at

    def next(self) -> "Block":
        return Block(self.ordinal + 1)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Twelve weeks that begin `phase` weeks (0-11) after a common start, so that quarters need not all end together."""

    phase: int
    ordinal: int

    @classmethod
    def of(cls, week: Week, *, phase: int) -> Self:
        return cls(phase, (week.ordinal - phase) // WEEKS_IN_QUARTER)

    @property
    def first_week(self) -> Week:
        return Week(self.phase + self.ordinal * WEEKS_IN_QUARTER)

    @property
    def last_week(self) -> Week:
        return Week(self.first_week.ordinal + WEEKS_IN_QUARTER - 1)

    @property
    def closes_at(self) -> datetime:
        return self.last_week.closes_at
