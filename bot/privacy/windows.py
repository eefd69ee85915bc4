"""Windows: the stretches of time over which answers of one family are folded together, each with a key of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

from bot.clock.weeks import Block, Quarter, Week

LONGEST_KEPT = timedelta(weeks=12)
"""However long a window is, its key is destroyed this long after its first Monday, published or not (PRIVACY.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Weeks `first` to `last` of what `subject` names, such as `overall` or `driver.trust`."""

    subject: str
    first: Week
    last: Week

    @property
    def name(self) -> str:
        """The window's name; `parse` reads it back."""
        return f"{self.subject}:{self.first.ordinal}:{self.last.ordinal}"

    @property
    def closes_at(self) -> datetime:
        return self.last.closes_at

    @property
    def key_ends_at(self) -> datetime:
        return datetime.combine(self.first.monday, time(0), tzinfo=UTC) + LONGEST_KEPT

    @classmethod
    def parse(cls, name: str) -> Self:
        """Reads what `name` wrote.

        Raises:
            ValueError: it is not the name of a window.
        """
        try:
            subject, first, last = name.split(":")
            return cls(subject=subject, first=Week(int(first)), last=Week(int(last)))
        except ValueError as error:
            raise ValueError(f"{name!r} is not the name of a window") from error


def week_window(subject: str, week: Week) -> Window:
    return Window(subject=subject, first=week, last=week)


def block_window(subject: str, week: Week) -> Window:
    """The four-week block that `week` belongs to."""
    block: Block = week.block
    return Window(subject=subject, first=block.first_week, last=block.last_week)


def quarter_window(subject: str, week: Week, *, phase: int) -> Window:
    """The twelve weeks that `week` belongs to, staggered by `phase`."""
    quarter = Quarter.of(week, phase=phase)
    return Window(subject=subject, first=quarter.first_week, last=quarter.last_week)
