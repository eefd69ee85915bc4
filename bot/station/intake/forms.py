"""The windows around taking customer voice in: sources, the review, adding by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, ButtonStyle, Divider, Fact, Facts, Heading, Note, Paragraph, Table
from bot.chat.forms import ChoiceField, Form, FormPart, Option, TextField
from bot.chat.intake import InteractionKind
from bot.chat.words import Words, phrase
from bot.station.excerpts import KINDS, SPEAKERS, excerpt_of, stage_name, subject_name
from bot.station.model import ClipState, SnippetState, Source, SourceMode, Voice

NAME, FORMAT, MODE, CONSENT, REGIONS, CUSTOMERS, AGENTS = (
    "name",
    "format",
    "mode",
    "consent",
    "regions",
    "customers",
    "agents",
)
"""The fields of the window of a source."""

TEXT, KIND, PRODUCT, SITE, LINK = "text", "kind", "product", "site", "link"
"""The fields of the window in which customer voice is added by hand, with `CONSENT`."""

TAKE_OUT = "take_out"
LINE = "line-"
"""The fields of the review: a line of the snippet each, and what else is to be taken out."""

COVERED, AS_TOLD = "covered", "told"
AGREED, NOT_KNOWN = "agreed", "unknown"
RECOGNISE = "recognise"

PARSERS = ("webvtt", "srt", "gong", "zendesk", "intercom", "json", "csv", "reviews")
"""The formats that a source may be told to send."""

MAX_NAME = 60
MAX_SIDES = 500
MAX_VOICE = 3000
MAX_LINE = 3000
MAX_FACT = 100

MODES = (
    (SourceMode.REVIEW, phrase("A person looks at each first")),
    (SourceMode.AUTOMATIC, phrase("What gives no doubt is shown without a look")),
    (SourceMode.OFF, phrase("Nothing is taken")),
)
"""What becomes of a source's voices, as marked phrases."""

AFTERWARDS = (
    (
        SnippetState.HELD,
        phrase("It is kept back until the customer's consent is known: then add the same words once more."),
    ),
    (SnippetState.WAITING, phrase("It waits for a look by a leader or an admin; then everybody can hear it.")),
    (SnippetState.APPROVED, phrase("It was shared before: everybody can hear it already.")),
    (SnippetState.REJECTED, phrase("It was shared before, and somebody decided that it is not shown.")),
)
"""What comes next for a voice that was added by hand, as marked phrases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One voice that waits to be looked at. `waiting` counts it and all others; `source` is its source's name."""

    voice: Voice
    waiting: int
    source: str


def sources_form(words: Words, sources: Sequence[Source], *, notice: str = "") -> Form:
    """All sources, with what becomes of each one's voices."""
    columns = (words.say("Source"), words.say("In commands"), words.say("Voices"), words.say("Consent"))
    names = dict(MODES)
    rows = tuple((each.name, each.key, words.say(names[each.mode]), _consent_of(words, each)) for each in sources)
    return Form(
        title=words.say("Sources"),
        parts=(
            *((Paragraph(notice),) if notice else ()),
            Table(columns=columns, rows=rows),
            Note(words.say("“source set NAME” changes one; “source secret NAME” shows where and how it sends.")),
        ),
        close_label=words.say("Close"),
    )


def source_form(words: Words, source: Source | None, *, name: str = "") -> Form:
    """Asks for what there is to know of a source; a new one without `source`."""
    known = source or Source(key="", name=name)
    return Form(
        title=words.say("Source"),
        parts=(
            TextField(name=NAME, label=words.say("Name"), value=known.name, max_characters=MAX_NAME),
            _mode_field(words, known),
            *_consent_fields(words, known),
            _format_field(words, known),
            _sides_field(words, CUSTOMERS, words.say("Names of customers' voices"), known.customer_sides),
            _sides_field(words, AGENTS, words.say("Names of our voices"), known.agent_sides),
        ),
        submit=ActionRef("station.source-save", (known.key,)),
        submit_label=words.say("Save"),
        close_label=words.say("Cancel"),
    )


def secret_form(words: Words, source: Source, address: str, secret: str) -> Form:
    """Where a source's webhook is, and the secret that it needs. A window only: it never stands in a chat."""
    renew = Button(
        label=words.say("Make a new secret"),
        action=ActionRef("station.source-renew", (source.key,)),
        style=ButtonStyle.DANGER,
    )
    return Form(
        title=words.say("Webhook"),
        parts=(
            Paragraph(words.say("{name} sends its records here:", name=source.name)),
            Facts(
                (
                    Fact(name=words.say("Address"), value=address),
                    Fact(name=words.say("Secret"), value=secret),
                )
            ),
            Note(
                words.say(
                    "Send it as “Authorization: Bearer …”, or sign each request with it. Whoever has it can add "
                    "customer voice; with a new one the old one no longer works."
                )
            ),
            Buttons((renew,)),
        ),
        close_label=words.say("Done"),
    )


def review_form(words: Words, reviewed: Reviewed, *, notice: str = "") -> Form:
    """One voice to be looked at: what people would read, why, what is doubtful, and what can be done."""
    voice = reviewed.voice
    snippet = voice.snippet
    return Form(
        title=words.say("Review snippets"),
        parts=(
            *((Paragraph(notice),) if notice else ()),
            Paragraph(words.count("{n} voice waits for a look.", "{n} voices wait for a look.", reviewed.waiting)),
            excerpt_of(words, voice),
            Facts(tuple(_facts(words, reviewed))),
            *(Note(words.say("Look out: {doubt}", doubt=words.say(doubt))) for doubt in snippet.doubts),
            Divider(),
            Heading(words.say("Change it before it is shown")),
            *_line_fields(words, voice),
            TextField(
                name=TAKE_OUT,
                label=words.say("Words to take out wherever they stand"),
                max_characters=MAX_SIDES,
                is_required=False,
                hint=words.say("Separated by commas, such as a name that was missed."),
            ),
            Buttons(tuple(_review_buttons(words, voice))),
        ),
        submit=ActionRef("station.review-approve", (snippet.id,)),
        submit_label=words.say("Approve"),
        close_label=words.say("Close"),
    )


def voice_form(words: Words, text: str = "", url: str = "") -> Form:
    """Asks for what a customer said, to be shared with all; `text` and `url` stand in it already."""
    kinds = tuple(Option(value=kind.value, label=words.say(name)) for kind, name in KINDS.items())
    consents = (
        Option(value=AGREED, label=words.say("The customer agreed")),
        Option(value=NOT_KNOWN, label=words.say("I do not know")),
    )
    return Form(
        title=words.say("Add customer voice"),
        parts=(
            TextField(
                name=TEXT,
                label=words.say("What did the customer say?"),
                value=text[:MAX_VOICE],
                max_characters=MAX_VOICE,
                is_long=True,
                hint=words.say("In the customer's own words. Names, numbers and addresses are taken out."),
            ),
            ChoiceField(
                name=CONSENT,
                label=words.say("May it be heard within the company?"),
                options=consents,
                selected=None,
                hint=words.say("Without the customer's consent it is kept back and shown to nobody."),
            ),
            ChoiceField(
                name=KIND, label=words.say("Where was it said?"), options=kinds, selected=InteractionKind.CHAT.value
            ),
            _fact_field(PRODUCT, words.say("Product")),
            _fact_field(SITE, words.say("Place of work")),
            TextField(
                name=LINK,
                label=words.say("Link to where it was said"),
                value=url,
                max_characters=MAX_SIDES,
                is_required=False,
            ),
        ),
        submit=ActionRef("station.voice-add"),
        submit_label=words.say("Add"),
        close_label=words.say("Cancel"),
    )


def voice_taken_form(words: Words, voices: Sequence[Voice], *, external_id: str) -> Form:
    """What others will read of a voice that was just added, and what comes next."""
    states = {voice.snippet.state for voice in voices}
    return Form(
        title=words.say("Add customer voice"),
        parts=(
            Paragraph(words.say("Thank you. This is what others would read:")),
            *(excerpt_of(words, voice) for voice in voices),
            *(Note(words.say(text)) for state, text in AFTERWARDS if state in states),
            Note(
                words.say(
                    "Should the customer change their mind: “snippet withdraw manual {id}” takes it back everywhere.",
                    id=external_id,
                )
            ),
        ),
        close_label=words.say("Close"),
    )


def _mode_field(words: Words, source: Source) -> ChoiceField:
    options = tuple(Option(value=mode.value, label=words.say(name)) for mode, name in MODES)
    return ChoiceField(
        name=MODE, label=words.say("What becomes of its voices"), options=options, selected=source.mode.value
    )


def _consent_fields(words: Words, source: Source) -> Iterator[FormPart]:
    options = (
        Option(value=AS_TOLD, label=words.say("Only what each record says")),
        Option(value=COVERED, label=words.say("All its customers agreed before they spoke")),
    )
    yield ChoiceField(
        name=CONSENT,
        label=words.say("Consent"),
        options=options,
        selected=COVERED if source.is_consent_covered else AS_TOLD,
        hint=words.say("What a customer refused stays refused, whatever is chosen here."),
    )
    yield TextField(
        name=REGIONS,
        label=words.say("Countries where this holds"),
        value=", ".join(source.covered_regions),
        max_characters=MAX_SIDES,
        is_required=False,
        hint=words.say("By their two letters; leave it empty for all."),
    )


def _format_field(words: Words, source: Source) -> ChoiceField:
    options = (
        Option(value=RECOGNISE, label=words.say("Recognise it")),
        *(Option(value=parser, label=parser) for parser in PARSERS),
    )
    return ChoiceField(name=FORMAT, label=words.say("Format"), options=options, selected=source.parser or RECOGNISE)


def _sides_field(words: Words, name: str, label: str, sides: Sequence[str]) -> TextField:
    return TextField(
        name=name,
        label=label,
        value=", ".join(sides),
        max_characters=MAX_SIDES,
        is_required=False,
        hint=words.say("As its transcripts write them, separated by commas."),
    )


def _consent_of(words: Words, source: Source) -> str:
    if not source.is_consent_covered:
        return words.say("As told")
    return words.say("Covered: {regions}", regions=", ".join(source.covered_regions) or words.say("everywhere"))


def _facts(words: Words, reviewed: Reviewed) -> Iterator[Fact]:
    voice = reviewed.voice
    snippet = voice.snippet
    about = " · ".join(filter(None, (stage_name(words, snippet.stage), subject_name(words, snippet.theme))))
    yield Fact(name=words.say("Chosen because"), value=words.say(snippet.because))
    if about:
        yield Fact(name=words.say("About"), value=about)
    yield Fact(name=words.say("Source"), value=reviewed.source)
    yield Fact(name=words.say("Consent"), value=words.say("The customer agreed"))
    if voice.interaction.is_urgent:
        yield Fact(name=words.say("Urgent"), value=words.say("Yes"))


def _line_fields(words: Words, voice: Voice) -> Iterator[TextField]:
    for number, line in enumerate(voice.snippet.lines):
        yield TextField(
            name=f"{LINE}{number}",
            label=words.say(SPEAKERS[line.speaker]),
            value=line.text[:MAX_LINE],
            max_characters=MAX_LINE,
            is_long=True,
            is_required=False,
        )


def _review_buttons(words: Words, voice: Voice) -> Iterator[Button]:
    about = (voice.snippet.id,)
    yield Button(label=words.say("Reject"), action=ActionRef("station.review-reject", about), style=ButtonStyle.DANGER)
    yield Button(label=words.say("Look at the next"), action=ActionRef("station.review-next", about))
    if voice.snippet.clip is not ClipState.NONE:
        yield Button(label=words.say("Listen"), action=ActionRef("station.listen", about))
    if voice.snippet.clip is ClipState.WAITING:
        label = words.say("Approve the recording too")
        yield Button(label=label, action=ActionRef("station.review-clip", about))


def _fact_field(name: str, label: str) -> TextField:
    return TextField(name=name, label=label, max_characters=MAX_FACT, is_required=False)
