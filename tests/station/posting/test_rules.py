"""Which snippets a station takes."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.intake import InteractionKind
from bot.insight.model import CueKind, Mood
from bot.insight.taxonomy import SUBJECTS, Subject
from bot.station.model import Rule, SnippetSearch, Voice
from bot.station.posting.rules import fits
from storage.database import Database
from tests.station.posting.town import open_town, voice

SOURCES, PRODUCTS, LANGUAGES = ("phone", "shop", "web"), ("Meal box", "Gift card", ""), ("en", "pl", "de")


def _some(values: tuple[object, ...]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


RULES = st.builds(
    Rule,
    sources=_some(SOURCES),
    kinds=_some(tuple(InteractionKind)),
    products=_some(PRODUCTS[:2]),
    themes=_some(("delivery", "late", "support", "billing")),
    stages=_some(("receive", "use")),
    languages=_some(LANGUAGES),
    moods=_some((Mood.POSITIVE, Mood.NEGATIVE)),
    cues=_some((CueKind.FRICTION, CueKind.PRAISE)),
    is_urgent_only=st.booleans(),
)
VOICES = st.builds(
    lambda **values: voice("v", **values),
    source=st.sampled_from(SOURCES),
    kind=st.sampled_from(InteractionKind),
    product=st.sampled_from(PRODUCTS),
    language=st.sampled_from(LANGUAGES),
    is_urgent=st.booleans(),
    theme=st.sampled_from((*SUBJECTS, None)),
    stage=st.sampled_from(("receive", "use", None)),
    mood=st.sampled_from(Mood),
    cue=st.sampled_from(CueKind),
)


@given(VOICES)
def test_an_empty_rule_takes_everything(each: Voice) -> None:
    assert fits(Rule(), each)


@given(RULES, VOICES)
def test_a_rule_takes_what_each_part_of_it_takes(rule: Rule, each: Voice) -> None:
    parts = [name for name in Rule.__dataclass_fields__ if getattr(rule, name)]
    assert fits(rule, each) == all(fits(Rule(**{name: getattr(rule, name)}), each) for name in parts)


@given(RULES, VOICES, st.sampled_from([name for name in Rule.__dataclass_fields__ if name != "is_urgent_only"]))
def test_leaving_a_part_empty_never_takes_less(rule: Rule, each: Voice, part: str) -> None:
    empty: dict[str, Any] = {part: ()}
    assert fits(replace(rule, **empty), each) or not fits(rule, each)


@given(st.sampled_from(list(SUBJECTS.values())))
def test_a_theme_takes_its_frictions_and_a_friction_only_itself(subject: Subject) -> None:
    about = voice("v", theme=subject.key)
    theme = subject.part_of or subject.key
    assert fits(Rule(themes=(theme,)), about)
    assert all(not fits(Rule(themes=(key,)), about) for key in SUBJECTS if key not in {theme, about.snippet.theme})


def test_case_and_region_make_no_difference() -> None:
    each = voice("v", product="Meal Box", site="gdańsk", language="pt-BR")
    assert fits(Rule(products=("meal box",), sites=("Gdańsk",), languages=("pt",)), each)


@pytest.mark.parametrize(
    "rule", [Rule(sources=("phone",)), Rule(kinds=(InteractionKind.CALL,)), Rule(themes=("delivery",))]
)
async def test_the_search_of_a_station_finds_what_it_takes(database: Database, rule: Rule) -> None:
    town = open_town(database)
    voices = [voice("a", theme="late"), voice("b", source="shop", kind=InteractionKind.CHAT, theme="app-fails")]
    await town.put(*voices)
    found = await database.read(lambda tx: tx.snippets.search(SnippetSearch(rule=rule)))
    assert {each.snippet.id for each in found} == {each.snippet.id for each in voices if fits(rule, each)}
