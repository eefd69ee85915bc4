"""The pace is never exceeded, and never stalls, whatever the clock does."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.ids import AccountRef, Place, direct
from bot.chat.platform import Pacing
from bot.outbox.pacing import Pace
from tests.outbox.stage import ACME, NOON


class RunningClock:
    """A clock on which waiting takes exactly its time; `true_time` runs on also when the clock is set."""

    def __init__(self) -> None:
        self.true_time = NOON
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return self.true_time + self.offset

    async def sleep(self, seconds: float) -> None:
        self.true_time += timedelta(seconds=seconds)


def place(name: str) -> Place:
    return direct(AccountRef(workspace=ACME, external_id=name))


async def send(pace: Pace, clock: RunningClock, where: Place) -> datetime:
    while (seconds := pace.wait_seconds(where)) > 0:
        await pace.wait(seconds)
    pace.take(where)
    return clock.true_time


def most_in_a_window(times: Sequence[datetime], seconds: float) -> int:
    length = timedelta(seconds=seconds)
    return max(sum(start <= each < start + length for each in times) for start in times)


@pytest.mark.parametrize("rate", [0.5, 1, 3, 7, 40])
async def test_the_workspace_gets_its_rate_and_a_second_of_burst_exactly(rate: float) -> None:
    clock = RunningClock()
    pace = Pace(clock, Pacing(workspace_per_second=rate, place_per_second=1000))
    times = [await send(pace, clock, place(f"p{n}")) for n in range(120)]
    burst = max(1, int(rate))
    assert times[burst - 1] == NOON
    for seconds in (1, 5, 30):
        assert most_in_a_window(times, seconds) <= burst + rate * seconds
    expected = timedelta(seconds=(120 - burst) / rate)
    assert timedelta(0) <= times[-1] - NOON - expected < timedelta(milliseconds=1)


async def test_one_place_gets_one_a_second_while_others_go_on() -> None:
    clock = RunningClock()
    pace = Pace(clock, Pacing(workspace_per_second=50, place_per_second=1))
    times = [await send(pace, clock, place("general")) for _ in range(10)]
    assert [each - NOON for each in times] == [timedelta(seconds=n) for n in range(10)]
    assert pace.pick([place("general"), place("random")]) == 1


async def test_a_complaint_stops_the_burst_and_halves_the_pace_until_it_has_been_quiet() -> None:
    clock = RunningClock()
    pace = Pace(clock, Pacing(workspace_per_second=10, place_per_second=1000))
    for n in range(10):
        await send(pace, clock, place(f"p{n}"))
    for _ in range(3):
        pace.pause(30)
    times = [await send(pace, clock, place(f"q{n}")) for n in range(20)]
    assert times[0] - NOON == timedelta(seconds=30)
    assert times[-1] - times[0] == timedelta(seconds=19 * 0.2)
    clock.true_time += timedelta(minutes=1)
    times = [await send(pace, clock, place(f"r{n}")) for n in range(40)]
    assert times[-1] - times[0] == timedelta(seconds=3)


@settings(max_examples=60, deadline=None)
@given(
    rate=st.sampled_from([0.5, 2.0, 20.0]),
    steps=st.lists(st.integers(-7200, 7200), min_size=1, max_size=6),
)
def test_a_clock_that_is_set_back_neither_stalls_it_nor_lets_more_through(rate: float, steps: list[int]) -> None:
    async def story() -> list[datetime]:
        clock = RunningClock()
        pace = Pace(clock, Pacing(workspace_per_second=rate, place_per_second=1000))
        times: list[datetime] = []
        for step in steps:
            times += [await send(pace, clock, place(f"p{n}")) for n in range(30)]
            clock.offset += timedelta(seconds=step)
        return times

    times = asyncio.run(story())
    burst = max(1, int(rate))
    # A clock that jumps ahead may look like an idle second, once for each jump.
    jumps = sum(step > 0 for step in steps)
    assert (times[-1] - NOON).total_seconds() >= (len(times) - burst * (1 + jumps)) / rate - 0.001
    assert (times[-1] - NOON).total_seconds() <= len(times) / rate + 0.001
