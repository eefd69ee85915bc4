"""Customer voice of a week as figures: counts, moods, NPS, frictions, promises, and what changed beyond noise."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.clock.weeks import Week
from bot.digest.model import Average, Change, CustomerFigures
from bot.digest.noise import average, mean_change, share_change
from bot.digest.store import CustomerReader, Heard
from bot.insight.model import SCORED, CueKind, Mood
from bot.insight.taxonomy import stage_of
from bot.people.units import site_path

WEEKS_BEFORE = 4
PROMOTER, PASSIVE = 9, 7
"""NPS: promoters give 9-10, detractors 0-6. Source: F. Reichheld, Harvard Business Review 12/2003."""

NPS, CSAT, NEGATIVE, PROMISES = "nps", "csat", "negative", "promises"
"""The keys of changes beside `friction.<key>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWeeks:
    """Interactions of a week and of the four before it, read once for all digests of that week."""

    week: Week
    now: Sequence[Heard]
    before: Sequence[Heard]

    def figures(self, site: str = "") -> CustomerFigures:
        """The figures of the whole organisation, or of one site as `site_path` writes it."""
        now = [each for each in self.now if _is_of(each, site)]
        return figures_of(self.week, site, now, [each for each in self.before if _is_of(each, site)])

    def sites(self) -> tuple[str, ...]:
        """The sites that customers of the week were at, by name."""
        return tuple(sorted({site_path(each.site)[0] for each in self.now if each.site}))


def read_weeks(reader: CustomerReader, week: Week) -> CustomerWeeks:
    """Reads a week, from Monday to Sunday in UTC, and the four before it."""
    start = datetime.combine(week.monday, time(0), tzinfo=UTC)
    return CustomerWeeks(
        week=week,
        now=reader.between(start, start + timedelta(weeks=1)),
        before=reader.between(start - timedelta(weeks=WEEKS_BEFORE), start),
    )


def figures_of(week: Week, site: str, now: Sequence[Heard], before: Sequence[Heard]) -> CustomerFigures:
    """The figures of some interactions, beside those of some earlier ones."""
    frictions = _counted(now)
    return CustomerFigures(
        week=week,
        site=site,
        interactions=Counter(each.kind for each in now),
        sources=Counter(each.source for each in now),
        moods=Counter(each.mood for each in now),
        nps=_nps(now),
        csat=average(_csat(now)),
        frictions=frictions,
        stages=_stages(now),
        cues=Counter(cue for each in now for cue in each.cues),
        with_friction=sum(bool(each.frictions) for each in now),
        promises_kept=_with(now, CueKind.PROMISE_KEPT),
        promises_broken=_with(now, CueKind.PROMISE_BROKEN),
        changes=_changes(now, before, frictions),
    )


def _is_of(heard: Heard, site: str) -> bool:
    return not site or (bool(heard.site) and site in site_path(heard.site))


def _counted(heard: Iterable[Heard]) -> dict[str, int]:
    """Interactions per friction, most first."""
    return dict(Counter(friction for each in heard for friction in dict.fromkeys(each.frictions)).most_common())


def _stages(heard: Iterable[Heard]) -> dict[str, int]:
    """Interactions with a friction per stage, each once."""
    met = ({stage for friction in each.frictions if (stage := stage_of(friction))} for each in heard)
    return dict(Counter(stage for stages in met for stage in stages).most_common())


def _nps(heard: Iterable[Heard]) -> Average | None:
    return average(_recommendations(heard))


def _recommendations(heard: Iterable[Heard]) -> list[float]:
    """100 for a promoter, 0 for a passive, -100 for a detractor: their mean is the score."""
    given = (each.nps for each in heard if each.nps is not None)
    return [100.0 if each >= PROMOTER else 0.0 if each >= PASSIVE else -100.0 for each in given]


def _csat(heard: Iterable[Heard]) -> list[float]:
    return [float(each.csat) for each in heard if each.csat is not None]


def _with(heard: Iterable[Heard], cue: CueKind) -> int:
    return sum(cue in each.cues for each in heard)


def _changes(now: Sequence[Heard], before: Sequence[Heard], frictions: Mapping[str, int]) -> dict[str, Change]:
    was = _counted(before)
    scored, scored_before = _scored(now), _scored(before)
    changes = {
        NPS: mean_change(_recommendations(now), _recommendations(before)),
        CSAT: mean_change(_csat(now), _csat(before)),
        NEGATIVE: share_change(
            _negative(scored), len(scored), _negative(scored_before), len(scored_before), is_more_better=False
        ),
        PROMISES: _promise_change(now, before),
    }
    for friction in dict.fromkeys((*frictions, *was)):
        changes[f"friction.{friction}"] = share_change(
            frictions.get(friction, 0), len(now), was.get(friction, 0), len(before), is_more_better=False
        )
    return {key: change for key, change in changes.items() if change is not Change.FIRST}


def _promise_change(now: Sequence[Heard], before: Sequence[Heard]) -> Change:
    kept, was_kept = _with(now, CueKind.PROMISE_KEPT), _with(before, CueKind.PROMISE_KEPT)
    told = kept + _with(now, CueKind.PROMISE_BROKEN)
    was_told = was_kept + _with(before, CueKind.PROMISE_BROKEN)
    return share_change(kept, told, was_kept, was_told, is_more_better=True)


def _scored(heard: Iterable[Heard]) -> list[Heard]:
    return [each for each in heard if each.mood in SCORED]


def _negative(heard: Iterable[Heard]) -> int:
    return sum(each.mood is Mood.NEGATIVE for each in heard)
