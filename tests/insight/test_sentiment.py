"""How texts sound: right, or unsure, or not scored."""

import subprocess
import sys

import pytest

from bot.insight.model import Mood
from bot.insight.sentiment import NoScorer, TextBlobScorer, installed_scorer

SCORER = TextBlobScorer()


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("This is great, thank you!", Mood.POSITIVE),
        ("What a terrible experience.", Mood.NEGATIVE),
        ("Excellent, I went there and want more", Mood.POSITIVE),
        ("it isnt great", Mood.UNSURE),
        ("It isn't great.", Mood.UNSURE),
        ("it isn\u2019t really very good", Mood.UNSURE),
        ("Nothing was bad about it", Mood.UNSURE),
        ("Great product, terrible delivery", Mood.UNSURE),
        ("Excellent food, a wonderful view, a perfect room and a terrible bed", Mood.UNSURE),
        ("The parcel came at five.", Mood.UNSURE),
        ("", Mood.NOT_SCORED),
    ],
)
def test_english(text: str, mood: Mood) -> None:
    assert SCORER.score(text, "en-GB").mood is mood


def test_only_a_mood_that_is_sure_has_a_valence() -> None:
    good, unsure = SCORER.score("great", "en"), SCORER.score("not great", "en")

    assert good.valence == pytest.approx(0.8)
    assert good.scorer == "textblob"
    assert unsure.valence is None


@pytest.mark.parametrize("language", ["de", "id", "pl", "ru", "es", "", "eng-unknown"])
def test_other_languages_are_not_scored(language: str) -> None:
    score = SCORER.score("super great", language)

    assert (score.mood, score.valence) == (Mood.NOT_SCORED, None)


def test_no_scorer_scores_nothing() -> None:
    assert NoScorer().score("great", "en").mood is Mood.NOT_SCORED
    assert installed_scorer().name in {"textblob", "none"}


def test_the_heavy_libraries_wait_until_a_text_comes() -> None:
    code = (
        "import sys, bot.station.cutting.cut, bot.insight.sentiment, bot.insight.language\n"
        "from bot.insight.sentiment import installed_scorer\n"
        "installed_scorer()\n"
        "print([name for name in ('textblob', 'nltk', 'numpy', 'py3langid') if name in sys.modules])"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"
