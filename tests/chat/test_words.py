"""Words are filled in as people write them."""

from datetime import date

from bot.chat.words import words_for


def test_a_day_that_ends_with_a_full_stop_takes_the_sentences_with_it() -> None:
    german = words_for("de")
    day = german.day(date(2026, 11, 27))
    assert day.endswith(".")
    assert german.say("Thank you! I remind you on {day}.", day=day).endswith("27. Nov.")
    assert words_for("en").say("Thank you! I remind you on {day}.", day="Fri, Nov 27").endswith("Nov 27.")


def test_only_the_full_stop_of_a_sentence_goes() -> None:
    assert words_for("en").say("{name}.csv by {name}. Done.", name="Ada jr.") == "Ada jr..csv by Ada jr. Done."
