"""`voxloop demo`: the page with a fictional company behind it, and the means to be anybody and move the clock."""

import asyncio
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from adapters.http.server import PortTakenError, refuse_taken_port
from adapters.web.demo import DemoPerson, Step
from adapters.web.refs import WORKSPACE
from bot.bootstrap.crowd import Crowd
from bot.bootstrap.ear import ear_of
from bot.bootstrap.fiction import ORGANISATION
from bot.bootstrap.fiction_voice import some_voices_of, voices_of
from bot.bootstrap.gallery import gallery
from bot.bootstrap.house import Cellar, House, open_cellar
from bot.bootstrap.intake_desk import CoreIntakeDesk
from bot.bootstrap.listeners import Listeners
from bot.bootstrap.serve import OnReady, run_house, signals_heard
from bot.bootstrap.simulate import Past, make_past, new_crowd, newcomers
from bot.chat.ids import AccountRef
from bot.clock.clock import MovableClock
from bot.clock.weeks import WEEKS_IN_BLOCK, Week
from bot.config import Settings
from bot.doctor import CannotRunError
from bot.people.model import Person, Role, Team, TeamId
from bot.people.units import led_by, unit_path
from storage.migrate import migrate

Progress = Callable[[int, int], None]

PEOPLE, BLOCKS, SEED = 199, 1, 1
NEWCOMER_DAY = 2
"""The day of the running week, counted from Monday, on which the newcomer comes: the one after the demo opens."""

STRIDE = timedelta(hours=3)
"""How far the clock goes before what became due is done, so that no day is leapt over."""

MORNING = time(10, 30, tzinfo=UTC)
"""When a step ends: check-ins have come in Europe and Asia, and it is not quiet there yet."""

ANSWERING_TIME = time(15, 0, tzinfo=UTC)
"""When those whom nobody plays answer the day's question."""

MONDAY, SATURDAY = 0, 5


class Controls:
    """What the demo's bar does: who can be played, and how time passes."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._people: tuple[DemoPerson, ...] = ()
        self._played: set[str] = set()
        self._moving = asyncio.Lock()
        self._house: House | None = None
        self._crowd: Crowd | None = None
        self._listeners: Listeners | None = None

    def attach(
        self, house: House, crowd: Crowd, people: Sequence[DemoPerson], listeners: Listeners | None = None
    ) -> None:
        """Hands over what only exists once the page is built. The newcomer waits for somebody to play them."""
        self._house, self._crowd, self._people, self._listeners = house, crowd, tuple(people), listeners
        self._played |= {each.account.external_id for each in people if each.role == "newcomer"}

    def people(self) -> Sequence[DemoPerson]:
        return self._people

    async def become(self, account: AccountRef) -> None:
        """Whoever is played answers for themselves from now on."""
        self._played.add(account.external_id)

    def now(self) -> datetime:
        return self._clock.now()

    async def move(self, step: Step) -> None:
        """Lets time pass in strides; at each, everything that became due is done and the others answer."""
        async with self._moving:
            goal = _goal(self._clock.now(), step)
            while self._clock.now() < goal:
                await self._stride(min(STRIDE, goal - self._clock.now()))

    async def _stride(self, by: timedelta) -> None:
        if self._house is None or self._crowd is None:
            raise RuntimeError("the demo's bar was used before the page was open")
        before = self._clock.now()
        self._clock.move(by)
        if self._listeners is not None:
            await self._listeners.speak()
        await self._house.worker.settle()
        if self._listeners is not None:
            await self._listeners.listen(frozenset(self._played))
        answered_at = datetime.combine(self._clock.now().date(), ANSWERING_TIME)
        if before < answered_at <= self._clock.now():
            await self._crowd.answer_day(answered_at.date(), spared=frozenset(self._played))


async def demo(settings: Settings, *, on_ready: OnReady, on_progress: Progress) -> None:
    """Opens the fictional company on the page until the process is told to end; leaves nothing behind.

    Raises:
        CannotRunError: something has to be mended first; the text says what.
    """
    try:
        refuse_taken_port(settings.host, settings.port)  # the company takes its time
    except PortTakenError as error:
        raise CannotRunError(str(error)) from error
    with signals_heard((signal.SIGINT, signal.SIGTERM, signal.SIGHUP)) as told:
        folder = Path(tempfile.mkdtemp(prefix="voxloop-demo-"))
        try:
            await _open(_settings_in(folder, settings), told, on_ready, on_progress)
        finally:
            shutil.rmtree(folder)


def _settings_in(folder: Path, settings: Settings) -> Settings:
    """The settings with which the demo keeps away from everything real."""
    return Settings(
        organisation=ORGANISATION,
        database_url=f"sqlite:///{folder / 'voxloop.db'}",
        key_directory=folder / "keys",
        host=settings.host,
        port=settings.port,
        language=settings.language,
        log_level=settings.log_level,
        log_format=settings.log_format,
    )


async def _open(settings: Settings, told: asyncio.Event, on_ready: OnReady, on_progress: Progress) -> None:
    migrate(settings.database_url)
    today = datetime.now(UTC).date()
    past = Past(
        people=PEOPLE,
        weeks=_weeks_behind(Week.of(today)),
        seed=SEED,
        today=today,
        newcomer_on=Week.of(today).days[NEWCOMER_DAY],
    )
    clock = MovableClock(datetime.combine(past.first_week.monday, time(0), tzinfo=UTC))
    cellar = await open_cellar(settings)
    controls = Controls(clock)
    house = House(settings, cellar, clock, demo=controls, gallery=gallery)

    async def begin() -> None:
        await make_past(house, cellar, settings, clock, past, on_progress)
        listeners = _new_listeners(house, cellar, settings, clock, Week.of(today))
        if listeners is not None:
            await listeners.open()
        controls.attach(house, new_crowd(cellar, settings, SEED), await _playable(cellar), listeners)
        await _begin_week(clock, controls, Week.of(today))
        if listeners is not None:
            listeners.is_talkative = True

    try:
        await _unless_told(told, begin())
        if not told.is_set():
            await run_house(house, settings, on_ready, told.wait)
    finally:
        await house.close()


def _new_listeners(
    house: House, cellar: Cellar, settings: Settings, clock: MovableClock, week: Week
) -> Listeners | None:
    """The customers of a week, and of those around it, with who listens; `None` where what that needs is missing."""
    ear = ear_of(settings)
    if ear is None:
        return None
    intake = CoreIntakeDesk(transactions=cellar.database, keys=cellar.keys, clock=clock, ear=ear)
    return Listeners(
        desk=house.command_desk().station,
        cellar=cellar,
        clock=clock,
        intake=intake,
        arriving=(*some_voices_of(Week(week.ordinal - 1)), *voices_of(week)),
        seed=SEED,
        later=some_voices_of,
    )


async def _unless_told(told: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Does the work, or gives it up in the middle once the process is told to end."""
    working, ending = asyncio.create_task(work), asyncio.create_task(told.wait())
    try:
        await asyncio.wait((working, ending), return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        await asyncio.wait((working,))
    finally:
        ending.cancel()
    if not working.cancelled():
        working.result()


async def _begin_week(clock: MovableClock, controls: Controls, week: Week) -> None:
    """Lets the week come until Tuesday morning, so that there is something to read and to answer."""
    clock.move(datetime.combine(week.monday, time(0), tzinfo=UTC) - clock.now())
    await controls.move("workday")
    await controls.move("workday")


async def _playable(cellar: Cellar) -> Sequence[DemoPerson]:
    people = await cellar.database.read(lambda tx: [each for batch in tx.people.active() for each in batch])
    teams = await cellar.database.read(lambda tx: tx.people.teams())
    new = await cellar.database.read(newcomers)
    accounts = await cellar.database.read(lambda tx: tx.people.accounts_of_many([each.id for each in people]))
    played = [
        DemoPerson(
            account=next(each.ref for each in accounts[person.id] if each.ref.workspace == WORKSPACE),
            name=person.name,
            role="newcomer" if person.id in new else person.role.value,
            team=teams[person.team_id].name if person.team_id else "",
        )
        for person in people
    ]
    followers = _followers(people, teams)
    return sorted(played, key=lambda each: (-followers.get(each.account.external_id, 0), each.name))


def _followers(people: Sequence[Person], teams: Mapping[TeamId, Team]) -> Mapping[str, int]:
    """How many people are in each leader's team, by the leader's account on the page: who has most has most to read."""
    in_unit = Counter(unit for person in people for unit in unit_path(person, teams))
    leaders = (person for person in people if person.role is Role.LEADER)
    return {each.id: in_unit[led[0].id] for each in leaders if (led := led_by(each.id, teams))}


def _weeks_behind(week: Week) -> int:
    """How many weeks lie behind the company: whole blocks whose results are out, and those of the running one."""
    return BLOCKS * WEEKS_IN_BLOCK + week.ordinal % WEEKS_IN_BLOCK


def _goal(now: datetime, step: Step) -> datetime:
    """Where the clock stops: after an hour, or in the morning of the next workday or of the next Monday."""
    match step:
        case "hour":
            return now + timedelta(hours=1)
        case "workday":
            return _morning(next(day for day in _days_after(now) if day.weekday() < SATURDAY))
        case "week":
            return _morning(next(day for day in _days_after(now) if day.weekday() == MONDAY))


def _days_after(now: datetime) -> Sequence[date]:
    first = 0 if now.time() < MORNING.replace(tzinfo=None) else 1
    return [now.date() + timedelta(days=n) for n in range(first, first + 8)]


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING)
