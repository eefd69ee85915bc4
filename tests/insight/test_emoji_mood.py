"""How reactions sound."""

import tomllib
from pathlib import Path

import pytest

import bot.insight
from bot.insight.emoji_mood import _entries, mood_of_reaction
from bot.insight.model import Mood


@pytest.mark.parametrize(
    ("reaction", "mood"),
    [
        ("+1", Mood.POSITIVE),
        ("+1::skin-tone-3", Mood.POSITIVE),
        (":tada:", Mood.POSITIVE),
        ("👍", Mood.POSITIVE),
        ("👍🏽", Mood.POSITIVE),
        ("❤️", Mood.POSITIVE),
        ("❤", Mood.POSITIVE),
        ("like", Mood.POSITIVE),
        ("🙏", Mood.POSITIVE),
        ("🚀", Mood.POSITIVE),
        ("eyes", Mood.NEUTRAL),
        ("surprised", Mood.NEUTRAL),
        ("-1", Mood.NEGATIVE),
        ("👎", Mood.NEGATIVE),
        ("angry", Mood.NEGATIVE),
        ("partyparrot", Mood.NOT_SCORED),
        ("", Mood.NOT_SCORED),
        ("::", Mood.NOT_SCORED),
    ],
)
def test_reactions(reaction: str, mood: Mood) -> None:
    assert mood_of_reaction(reaction).mood is mood


def test_names_of_an_organisations_own_are_mapped_by_its_admins() -> None:
    ours = {"partyparrot": "tada", "oh-no": "👎", "riddle": "unknown-name"}

    assert mood_of_reaction("partyparrot", ours).valence == mood_of_reaction("tada").valence
    assert mood_of_reaction(":oh-no:", ours).mood is Mood.NEGATIVE
    assert mood_of_reaction("riddle", ours).mood is Mood.NOT_SCORED
    assert mood_of_reaction("heart", ours).mood is Mood.POSITIVE


def test_what_is_not_scored_has_no_valence() -> None:
    assert mood_of_reaction("partyparrot").valence is None


def test_more_than_two_hundred_reactions_are_known_and_none_in_two_ways() -> None:
    groups = tomllib.loads((Path(bot.insight.__file__).parent / "reactions.toml").read_text(encoding="utf-8"))["group"]
    valences: dict[str, set[float]] = {}
    for form, valence in _entries(groups):
        valences.setdefault(form, set()).add(valence)

    assert len([form for form in valences if form.isascii()]) >= 200
    assert {form for form, found in valences.items() if len(found) > 1} == set()
