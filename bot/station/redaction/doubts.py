"""What redaction cannot tell for sure, as constant sentences, so that a person looks before anything is posted."""

from collections.abc import Iterator, Sequence

from bot.chat.words import phrase
from bot.station.redaction.lexicon import Cue
from bot.station.redaction.numbers import left_over
from bot.station.redaction.text import Reading

NO_CAPITALS = phrase("It is written without capital letters, so a name may have been missed.")
UNKNOWN_CAPITAL = phrase("A word with a capital letter may be a name.")
DIGITS_LEFT = phrase("A longer number was left in.")
NAME_GIVEN = phrase("Somebody seems to say a name here that was not recognised.")
SECRET_NEAR = phrase("A password or a secret number is mentioned.")
AT_SIGN_LEFT = phrase("An at sign was left in.")
ORDINARY_NAME = phrase("A name from the record is also an ordinary word, and that word is left in.")
LANGUAGE_UNKNOWN = phrase("The rules do not know this language, so names and addresses may have been missed.")

_MIN_WORDS = 4
_DIGITS = 5
_GERMAN_ENDINGS = ("e", "en", "er", "es", "em")


def doubts_about(readings: Sequence[Reading], *, is_language_known: bool) -> tuple[str, ...]:
    """Why a person should look at what is left of a text. The same for the same rest, in a fixed order."""
    found = [] if is_language_known else [LANGUAGE_UNKNOWN]
    if _is_without_capitals(readings):
        found.append(NO_CAPITALS)
    seen = {doubt for reading in readings for doubt in _doubts(reading)}
    order = (UNKNOWN_CAPITAL, DIGITS_LEFT, NAME_GIVEN, SECRET_NEAR, AT_SIGN_LEFT, ORDINARY_NAME)
    return (*found, *(doubt for doubt in order if doubt in seen))


def _is_without_capitals(readings: Sequence[Reading]) -> bool:
    words = sum(len(reading.tokens) for reading in readings)
    return words >= _MIN_WORDS and not any(sign.isupper() for reading in readings for sign in reading.text)


def _doubts(reading: Reading) -> Iterator[str]:
    if "@" in reading.text:
        yield AT_SIGN_LEFT
    if left_over(reading, _DIGITS):
        yield DIGITS_LEFT
    secrets = dict(reading.lexicon.cues)[Cue.SECRET]
    for index, token in enumerate(reading.tokens):
        if _is_unknown_capital(reading, index):
            yield UNKNOWN_CAPITAL
        if reading.ends_phrase(reading.lexicon.introductions, index) and index + 1 < len(reading.tokens):
            yield NAME_GIVEN
        if _is_name_before(reading, index):
            yield NAME_GIVEN
        if token.word in secrets:
            yield SECRET_NEAR
        if token.word in reading.known_ambiguous:
            yield ORDINARY_NAME


def _is_unknown_capital(reading: Reading, index: int) -> bool:
    """In German every noun has a capital, so there only those count that no article or adjective announces."""
    lexicon = reading.lexicon
    word = reading.tokens[index].word
    return (
        reading.is_capital(index)
        and not reading.is_shouted(index)
        and len(word) > 1
        and word not in lexicon.common
        and not reading.has("honorifics", index)
        and not reading.begins_sentence(index)
        and not (lexicon.language == "de" and index > 0 and _announces_noun(reading, index - 1))
    )


def _is_name_before(reading: Reading, index: int) -> bool:
    """Whether words end here that people say after their name, and an unknown one with a capital is before them."""
    before = reading.before_phrase(reading.lexicon.name_after, index)
    if before is None or before < 0 or not reading.ends_clause(index):
        return False
    return reading.is_capital(before) and reading.tokens[before].word not in reading.lexicon.common


def _announces_noun(reading: Reading, index: int) -> bool:
    return reading.has("noun_openers", index) or reading.tokens[index].word.endswith(_GERMAN_ENDINGS)
