"""What the station says: a customer's words, the day's round-up, urgent word, and what came of a promise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Block,
    Button,
    Buttons,
    Divider,
    Excerpt,
    Heading,
    Message,
    Note,
    Paragraph,
    ReactionBar,
    ReactionButton,
)
from bot.chat.intake import Speaker
from bot.chat.words import Words, phrase
from bot.insight.taxonomy import REASONS
from bot.station.excerpts import excerpt_of
from bot.station.model import ClipState, Snippet, SnippetId, Voice
from bot.station.reactions.model import FixEnding, ReactionKind

SYMBOLS: Mapping[ReactionKind, str] = MappingProxyType(
    {
        ReactionKind.HEAR_TOO: "\N{EAR}",
        ReactionKind.CAN_FIX: "\N{WRENCH}",
        ReactionKind.WELL_DONE: "\N{CLAPPING HANDS SIGN}",
        ReactionKind.SURPRISED: "\N{FACE WITH OPEN MOUTH}",
    }
)
LABELS: Mapping[ReactionKind, str] = MappingProxyType(
    {
        ReactionKind.HEAR_TOO: phrase("I hear this too"),
        ReactionKind.CAN_FIX: phrase("I can fix it"),
        ReactionKind.WELL_DONE: phrase("Well done"),
        ReactionKind.SURPRISED: phrase("Surprised"),
    }
)
"""What people can say to a snippet by one press, as marked phrases."""

WHO_SEES = phrase(
    "Everyone sees the counts. I show nobody who pressed, and never join it with check-in answers. Only who promises a "
    "fix is named."
)
"""The promise about reactions. Persons are kept with them so that everyone counts once, and for nothing else."""

ENDINGS: Mapping[FixEnding, str] = MappingProxyType(
    {
        FixEnding.DONE: phrase("{name} fixed this."),
        FixEnding.NOT_POSSIBLE: phrase("{name} looked into this: it cannot be fixed."),
        FixEnding.HANDED_ON: phrase("{name} handed this on to somebody who can fix it."),
    }
)

QUOTED = 160
"""Characters of a snippet where it is only mentioned."""

TOLD_FIXES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FixLine:
    """A promise as others read it: whose it is, until when, and what came of it."""

    name: str
    due_on: date
    ending: FixEnding | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came back for a snippet so far: people per reaction, and promises, the latest first."""

    counts: Mapping[ReactionKind, int] = field(default_factory=dict)
    fixes: tuple[FixLine, ...] = ()


def snippet_message(words: Words, voice: Voice, heard: Heard) -> Message:
    """One snippet, as it stands in a channel."""
    return Message(summary=_summary(words, voice), blocks=tuple(voice_blocks(words, voice, heard)))


def urgent_message(words: Words, voice: Voice, heard: Heard, station: str) -> Message:
    """One snippet, to somebody who wants to hear at once of what is urgent."""
    why = words.say("You get this at once because you asked for urgent word from “{station}”.", station=station)
    return Message(
        summary=words.say("Urgent: {what}", what=_summary(words, voice)),
        blocks=(
            Paragraph(words.say("A customer needs somebody soon.")),
            *voice_blocks(words, voice, heard),
            Note(why),
            Buttons((_subscriptions_button(words),)),
        ),
    )


def round_up_message(words: Words, voices: Sequence[Voice], *, more: int = 0, station: str = "") -> Message:
    """The day's round-up: a line or two of each snippet, and a way to the whole. `station` is given to subscribers."""
    count = len(voices)
    headline = (
        words.count("{n} customer to hear today", "{n} customers to hear today", count)
        if station
        else words.count("{n} more customer to hear today", "{n} more customers to hear today", count)
    )
    return Message(
        summary=headline,
        blocks=(
            Heading(headline),
            *(block for voice in voices for block in _mentioned(words, voice)),
            *_rest(words, more, station),
        ),
    )


def outcome_message(words: Words, voice: Voice, fix: FixLine) -> Message:
    """What came of a promise, below the snippet that it was about."""
    told = fix_sentence(words, fix)
    return Message(
        summary=words.say("What came of it: {what}", what=told),
        blocks=(
            Heading(words.say("What came of it")),
            mention(words, voice),
            Paragraph(told),
            *((Paragraph(fix.outcome),) if fix.outcome else ()),
        ),
    )


def voice_blocks(words: Words, voice: Voice, heard: Heard) -> Iterator[Block]:
    """A snippet with why it was chosen, what people say to it, and who promised to fix it."""
    yield Heading(reason(words, voice.snippet))
    yield excerpt_of(words, voice)
    yield reaction_bar(words, voice.snippet.id, heard.counts)
    for each in heard.fixes[:TOLD_FIXES]:
        yield Paragraph(fix_sentence(words, each))
    if voice.snippet.clip is ClipState.APPROVED:
        yield Buttons((Button(label=words.say("Listen"), action=ActionRef("station.listen", (voice.snippet.id,))),))


def reaction_bar(words: Words, snippet_id: SnippetId, counts: Mapping[ReactionKind, int]) -> ReactionBar:
    """The reactions to give by one press, with how many people gave each."""
    items = (
        ReactionButton(
            symbol=SYMBOLS[kind],
            label=words.say(LABELS[kind]),
            action=ActionRef("station.react", (snippet_id, kind.value)),
            count=counts.get(kind, 0),
        )
        for kind in ReactionKind
    )
    return ReactionBar(items=tuple(items), note=words.say(WHO_SEES))


def fix_sentence(words: Words, fix: FixLine) -> str:
    """Who promised to fix it until when, or what came of it, in a sentence."""
    name = fix.name or words.say("Somebody")
    if fix.ending is None:
        return words.say("{name} wants to fix this by {day}.", name=name, day=words.day(fix.due_on))
    return words.say(ENDINGS[fix.ending], name=name)


def mention(words: Words, voice: Voice) -> Excerpt:
    """A snippet where it is only mentioned: the beginning of what the customer says."""
    whole = excerpt_of(words, voice)
    first = next((line for line in whole.lines if line.is_customer), None)
    lines = (replace(first, text=shortened(first.text)),) if first else whole.lines[:1]
    return replace(whole, lines=lines, span="", url="", url_label="")


def reason(words: Words, snippet: Snippet) -> str:
    """Why a snippet was chosen, in words."""
    return words.say(snippet.because or REASONS[snippet.cue])


def shortened(text: str, characters: int = QUOTED) -> str:
    """The beginning of a text, in whole words, up to so many characters."""
    line = " ".join(text.split())
    if len(line) <= characters:
        return line
    cut = line[: characters - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def open_button(words: Words, snippet_id: SnippetId) -> Button:
    """Opens the whole snippet with what people say to it."""
    return Button(label=words.say("Open"), action=ActionRef("station.open", (snippet_id,)))


def _summary(words: Words, voice: Voice) -> str:
    said = next((line.text for line in voice.snippet.lines if line.speaker is not Speaker.AGENT), voice.snippet.text)
    return words.say("{reason}: “{quote}”", reason=reason(words, voice.snippet), quote=shortened(said))


def _mentioned(words: Words, voice: Voice) -> Iterator[Block]:
    yield Paragraph(reason(words, voice.snippet))
    yield mention(words, voice)
    yield Buttons((open_button(words, voice.snippet.id),))
    yield Divider()


def _rest(words: Words, more: int, station: str) -> Iterator[Block]:
    if more > 0:
        yield Paragraph(words.count("… and {n} more.", "… and {n} more.", more))
    if station:
        yield Note(words.say("You get this because you subscribed to “{station}”.", station=station))
    search = Button(label=words.say("Search"), action=ActionRef("station.search-open"))
    yield Buttons((search, *((_subscriptions_button(words),) if station else ())))


def _subscriptions_button(words: Words) -> Button:
    return Button(label=words.say("My subscriptions"), action=ActionRef("station.subscriptions"))
