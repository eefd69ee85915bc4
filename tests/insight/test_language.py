"""Finding out which of an organisation's languages somebody writes."""

import json
from pathlib import Path

import pytest

from bot.insight.language import detect_language, primary_language

SIX = ("en", "id", "pl", "ru", "de", "es")
TRANSCRIPTS = Path(__file__).parent.parent / "station" / "transcripts"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("saya mau tanya paket saya", "id"),
        ("gdzie jest moja paczka", "pl"),
        ("где мой заказ, пожалуйста", "ru"),
        ("Danke für die schnelle Hilfe", "de"),
        ("muchas gracias por la ayuda", "es"),
        ("thank you for the quick help", "en"),
    ],
)
def test_short_sentences(text: str, language: str) -> None:
    assert detect_language(text, SIX, "en" if language != "en" else "de") == language


def test_whole_interactions_are_always_told_apart() -> None:
    for path in TRANSCRIPTS.glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        text = "\n".join(turn["text"] for turn in data["turns"])
        assert detect_language(text, SIX, "en") == data["language"], path.name


@pytest.mark.parametrize("text", ["", "ok", "супер", "👍👍👍👍👍👍👍👍👍👍👍👍", "4242 4242 4242 4242", " \n" * 5000])
def test_what_is_too_short_or_has_no_letters_is_in_the_usual_language(text: str) -> None:
    assert detect_language(text, SIX, "de") == "de"


def test_only_languages_that_are_spoken_here_are_found_and_as_they_are_written_here() -> None:
    assert detect_language("obrigado pela sua ajuda rápida", ["pt-PT", "pt-BR", "de"], "pt-BR") == "pt-BR"
    assert detect_language("thank you for the quick help", ["en-GB", "de"], "de") == "en-GB"
    assert detect_language("thank you for the quick help", ["id", "de"], "de") in {"id", "de"}


def test_without_a_choice_there_is_the_usual_language() -> None:
    assert detect_language("thank you for the quick help", [], "pl") == "pl"
    assert detect_language("thank you for the quick help", ["tlh"], "pl") == "pl"


def test_the_primary_language_of_a_tag() -> None:
    assert [primary_language(tag) for tag in ("pt-BR", "zh_Hant", "EN", "")] == ["pt", "zh", "en", ""]
