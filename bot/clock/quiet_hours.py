"""The hours in which the bot starts no message."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock.zones import find_zone, local_date, local_moment

HOURS_IN_DAY = 24


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Quiet from one local hour (0-24) until another, over midnight where `until_hour` is the smaller.

    Two equal hours mean that no hour is quiet.
    """

    from_hour: int
    until_hour: int

    def __post_init__(self) -> None:
        if not (0 <= self.from_hour <= HOURS_IN_DAY and 0 <= self.until_hour <= HOURS_IN_DAY):
            raise ValueError(f"quiet hours run from 0 to 24, not from {self.from_hour} until {self.until_hour}")
        if (self.from_hour, self.until_hour) == (0, HOURS_IN_DAY):
            raise ValueError("with quiet hours from 0 until 24 no message could ever go out")

    def allows(self, local: time | datetime) -> bool:
        """Whether a message may go out at this local time."""
        first, last = self.from_hour % HOURS_IN_DAY, self.until_hour % HOURS_IN_DAY
        if first <= last:
            return not first <= local.hour < last
        return last <= local.hour < first

    def next_allowed(self, moment: datetime, zone: str) -> datetime:
        """The first moment, from `moment` on and in UTC, at which a message may go out to somebody in `zone`.

        Raises:
            UnknownZoneError: there is no such zone.
        """
        while not self.allows(moment.astimezone(find_zone(zone))):
            moment = self._next_end(moment, zone)
        return moment

    def _next_end(self, moment: datetime, zone: str) -> datetime:
        """The next moment at which quiet hours end; clocks put forward over it may leave that one quiet as well."""
        day, hour = local_date(moment, zone), self.until_hour % HOURS_IN_DAY
        ends = (local_moment(day + timedelta(days=n), hour, 0, zone) for n in range(4))
        return next(end for end in ends if end > moment)
