"""How a reaction sounds: a curated table of names as the chats write them, and of the characters themselves."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from bot.insight.model import Mood, Sentiment

SCORER = "reaction table"

_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_CLEAR = 0.3
_DRESS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
"""Variation selectors and skin tones: they change how a character looks, not what it says."""


def mood_of_reaction(reaction: str, custom: Mapping[str, str] = _NO_NAMES) -> Sentiment:
    """The mood of `:name:`, `name`, `name::skin-tone-3` or a character; what no table knows is not scored.

    `custom` maps names that an organisation made itself to names or characters that everyone knows.
    """
    name = _plain(reaction)
    valence = _table().get(_plain(custom.get(name, name)))
    if valence is None:
        return Sentiment(mood=Mood.NOT_SCORED, valence=None, scorer=SCORER)
    return Sentiment(mood=_mood(valence), valence=valence, scorer=SCORER)


def _mood(valence: float) -> Mood:
    if valence >= _CLEAR:
        return Mood.POSITIVE
    return Mood.NEGATIVE if valence <= -_CLEAR else Mood.NEUTRAL


def _plain(reaction: str) -> str:
    return _DRESS.sub("", reaction.strip().strip(":").split("::", 1)[0]).casefold()


@cache
def _table() -> Mapping[str, float]:
    text = (files("bot.insight") / "reactions.toml").read_text(encoding="utf-8")
    return MappingProxyType(dict(_entries(tomllib.loads(text)["group"])))


def _entries(groups: list[dict[str, object]]) -> Iterator[tuple[str, float]]:
    for group in groups:
        valence = float(str(group["valence"]))
        for entry in re.split(r"[|\n]", str(group["reactions"]).strip()):
            for form in entry.split():
                yield _plain(form), valence
