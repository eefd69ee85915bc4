"""Customers' figures of a week, sites, the index, and where both sides meet."""

import pytest

from bot.chat.intake import InteractionKind
from bot.digest.both_sides import disconnects, stage_rows
from bot.digest.composite import site_index
from bot.digest.customer_week import CustomerWeeks, figures_of
from bot.digest.model import Change, DisconnectKind
from bot.insight.model import CueKind, Mood
from bot.privacy.release.model import Family
from bot.station.model import Flag
from tests.digest.figures import WEEK, Customer, cell

WEIGHTS = {"customer": 40.0, "service": 30.0, "employee": 30.0}


def test_a_week_is_counted_by_interaction() -> None:
    now = [
        Customer(nps=10, frictions=("late", "late", "damaged"), cues=(CueKind.PROMISE_BROKEN,)),
        Customer(nps=8, frictions=("late",), kind=InteractionKind.CHAT),
        Customer(nps=2, cues=(CueKind.PROMISE_KEPT,), mood=Mood.POSITIVE),
    ]
    found = figures_of(WEEK, "", now, [])
    assert found.total == 3
    assert found.nps is not None
    assert found.nps.value == pytest.approx(0.0)
    assert found.frictions == {"late": 2, "damaged": 1}
    assert (found.stages, found.with_friction) == ({"receive": 2}, 2)
    assert (found.promises_kept, found.promises_broken) == (1, 1)
    assert found.changes == {}


def test_a_friction_that_grew_beyond_noise_is_a_change() -> None:
    before = [Customer(frictions=("late",) if n % 20 == 0 else ()) for n in range(400)]
    now = [Customer(frictions=("late",) if n % 3 == 0 else ()) for n in range(100)]
    assert figures_of(WEEK, "", now, before).changes["friction.late"] is Change.WORSE
    assert figures_of(WEEK, "", before[:100], before).changes["friction.late"] is Change.STEADY


def test_sites_take_what_lies_in_them() -> None:
    now = [Customer(site="Dublin / Quay"), Customer(site="dublin"), Customer(site="Jakarta"), Customer()]
    weeks = CustomerWeeks(week=WEEK, now=now, before=())
    assert weeks.sites() == ("dublin", "dublin/quay", "jakarta")
    assert [weeks.figures(site).total for site in ("dublin", "dublin/quay", "jakarta", "")] == [2, 1, 1, 4]


def test_the_index_says_what_it_is_made_of() -> None:
    now = [Customer(nps=10, mood=Mood.POSITIVE, cues=(CueKind.PROMISE_KEPT,)) for _ in range(10)]
    index = site_index(figures_of(WEEK, "dublin", now, ()), cell((4.0, None), family=Family.SITE), WEIGHTS)
    assert {part.key: (part.made_of, round(part.value)) for part in index.parts} == {
        "customer": ("nps mood", 100),
        "service": ("promises frictions", 100),
        "employee": ("answers", 88),
    }
    assert sum(part.weight for part in index.parts) == pytest.approx(1.0)
    assert index.value == pytest.approx(96.25)


def test_what_is_missing_gives_its_weight_away_and_one_part_is_no_index() -> None:
    now = [Customer(nps=10) for _ in range(10)]
    without = site_index(figures_of(WEEK, "dublin", now, ()), None, WEIGHTS)
    assert [(part.key, round(part.weight, 2)) for part in without.parts] == [("customer", 0.57), ("service", 0.43)]
    assert site_index(figures_of(WEEK, "dublin", (), ()), cell((4.0, 4.5)), WEIGHTS).parts == ()


def test_shared_pain_comes_first() -> None:
    share = cell((20.0, 30.0), family=Family.FRICTION, measure="friction.slow-order-system")
    late = [Customer(frictions=("late",)) for _ in range(8)]
    charged = [Customer(frictions=("wrong-charge",)) for _ in range(2)]
    flag = Flag(id="f", text="t", stage="use", theme=None, language="en", day=WEEK.monday, shown_on=WEEK.monday)
    rows = stage_rows([share], [flag], figures_of(WEEK, "", [*late, *charged], ()))
    assert [(row.stage, row.is_shared) for row in rows] == [("buy", True), ("receive", False), ("use", False)]
    assert (rows[0].employee_share, rows[0].customer_share) == ((20.0, 30.0), 20.0)
    assert rows[1].top_friction == "late"


def test_opposite_stories_are_told_only_when_both_are_sure() -> None:
    angry = figures_of(WEEK, "dublin", [Customer(mood=Mood.NEGATIVE) for _ in range(30)], ())
    calm, unsure = cell((4.0, 4.5), family=Family.SITE), cell((3.0, 4.0), family=Family.SITE)
    (found,) = disconnects({"dublin": (calm, angry), "quay": (unsure, angry)})
    assert (found.site, found.kind) == ("dublin", DisconnectKind.CALM_TEAM_ANGRY_CUSTOMERS)
    few = figures_of(WEEK, "dublin", [Customer(mood=Mood.NEGATIVE) for _ in range(5)], ())
    assert disconnects({"dublin": (calm, few)}) == ()
