"""Companies to be attacked: people who join, move and leave, answer week by week, and what comes out of it all."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.clock.weeks import Block, Week
from bot.people.model import PersonId
from bot.privacy.release.cells import Plan, Unit, form_cells
from bot.privacy.release.model import Contribution, Period, PublishedCell, policy_of
from bot.privacy.tally import Tally, of_choices
from bot.privacy.windows import Window, block_window
from bot.pulse.bank import NOTHING, Family, Kind, Question
from bot.pulse.fold_week import THEMES as THEME_WINDOW
from bot.pulse.fold_week import tally_of
from bot.pulse.hear_themes import THEMES
from bot.pulse.model import Answer
from bot.pulse.publish_results import contribution_of, family_of, measures_of
from bot.pulse.schedule import FAMILIES_IN_ORDER, question_of, slots_for_team, window_of

FIRST_WEEK = Block(740).first_week
TEAMS_IN_DEPARTMENT = 5


@dataclass(kw_only=True)
class Worker:
    """Somebody with a mood that stays: `mood` from 0 to 1, and how often they answer."""

    name: str
    team: int
    mood: float
    diligence: float
    is_leader: bool = False


@dataclass(frozen=True, kw_only=True)
class Out:
    """One window: what was formed from whom, and the cells that came out."""

    plan: Plan
    voices: Mapping[str, Contribution]
    cells: Sequence[PublishedCell]


@dataclass(kw_only=True)
class Simulation:
    """A company of `people` in teams of about `team_size`. The same seed gives the same company.

    `noise` is how far answers wander around a person's mood, in shares of the scale; with 0 everybody answers the same
    always.
    """

    seed: int
    team_size: float
    people: int = 200
    weeks: int = 26
    noise: float = 0.2
    mood: float = 0.62
    turnover: float = 0.01
    workers: list[Worker] = field(default_factory=list)
    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)
    rosters: dict[Block, dict[str, tuple[tuple[str, ...], tuple[str, ...], int]]] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)

    def run(self) -> "Simulation":
        self.chance = random.Random(self.seed)
        self.whims = random.Random(self.seed + 1)
        self.teams = max(1, round(self.people / self.team_size))
        self.moods = [self.chance.gauss(self.mood, 0.1) for _ in range(self.teams)]
        for number in range(self.people):
            self._hire(number % self.teams, is_leader=number < self.teams)
        for offset in range(self.weeks):
            self._live(Week(FIRST_WEEK.ordinal + offset))
        return self

    def _hire(self, team: int, *, is_leader: bool = False) -> None:
        self.count = getattr(self, "count", 0) + 1
        mood = min(1.0, max(0.0, self.chance.gauss(self.moods[team], 0.22)))
        worker = Worker(
            name=f"p{self.count}",
            team=team,
            mood=mood,
            diligence=self.chance.uniform(0.6, 1),
            is_leader=is_leader,
        )
        self.workers.append(worker)

    def _live(self, week: Week) -> None:
        self._change_staff()
        if week.block not in self.rosters:
            self._freeze(week.block)
        for worker in self.workers:
            place = self.rosters[week.block].get(worker.name)
            if place is not None and self.chance.random() < worker.diligence:
                for family in FAMILIES_IN_ORDER:
                    self._answer(worker, place, family, week)
                self._comment(worker, place, week)

    def _change_staff(self) -> None:
        for worker in list(self.workers):
            if self.chance.random() < self.turnover and not worker.is_leader:
                self.workers.remove(worker)
                self._hire(self.chance.randrange(self.teams))
            elif self.chance.random() < self.turnover and not worker.is_leader:
                worker.team = self.chance.randrange(self.teams)

    def _freeze(self, block: Block) -> None:
        before = {PersonId(n): place[2] for n, place in self.rosters.get(Block(block.ordinal - 1), {}).items()}
        roster: dict[str, tuple[tuple[str, ...], tuple[str, ...], int]] = {}
        for team in range(self.teams):
            members = [each for each in self.workers if each.team == team]
            slots = slots_for_team([PersonId(each.name) for each in members], block, before)
            for each in members:
                roster[each.name] = (self._path(each), (f"site{team % 7}", "company"), slots[PersonId(each.name)])
        self.rosters[block] = roster

    def _path(self, worker: Worker) -> tuple[str, ...]:
        path = (f"team{worker.team}", f"department{worker.team // TEAMS_IN_DEPARTMENT}", "company")
        return path[1:] if worker.is_leader else path

    def _answer(
        self, worker: Worker, place: tuple[tuple[str, ...], tuple[str, ...], int], family: Family, week: Week
    ) -> None:
        units, sites, slot = place
        asked = question_of(family, slot, week)
        if asked.kind is Kind.OPEN or self.chance.random() > 0.95:
            return
        score, choice = self._value(worker, asked)
        answer = Answer(
            person_id=PersonId(worker.name),
            question_key=asked.key,
            units=units,
            sites=sites,
            viewer="",
            score=score,
            choice=choice,
        )
        before = self.rosters.get(Block(week.block.ordinal - 1))
        tally = tally_of(answer, is_counted=before is None or worker.name in before)
        assert tally is not None
        self._add(window_of(asked, week), worker, tally)

    def _comment(self, worker: Worker, place: tuple[tuple[str, ...], tuple[str, ...], int], week: Week) -> None:
        """Now and then somebody writes, most about what weighs on them; unhappy people write about more."""
        if self.whims.random() > worker.diligence / 2:
            return
        many = 1 + round(3 * (1 - worker.mood))
        tally = of_choices(place[0], place[1], frozenset(self.whims.sample(THEMES[:5], many)))
        self._add(block_window(THEME_WINDOW, week), worker, tally)

    def _add(self, window: Window, worker: Worker, tally: Tally) -> None:
        self.windows[window.name] = window
        known = self.tallies.setdefault(window.name, {})
        known[worker.name] = known[worker.name].plus(tally) if worker.name in known else tally

    def _value(self, worker: Worker, asked: Question) -> tuple[int | None, str | None]:
        if asked.kind is Kind.CHOICE:
            choices = [each.key for each in asked.choices]
            return None, NOTHING if self.chance.random() < worker.mood / 2 else self.chance.choice(choices)
        low, high = asked.points[0], asked.points[-1]
        wish = low + (high - low) * (worker.mood + self.chance.gauss(0, self.noise))
        return min(high, max(low, round(wish))), None

    def closed(self, *families: str) -> Iterator[Window]:
        """The whole windows that closed, of some families or of all."""
        end = Week(FIRST_WEEK.ordinal + self.weeks)
        for window in sorted(self.windows.values(), key=lambda each: (each.last, each.name)):
            if window.first >= FIRST_WEEK and window.last < end and (not families or family_of(window) in families):
                yield window

    def out(self, *families: str, k: int = 5) -> Iterator[Out]:
        """What came out of these windows."""
        return (self._form(window, k) for window in self.closed(*families))

    def _form(self, window: Window, k: int) -> Out:
        voices = {name: contribution_of(window, tally) for name, tally in self.tallies[window.name].items()}
        plan = Plan(
            family=family_of(window),
            period=Period.of(window),
            measures=measures_of(window),
            units=self._units(window),
            k=k,
            published_on=window.closes_at.date() + timedelta(days=1),
        )
        return Out(plan=plan, voices=voices, cells=form_cells(plan, list(voices.values())))

    def _units(self, window: Window) -> Mapping[str, Unit]:
        invited: dict[str, set[str]] = {}
        is_by_site = policy_of(family_of(window)).is_by_site
        for ordinal in range(window.first.block.ordinal, window.last.block.ordinal + 1):
            for name, (units, sites, _) in self.rosters[Block(ordinal)].items():
                for unit in sites if is_by_site else units:
                    invited.setdefault(unit, set()).add(name)
        return {unit: Unit(key=unit, name=unit, invited=len(names)) for unit, names in invited.items()}
