"""How often a source may knock: a bucket of requests that fills up again with time."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Allowance:
    """`burst` requests at once, and `per_second` more each second; kept for each name apart, in this process.

    `seconds` is a clock that never goes back. Names are those of known sources, so there are few.
    """

    per_second: float
    burst: float
    seconds: Callable[[], float]
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait_seconds(self, name: str) -> float:
        """Takes one request; zero when it is let in, else after how many seconds it would be."""
        now = self.seconds()
        left, at = self._left.get(name, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.per_second)
        if left < 1:
            self._left[name] = (left, now)
            return (1 - left) / self.per_second
        self._left[name] = (left - 1, now)
        return 0.0
