"""Cutting, told in small interactions: what comes out, and that nothing odd that goes in can upset it."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.intake import Speaker, Turn
from bot.insight.listener import KeywordListener
from bot.insight.model import Cue, CueKind, Theme
from bot.insight.sentiment import NoScorer, TextBlobScorer
from bot.insight.taxonomy import REASONS, SUBJECTS
from bot.station.cutting.cut import cut
from bot.station.cutting.model import Passage

AGENT, CUSTOMER, UNKNOWN = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN
TROUBLE = "the courier never arrived and i waited two hours at the door for nothing"
CHARGE = "and then on the bill i was charged twice for the same order which is ridiculous"
FILLER = "yes that is the one with the blue label on the side"


def said(speaker: Speaker, text: str, start: float | None = None, end: float | None = None) -> Turn:
    return Turn(speaker=speaker, text=text, starts_at_seconds=start, ends_at_seconds=end)


def passages(turns: Sequence[Turn], language: str = "en", most: int = 5) -> tuple[Passage, ...]:
    return cut(turns, language, KeywordListener(), TextBlobScorer(), most=most)


def words(passage: Passage) -> str:
    return " ".join(line.text for line in passage.lines)


def test_two_frictions_of_one_call_are_two_passages_with_their_reasons() -> None:
    call = [
        said(AGENT, "how can i help", 0, 2),
        said(CUSTOMER, TROUBLE, 2, 8),
        said(AGENT, "i am sorry let me look at your order for a moment please", 8, 12),
        said(CUSTOMER, FILLER, 12, 15),
        said(AGENT, "thank you i have found it here in our system now", 15, 20),
        said(CUSTOMER, CHARGE, 20, 26),
        said(AGENT, "i will give that back", 26, 28),
    ]

    first, second = passages(call)

    assert (first.cue, first.theme, first.stage) == (CueKind.FRICTION, "not-delivered", "receive")
    assert first.because == "It did not arrive"
    assert (second.theme, second.stage) == ("wrong-charge", "buy")
    assert first.last_turn < second.first_turn or words(first) != words(second)


def test_a_passage_says_when_it_was_said_and_lasts_at_least_fifteen_seconds_where_there_is_talk() -> None:
    call = [said(AGENT, "go on", 0, 5), said(CUSTOMER, TROUBLE, 5, 11), said(AGENT, "oh dear", 11, 16)]

    (passage,) = passages(call)

    assert (passage.first_turn, passage.last_turn) == (0, 2)
    assert (passage.starts_at_seconds, passage.ends_at_seconds) == (0, 16)


def test_praise_keeps_what_the_agent_did_before_it() -> None:
    chat = [
        said(AGENT, "I have upgraded your room at no cost."),
        said(
            CUSTOMER,
            "Wow, that is amazing, I really did not expect that after the long day we had with the children today!",
        ),
    ]

    (passage,) = passages(chat)

    assert passage.cue is CueKind.SURPRISE
    assert [line.speaker for line in passage.lines] == [AGENT, CUSTOMER]


def test_one_trouble_told_in_two_turns_is_one_passage_unless_much_lies_between_or_it_takes_too_long() -> None:
    more = "and my other parcel never arrived either that is really disappointing for all of us"
    little, much = [said(AGENT, "i see")], [said(AGENT, "i see"), said(CUSTOMER, "yes"), said(AGENT, "well")]

    assert len(passages([said(CUSTOMER, TROUBLE), *little, said(CUSTOMER, more)])) == 1
    assert len(passages([said(CUSTOMER, TROUBLE), *much, said(CUSTOMER, more)])) == 2
    slow = passages([said(CUSTOMER, TROUBLE, 0, 40), said(AGENT, "i see", 41, 42), said(CUSTOMER, more, 50, 90)])
    assert [passage.ends_at_seconds for passage in slow] == [40, 90]


def test_a_long_review_is_cut_between_sentences_only() -> None:
    sentences = [
        "The shop is near the station.",
        "On the second day the handle fell off and the lid was cracked, which is really disappointing.",
        "It was raining that week, and we had gone to the sea with friends of ours from the old street.",
        "There is a nice view from up there, if you take the path behind the mill and then go left.",
        "The staff in the shop were amazing and so helpful that I would recommend it to all my friends.",
    ]

    found = passages([said(CUSTOMER, " ".join(sentences))])

    assert [passage.cue for passage in found] == [CueKind.FRICTION, CueKind.PRAISE]
    for passage in found:
        rest = words(passage)
        for sentence in sentences:
            rest = rest.replace(sentence, "")
        assert not rest.strip()


def test_silence_and_small_talk_give_nothing() -> None:
    assert passages([]) == ()
    assert passages([said(UNKNOWN, ""), said(UNKNOWN, "   "), said(UNKNOWN, "...")]) == ()
    assert passages([said(AGENT, "hello"), said(CUSTOMER, "hello are you open on sunday"), said(AGENT, "yes")]) == ()


def test_the_agents_own_words_are_never_the_reason() -> None:
    assert passages([said(AGENT, TROUBLE), said(CUSTOMER, "okay"), said(AGENT, CHARGE)]) == ()


def test_without_named_speakers_everybody_but_the_agent_is_heard() -> None:
    assert len(passages([said(UNKNOWN, "how can i help"), said(UNKNOWN, TROUBLE)])) == 1
    assert len(passages([said(AGENT, "how can i help"), said(UNKNOWN, TROUBLE)])) == 1


def test_no_more_than_asked_for_and_the_weightiest_stay() -> None:
    turns = [
        turn
        for text in (TROUBLE, CHARGE, "i love it")
        for turn in (said(CUSTOMER, text), said(AGENT, "i see"), said(CUSTOMER, FILLER), said(AGENT, FILLER))
    ]

    (only,) = passages(turns, most=1)

    assert only.weight == max(passage.weight for passage in passages(turns))
    assert passages(turns, most=0) == ()


def test_overlapping_and_backward_times_still_give_a_beginning_before_the_end() -> None:
    call = [said(AGENT, "yes", 9, 4), said(CUSTOMER, TROUBLE, 7, 7), said(AGENT, "oh", 3, 20)]

    (passage,) = passages(call)

    assert passage.starts_at_seconds is not None
    assert passage.ends_at_seconds is not None
    assert passage.starts_at_seconds < passage.ends_at_seconds


def test_one_endless_turn_without_a_full_stop_gives_passages_that_can_be_heard() -> None:
    endless = " ".join([TROUBLE, *[FILLER] * 40, "and", CHARGE, *[FILLER] * 40])

    found = passages([said(CUSTOMER, endless, 0, 900)])

    assert {passage.theme for passage in found} == {"not-delivered", "wrong-charge"}
    assert all(len(words(passage)) <= 600 for passage in found)
    assert all(words(passage) in endless for passage in found)


@pytest.mark.timeout(30)  # a quarter of a second here; growing with the square it would be minutes
@pytest.mark.parametrize("piece", [".", "!x", " ", '."', "a, ", "not ", "\n", "4 ", "a. ", "never arrived and "])
def test_no_text_however_odd_takes_more_than_its_length(piece: str) -> None:
    text = piece * (100_000 // len(piece))

    passages([said(CUSTOMER, text + "x", 0.0)])


class ArabicListener:
    """Hears one word of Arabic, to see that cutting itself does not care for the direction of writing."""

    def themes(self, text: str, language: str) -> Sequence[Theme]:
        return ()

    def cues(self, text: str, language: str) -> Sequence[Cue]:
        return [Cue(kind=CueKind.FRICTION, theme=None, words="لم يصل")] * ("لم يصل" in text)


def test_right_to_left_text_is_cut_at_its_own_question_marks() -> None:
    sentences = (
        "أين طلبي يا صديقي العزيز؟",
        "لم يصل الطرد حتى الآن وأنا أنتظر منذ ثلاثة أسابيع في البيت كل يوم.",
        "شكرا.",
    )

    (passage,) = cut([said(CUSTOMER, " ".join(sentences))], "ar", ArabicListener(), NoScorer())

    assert words(passage).startswith(sentences[1])
    assert passage.because == REASONS[CueKind.FRICTION]


def test_a_language_without_words_gives_nothing_rather_than_a_guess() -> None:
    assert passages([said(CUSTOMER, TROUBLE)], language="fi") == ()
    assert passages([said(CUSTOMER, TROUBLE)], language="") == ()


TEXTS = st.one_of(
    st.sampled_from([TROUBLE, CHARGE, FILLER, "Wow! I did not expect that. Thank you.", "ок", "", "。。", "a" * 900]),
    st.text(max_size=80),
)
TIMES = st.none() | st.floats(min_value=-10, max_value=1e5, allow_nan=False)
TURNS = st.lists(
    st.builds(
        Turn, speaker=st.sampled_from(Speaker), text=TEXTS, starts_at_seconds=TIMES, ends_at_seconds=TIMES
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(turns=TURNS, language=st.sampled_from(["en", "en-GB", "ru", "xx", ""]))
def test_whatever_comes_in_passages_are_short_apart_in_order_and_with_a_reason(
    turns: list[Turn], language: str
) -> None:
    found = cut(turns, language, KeywordListener(), NoScorer())

    assert len(found) <= 5
    assert all(after.first_turn >= before.last_turn for before, after in pairwise(found))
    reasons = {*REASONS.values(), *(subject.name for subject in SUBJECTS.values())}
    for passage in found:
        assert 0 <= passage.first_turn <= passage.last_turn < len(turns)
        assert sum(len(line.text) for line in passage.lines) <= 700
        assert 0 < passage.weight < 1
        assert passage.because in reasons


@pytest.mark.parametrize("language", ["en", "id", "pl", "ru", "de", "es"])
def test_cutting_twice_gives_the_same(language: str) -> None:
    turns = [said(CUSTOMER, TROUBLE), said(CUSTOMER, CHARGE)]

    assert passages(turns, language) == passages(turns, language)
