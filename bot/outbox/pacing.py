"""How fast messages may start: one pace for each workspace and each place in it, with at most a second of burst."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from bot.chat.ids import Place
from bot.chat.platform import Pacing
from bot.clock.clock import Clock

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NO_TIME = timedelta(0)

MAX_SLOWNESS = 8
"""A workspace that keeps telling us to slow down is served at an eighth of its pace, but served."""

RECOVERY = timedelta(minutes=1)
"""After so long without a complaint the pace doubles again."""

MANY_PLACES = 1000
"""From so many on, places that are free again are no longer remembered."""

PlaceKey = tuple[str, str, str | None]
"""What tells places of one workspace apart, quicker to look up than a place."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A steady rate with at most one second of burst, as the interval between two messages and the burst's length."""

    interval: timedelta
    burst: timedelta

    @classmethod
    def of(cls, per_second: float) -> "Rhythm":
        # Rounded up: the rate is a limit, never an aim.
        interval = timedelta(microseconds=ceil(1_000_000 / per_second))
        return cls(interval, interval * (max(1, int(per_second)) - 1))


@dataclass(slots=True)
class Meter:
    """Counts messages against a rhythm: the generic cell rate algorithm, ITU-T I.371."""

    rhythm: Rhythm
    full_until: datetime = LONG_AGO

    def free_at(self) -> datetime:
        return self.full_until - self.rhythm.burst

    def take(self, now: datetime, slowness: int = 1) -> None:
        self.full_until = max(self.full_until, now) + self.rhythm.interval * slowness

    def hold(self, until: datetime) -> None:
        """Nothing before `until`, and no burst after it."""
        self.full_until = max(self.full_until, until + self.rhythm.burst)


class Pace:
    """The pace of one workspace.

    It keeps a time of its own that never runs backwards: the clock's, or what has surely passed since by waiting. So it
    neither stalls when the clock is set back nor lets more through.
    """

    def __init__(self, clock: Clock, pacing: Pacing) -> None:
        self._clock = clock
        self._workspace = Meter(Rhythm.of(pacing.workspace_per_second))
        self._place_rhythm = Rhythm.of(pacing.place_per_second)
        self._places: dict[PlaceKey, Meter] = {}
        self._tidy_from = MANY_PLACES
        self._time = LONG_AGO
        self._paused_until = LONG_AGO
        self._slowness = 1
        self._slowed_at = LONG_AGO

    def now(self) -> datetime:
        self._time = max(self._time, self._clock.now())
        return self._time

    def pick(self, places: Iterable[Place]) -> int:
        """Which of these places comes first: the first one that is free, else the one that is free soonest."""
        now = self.now()
        soonest, soonest_at = 0, None
        for index, place in enumerate(places):
            free_at = self._place_free_at(place)
            if free_at <= now:
                return index
            if soonest_at is None or free_at < soonest_at:
                soonest, soonest_at = index, free_at
        return soonest

    def wait_seconds(self, place: Place, *, behind: int = 0) -> float:
        """How long until a message may start in this place, `behind` so many others that wait for it; 0 for now."""
        now = self.now()
        place_free_at = max(now, self._place_free_at(place)) + self._place_rhythm.interval * behind
        return (max(place_free_at, self._workspace.free_at(), self._paused_until) - now).total_seconds()

    def pause_seconds(self) -> float:
        """How long the platform wants nothing from us."""
        return max(NO_TIME, self._paused_until - self.now()).total_seconds()

    def take(self, place: Place) -> None:
        """Counts a message that starts now."""
        now = self.now()
        self._recover(now)
        self._workspace.take(now, self._slowness)
        key = place_key(place)
        meter = self._places.get(key)
        if meter is None:
            meter = self._places[key] = Meter(self._place_rhythm)
        meter.take(now)
        self._forget_free_places(now)

    def pause(self, seconds: float) -> None:
        """The platform complained: nothing starts for so long, then at half the pace until it has been quiet."""
        now = self.now()
        is_new_complaint = now >= self._paused_until
        self._paused_until = max(self._paused_until, now + timedelta(seconds=seconds))
        self._workspace.hold(self._paused_until)
        if is_new_complaint:
            self._slowness = min(MAX_SLOWNESS, self._slowness * 2)
        self._slowed_at = self._paused_until

    async def wait(self, seconds: float) -> None:
        """Waits; on a clock that stands still or was set back, the time counts as passed all the same."""
        started, before = self.now(), self._clock.now()
        await self._clock.sleep(seconds)
        passed = self._clock.now() - before
        self._time = max(self._time, started + (passed if passed > NO_TIME else timedelta(seconds=seconds)))

    def settled_at(self) -> datetime:
        """When everything that was counted has been worked off, and another process may begin with a fresh pace."""
        return max(self._workspace.full_until, self._paused_until)

    def _place_free_at(self, place: Place) -> datetime:
        meter = self._places.get(place_key(place))
        return LONG_AGO if meter is None else meter.free_at()

    def _recover(self, now: datetime) -> None:
        while self._slowness > 1 and now >= self._slowed_at + RECOVERY:
            self._slowness //= 2
            self._slowed_at += RECOVERY

    def _forget_free_places(self, now: datetime) -> None:
        if len(self._places) > self._tidy_from:
            self._places = {key: meter for key, meter in self._places.items() if meter.full_until > now}
            self._tidy_from = max(MANY_PLACES, 2 * len(self._places))


def place_key(place: Place) -> PlaceKey:
    return place.kind.value, place.external_id, place.thread_id
