"""What holds for any text: nothing raises, a second redaction changes nothing, and some things never survive."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.station.redaction.checks import IBAN_LENGTHS
from bot.station.redaction.lexicon import LANGUAGES
from bot.station.redaction.model import PiiKind
from bot.station.redaction.redact import redact

VOCABULARY = """
my name is Anna Zofia mr mrs pani herr born 12 05 1987 street 42 at dot com [name] [card] card order number phone 555
0147 +44 four two double seven @ . , - / # ul. Lipowa 17 улица Павел Петрович меня зовут ich heiße soy DE89 x7T9L
hundred may will rose $ 29.99 euro
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n"])
SENTENCES = st.lists(WORDS, max_size=25).map(" ".join)
TEXTS = st.one_of(st.text(max_size=200), SENTENCES, st.lists(WORDS, max_size=12).map("".join))
AROUND = st.sampled_from(["", "hello ", "please use ", "it is: ", "(", "12 ", "Anna, "])
SEPARATORS = st.sampled_from(["", " ", "-"])


def luhn(start: str) -> str:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in start[::-2])
    return start + str(-(doubled + sum(map(int, start[-2::-2]))) % 10)


@st.composite
def cards(draw: st.DrawFn) -> str:
    length = draw(st.sampled_from([13, 15, 16, 19]))
    start = draw(st.sampled_from("3456")) + draw(st.text("0123456789", min_size=length - 2, max_size=length - 2))
    digits, separator = luhn(start), draw(SEPARATORS)
    return separator.join(digits[at : at + 4] for at in range(0, length, 4))


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country, length = draw(st.sampled_from(sorted(IBAN_LENGTHS.items())))
    account = draw(st.text("0123456789", min_size=length - 4, max_size=length - 4))
    turned = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00"))
    code, separator = f"{country}{98 - turned % 97:02}{account}", draw(SEPARATORS)
    return separator.join(code[at : at + 4] for at in range(0, length, 4))


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, language=st.sampled_from([*LANGUAGES, "fr", ""]), names=st.lists(st.text(max_size=8), max_size=3))
def test_nothing_raises_and_twice_is_once(text: str, language: str, names: list[str]) -> None:
    once = redact(text, language, known_names=names)
    twice = redact(once.text, language, known_names=names)
    assert twice.text == once.text
    assert twice.removals == ()
    assert twice.doubts == once.doubts


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_removals_are_in_order_and_apart_and_make_the_text(text: str, language: str) -> None:
    redacted = redact(text, language)
    at, parts = 0, []
    for removal in redacted.removals:
        assert at <= removal.start < removal.end <= len(text)
        parts += [text[at : removal.start], removal.kind.placeholder]
        at = removal.end
    assert "".join([*parts, text[at:]]) == redacted.text


@settings(max_examples=200, deadline=None)
@given(address=st.emails(), before=AROUND, language=st.sampled_from(LANGUAGES))
def test_no_email_survives(address: str, before: str, language: str) -> None:
    redacted = redact(f"{before}{address} thanks", language)
    assert address not in redacted.text
    assert "@" not in redacted.text
    assert PiiKind.EMAIL in {removal.kind for removal in redacted.removals}


@settings(max_examples=200, deadline=None)
@given(card=cards(), before=AROUND, language=st.sampled_from(LANGUAGES))
def test_no_card_survives(card: str, before: str, language: str) -> None:
    redacted = redact(f"{before}{card} thanks", language)
    assert sum(sign.isdecimal() for sign in redacted.text) <= len("12")


@settings(max_examples=200, deadline=None)
@given(iban=ibans(), before=AROUND, language=st.sampled_from(LANGUAGES), is_lower=st.booleans())
def test_no_iban_survives(iban: str, before: str, language: str, *, is_lower: bool) -> None:
    redacted = redact(f"{before}{iban.lower() if is_lower else iban}, thanks", language)
    assert sum(sign.isdecimal() for sign in redacted.text) <= len("12")
