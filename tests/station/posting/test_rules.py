"""Which snippets a station takes."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
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


def _spelled(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    """One of these as somebody types it."""
    spellings = (str, str.upper, str.title, lambda name: f" {name} ")
    return st.builds(lambda name, spell: spell(name), st.sampled_from(names), st.sampled_from(spellings))


NAMES = ("meal box", "łódź", "straße", "ijssel", "")
TAGS = ("en", "en-GB", "EN", "pt-BR", "pt", "zh-Hant-TW", "zh_TW")


def _asked(products: list[str], sites: list[str], languages: list[str]) -> Rule:
    return Rule(products=tuple(products), sites=tuple(sites), languages=tuple(languages))


SPELLED_RULES = st.builds(
    _asked, *[st.lists(_spelled(NAMES), max_size=2)] * 2, st.lists(st.sampled_from(TAGS), max_size=2)
)
SPELLED = st.builds(
    lambda product, site, language: {"product": product, "site": site, "language": language},
    _spelled(NAMES),
    _spelled(NAMES),
    st.sampled_from(TAGS),
)


@given(rules=st.lists(RULES | SPELLED_RULES, min_size=5, max_size=5), told=st.tuples(*[st.tuples(VOICES, SPELLED)] * 6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_who_browses_a_station_finds_what_it_posts(
    database: Database, rules: list[Rule], told: tuple[tuple[Voice, dict[str, str]], ...]
) -> None:
    """Whoever typed the names of products, sites and languages, and however."""
    voices = [_as_told(each, f"v{number}", spelled) for number, (each, spelled) in enumerate(told)]
    await open_town(database).put(*voices)
    for rule in rules:
        search = SnippetSearch(rule=rule)
        found = await database.read(lambda tx, search=search: tx.snippets.search(search))  # type: ignore[misc]  # bound at once
        assert {each.snippet.id for each in found} == {each.snippet.id for each in voices if fits(rule, each)}


def _as_told(each: Voice, name: str, spelled: dict[str, str]) -> Voice:
    """The voice under a name of its own, with these words for product, site and language."""
    own = voice(name, **spelled)
    meeting = replace(each.interaction, id=own.interaction.id, external_id=name, **spelled)  # type: ignore[arg-type]  # texts
    return Voice(snippet=replace(each.snippet, id=own.snippet.id, interaction_id=meeting.id), interaction=meeting)
