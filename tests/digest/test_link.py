"""The link between both sides: a planted one is found, none is made up, and too little says nothing."""

import pytest

from bot.digest.link import FALSE_DISCOVERIES, LEAST_PERIODS, has_enough, links
from tests.digest.companies import Company, figures_of, series_of


def test_a_planted_link_is_found_with_its_lag_and_size() -> None:
    claims = links(*series_of(Company(effect=0.5), 1), weeks_in_period=4)
    (claim,) = (each for each in claims if each.lag_weeks == 4)
    assert (claim.employee_measure, claim.customer_measure, claim.units) == ("e0", "c0", 12)
    assert claim.low < 0.5 < claim.high
    assert claim.low > 0


def test_no_link_is_made_up() -> None:
    assert figures_of(Company(effect=0.0), range(40)).false_alarms <= FALSE_DISCOVERIES


def test_a_common_drift_is_no_link() -> None:
    assert figures_of(Company(effect=0.0, drift=0.98), range(40)).false_alarms <= FALSE_DISCOVERIES


@pytest.mark.slow
@pytest.mark.parametrize(("effect", "least"), [(0.4, 0.9), (0.3, 0.45)])
def test_power_and_false_alarms_over_many_companies(effect: float, least: float) -> None:
    with_effect, without = figures_of(Company(effect=effect), range(200)), figures_of(Company(), range(1000, 1400))
    assert with_effect.found >= least
    assert with_effect.false_alarms <= FALSE_DISCOVERIES
    assert without.false_alarms <= FALSE_DISCOVERIES


@pytest.mark.parametrize("company", [Company(effect=0.9, periods=LEAST_PERIODS), Company(effect=0.9, units=2)])
def test_too_little_claims_nothing_and_says_so(company: Company) -> None:
    both = series_of(company, 3)
    assert links(*both, weeks_in_period=4) == ()
    assert not has_enough(*both)


def test_a_side_that_never_changes_says_nothing() -> None:
    employee, customer = series_of(Company(effect=0.9), 4)
    still = {
        measure: {unit: dict.fromkeys(figures, 3.0) for unit, figures in units.items()}
        for measure, units in employee.items()
    }
    assert links(still, customer, weeks_in_period=4) == ()
