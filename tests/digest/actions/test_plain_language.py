"""Plain language: what is hinted at in each language, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.words import LANGUAGES
from bot.digest.plain_language import MOST_IN_A_SENTENCE, MOST_WORDS, Hint, HintKind, hints

UNPLAIN = {
    "en": ("We will leverage this.", "The till was replaced."),
    "de": ("Wir werden Synergien heben.", "Die Kasse wurde ersetzt."),
    "es": ("Vamos a optimizar la caja.", "La caja fue cambiada."),
    "id": ("Kami akan mencari sinergi.", "Kasir telah diganti."),
    "pl": ("Wkrótce będą synergie.", "Kasa została wymieniona."),
    "ru": ("Скоро будет синергия.", "Касса была заменена."),  # noqa: RUF001 - Russian
}
PLAIN = {
    "en": "You said that the till is slow. We open a second one on Friday. Thank you for telling us.",
    "de": "Ihr habt gesagt, dass die Kasse langsam ist. Ab Freitag gibt es eine zweite. Danke für eure Worte.",
    "es": "Dijisteis que la caja es lenta. Desde el lunes hay otra. Gracias por decirlo.",
    "id": "Kalian bilang kasirnya lambat. Mulai hari Senin ada kasir kedua. Terima kasih sudah bercerita.",
    "pl": "Mówiliście, że kasa jest wolna. Od piątku mamy drugą. Dziękujemy za te słowa.",
    "ru": "Вы сказали, что касса медленная. С пятницы у нас есть вторая. Спасибо за ваши слова.",  # noqa: RUF001 - Russian
}


def kinds(text: str, language: str = "en") -> list[HintKind]:
    return [each.kind for each in hints(text, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_jargon_promises_without_a_day_and_passives_are_found(language: str) -> None:
    promised, passive = UNPLAIN[language]
    assert kinds(promised, language) == [HintKind.NO_DATE, HintKind.JARGON]
    assert kinds(passive, language) == [HintKind.PASSIVE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_words_are_left_alone(language: str) -> None:
    assert kinds(PLAIN[language], language) == []


@pytest.mark.parametrize("when", ["on Friday", "next week", "by 4 December", "tomorrow"])
def test_a_promise_with_a_day_is_fine(when: str) -> None:
    assert kinds("We will open a second till.") == [HintKind.NO_DATE]
    assert kinds(f"We will open a second till {when}.") == []


def test_long_sentences_and_long_texts_are_found() -> None:
    sentence = "We looked " + "and looked " * 12 + "again."
    assert kinds(sentence) == [HintKind.LONG_SENTENCE]
    assert kinds("We looked. " * (MOST_WORDS // 2 + 1)) == [HintKind.LONG_TEXT]
    assert kinds("We looked. " * (MOST_WORDS // 2)) == []
    assert kinds(" ".join(["look"] * MOST_IN_A_SENTENCE)) == []


def test_names_are_found_where_they_are_written_as_names() -> None:
    assert hints("Thanks to Ana.", "en", ("Ana", "Bo")) == (Hint(kind=HintKind.NAME, quote="Ana"),)
    assert hints("We mark the bill.", "en", ("Mark", "Bill")) == ()
    assert hints("Anatomy", "en", ("Ana",)) == ()


def test_a_hint_is_no_report() -> None:
    assert len(hints("Synergy, leverage, stakeholder, roadmap and bandwidth.", "en")) == 2


def test_a_language_without_words_gets_hints_about_length_only() -> None:
    assert hints("We will leverage this.", "fr") == ()


@given(st.text(max_size=400), st.sampled_from((*LANGUAGES, "fr")))
def test_any_text_can_be_looked_at(text: str, language: str) -> None:
    found = hints(text, language)
    assert all(len(each.quote) <= 60 for each in found)
