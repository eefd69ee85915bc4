"""Where one sentence ends and the next begins, with and without punctuation."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.station.cutting.sentences import LONGEST_WITHOUT_JOINT, sentences_of

JOINTS = frozenset({"and", "but", "so"})


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences_of(text, JOINTS)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It broke. Twice! Why?", ["It broke.", "Twice!", "Why?"]),
        ("Dr. Vale came at 5.30 today. He left.", ["Dr. Vale came at 5.30 today.", "He left."]),
        ("Das kam z.B. am 3. Mai an. Gut.", ["Das kam z.B. am 3. Mai an.", "Gut."]),
        ("Мы ждали. Никто не пришёл…", ["Мы ждали.", "Никто не пришёл…"]),
        ("¿Dónde está? ¡No llegó!", ["¿Dónde está?", "¡No llegó!"]),
        ('He said "never again." Then he left.', ['He said "never again."', "Then he left."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("壊れた。返金は\uff1f", ["壊れた。", "返金は\uff1f"]),
        ("um so the parcel never came", ["um so the parcel never came"]),
        (" ... ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_long_talk_without_full_stops_is_parted_before_words_with_which_people_go_on() -> None:
    parts = split(" ".join(["we stood in the rain for an hour in front of your shop with the children and"] * 8))

    assert len(parts) > 3
    assert all(part.startswith("and ") for part in parts[1:])


def test_writing_without_spaces_is_parted_all_the_same() -> None:
    parts = split("字" * 2000)

    assert "".join(parts) == "字" * 2000
    assert max(map(len, parts)) <= LONGEST_WITHOUT_JOINT + 100


@given(st.text(alphabet=st.sampled_from("ab .!?\n,。и؟"), max_size=2000))
def test_sentences_come_in_order_apart_and_leave_out_no_word(text: str) -> None:
    ranges = list(sentences_of(text, JOINTS))

    assert [*ranges] == sorted(ranges)
    assert all(before[1] <= after[0] for before, after in pairwise(ranges))
    inside = "".join(text[start:end] for start, end in ranges)
    assert [c for c in inside if c.isalnum()] == [c for c in text if c.isalnum()]
