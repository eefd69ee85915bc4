"""How a text sounds: TextBlob for English, and no score for what it does not know, rather than a wrong one."""

import re
from importlib.util import find_spec

from bot.insight.language import primary_language
from bot.insight.model import Mood, Scorer, Sentiment

SURE = 0.25
"""From here on TextBlob's valence says something; below it is right too seldom."""

LONGEST = 5_000
"""Characters that are scored; the mood of a longer text shows in its beginning."""

_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|without|hardly|barely|cannot|\w+n['\u2019]t|(?:is|was|do|does|did|ca|wo|could|would)nt)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'\u2019]+|[.,;!?]")
_REACH = 4
_OPPOSED = 0.3


class TextBlobScorer:
    """Scores English by TextBlob's lexicon; knows that it is unsure after a negation and where words disagree."""

    @property
    def name(self) -> str:
        return "textblob"

    def score(self, text: str, language: str) -> Sentiment:
        """`UNSURE` where the lexicon knows no word of the text, words disagree, or a negation stands before one."""
        if primary_language(language) != "en" or not text.strip():
            return Sentiment(mood=Mood.NOT_SCORED, valence=None, scorer=self.name)
        # A quarter of a second, and four with scikit-learn about: not before the first English text.
        from textblob import TextBlob  # noqa: PLC0415 - as above

        found = TextBlob(text[:LONGEST]).sentiment_assessments
        valence = max(-1.0, min(1.0, float(found.polarity)))
        opinions = [(words, float(polarity)) for words, polarity, *_ in found.assessments]
        mood = _mood(text[:LONGEST], valence, opinions)
        return Sentiment(mood=mood, valence=None if mood is Mood.UNSURE else valence, scorer=self.name)


class NoScorer:
    """Scores nothing: where the extra `insight` is not installed."""

    @property
    def name(self) -> str:
        return "none"

    def score(self, text: str, language: str) -> Sentiment:  # noqa: ARG002 - the port's shape
        return Sentiment(mood=Mood.NOT_SCORED, valence=None, scorer=self.name)


def installed_scorer() -> Scorer:
    """TextBlob where it is installed, else nothing is scored."""
    return TextBlobScorer() if find_spec("textblob") else NoScorer()


def _mood(text: str, valence: float, opinions: list[tuple[list[str], float]]) -> Mood:
    polar = {words[-1] for words, polarity in opinions if polarity}
    if not polar or _disagree(opinions) or _is_negated(text, polar):
        return Mood.UNSURE
    if valence >= SURE:
        return Mood.POSITIVE
    return Mood.NEGATIVE if valence <= -SURE else Mood.UNSURE


def _disagree(opinions: list[tuple[list[str], float]]) -> bool:
    values = [polarity for _, polarity in opinions]
    return max(values) >= _OPPOSED and min(values) <= -_OPPOSED


def _is_negated(text: str, polar: set[str]) -> bool:
    """Whether a negation stands shortly before a word of opinion: TextBlob reads "isn't great" as praise."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return any(
        not polar.isdisjoint(words[place + 1 : place + 1 + _REACH])
        for place, word in enumerate(words)
        if _NEGATION.fullmatch(word)
    )
