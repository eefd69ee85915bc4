"""How much of labelled personal data is found, on examples that no rule was fitted to."""

import pytest

from bot.station.redaction.model import PiiKind
from tests.station.redaction.figures import Figures, examples, figures_of, table

FLOORS = {
    PiiKind.EMAIL: 0.98,
    PiiKind.CARD: 0.98,
    PiiKind.ACCOUNT: 0.98,
    PiiKind.PHONE: 0.95,
    PiiKind.ID: 0.95,
    PiiKind.ORDER: 0.95,
    PiiKind.URL: 0.95,
    PiiKind.BIRTH_DATE: 0.80,
    PiiKind.ADDRESS: 0.75,
    PiiKind.NAME: 0.90,
}
"""What the held-out examples reached when the rules were written, rounded down."""


@pytest.fixture(scope="module")
def held_out() -> Figures:
    return figures_of("held_out")


def test_there_are_enough_examples_of_every_language_and_style() -> None:
    everything = [*examples("development"), *examples("held_out")]
    for language in ("en", "id", "pl", "ru", "de", "es"):
        personal = [example.style for example in everything if example.language == language and example.spans]
        assert personal.count("normal") >= 40
        assert personal.count("lower") >= 50
    assert sum(not example.spans for example in everything) >= 150


def test_a_label_marks_what_it_says() -> None:
    for example in [*examples("development"), *examples("held_out")]:
        for start, end, _ in example.spans:
            marked = example.text[start:end]
            assert marked
            assert marked == marked.strip()


@pytest.mark.parametrize(("kind", "floor"), FLOORS.items())
def test_held_out_personal_data_is_found(kind: PiiKind, floor: float, held_out: Figures) -> None:
    tally = held_out.tally(kind=kind)
    print("\n".join(table("held out", held_out)))
    assert tally.labelled >= 4
    assert tally.recall >= floor


def test_little_is_taken_out_that_is_not_personal(held_out: Figures) -> None:
    assert held_out.false_positive_rate <= 0.05
    assert held_out.tally().precision >= 0.96
    assert held_out.surplus_characters <= 0.04 * held_out.removed_characters


@pytest.mark.parametrize("language", ["en", "id", "pl", "ru", "de", "es"])
@pytest.mark.parametrize("style", ["normal", "lower"])
def test_no_language_and_no_style_is_left_behind(language: str, style: str, held_out: Figures) -> None:
    assert held_out.tally(language=language, style=style).recall >= 0.82


def test_the_development_examples_stay_solved() -> None:
    assert figures_of("development").tally().recall >= 0.98
