"""Whether cutting chooses what a person would: against the labels, beside chance and the customer's longest turn."""

import pytest

from tests.station.transcripts.labelled import (
    DEVELOPMENT,
    HELD_OUT,
    Labelled,
    by_chance,
    by_cutting,
    by_longest_turn,
    figures,
    labelled,
    passages_of,
    table,
)


@pytest.fixture(scope="module")
def held_out() -> list[Labelled]:
    return labelled(HELD_OUT)


def test_enough_is_set_aside_in_all_six_languages(held_out: list[Labelled]) -> None:
    assert len(held_out) >= 20
    assert len(labelled(DEVELOPMENT)) == 12
    assert {item.language for item in held_out} == {"en", "id", "pl", "ru", "de", "es"}


def test_on_what_was_set_aside_it_beats_chance_and_the_longest_turn(held_out: list[Labelled]) -> None:
    ours, chance, longest = figures(held_out, by_cutting), by_chance(held_out), figures(held_out, by_longest_turn)
    print(f"\n{DEVELOPMENT}\n{table(labelled(DEVELOPMENT))}\n{HELD_OUT}\n{table(held_out)}")

    assert ours.f1 > chance.f1
    assert ours.f1 > longest.f1
    assert ours.found > chance.found
    assert ours.found > longest.found
    assert ours.overlap > chance.overlap
    assert ours.overlap > longest.overlap


def test_it_has_not_become_worse_than_when_it_was_measured(held_out: list[Labelled]) -> None:
    ours = figures(held_out, by_cutting)

    assert ours.found >= 0.6
    assert ours.fitting >= 0.75


def test_what_nobody_would_choose_from_gives_next_to_nothing(held_out: list[Labelled]) -> None:
    dull = [item for item in held_out if not item.findings]

    assert len(dull) >= 2
    assert sum(len(passages_of(item)) for item in dull) <= 1


def test_the_measure_itself_can_tell_good_from_bad(held_out: list[Labelled]) -> None:
    perfect = figures(held_out, lambda item: [finding[0] for finding in item.findings])
    nothing = figures(held_out, lambda item: [])

    assert perfect.fitting == 1.0
    assert perfect.found > 0.9
    assert (nothing.found, nothing.fitting, nothing.f1, nothing.overlap) == (0, 0, 0, 0)
