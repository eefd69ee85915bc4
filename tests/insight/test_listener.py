"""Listening by keywords in six languages: what is heard, and what a negation makes of it."""

import tomllib
from pathlib import Path

import pytest

import bot.insight
from bot.insight.listener import KeywordListener
from bot.insight.model import CueKind
from bot.insight.stages import STAGES
from bot.insight.taxonomy import SUBJECTS, reason_for, stage_of, theme_of
from bot.insight.vocabulary import LANGUAGES

HEAR = KeywordListener()


def heard(text: str, language: str = "en") -> set[tuple[CueKind, str | None]]:
    return {(cue.kind, cue.theme) for cue in HEAR.cues(text, language) if cue.strength == 1}


@pytest.mark.parametrize(
    ("language", "text", "subject"),
    [
        ("en", "The courier never arrived.", "not-delivered"),
        ("id", "Aplikasinya dibuka tidak bisa, paket saya belum sampai", "not-delivered"),
        ("pl", "Paczka nie dotarła na czas", "not-delivered"),
        ("ru", "Посылка так и не пришла", "not-delivered"),
        ("de", "Das Paket ist nie angekommen", "not-delivered"),
        ("es", "El paquete nunca llegó", "not-delivered"),
    ],
)
def test_one_friction_is_heard_in_every_language(language: str, text: str, subject: str) -> None:
    assert (CueKind.FRICTION, subject) in heard(text, language)
    assert "delivery" in {theme.key for theme in HEAR.themes(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "It came exactly when you said, as promised", CueKind.PROMISE_KEPT),
        ("en", "You promised a call and I am still here", CueKind.PROMISE_BROKEN),
        ("id", "Saya kapok, mau pindah ke toko lain", CueKind.LEAVING),
        ("pl", "Jestem mile zaskoczona", CueKind.SURPRISE),
        ("ru", "Вы молодцы, рекомендую", CueKind.PRAISE),
        ("de", "Wie versprochen war er um acht da", CueKind.PROMISE_KEPT),
        ("es", "Me cambio a otra compañía", CueKind.LEAVING),
    ],
)
def test_other_signs(language: str, text: str, kind: CueKind) -> None:
    assert kind in {found for found, _ in heard(text, language)}


def test_a_promise_that_the_same_sentence_tells_as_kept_is_not_broken() -> None:
    kept = {kind for kind, _ in heard("You promised a call back within a day and kept it.")}
    assert kept == {CueKind.PROMISE_KEPT}
    both = {kind for kind, _ in heard("You promised a call. The courier came as promised.")}
    assert both == {CueKind.PROMISE_BROKEN, CueKind.PROMISE_KEPT}


def test_earlier_than_promised_is_no_broken_promise() -> None:
    assert heard("Заказ привезли на день раньше, чем обещали.", "ru") == set()
    assert CueKind.PROMISE_BROKEN in {kind for kind, _ in heard("Мне обещали перезвонить вчера.", "ru")}


def test_negated_praise_is_friction_and_negated_friction_is_nothing() -> None:
    assert {kind for kind, _ in heard("it was not very helpful")} == {CueKind.FRICTION}
    assert heard("no, nothing is broken") == set()
    assert {kind for kind, _ in heard("der Service war nicht hervorragend", "de")} == {CueKind.FRICTION}


def test_a_negation_ends_at_a_full_stop_and_at_a_but() -> None:
    assert {kind for kind, _ in heard("No. Excellent work.")} == {CueKind.PRAISE}
    assert {kind for kind, _ in heard("not cheap but excellent")} == {CueKind.PRAISE}


def test_a_longer_phrase_says_more_than_the_words_in_it() -> None:
    assert heard("I couldn't be happier") == {(CueKind.PRAISE, None)}


def test_words_are_whole_and_case_and_accents_do_not_matter() -> None:
    assert HEAR.themes("The billboard is apparently happy", "en") == ()
    assert heard("EL PAQUETE NUNCA LLEGO", "es") == heard("el paquete nunca llegó", "es")
    assert heard("It DOESN\u2019T WORK") == heard("it doesn't work") != set()


def test_the_theme_with_most_evidence_comes_first_with_the_words_that_showed_it() -> None:
    first, *_ = HEAR.themes("The app froze, the website was down and my card was not taken on the page", "en")

    assert (first.key, first.stage, first.evidence) == ("app", "use", ("app", "website", "page"))


def test_an_unknown_language_is_not_guessed_at() -> None:
    assert not HEAR.cues("Pakettia ei tullut", "fi")
    assert not HEAR.themes("the parcel", "fi")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_words_for_every_theme_friction_and_sign(language: str) -> None:
    table = tomllib.loads((Path(bot.insight.__file__).parent / f"words_{language}.toml").read_text(encoding="utf-8"))

    assert set(table["themes"]) == {subject.key for subject in SUBJECTS.values() if subject.part_of is None}
    assert set(table["frictions"]) == {subject.key for subject in SUBJECTS.values() if subject.part_of}
    assert all(table[kind.value]["clear"] and table[kind.value]["faint"] for kind in CueKind)
    assert all(table["themes"].values())
    assert all(table["frictions"].values())


def test_the_stages_are_those_of_the_employees_journey() -> None:
    assert {subject.stage for subject in SUBJECTS.values()} <= set(STAGES)
    for subject in SUBJECTS.values():
        theme = SUBJECTS[subject.part_of or subject.key]
        assert (theme.part_of, theme.stage) == (None, subject.stage)


def test_a_reason_names_the_friction_where_it_has_a_name() -> None:
    assert reason_for(CueKind.FRICTION, "late") == SUBJECTS["late"].name
    assert reason_for(CueKind.FRICTION, "delivery") == reason_for(CueKind.FRICTION, None)
    assert reason_for(CueKind.PRAISE, "late") != SUBJECTS["late"].name
    assert (stage_of("late"), stage_of(None), stage_of("elsewhere")) == ("receive", None, None)
    assert (theme_of("late"), theme_of("delivery"), theme_of(None)) == ("delivery", "delivery", None)
