"""The question bank holds what it promises, in every language that we speak."""

import gettext
import re
from collections import Counter
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.chat.words import CATALOGUES, LANGUAGES, words_for
from bot.insight.stages import STAGES
from bot.pulse.bank import (
    NOTHING,
    QUESTIONS,
    Family,
    Kind,
    Question,
    UnknownQuestionError,
    of_driver,
    of_family,
    question,
)
from bot.pulse.drivers import DRIVERS, ENPS, ROTATION, UnknownDriverError, driver

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
ALL = tuple(QUESTIONS.values())
SCORED = tuple(each for each in ALL if each.kind in {Kind.SCALE, Kind.ENPS})
CHOICES = tuple(choice for each in ALL for choice in each.choices)
NAMES = (*(each.name for each in DRIVERS.values()), *(each.name for each in STAGES.values()))
ABOUTS = tuple(each.about for each in DRIVERS.values())
SENTENCES = (*(each.text for each in ALL), *ABOUTS)
ENDS = tuple(end for each in SCORED for end in (each.low, each.high))
PHRASES = frozenset((*SENTENCES, *NAMES, *ENDS, *(choice.label for choice in CHOICES)))

in_each_translation = pytest.mark.parametrize("language", TRANSLATED)
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def _catalogue(language: str) -> Catalog:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _placeholders(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_there_are_at_least_45_questions_and_no_two_say_the_same() -> None:
    assert len(ALL) >= 45
    assert all(key == each.key for key, each in QUESTIONS.items())
    assert len({each.text for each in ALL}) == len(ALL)


@pytest.mark.parametrize("key", [*QUESTIONS, *DRIVERS, *STAGES, *(choice.key for choice in CHOICES)])
def test_keys_are_short_and_kebab_case(key: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", key)
    assert len(key) <= 32


def test_the_rotation_gives_eleven_drivers_and_enps_one_week_each() -> None:
    assert len(ROTATION) == len(set(ROTATION)) == 12
    assert set(ROTATION) == {*DRIVERS, ENPS}


@pytest.mark.parametrize("key", DRIVERS)
def test_each_driver_has_three_wordings_or_more_all_on_the_same_scale(key: str) -> None:
    wordings = of_driver(key)
    assert len(wordings) >= 3
    assert {(each.kind, each.family, each.driver) for each in wordings} == {(Kind.SCALE, Family.DRIVER, key)}


def test_enps_is_asked_on_its_own_scale_and_nowhere_else() -> None:
    assert [each.kind for each in of_driver(ENPS)] == [Kind.ENPS]
    assert [each for each in ALL if each.kind is Kind.ENPS] == list(of_driver(ENPS))


def test_every_question_has_one_family_and_only_drivers_take_turns() -> None:
    assert sum(len(of_family(family)) for family in Family) == len(ALL)
    assert all((each.driver in ROTATION) == (each.family is Family.DRIVER) for each in ALL)


def test_overall_and_site_stay_with_one_question_so_that_blocks_compare() -> None:
    assert len(of_family(Family.OVERALL)) == len(of_family(Family.SITE)) == 1
    assert 3 <= len(of_family(Family.WEEKLY)) <= 4


def test_friction_asks_by_choice_first_and_has_open_questions_to_alternate() -> None:
    first, *others = of_family(Family.FRICTION)
    assert first.kind is Kind.CHOICE
    assert len(others) >= 2
    assert {each.kind for each in others} == {Kind.OPEN}


def test_frictions_touch_every_stage_and_a_good_week_can_be_told() -> None:
    choices = of_family(Family.FRICTION)[0].choices
    assert len({choice.key for choice in choices}) == len(choices)
    assert {choice.stage for choice in choices if choice.stage} == set(STAGES)
    assert [choice.stage for choice in choices if choice.key == NOTHING] == [None]


@pytest.mark.parametrize(
    ("kind", "points"),
    [(Kind.SCALE, [1, 2, 3, 4, 5]), (Kind.ENPS, list(range(11))), (Kind.CHOICE, []), (Kind.OPEN, [])],
)
def test_each_kind_has_its_points(kind: Kind, points: list[int]) -> None:
    assert list(next(each for each in ALL if each.kind is kind).points) == points


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.key)
def test_a_question_carries_what_its_kind_needs_and_nothing_else(each: Question) -> None:
    assert bool(each.low) == bool(each.high) == (each.kind in {Kind.SCALE, Kind.ENPS})
    assert bool(each.choices) == (each.kind is Kind.CHOICE)


def test_what_is_not_in_the_bank_is_refused_by_name() -> None:
    with pytest.raises(UnknownQuestionError, match="'voice-loud'"):
        question("voice-loud")
    with pytest.raises(UnknownDriverError, match="'volume'"):
        driver("volume")
    with pytest.raises(UnknownDriverError, match="'volume'"):
        of_driver("volume")


def test_what_is_in_the_bank_is_found_by_key() -> None:
    assert question("voice-safe").driver == driver("voice").key
    assert of_driver("voice")[0] is question("voice-safe")


def test_questions_are_short_enough_for_a_glance() -> None:
    assert max(len(text) for text in SENTENCES) <= 140


@in_each_language
def test_everything_fits_where_it_is_shown(language: str) -> None:
    say = words_for(language).say
    assert max(len(say(text)) for text in SENTENCES) <= 200
    assert max(len(say(choice.label)) for choice in CHOICES) <= 75
    assert max(len(say(text)) for text in (*ENDS, *NAMES)) <= 40


@in_each_language
def test_questions_are_asked_and_choices_keep_apart(language: str) -> None:
    say = words_for(language).say
    assert [each.key for each in ALL if not say(each.text).endswith("?")] == []
    assert len({say(each.text) for each in ALL}) == len(ALL)
    assert len({say(choice.label) for choice in CHOICES}) == len(CHOICES)
    assert [each.key for each in SCORED if say(each.low) == say(each.high)] == []


@in_each_translation
def test_every_text_is_translated_for_certain(language: str) -> None:
    catalogue = _catalogue(language)
    entries = {text: catalogue.get(text) for text in PHRASES}
    assert [text for text, entry in entries.items() if entry is None or not entry.string or entry.fuzzy] == []
    assert [text for text in PHRASES if words_for(language).say(text) == text] == []


@in_each_translation
def test_translations_keep_the_placeholders(language: str) -> None:
    say = words_for(language).say
    assert [text for text in PHRASES if _placeholders(text) != _placeholders(say(text))] == []


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("id", {1: 0, 2: 0, 5: 0, 21: 0}),
        ("de", {0: 1, 1: 0, 2: 1, 21: 1}),
        ("es", {0: 1, 1: 0, 2: 1, 21: 1}),
        ("pl", {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 21: 2, 22: 1, 112: 2}),
        ("ru", {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 111: 2}),
    ],
)
def test_each_catalogue_counts_as_its_language_does(language: str, forms: dict[int, int]) -> None:
    catalogue = _catalogue(language)
    plural = gettext.c2py(catalogue.plural_expr)
    assert catalogue.num_plurals == len(set(forms.values()))
    assert {n: plural(n) for n in forms} == forms


@in_each_translation
def test_a_catalogue_says_nothing_of_when_or_by_whom_it_was_written(language: str) -> None:
    text = (CATALOGUES / f"{language}.po").read_text(encoding="utf-8")
    header = text.split("\n\n", 1)[0]
    assert f'"Language: {language}\\n"' in header
    assert "charset=utf-8" in header
    assert not re.search(r"-Date|-Translator|-Team|@", header)
    assert not re.search(r"^#:.*:\d", text, re.MULTILINE)
