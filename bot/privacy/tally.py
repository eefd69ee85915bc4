"""The tally that answers are folded into: per person and window, counts and sums only, still sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one person contributed to one window of one family.

    `units` and `sites` are the paths from the person's team and site up to the company, as the roster froze them.
    `count` answers sum up to `total` points; of eNPS answers the kinds are counted too. `choices` are the keys of the
    frictions that were named, or the themes that were written about: a bit each, however often.
    `is_counted` is false for an account younger than a block: it is heard, and does not count towards k.
    """

    units: tuple[str, ...]
    sites: tuple[str, ...]
    count: int = 0
    total: int = 0
    promoters: int = 0
    passives: int = 0
    detractors: int = 0
    choices: frozenset[str] = frozenset()
    is_counted: bool = True

    def plus(self, other: "Tally") -> "Tally":
        """Both together; where the units differ, those of `self` stand, as the roster does within a block."""
        return Tally(
            units=self.units,
            sites=self.sites,
            count=self.count + other.count,
            total=self.total + other.total,
            promoters=self.promoters + other.promoters,
            passives=self.passives + other.passives,
            detractors=self.detractors + other.detractors,
            choices=self.choices | other.choices,
            is_counted=self.is_counted and other.is_counted,
        )

    def to_record(self) -> dict[str, Any]:
        return {
            "u": self.units,
            "i": self.sites,
            "n": self.count,
            "s": self.total,
            "k": (self.promoters, self.passives, self.detractors),
            "c": sorted(self.choices),
            "o": self.is_counted,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        promoters, passives, detractors = record["k"]
        return cls(
            units=tuple(record["u"]),
            sites=tuple(record["i"]),
            count=record["n"],
            total=record["s"],
            promoters=promoters,
            passives=passives,
            detractors=detractors,
            choices=frozenset(record["c"]),
            is_counted=record.get("o", True),
        )


def of_scale(units: tuple[str, ...], sites: tuple[str, ...], score: int) -> Tally:
    """One answer on a 1-5 scale."""
    return Tally(units=units, sites=sites, count=1, total=score)


def of_enps(units: tuple[str, ...], sites: tuple[str, ...], score: int) -> Tally:
    """One answer from 0 to 10: promoters say 9-10, passives 7-8, detractors 0-6.

    Source: F. Reichheld, "The One Number You Need to Grow", Harvard Business Review 12/2003.
    """
    return Tally(
        units=units,
        sites=sites,
        count=1,
        total=score,
        promoters=int(score >= 9),  # noqa: PLR2004 - the scale's own limits, see above
        passives=int(7 <= score <= 8),  # noqa: PLR2004 - as above
        detractors=int(score <= 6),  # noqa: PLR2004 - as above
    )


def of_choice(units: tuple[str, ...], sites: tuple[str, ...], choice: str) -> Tally:
    """One named friction."""
    return of_choices(units, sites, frozenset({choice}))


def of_choices(units: tuple[str, ...], sites: tuple[str, ...], choices: frozenset[str]) -> Tally:
    """One act that names several things at once, or none: a comment with its themes."""
    return Tally(units=units, sites=sites, count=1, choices=choices)
