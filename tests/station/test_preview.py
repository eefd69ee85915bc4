"""The preview: from an interaction as its source tells it to what people would hear."""

from dataclasses import replace

from bot.chat.intake import IntakeRecord, InteractionKind, Speaker, Turn
from bot.insight.listener import KeywordListener
from bot.insight.sentiment import TextBlobScorer
from bot.station.intake.hear import Ear
from bot.station.preview import preview
from bot.station.redaction.model import PiiKind

EAR = Ear(spoken=("en", "pl"), usual="en", listener=KeywordListener(), scorer=TextBlobScorer())


def call(*said: tuple[Speaker, str]) -> IntakeRecord:
    turns = tuple(Turn(speaker=speaker, text=text) for speaker, text in said)
    return IntakeRecord(source="test", external_id="1", kind=InteractionKind.CALL, turns=turns)


COMPLAINT = call(
    (Speaker.AGENT, "Marigold service, how can I help you?"),
    (
        Speaker.CUSTOMER,
        "My name is Tomas Quillfeather. My parcel has been late for three weeks and nobody calls me back.",
    ),
    (Speaker.AGENT, "I am sorry. What is your e-mail?"),
    (Speaker.CUSTOMER, "It is tomas.q@example.com, and you promised me a refund that never came."),
)


def test_what_is_personal_is_gone_before_anything_is_chosen() -> None:
    seen = preview(COMPLAINT, EAR)
    said = " ".join(line.text for heard in seen.heard for line in heard.passage.lines)
    assert seen.heard
    assert "Quillfeather" not in said
    assert "tomas.q" not in said
    assert seen.removed == {PiiKind.EMAIL: 1}, "of what is heard"


def test_each_passage_says_why_and_how_it_sounds() -> None:
    seen = preview(COMPLAINT, EAR)
    assert seen.heard
    for heard in seen.heard:
        assert heard.passage.because
        assert heard.sentiment.scorer == "textblob"


def test_the_language_is_the_one_told_else_the_one_found() -> None:
    polish = call((Speaker.CUSTOMER, "Paczka nie dotarła, czekam już trzy tygodnie i nikt nie oddzwania."))
    assert preview(polish, EAR).language == "pl"
    assert preview(replace(polish, language="en-GB"), EAR).language == "en-GB"


def test_doubts_about_the_file_stand_beside_those_about_the_passage() -> None:
    seen = preview(replace(COMPLAINT, doubts=("The file is damaged.",)), EAR)
    assert seen.heard
    assert all("The file is damaged." in heard.doubts for heard in seen.heard)


def test_nothing_worth_hearing_is_nothing() -> None:
    assert preview(call((Speaker.CUSTOMER, "Hello."), (Speaker.AGENT, "Goodbye.")), EAR).heard == ()
    assert preview(call(), EAR).heard == ()
