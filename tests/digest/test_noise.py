"""What counts as a change, and what is only noise."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.model import Change
from bot.digest.noise import average, change_of, mean_change, middle, share_change
from tests.digest.figures import cell


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ((2.0, 2.5), (3.5, 4.0), Change.BETTER),
        ((3.5, 4.0), (2.0, 2.5), Change.WORSE),
        ((3.0, 3.5), (3.5, 4.0), Change.STEADY),
        ((3.0, 3.5), (3.0, 3.5), Change.STEADY),
        ((3.0, 3.5), (2.0, 5.0), Change.STEADY),
        ((None, 2.0), (4.0, None), Change.BETTER),
    ],
)
def test_bands_have_to_lie_well_apart(
    before: tuple[float | None, float], now: tuple[float, float | None], change: Change
) -> None:
    assert change_of(cell(now), cell(before)) is change


def test_another_wording_cannot_be_compared() -> None:
    assert change_of(cell((4.0, 4.5)), cell((1.0, 1.5), question="other")) is Change.FIRST
    assert change_of(cell((4.0, 4.5)), None) is Change.FIRST


def test_of_obstacles_less_is_better() -> None:
    few, many = cell((0.0, 10.0), measure="friction.rule"), cell((60.0, 70.0), measure="friction.rule")
    assert change_of(many, few, is_more_better=False) is Change.WORSE


@given(st.integers(0, 19), st.integers(0, 10_000))
def test_few_customers_tell_no_change(now: int, before: int) -> None:
    assert share_change(now, now, before, before + 1, is_more_better=True) is Change.FIRST


def test_noise_is_called_a_change_in_about_five_of_a_hundred() -> None:
    draw = random.Random(7)

    def negative(times: int) -> int:
        return sum(draw.random() < 0.3 for _ in range(times))

    changes = [share_change(negative(100), 100, negative(400), 400, is_more_better=False) for _ in range(2000)]
    alarms = sum(change is not Change.STEADY for change in changes) / len(changes)
    assert 0.03 < alarms < 0.07


def test_a_true_change_of_a_mean_is_found() -> None:
    draw = random.Random(8)
    before = [draw.gauss(4.0, 1.0) for _ in range(400)]
    assert mean_change([draw.gauss(3.2, 1.0) for _ in range(60)], before) is Change.WORSE
    assert mean_change(before[:100], before) is Change.STEADY


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=60))
def test_an_average_lies_in_its_interval(values: list[float]) -> None:
    found = average(values)
    assert found is not None
    assert found.count == len(values)
    if found.low is not None and found.high is not None:
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9
    else:
        assert len(values) < 20


def test_what_is_hidden_has_no_middle() -> None:
    assert middle(cell(None)) is None
    assert middle(cell((None, 2.0))) == 1.5
