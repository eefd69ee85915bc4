"""Every word that people read is said in every language, whole and with the same things filled in."""

import pytest

from bot.chat.words import CATALOGUES
from tests.project.catalogues import (
    TRANSLATED,
    Said,
    catalogue,
    computed_in_the_code,
    names_in,
    render,
    said_in_the_code,
    translations,
)

SAID = said_in_the_code()


def test_words_are_found_in_the_code() -> None:
    assert len(SAID) > 100


def test_no_words_are_put_together_before_they_are_said() -> None:
    assert list(computed_in_the_code()) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    known = catalogue(language)
    missing = [said.one for said in sorted(SAID) if not all(translations(known, said))]
    unsure = [message.id for message in known if message.id and message.fuzzy]

    assert missing == [], f"{len(missing)} texts are not translated: run `make words` and fill them in"
    assert unsure == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_in_the_same_things(language: str) -> None:
    differing = [
        (said.one, form)
        for said in sorted(SAID)
        for form in translations(catalogue(language), said)
        if form and not _fills_the_same(said, form)
    ]
    assert differing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogues_are_kept_as_make_words_writes_them(language: str) -> None:
    kept = (CATALOGUES / f"{language}.po").read_text("utf-8")

    assert kept == render(catalogue(language), SAID), "run `make words`"


def test_there_is_one_plural_for_one_singular() -> None:
    singulars = [said.one for said in SAID]
    assert sorted({one for one in singulars if singulars.count(one) > 1}) == []


def _fills_the_same(said: Said, form: str) -> bool:
    if not said.many:
        return names_in(form) == names_in(said.one)
    # A plural form for a single number may spell it out.
    return names_in(form) | {"n"} == names_in(said.one) | names_in(said.many) | {"n"}
